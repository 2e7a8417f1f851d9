//! Texts among numbers that are no number alone: bounds, lengths of time, money, marks of a footnote, words. Of each, what helps.

use crate::import::folded::{one_line, trimmed};
use crate::import::number::{Exact, NumberFault, parse};
use crate::import::raised::{Script, script};

/// What is wrong, and what helps.
pub type Fault = (String, String);

const LINES: &str = "write one number in the cell";
const BOUND: &str =
    "if the figure is withheld, add the text to `suppressed` in the map; a bound is no figure";
const MONEY: &str = "write the number without the sign of the currency";
const MARK: &str =
    "take the mark out of the cell; say what it means in a column that is the `status` or a note";
const WORDS: &str = "take the words out of the cell: the map says the unit";
const RANGE: &str = "write one number; if the figure is withheld, add the text to `suppressed` in the map";
/// Of a time of which two readings fit.
pub const TIME: &str = "write it as a number in the `unit` that the map says, such as 5.5 for 5 minutes and 30 seconds in minutes";
/// Of an error of a spreadsheet.
pub const ERROR: &str = "mend the formula, or empty the cell";
const FULL: &str = "write the number in full";
const PLAIN: &str = "write the number alone";

/// Whether all cells of a column that are written so are mended alike, whatever their numbers.
pub fn is_of_column(help: &str) -> bool {
    [LINES, MONEY, MARK, WORDS, RANGE, TIME, FULL, PLAIN].contains(&help)
}

/// What a spreadsheet writes where a formula has no result, as text.
pub fn is_error(text: &str) -> bool {
    let text = trimmed(text);
    let named = text.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    named && (text.ends_with(['!', '?']) || text == "#N/A" || text == "#NV")
}

/// The seconds of `0:05:30`; `5:30` is no length alone.
pub fn length(text: &str) -> Option<Exact> {
    let parts: Vec<&str> = trimmed(text).split(':').collect();
    let [hours, minutes, seconds] = parts[..] else { return None };
    let number = |part: &str, most: usize| {
        let is_good = (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        is_good.then(|| part.parse::<i64>().ok()).flatten()
    };
    let (minutes, seconds) = (number(minutes, 2)?, number(seconds, 2)?);
    let is_time = minutes < 60 && seconds < 60;
    is_time
        .then(|| number(hours, 4).map(|hours| Exact::whole(hours * 3_600 + minutes * 60 + seconds)))
        .flatten()
}

/// Of a text that is no number, though it may hold one. `no_digits` helps where it has no digit.
pub fn told(text: &str, no_digits: &str) -> Fault {
    let shown = one_line(text);
    let said = |more: &str, help: &str| {
        let more = if more.is_empty() { String::new() } else { format!(": {more}") };
        (format!("`{shown}` is no number{more}"), help.to_owned())
    };
    if is_error(&shown) {
        return (format!("`{shown}` is an error of the spreadsheet"), ERROR.to_owned());
    }
    if !shown.chars().any(|c| c.is_ascii_digit()) {
        return said("", no_digits);
    }
    if trimmed(text).contains(['\n', '\r', '\t']) {
        return said("a line ends inside of the cell, or a tab stands there", LINES);
    }
    let lower = shown.to_lowercase();
    let bounds = [
        "<",
        ">",
        "\u{2264}",
        "\u{2265}",
        "less than",
        "fewer than",
        "more than",
        "under ",
        "below ",
        "up to",
    ];
    if bounds.iter().any(|bound| lower.starts_with(bound)) {
        return said("it is a bound", BOUND);
    }
    if shown.split(':').count() == 2 && shown.split(':').all(parses) {
        return said("it is a time, or minutes and seconds", TIME);
    }
    let is_money = |c: char| "$£¥€".contains(c) || ('\u{20a0}'..='\u{20cf}').contains(&c);
    if shown.contains(is_money) {
        return said("it is an amount of money", MONEY);
    }
    if has_two_numbers(&lower) {
        return said("it holds two numbers", RANGE);
    }
    let core = shown.trim_matches(|c: char| !c.is_ascii_digit());
    if is_short(&core.to_lowercase()) {
        return said("a spreadsheet shortened it", FULL);
    }
    if !parses(core) {
        return said("", PLAIN);
    }
    let beside = shown.replacen(core, "", 1);
    if beside.chars().all(|c| "()+-\u{2212}% ".contains(c)) {
        return said("", PLAIN);
    }
    let mark: String = beside.chars().filter(|c| script(*c) != Script::Level).collect();
    match beside.chars().filter(|c| c.is_alphanumeric() && script(*c) == Script::Level).count() {
        0 if mark.chars().all(|c| script(c) == Script::Lowered) && !mark.is_empty() => {
            said(&format!("the lowered mark `{mark}` stands beside {core}"), MARK)
        }
        0 if !mark.is_empty() => said(&format!("the raised mark `{mark}` stands beside {core}"), MARK),
        0 | 1 => said("a mark stands beside it", MARK),
        _ => said("words stand beside it", WORDS),
    }
}

/// `1.2e+05`
fn is_short(text: &str) -> bool {
    text.split_once('e').is_some_and(|(digits, power)| parses(digits) && parses(power))
}

fn parses(text: &str) -> bool {
    matches!(parse(text, None), Ok(_) | Err(NumberFault::Ambiguous(..)))
}

/// `5-10`, `480/500`, `480 of 500`
fn has_two_numbers(text: &str) -> bool {
    ["-", "\u{2013}", "/", " to ", " of "].iter().any(|sign| {
        let parts: Vec<&str> = text.split(sign).collect();
        matches!(parts[..], [one, other] if [one, other].iter().all(|part| !trimmed(part).is_empty() && parses(part)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_text_has_its_own_help() {
        for (text, help) in [
            ("n/a", "none"),
            ("<5", BOUND),
            ("\u{2264} 10", BOUND),
            ("fewer than 10", BOUND),
            ("12\n480", LINES),
            ("#DIV/0!", ERROR),
            ("#N/A", ERROR),
            ("5:30", TIME),
            ("£1,201", MONEY),
            ("12 €", MONEY),
            ("480*", MARK),
            ("~480", MARK),
            ("480 (p)", MARK),
            ("480\u{b9}", MARK),
            ("480 \u{207d}\u{b9}\u{b2}\u{207e}", MARK),
            ("480\u{2081}", MARK),
            ("1\u{2070}0", PLAIN),
            ("480\u{2020}\u{2020}", MARK),
            ("1234 cases", WORDS),
            ("ca. 480", WORDS),
            ("1.2E+05", FULL),
            ("5 min 30 s", PLAIN),
            ("5-10", RANGE),
            ("480/500", RANGE),
            ("12,34.5", PLAIN),
            ("(98,5)", PLAIN),
        ] {
            assert_eq!(told(text, "none").1, help, "{text}");
        }
        assert_eq!(told("<5", "none").0, "`<5` is no number: it is a bound");
        assert_eq!(
            told("480\u{b9}", "none").0,
            "`480\u{b9}` is no number: the raised mark `\u{b9}` stands beside 480"
        );
    }

    #[test]
    fn a_length_of_time_has_three_parts() {
        assert_eq!(length("0:05:30"), Some(Exact::whole(330)));
        assert_eq!(length(" 100:00:01 "), Some(Exact::whole(360_001)));
        for none in ["5:30", "0:60:00", "0:5:300", "a:05:30", "2026-09-01 0:05:30"] {
            assert_eq!(length(none), None, "{none}");
        }
    }
}
