//! Reading one table field by field: every wrong key and value is told at its place, and none hides another.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::layout::good_id;
use super::log::Log;
use super::tree::{Node, Value};
use crate::diag::{Code, Diagnostic, codes, did_you_mean, list_or, quoted_list};
use crate::model::{ClosedList, Decimal, NumberError, Period, is_valid_id};

/// A table being read. Every key asked for is a key of the format; [`Fields::finish`] reports the others.
pub struct Fields<'n, 'a> {
    pub node: &'n Node<'a>,
    pub log: &'n Log,
    /// The table's kind, such as `service-level`: the name under which its keys are recorded.
    table: &'static str,
    /// What messages call it: ``service level `accuracy` ``.
    pub name: String,
    asked: RefCell<Vec<&'static str>>,
}

impl<'n, 'a> Fields<'n, 'a> {
    pub fn new(node: &'n Node<'a>, log: &'n Log, table: &'static str, name: impl Into<String>) -> Self {
        Fields { node, log, table, name: name.into(), asked: RefCell::default() }
    }

    /// The value of a key, which thereby is one of the table's keys. Values already reported as unreadable are absent.
    pub fn get(&self, key: &'static str) -> Option<&'n Node<'a>> {
        let found = self.node.get(key);
        self.asked.borrow_mut().push(key);
        self.log.asked(self.table, key, found.is_some());
        found.filter(|node| !matches!(node.value, Value::Broken))
    }

    pub fn has(&self, key: &str) -> bool {
        self.node.get(key).is_some()
    }

    /// The value of a key that must be there.
    pub fn require(&self, key: &'static str) -> Option<&'n Node<'a>> {
        let found = self.get(key);
        if !self.has(key) {
            let diagnostic = self
                .whole(&codes::MISSING_KEY, format!("{} has no `{key}`", self.name))
                .label(format!("`{key}` is required"))
                .help(format!("add `{key} = …` to it"));
            self.log.push(diagnostic);
        }
        found
    }

    /// A diagnostic about the table as a whole.
    pub fn whole(&self, code: &'static Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.node.place(), message)
    }

    pub fn text(&self, key: &'static str) -> Option<String> {
        text(self.get(key)?, key, self.log).map(str::to_owned)
    }

    pub fn required_text(&self, key: &'static str) -> Option<String> {
        text(self.require(key)?, key, self.log).map(str::to_owned)
    }

    pub fn date(&self, key: &'static str) -> Option<Date> {
        date(self.get(key)?, key, self.log)
    }

    pub fn required_date(&self, key: &'static str) -> Option<Date> {
        date(self.require(key)?, key, self.log)
    }

    pub fn boolean(&self, key: &'static str) -> Option<bool> {
        let node = self.get(key)?;
        match node.value {
            Value::Boolean(yes) => Some(yes),
            _ => wrong_type(node, key, "true or false", self.log),
        }
    }

    pub fn decimal(&self, key: &'static str, range: RangeInclusive<i64>) -> Option<Decimal> {
        decimal(self.get(key)?, key, range, self.log)
    }

    pub fn required_decimal(&self, key: &'static str, range: RangeInclusive<i64>) -> Option<Decimal> {
        decimal(self.require(key)?, key, range, self.log)
    }

    pub fn whole_number(&self, key: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        whole_number(self.get(key)?, key, range, self.log)
    }

    pub fn required_whole_number(&self, key: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        whole_number(self.require(key)?, key, range, self.log)
    }

    /// A count of days, windows and the like.
    pub fn count(&self, key: &'static str, range: RangeInclusive<u32>) -> Option<u32> {
        let range = i64::from(*range.start())..=i64::from(*range.end());
        self.whole_number(key, range).and_then(|n| u32::try_from(n).ok())
    }

    pub fn word<T: ClosedList>(&self, key: &'static str) -> Option<T> {
        word(self.get(key)?, key, self.log)
    }

    pub fn required_word<T: ClosedList>(&self, key: &'static str) -> Option<T> {
        word(self.require(key)?, key, self.log)
    }

    pub fn required_period(&self, key: &'static str) -> Option<Period> {
        period(self.require(key)?, key, self.log)
    }

    /// An id that this table declares.
    pub fn required_id(&self, key: &'static str) -> Option<&'n str> {
        id(self.require(key)?, key, self.log)
    }

    /// The items of a list; empty when absent or no list.
    pub fn items(&self, key: &'static str) -> &'n [Node<'a>] {
        self.get(key).map_or(&[], |node| items(node, key, self.log))
    }

    /// The tables of a list `[[key]]`.
    pub fn tables(&self, key: &'static str) -> Vec<&'n Node<'a>> {
        let items = self.items(key);
        items.iter().filter(|item| is_table(item, key, self.log)).collect()
    }

    /// A table under a key.
    pub fn table(&self, key: &'static str) -> Option<&'n Node<'a>> {
        self.get(key).filter(|node| is_table(node, key, self.log))
    }

    /// Reports every key that was not asked for.
    pub fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, node) in self.node.entries() {
            if asked.contains(&key.as_str()) {
                continue;
            }
            let mut known: Vec<&str> = asked.clone();
            known.sort_unstable();
            known.dedup();
            let diagnostic = Diagnostic::new(
                &codes::UNKNOWN_KEY,
                node.key_place(),
                format!("{} has no key `{key}`", self.name_of_kind()),
            );
            let help = match did_you_mean(key, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("remove `{key}`, or use one of the keys there are"),
            };
            self.log.push(diagnostic.label(format!("known keys: {}", known.join(", "))).help(help));
        }
    }

    /// `a service level` for ``service level `accuracy` ``.
    fn name_of_kind(&self) -> String {
        let kind = self.name.split(" `").next().unwrap_or(&self.name);
        if kind.starts_with("the ") || kind.starts_with("a ") || kind.starts_with("an ") {
            return kind.to_owned();
        }
        let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {kind}")
    }
}

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
        Value::Text(text) if text.trim().is_empty() => bad_value(
            node,
            format!("`{key}` is empty"),
            "expected some text",
            "write it, or remove the key",
            log,
        ),
        Value::Text(text) => Some(text),
        _ => wrong_type(node, key, "text in quotes", log),
    }
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
    let wanted = "a date without quotes and without a time";
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
        .label(format!("expected {}", quoted_list(words)))
        .help(match did_you_mean(&lower, words.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("choose {}", list_or(words)),
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
        let help = match (&node.value, wanted) {
            (Value::Text(_), "a list") => format!("write `{key} = [{}]`", node.raw()),
            (Value::Text(text), _) if !wanted.starts_with("text") && !text.is_empty() => {
                format!("write it as {wanted}; without the quotes it would be `{text}`")
            }
            (_, "text in quotes") => format!("write `{key} = \"{}\"`", node.raw().trim_matches('"')),
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
