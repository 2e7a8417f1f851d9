//! Single values of TOML: texts, numbers, dates, words, each checked and reported at its place.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::log::Log;
use super::tree::{Node, Value};
use crate::currency::minor_units_told;
use crate::diag::{Diagnostic, codes, did_you_mean, list_and, quoted_list};
use crate::id::{good_id, is_valid_id};
use crate::number::{Decimal, NumberError};
use crate::period::Period;
use crate::words::ClosedList;

/// Longest list of keys or words that a message shows beside a suggestion.
pub const LISTED: usize = 16;

pub fn is_table(node: &Node<'_>, key: &str, log: &Log) -> bool {
    match node.value {
        Value::Table(_) => true,
        Value::Broken => false,
        _ => wrong_type::<()>(node, key, "a table", log).is_some(),
    }
}

pub fn items<'n, 'a>(node: &'n Node<'a>, key: &str, log: &Log) -> &'n [Node<'a>] {
    match &node.value {
        Value::List(items) => items,
        Value::Broken => &[],
        _ => {
            wrong_type::<()>(node, key, "a list", log);
            &[]
        }
    }
}

/// Text that is not blank.
pub fn text<'n>(node: &'n Node<'_>, key: &str, log: &Log) -> Option<&'n str> {
    match &node.value {
        Value::Text(text) if text.trim().is_empty() => blank(node, key, "write it, or remove the key", log),
        Value::Text(text) => Some(text),
        _ => wrong_type(node, key, "text in quotes", log),
    }
}

/// Reports a text without a word.
pub fn blank<T>(node: &Node<'_>, key: &str, help: &str, log: &Log) -> Option<T> {
    bad_value(node, format!("`{key}` is empty"), "expected some text", help, log)
}

pub fn id<'n>(node: &'n Node<'_>, key: &str, log: &Log) -> Option<&'n str> {
    let found = text(node, key, log)?;
    if !is_valid_id(found) {
        log.push(bad_id(node, found));
        return None;
    }
    Some(found)
}

fn bad_id(node: &Node<'_>, found: &str) -> Diagnostic {
    let help = match good_id(found) {
        Some(good) => format!("write `{good}`"),
        None => "choose a short id".to_owned(),
    };
    Diagnostic::new(&codes::BAD_ID, node.place(), format!("`{found}` is no id"))
        .label("ids are 1 to 63 lower-case letters, digits and single hyphens")
        .help(help)
}

/// Checks the key of a table as an id: `[service-level.accuracy]`.
pub fn key_as_id<'k>(key: &'k str, node: &Node<'_>, log: &Log) -> Option<&'k str> {
    if is_valid_id(key) {
        return Some(key);
    }
    let mut diagnostic = bad_id(node, key);
    diagnostic.place = node.key_place();
    log.push(diagnostic);
    None
}

