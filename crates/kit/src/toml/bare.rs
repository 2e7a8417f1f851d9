//! A value that is no TOML: what somebody meant who wrote it without quotes, and how TOML has it.

use jiff::civil::Date;

use crate::calendar::MONTH_NAMES;
use crate::currency::{in_minor_units, is_known};
use crate::number::Decimal;
use crate::number_form::{Commas, NumberForm};

/// What is to be said of such a value.
pub struct Told {
    pub message: String,
    /// What is allowed.
    pub label: String,
    pub help: String,
    pub is_date: bool,
}

pub const ANY_VALUE: &str = "expected a text in quotes, a number, a date, true, false, a list or a table";

/// What helps a word without quotes.
pub const IN_QUOTES: &str = "put text in double quotes";

const PLAIN: &str = "expected digits with at most one point";

/// Signs of currencies that stand before or behind an amount.
const SIGNS: [char; 7] = ['$', '€', '£', '¥', '₹', '₩', '₽'];

/// `key` as it is written before the `=`; empty where there is none.
pub fn told(written: &str, key: &str) -> Told {
    let no_value = |help: String| Told {
        message: format!("`{written}` is no TOML value"),
        label: ANY_VALUE.to_owned(),
        help,
        is_date: false,
    };
    if let Some(told) = of_date(written).or_else(|| of_number(written, key)) {
        return told;
    }
    if let Some(inner) = in_typeset_quotes(written) {
        return no_value(format!("write `\"{inner}\"`, in straight quotes"));
    }
    let lower = written.to_lowercase();
    let yes = match lower.as_str() {
        "true" | "false" => return no_value(format!("write `{lower}`")),
        "yes" | "y" | "on" => "true",
        "no" | "n" | "off" => "false",
        "n/a" | "na" | "tbd" | "tba" | "null" | "nil" => {
            return no_value("write the value itself, or leave out a key that need not have one".to_owned());
        }
        _ if written.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-')) => {
            return Told {
                message: format!("`{written}` is no number"),
                label: PLAIN.to_owned(),
                help: "write a plain number such as 1500 or 0.25, or put a text in double quotes".to_owned(),
                is_date: false,
            };
        }
        _ if written.contains('"') && !written.contains('\'') => {
            return no_value(format!("write `'{written}'`, in single quotes since double ones stand in it"));
        }
        _ => return no_value(IN_QUOTES.to_owned()),
    };
    no_value(format!("write `{yes}` where the key says whether, `\"{written}\"` where it wants a text"))
}

/// A day as people write it; `None` where it is none.
pub fn of_date(written: &str) -> Option<Told> {
    let days = days(written);
    let help = match days.as_slice() {
        [] => return None,
        [only] => format!("write `{only}`"),
        [day_first, month_first, ..] => {
            format!("write `{day_first}` if the day stands first, `{month_first}` if the month does")
        }
    };
    Some(Told {
        message: format!("`{written}` is no date"),
        label: "expected year-month-day, such as 2026-11-15".to_owned(),
        help,
        is_date: true,
    })
}

/// The day that a text is; both where either of two numbers may be the month, first the one whose day stands first.
fn days(written: &str) -> Vec<Date> {
    let parts: Vec<&str> =
        written.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return Vec::new() };
    let number = |part: &str| {
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| part.strip_suffix(end)).unwrap_or(part);
        digits.parse::<i16>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let month = |part: &str| {
        let lower = part.to_lowercase();
        let found = MONTH_NAMES.iter().position(|name| lower.len() >= 3 && name.starts_with(&lower));
        found.and_then(|at| i8::try_from(at + 1).ok())
    };
    let of = |year: Option<i16>, month: Option<i8>, day: Option<i16>| {
        let year = year.filter(|year| (1900..=2200).contains(year))?;
        Date::new(year, month?, i8::try_from(day?).ok()?).ok()
    };
    let numbered = |part: &str| number(part).and_then(|month| i8::try_from(month).ok());
    let mut found: Vec<Date> = [
        of(number(third), month(second), number(first)),
        of(number(third), month(first), number(second)),
        of(number(first), month(second), number(third)),
        of(number(first), numbered(second), number(third)),
        of(number(third), numbered(second), number(first)),
        of(number(third), numbered(first), number(second)),
    ]
    .into_iter()
    .flatten()
    .collect();
    found.dedup();
    found
}

