//! How people and spreadsheets write numbers that a book does not read: what is wrong with each, and how it is mended.

use crate::number::Decimal;

/// How a text that is no plain number is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberForm {
    /// `27,834,112`, `27 834`, `27'834`: the number without what parts its thousands.
    Thousands(String),
    /// `41,5`: the number with a point.
    DecimalComma(String),
    /// `27,834`, where nothing in the file says which it is: without the comma, and with a point.
    Either(String, String),
    /// `96.4%`: the number without the sign; where it is plain but for a decimal comma, with a point.
    Percent(String),
    /// A number with blanks around it.
    Padded(String),
    /// `*`, `-`, `n/a`, `<5`: a figure that was kept back, or is none.
    NoFigure,
    Other,
}

/// What is to be said of a cell.
pub struct Told {
    /// Rows with the same fault have one message.
    pub fault: &'static str,
    /// What is allowed.
    pub label: String,
    pub help: String,
}

/// What commas in the numbers of a file are, as far as the file tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commas {
    Thousands,
    Decimal,
    /// Both, or none that tells.
    Unknown,
}

/// Texts that stand for a figure which is not there.
const NO_FIGURE: [&str; 24] = [
    "*",
    "**",
    "***",
    "-",
    "--",
    "–",
    "—",
    ".",
    "..",
    "...",
    ":",
    "[c]",
    "[x]",
    "[z]",
    "[low]",
    "n/a",
    "na",
    "n.a.",
    "#n/a",
    "null",
    "nil",
    "none",
    "nan",
    "suppressed",
];

impl NumberForm {
    /// `commas` is asked where the text itself does not tell.
    pub fn of(text: &str, commas: impl FnOnce() -> Commas) -> NumberForm {
        let trimmed = text.trim();
        let lower = trimmed.to_lowercase();
        let is_bound = trimmed.strip_prefix(['<', '>']).is_some_and(|rest| is_plain(rest.trim()));
        if is_bound || NO_FIGURE.contains(&lower.as_str()) || lower.starts_with("#div") {
            return NumberForm::NoFigure;
        }
        if let Some(number) = trimmed.strip_suffix('%').map(str::trim_end) {
            let pointed = number.replace(',', ".");
            // One that can be read in two ways is left to its writer.
            let is_sure = is_plain(&pointed) && !(number.contains(',') && comma_readings(number).0);
            return if is_sure { NumberForm::Percent(pointed) } else { NumberForm::Other };
        }
        if is_plain(trimmed) {
            return if trimmed == text { NumberForm::Other } else { NumberForm::Padded(trimmed.to_owned()) };
        }
        let (is_thousands, is_decimal) = comma_readings(trimmed);
        let whole = without_separators(trimmed);
        let pointed = trimmed.replace(',', ".");
        match (is_thousands, is_decimal) {
            (true, false) => NumberForm::Thousands(whole),
            (false, true) => NumberForm::DecimalComma(pointed),
            (false, false) => NumberForm::Other,
            (true, true) => match commas() {
                Commas::Thousands => NumberForm::Thousands(whole),
                Commas::Decimal => NumberForm::DecimalComma(pointed),
                Commas::Unknown => NumberForm::Either(whole, pointed),
            },
        }
    }

    /// The number that a cell of this form shows, with a point; `None` where two are possible, or none.
    pub fn number<'f>(&'f self, written: &'f str) -> Option<&'f str> {
        match self {
            NumberForm::Thousands(number) | NumberForm::DecimalComma(number) | NumberForm::Padded(number) => {
                Some(number)
            }
            NumberForm::Other => Some(written).filter(|text| Decimal::parse(text).is_ok()),
            NumberForm::Either(..) | NumberForm::Percent(_) | NumberForm::NoFigure => None,
        }
    }

