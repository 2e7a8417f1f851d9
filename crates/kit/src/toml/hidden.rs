//! Characters that nobody sees and that change what is seen: a name with one of them can turn the figures beside it around.

use std::ops::Range;

use super::tree::{Node, Value};
use crate::diag::{Diagnostic, codes};
use crate::source::{Span, Text};

/// A control character other than a tab and the ends of lines, or one that overrides the direction of writing. Marks of direction that scripts from
/// right to left need (U+061C, U+200E, U+200F) are none.
pub fn is_hidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The first of each line of a text. In `toml` those are passed over that no TOML may hold: the parser has reported them.
pub fn characters(text: &Text, toml: Range<usize>) -> Vec<Diagnostic> {
    let content = text.content();
    if !content.bytes().any(|byte| {
        byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r') || matches!(byte, 0x7f | 0xc2 | 0xe2)
    }) {
        return Vec::new();
    }
    let told = |at: usize, c: char| toml.contains(&at) && c.is_ascii();
    let mut found: Vec<Diagnostic> = Vec::new();
    for (at, c) in content.match_indices(is_hidden).filter_map(|(at, c)| Some((at, c.chars().next()?))) {
        let place = text.place(Span::new(at, at + c.len_utf8()));
        if !told(at, c) && found.last().is_none_or(|last| last.place.line != place.line) {
            found.push(hidden(place, c));
        }
    }
    found
}

/// Values of a TOML document that come to hold one by an escape, such as `"\u001b"`.
pub fn escapes(node: &Node<'_>, found: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Text(value) => {
            if let Some(c) = value.chars().find(|c| is_hidden(*c))
                && !node.raw().contains(c)
            {
                found.push(hidden(node.place(), c));
            }
        }
        Value::List(items) => items.iter().for_each(|item| escapes(item, found)),
        Value::Table(entries) => entries.iter().for_each(|(_, entry)| escapes(entry, found)),
        _ => {}
    }
}

fn hidden(place: crate::source::Place, c: char) -> Diagnostic {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let what = if turns { "a character that turns the direction of writing" } else { "a control character" };
    Diagnostic::new(
        &codes::HIDDEN_CHARACTER,
        place,
        format!("{what} stands in the text: U+{:04X}", u32::from(c)),
    )
    .label("what it changes is seen by nobody who reads the file")
    .help("remove it")
}
