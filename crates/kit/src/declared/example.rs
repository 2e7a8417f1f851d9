//! The example of a record: every key with a value, and beside it what the documentation says of it.

use super::keys::{Condition, Key, Shape, Table, sentence};
use crate::toml::values::LISTED;

/// Where comments begin, counted in characters.
pub(super) const COMMENTS: usize = 35;

/// A TOML file with every key; tables come after the values of the table they stand in.
pub fn example(table: &Table) -> String {
    let mut text = String::new();
    write(table, "", &mut text);
    text.trim_start().to_owned()
}

fn write(table: &Table, above: &str, text: &mut String) {
    for key in table.keys.iter().filter(|key| key.shape.table().is_none() || key.is_in_line()) {
        let value = key.shape.literal(key.example.unwrap_or_default());
        // What the other values of the example do not go with is shown, and left out.
        let left_out = !key.is_shown || key.only.as_ref().is_some_and(|only| !holds(only, table));
        let mark = if left_out { "# " } else { "" };
        line(&format!("{mark}{} = {value}", key.key), &comment(key), text);
    }
    for key in &table.keys {
        let Some(inside) = key.shape.table().filter(|_| !key.is_in_line()) else { continue };
        let (path, header) = key.header(above);
        let mut said = vec![sentence(inside.doc)];
        if key.range.is_some_and(|(low, _)| low > 0) {
            said.push("at least one".to_owned());
        }
        if !text.is_empty() {
            text.push('\n');
        }
        line(&header, &said.join("; "), text);
        match (&key.shape, key.example) {
            (Shape::List(_), Some(written)) => {
                text.push_str(written);
                text.push('\n');
            }
            _ => write(inside, &format!("{path}."), text),
        }
    }
}

/// Whether a condition holds in the example of its table.
fn holds(condition: &Condition, table: &Table) -> bool {
    let other = table.keys.iter().find(|key| key.key == condition.key);
    let word = other.and_then(|key| key.example);
    other.is_some_and(|key| key.only.as_ref().is_none_or(|only| holds(only, table)))
        && (condition.words.is_empty() || word.is_some_and(|word| condition.words.contains(&word)))
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
    let mut parts = parts(key);
    if key.must_be_there() {
        parts.insert(0, "required".to_owned());
    } else if key.default.is_none() && key.when.is_none() && key.only.is_none() {
        parts.push("optional".to_owned());
    }
    parts.join("; ")
}

/// The same, but for whether it must be there always.
pub(super) fn parts(key: &Key) -> Vec<String> {
    let mut parts = Vec::new();
    match (&key.when, &key.only) {
        (Some(when), Some(only)) if when == only => {
            parts.push(format!("required {when}, else refused"));
        }
        (when, only) => {
            parts.extend(when.as_ref().map(|when| format!("required {when}")));
            parts.extend(only.as_ref().map(|only| format!("only {only}")));
        }
    }
    if !key.doc.is_empty() {
        parts.push(sentence(key.doc));
    }
    if (1..=LISTED).contains(&key.shape.words().len()) {
        parts.push(key.shape.words().join(" | "));
    }
    parts.extend(key.default.as_ref().map(|default| format!("default {default}")));
    parts
}
