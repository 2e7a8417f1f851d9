//! The example of a record: every key with a value, and beside it what the documentation says of it.

use super::keys::{Condition, Key, Shape, Table, sentence};
use crate::kit::diag::list_or;

/// Where comments begin, counted in characters.
const COMMENTS: usize = 35;

/// A TOML file with every key; tables come after the values of the table they stand in.
pub fn example(table: &Table) -> String {
    let mut text = String::new();
    write(table, "", &mut text);
    text
}

fn write(table: &Table, above: &str, text: &mut String) {
    for key in table.keys.iter().filter(|key| key.shape.table().is_none()) {
        let value = key.shape.literal(key.example.unwrap_or_default());
        line(&format!("{} = {value}", key.key), &comment(key), text);
    }
    for key in &table.keys {
        let Some(inside) = key.shape.table() else { continue };
        let path = format!("{above}{}", key.key);
        let header = match &key.shape {
            Shape::List(_) => format!("[[{path}]]"),
            Shape::Map(_) => format!("[{path}.{}]", key.example.unwrap_or("id")),
            _ => format!("[{path}]"),
        };
        let mut said = vec![sentence(inside.doc)];
        if key.range.is_some_and(|(low, _)| low > 0) {
            said.push("at least one".to_owned());
        }
        text.push('\n');
        line(&header, &said.join("; "), text);
        write(inside, &format!("{path}."), text);
    }
}

pub(super) fn line(code: &str, comment: &str, text: &mut String) {
    text.push_str(code);
    if !comment.is_empty() {
        let gap = COMMENTS.saturating_sub(code.chars().count()).max(3);
        text.extend(std::iter::repeat_n(' ', gap));
        text.push_str("# ");
        text.push_str(comment);
    }
    text.push('\n');
}

/// What is said beside a key: whether it must be there, what it means, the words it may have, and what holds without it.
pub(super) fn comment(key: &Key) -> String {
    let mut parts = Vec::new();
    if key.must_be_there() {
        parts.push("required".to_owned());
    }
    match (&key.when, &key.only) {
        (Some(when), Some(only)) if when == only => {
            parts.push(format!("required {}, else refused", with(when)));
        }
        (when, only) => {
            parts.extend(when.as_ref().map(|when| format!("required {}", with(when))));
            parts.extend(only.as_ref().map(|only| format!("only {}", with(only))));
        }
    }
    if !key.doc.is_empty() {
        parts.push(sentence(key.doc));
    }
    if !key.shape.words().is_empty() {
        parts.push(key.shape.words().join(" | "));
    }
    match &key.default {
        Some(default) => parts.push(format!("default {default}")),
        None if !key.must_be_there() && key.when.is_none() && key.only.is_none() => {
            parts.push("optional".to_owned());
        }
        None => {}
    }
    parts.join("; ")
}

fn with(condition: &Condition) -> String {
    match condition.words {
        [] => format!("with `{}`", condition.key),
        words => format!("when `{}` is {}", condition.key, list_or(words)),
    }
}
