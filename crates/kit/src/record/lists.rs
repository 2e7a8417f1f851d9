//! Lists of ids and language tags.

use crate::diag::{Diagnostic, codes};
use crate::source::Place;
use crate::toml::log::Log;
use crate::toml::tree::Node;
use crate::toml::values;

/// The form of a BCP 47 tag in its usual case: `en`, `pt-PT`, `zh-Hant-TW`, `es-419`.
pub fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or("");
    let lower = language.bytes().all(|b| b.is_ascii_lowercase());
    (2..=3).contains(&language.len())
        && lower
        && parts.all(|part| match part.len() {
            2 => part.bytes().all(|b| b.is_ascii_uppercase()),
            3 => part.bytes().all(|b| b.is_ascii_digit()) || part.bytes().all(|b| b.is_ascii_lowercase()),
            4..=8 => part.bytes().all(|b| b.is_ascii_alphanumeric()),
            _ => false,
        })
}

/// Reports an item that a list has twice.
pub fn repeated(node: &Node<'_>, key: &str, id: &str, log: &Log) {
    let message = format!("`{key}` lists `{id}` twice");
    values::bad_value::<()>(node, message, "second time", "keep one of the two", log);
}

/// The plural of a noun of records.
fn several(what: &str) -> String {
    what.strip_suffix("criterion").map_or_else(|| format!("{what}s"), |before| format!("{before}criteria"))
}

/// Reports ids that repeat inside one record.
pub fn unique_ids<'i>(what: &str, ids: impl Iterator<Item = (&'i str, &'i Place)>, log: &Log) {
    let mut seen: Vec<(&str, &Place)> = Vec::new();
    for (id, place) in ids {
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == id) {
            log.push(
                Diagnostic::new(
                    &codes::DUPLICATE_ID,
                    place.clone(),
                    format!("two {} are called `{id}`", several(what)),
                )
                .label("second one")
                .help("give one of them another id")
                .related((*first).clone(), "first one"),
            );
        } else {
            seen.push((id, place));
        }
    }
}