/// A number as people and spreadsheets write it; `None` where it is none.
fn of_number(written: &str, key: &str) -> Option<Told> {
    let is_minor = key.ends_with("-minor");
    let told = |label: &str, help: String| {
        let label = format!("{label}: {PLAIN}");
        Some(Told { message: format!("`{written}` is no number"), label, help, is_date: false })
    };
    let unsigned = written.strip_prefix(['-', '+']).unwrap_or(written);
    let sign = if written.starts_with('-') { "-" } else { "" };
    let (amount, is_money) = without_currency(unsigned);
    let signed = |number: &str| format!("{sign}{number}");
    let minor = |number: &str| in_minor_units(&pointed(number), 2).map(|minor| signed(&minor));
    // An amount with decimals where the smallest unit is counted: without its point it would be another.
    let in_smallest = |number: &str| match minor(number) {
        Some(minor) => {
            format!(
                "write it in the smallest unit of the currency, such as `{minor}` where 100 of them make one"
            )
        }
        None => "write it in the smallest unit of the currency, without decimals".to_owned(),
    };
    let sure = |number: &str| match is_minor && number.contains('.') {
        true => in_smallest(number),
        false => format!("write `{}`", signed(number)),
    };
    if is_money {
        let plain = one_reading(amount)?;
        let help = match minor(&plain).filter(|_| is_minor && !plain.contains('.')) {
            Some(minor) => format!(
                "write `{}` if it counts the smallest unit of the currency, `{minor}` if it counts whole ones and 100 make one",
                signed(&plain)
            ),
            None => sure(&plain),
        };
        return told("the currency stands beside it", help);
    }
    match NumberForm::of(amount, || Commas::Unknown) {
        NumberForm::Thousands(number) => told("its thousands are parted", sure(&number)),
        NumberForm::DecimalComma(number) => told("it has a decimal comma", sure(&number)),
        NumberForm::Percent(number) => told("numbers have no percent sign", sure(&number)),
        NumberForm::Either(whole, number) if is_minor => told(
            &format!("it can be read as {whole} and as {number}"),
            format!(
                "write `{}` if the comma parts thousands; if it is a decimal comma, {}",
                signed(&whole),
                in_smallest(&number)
            ),
        ),
        NumberForm::Either(whole, number) => told(
            &format!("it can be read as {whole} and as {number}"),
            format!(
                "write `{}` if the comma parts thousands, `{}` if it is a decimal comma",
                signed(&whole),
                signed(&number)
            ),
        ),
        _ => {
            if let Some(number) = parted_by_points(amount) {
                return told("its thousands are parted by points", sure(&number));
            }
            let number = pointless(amount)?;
            let is_code = amount.starts_with('0') && number != amount && !amount.contains('.');
            let text = if is_code { format!(", or `\"{written}\"` if it is a text") } else { String::new() };
            told("a digit stands before and behind the point, and no 0 first", sure(&number) + &text)
        }
    }
}

/// An amount without the sign or the code of its currency, and whether one stood there.
fn without_currency(written: &str) -> (&str, bool) {
    let bare = written.trim_start_matches(SIGNS).trim_end_matches(SIGNS).trim();
    let code = |code: &str| code.len() == 3 && is_known(code);
    let of_code = bare.split_once(' ').and_then(|(first, rest)| code(first).then_some(rest.trim()));
    let of_code =
        of_code.or_else(|| bare.rsplit_once(' ').and_then(|(rest, last)| code(last).then_some(rest.trim())));
    let amount = of_code.unwrap_or(bare);
    (amount, amount != written)
}

/// The number that an amount is, if it can be read in one way only.
fn one_reading(amount: &str) -> Option<String> {
    match NumberForm::of(amount, || Commas::Unknown) {
        NumberForm::Thousands(number) | NumberForm::DecimalComma(number) => Some(number),
        NumberForm::Other => {
            parted_by_points(amount).or_else(|| Decimal::parse(amount).is_ok().then(|| amount.to_owned()))
        }
        _ => None,
    }
}

/// `1.234.567` and `1.234,50`: the number with a point before its decimals.
fn parted_by_points(amount: &str) -> Option<String> {
    let swapped: String = amount
        .chars()
        .map(|c| match c {
            ',' => '.',
            '.' => ',',
            c => c,
        })
        .collect();
    match NumberForm::of(&swapped, || Commas::Unknown) {
        NumberForm::Thousands(number) => Some(number),
        _ => None,
    }
}