    /// What is said of a cell of this form; `None` where there is nothing more to say than that it is no number.
    pub fn told(&self) -> Option<Told> {
        let plain = "expected digits with at most one point";
        let (fault, label, help) = match self {
            NumberForm::Thousands(number) => (
                "thousands",
                format!("its thousands are parted: {plain}"),
                format!("write the numbers without separators, such as `{number}`"),
            ),
            NumberForm::DecimalComma(number) => (
                "decimal comma",
                format!("it has a decimal comma: {plain}"),
                format!("write the numbers with a point, such as `{number}`"),
            ),
            NumberForm::Either(whole, pointed) => (
                "comma",
                format!("it can be read as {whole} and as {pointed}: {plain}"),
                format!(
                    "write the numbers without the comma if it parts thousands (`{whole}`), or with a point for it if it is a decimal comma (`{pointed}`)"
                ),
            ),
            NumberForm::Percent(number) => (
                "percent",
                format!("it has a percent sign: {plain}"),
                format!("write the numbers without the sign, such as `{number}`"),
            ),
            NumberForm::Padded(number) => (
                "padded",
                format!("blanks stand around it: {plain}"),
                format!("write the numbers without blanks, such as `{number}`"),
            ),
            NumberForm::NoFigure => (
                "no figure",
                "it stands for a figure that is not there: such a figure has no row".to_owned(),
                "remove the row; what has no row is shown as missing, never as zero".to_owned(),
            ),
            NumberForm::Other => return None,
        };
        Some(Told { fault, label, help })
    }
}

/// Digits with at most one point between them.
fn is_plain(text: &str) -> bool {
    let is_written = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_written && text.starts_with(|c: char| c.is_ascii_digit()) && Decimal::parse(text).is_ok()
}

/// What parts thousands besides a comma: blanks of three kinds, and apostrophes.
fn is_separator(c: char) -> bool {
    matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’')
}

fn without_separators(text: &str) -> String {
    text.chars().filter(|&c| !is_separator(c)).collect()
}

/// Whether a text can be a number with its thousands parted, and whether it can be one with a decimal comma.
pub(crate) fn comma_readings(text: &str) -> (bool, bool) {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let groups: Vec<&str> = whole.split(is_separator).collect();
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_grouped = groups.len() > 1
        && groups.iter().all(|group| is_digits(group))
        && groups[0].len() <= 3
        && groups[1..].iter().all(|group| group.len() == 3)
        && !groups[0].starts_with('0')
        && fraction.is_none_or(is_digits);
    let is_decimal = text
        .split_once(',')
        .is_some_and(|(whole, rest)| fraction.is_none() && is_digits(whole) && is_digits(rest));
    (is_grouped, is_decimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> NumberForm {
        NumberForm::of(text, || Commas::Unknown)
    }

    #[test]
    fn a_number_is_read_in_one_way_or_both_are_named() {
        let thousands = |number: &str| NumberForm::Thousands(number.to_owned());
        let decimal = |number: &str| NumberForm::DecimalComma(number.to_owned());
        assert_eq!(form("27,834,112"), thousands("27834112"));
        assert_eq!(form("27 834"), thousands("27834"));
        assert_eq!(form("27\u{a0}834"), thousands("27834"));
        assert_eq!(form("27'834.5"), thousands("27834.5"));
        assert_eq!(form("1,234.50"), thousands("1234.50"));
        assert_eq!(form("41,5"), decimal("41.5"));
        assert_eq!(form("0,123"), decimal("0.123"));
        assert_eq!(form("1234,567"), decimal("1234.567"));
        assert_eq!(form("27,834"), NumberForm::Either("27834".to_owned(), "27.834".to_owned()));
        assert_eq!(NumberForm::of("27,834", || Commas::Thousands), thousands("27834"));
        assert_eq!(form("96.4%"), NumberForm::Percent("96.4".to_owned()));
        assert_eq!(form("96,4 %"), NumberForm::Percent("96.4".to_owned()));
        assert_eq!(form(" 480 "), NumberForm::Padded("480".to_owned()));
        for none in ["*", "-", "n/a", "N/A", "<5", "< 10", "#DIV/0!", "#N/A", ".."] {
            assert_eq!(form(none), NumberForm::NoFigure, "{none}");
        }
        for other in
            ["", "abc", "1,2,3", "12,34,567", "-480", "1e3", "+5", "1.234,5", "480", "%", "1,234%", "x"]
        {
            assert_eq!(form(other), NumberForm::Other, "{other}");
        }
    }
}