pub fn date(node: &Node<'_>, key: &str, log: &Log) -> Option<Date> {
    let wanted = "a date, without quotes and time";
    let Value::Date(found) = &node.value else { return wrong_type(node, key, wanted, log) };
    let (Some(day), None) = (found.date, found.time) else { return wrong_type(node, key, wanted, log) };
    let parts = (i16::try_from(day.year), i8::try_from(day.month), i8::try_from(day.day));
    let date = match parts {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    let Some(date) = date.filter(|date| (1900..=2200).contains(&date.year())) else {
        log.push(
            Diagnostic::new(&codes::BAD_DATE, node.place(), format!("`{}` is no date", node.raw()))
                .label("expected a day of the calendar from 1900 to 2200")
                .help("write a date as year-month-day, such as 2026-11-15"),
        );
        return None;
    };
    Some(date)
}

/// A decimal within whole bounds, both allowed.
pub fn decimal(node: &Node<'_>, key: &str, range: RangeInclusive<i64>, log: &Log) -> Option<Decimal> {
    if !matches!(node.value, Value::Integer | Value::Float) {
        return wrong_type(node, key, "a number", log);
    }
    let raw = node.raw();
    let number = match Decimal::parse(raw) {
        Ok(number) => number,
        Err(NumberError::NotANumber) => {
            let message = format!("`{raw}` is not a plain number");
            let help = "write the digits, such as 1500 or 0.25";
            return bad_value(node, message, "expected digits with at most one point", help, log);
        }
        Err(NumberError::Range) => {
            log.push(
                Diagnostic::new(&codes::NUMBER_RANGE, node.place(), format!("`{raw}` is too long a number"))
                    .label("numbers have at most 6 decimals and are at most 1,000,000,000")
                    .help("round it, or use a larger unit"),
            );
            return None;
        }
    };
    let (low, high) = (Decimal::from_int(*range.start()), Decimal::from_int(*range.end()));
    if number < low || high < number {
        return out_of_range(node, key, &range, log);
    }
    Some(number)
}

pub fn whole_number(node: &Node<'_>, key: &str, range: RangeInclusive<i64>, log: &Log) -> Option<i64> {
    if !matches!(node.value, Value::Integer) {
        return wrong_type(node, key, "a whole number", log);
    }
    let raw = node.raw();
    let digits: String = raw.chars().filter(|&c| c != '_').collect();
    let found = digits.parse::<i64>().ok().filter(|number| range.contains(number));
    if found.is_none() {
        return out_of_range(node, key, &range, log);
    }
    found
}

/// An amount in minor units of a currency. One that was written with decimals is told in minor units: without its point it would be another amount.
pub fn minor_units(
    node: &Node<'_>,
    key: &str,
    range: RangeInclusive<i64>,
    currency: Option<&str>,
    log: &Log,
) -> Option<i64> {
    let written = match &node.value {
        Value::Float => node.raw(),
        Value::Text(text) if text.contains('.') && Decimal::parse(text).is_ok() => text,
        _ => return whole_number(node, key, range, log),
    };
    let (label, help) = minor_units_told(written, currency);
    log.push(
        Diagnostic::new(&codes::WRONG_TYPE, node.place(), format!("`{key}` is {}", node.kind()))
            .label(label)
            .help(help),
    );
    None
}

fn out_of_range<T>(node: &Node<'_>, key: &str, range: &RangeInclusive<i64>, log: &Log) -> Option<T> {
    let message = format!("`{key}` is {}", node.raw());
    bad_value(node, message, &format!("expected {}", range_in_words(range)), "correct the number", log)
}

fn range_in_words(range: &RangeInclusive<i64>) -> String {
    let (low, high) = (*range.start(), *range.end());
    if high >= ANY_SIZE { format!("{low} or more") } else { format!("{low} to {high}") }
}

/// The upper bound of numbers that have none but the format's.
pub const ANY_SIZE: i64 = 1_000_000_000;

pub fn word<T: ClosedList>(node: &Node<'_>, key: &str, log: &Log) -> Option<T> {
    let found = text(node, key, log)?;
    if let Some((_, value)) = T::WORDS.iter().find(|(word, _)| *word == found) {
        return Some(*value);
    }
    let words: Vec<&str> = T::WORDS.iter().map(|(word, _)| *word).collect();
    log.push(unknown_word(node, key, found, &words));
    None
}

/// A word that is none of `words`.
pub fn unknown_word(node: &Node<'_>, key: &str, found: &str, words: &[&str]) -> Diagnostic {
    let lower = found.to_lowercase();
    Diagnostic::new(&codes::UNKNOWN_WORD, node.place(), format!("`{key}` cannot be `{found}`"))
        .label(if words.len() > LISTED {
            format!("expected one of {} words, such as {}", words.len(), quoted_list(&words[..2]))
        } else {
            format!("expected {}", quoted_list(words))
        })
        .help(match did_you_mean(&lower, words.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "choose one of them".to_owned(),
        })
}

pub fn period(node: &Node<'_>, key: &str, log: &Log) -> Option<Period> {
    let found = text(node, key, log)?;
    let period = Period::parse(found);
    if period.is_none() {
        log.push(
            Diagnostic::new(&codes::BAD_DATE, node.place(), format!("`{found}` is no period"))
                .label(
                    "expected a week such as 2026-W46, a month such as 2026-11, or a day such as 2026-11-18",
                )
                .help("write the period in one of these forms"),
        );
    }
    period
}

pub fn wrong_type<T>(node: &Node<'_>, key: &str, wanted: &str, log: &Log) -> Option<T> {
    if !matches!(node.value, Value::Broken) {
        let help = match &node.value {
            Value::Text(_) if wanted == "a list" => format!("write `{key} = [{}]`", node.raw()),
            Value::Text(text) if is_plain(text, wanted) => format!("write `{key} = {text}`, without quotes"),
            Value::Integer | Value::Float | Value::Boolean(_) if wanted == "text in quotes" => {
                format!("write `{key} = \"{}\"`", node.raw())
            }
            Value::Table(_) if wanted == "a list" => format!("write `[[{key}]]` for each"),
            Value::Date(_) if wanted.starts_with("a date") => "leave the time out".to_owned(),
            _ => format!("write {wanted}"),
        };
        log.push(
            Diagnostic::new(&codes::WRONG_TYPE, node.place(), format!("`{key}` is {}", node.kind()))
                .label(format!("expected {wanted}"))
                .help(help),
        );
    }
    None
}

/// A sentence stands where each thing has a table of its own; `keys` are those that such a table must have.
pub fn text_for_tables(node: &Node<'_>, key: &str, keys: &[&str], log: &Log) {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    log.push(
        Diagnostic::new(&codes::WRONG_TYPE, node.place(), format!("`{key}` is {}", node.kind()))
            .label(format!("expected tables, each under `[[{key}]]`"))
            .help(format!("write each below the other keys, as `[[{key}]]` with {}", list_and(&keys))),
    );
}

/// Whether a text would be of the wanted type without its quotes.
fn is_plain(text: &str, wanted: &str) -> bool {
    match wanted {
        "a number" => Decimal::parse(text).is_ok(),
        "a whole number" => text.parse::<i64>().is_ok(),
        "true or false" => matches!(text, "true" | "false"),
        _ => wanted.starts_with("a date") && text.parse::<Date>().is_ok(),
    }
}

pub fn bad_value<T>(
    node: &Node<'_>,
    message: impl Into<String>,
    label: &str,
    help: &str,
    log: &Log,
) -> Option<T> {
    log.push(Diagnostic::new(&codes::BAD_VALUE, node.place(), message).label(label).help(help));
    None
}