/// `0.5` of `.5`, `95` of `95.`, `7` of `007`.
fn pointless(amount: &str) -> Option<String> {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    if !is_digits(whole) || !is_digits(fraction) || whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole = Some(whole.trim_start_matches('0')).filter(|whole| !whole.is_empty()).unwrap_or("0");
    Some(if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") })
}

/// An amount with a point, as what counts minor units reads it.
fn pointed(number: &str) -> String {
    if number.contains('.') { number.to_owned() } else { format!("{number}.") }
}

/// What stands between quotes of a word processor.
fn in_typeset_quotes(written: &str) -> Option<&str> {
    let is_quote = |c: char| matches!(c, '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '‚' | '‹' | '›');
    let inner = written.strip_prefix(is_quote)?;
    let inner = inner.strip_suffix(is_quote).unwrap_or(inner);
    (!inner.contains(['"', '\\'])).then_some(inner)
}

/// The value of the statement in whose line a place stands, and where it starts, if it is one without quotes, list or table that is alone in its line.
pub fn of_line(source: &str, at: usize) -> Option<(usize, &str)> {
    let start = source[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = source[start..].lines().next()?;
    let equals = line.find('=')?;
    let value = &line[equals + 1..];
    let value = value.split('#').next().unwrap_or(value);
    let begin = start + equals + 1 + (value.len() - value.trim_start().len());
    let value = value.trim();
    let is_alone = !value.is_empty() && !value.starts_with(['"', '\'', '[', '{']) && !value.contains('=');
    (is_alone && begin <= at).then_some((begin, value))
}

/// The key of the line in which a place stands; empty where it has none.
pub fn key_of_line(source: &str, at: usize) -> &str {
    let start = source[..at].rfind('\n').map_or(0, |end| end + 1);
    source[start..at].split_once('=').map_or("", |(key, _)| key.trim())
}

/// How a line `key: value` is written in TOML; `None` where the line is another.
pub fn of_yaml(source: &str, at: usize) -> Option<String> {
    let start = source[..at].rfind('\n').map_or(0, |end| end + 1);
    let (key, value) = source[start..].lines().next()?.split_once(':')?;
    let value = value.trim();
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if key.is_empty() || !key.chars().all(is_key) || value.is_empty() {
        return None;
    }
    let is_toml = toml::de::DeTable::parse(&format!("{key} = {value}")).is_ok();
    let value = if is_toml { value.to_owned() } else { format!("{value:?}") };
    Some(format!("`{} = {value}`", key.replace('_', "-")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(written: &str) -> String {
        told(written, "target").help
    }

    #[test]
    fn a_bare_value_is_written_as_its_kind_is() {
        for (written, wanted) in [
            ("3,500", "write `3500` if the comma parts thousands, `3.500` if it is a decimal comma"),
            ("-3,500", "write `-3500` if the comma parts thousands, `-3.500` if it is a decimal comma"),
            ("10,000,000", "write `10000000`"),
            ("100 000", "write `100000`"),
            ("3,5", "write `3.5`"),
            ("1.234,50", "write `1234.50`"),
            ("1.000.000", "write `1000000`"),
            ("12,5 %", "write `12.5`"),
            ("95%", "write `95`"),
            ("$100000", "write `100000`"),
            ("1500 EUR", "write `1500`"),
            ("€ 1,234.50", "write `1234.50`"),
            (".5", "write `0.5`"),
            ("95.", "write `95`"),
            ("007", "write `7`, or `\"007\"` if it is a text"),
            ("True", "write `true`"),
            ("yes", "write `true` where the key says whether, `\"yes\"` where it wants a text"),
            ("NO", "write `false` where the key says whether, `\"NO\"` where it wants a text"),
            ("10 Aug 2026", "write `2026-08-10`"),
            ("Aug 10, 2026", "write `2026-08-10`"),
            ("10th August 2026", "write `2026-08-10`"),
            ("2026/8/3", "write `2026-08-03`"),
            ("25.08.2026", "write `2026-08-25`"),
            ("08/08/2026", "write `2026-08-08`"),
            ("10.08.2026", "write `2026-08-10` if the day stands first, `2026-10-08` if the month does"),
            ("“Accuracy”", "write `\"Accuracy\"`, in straight quotes"),
            ("Acme, Inc", "put text in double quotes"),
            ("May", "put text in double quotes"),
            ("Beacon \"Two\"", "write `'Beacon \"Two\"'`, in single quotes since double ones stand in it"),
            ("5 days", "write a plain number such as 1500 or 0.25, or put a text in double quotes"),
            ("32.13.2026", "write a plain number such as 1500 or 0.25, or put a text in double quotes"),
        ] {
            assert_eq!(help(written), wanted, "{written}");
        }
    }

    #[test]
    fn an_amount_keeps_its_size_in_the_smallest_unit() {
        let help = |written| told(written, "monthly-fee-minor").help;
        assert_eq!(help("10,000,000"), "write `10000000`");
        let both = "write `100000` if it counts the smallest unit of the currency, `10000000` if it counts whole ones and 100 make one";
        assert_eq!(help("$100000"), both);
        let smallest =
            "write it in the smallest unit of the currency, such as `350` where 100 of them make one";
        assert_eq!(help("3,5"), smallest);
        assert_eq!(help("EUR 3.50"), smallest);
        let either =
            format!("write `3500` if the comma parts thousands; if it is a decimal comma, {smallest}");
        assert_eq!(help("3,500"), either);
        let finer = "write it in the smallest unit of the currency, without decimals";
        assert_eq!(help("0,125"), finer);
    }

    #[test]
    fn a_value_is_found_in_its_line() {
        let source = "a = 1\ntarget = 10,000,000   # all\nb = 3";
        let at = source.find(",000,").unwrap();
        assert_eq!(of_line(source, at), Some((15, "10,000,000")));
        assert_eq!(key_of_line(source, 15), "target");
        for other in ["a = \"x\" y", "a = [1, 2", "a = 1 b = 2", "no key"] {
            assert_eq!(of_line(other, other.len()), None, "{other}");
        }
        assert_eq!(of_yaml("name: Two words", 4).as_deref(), Some("`name = \"Two words\"`"));
        assert_eq!(of_yaml("on_time: 95", 4).as_deref(), Some("`on-time = 95`"));
    }
}
