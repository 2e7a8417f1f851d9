//! The line that sets a key: TOML values that carry no place of their own are found again below their table's head.

use std::collections::BTreeMap;

use crate::source::{Place, RepoPath, Text};

/// The line `key = …` between `table` and the next table's head; `None` where the key is not written there.
pub fn key_place(texts: &BTreeMap<RepoPath, Text>, table: &Place, key: &str) -> Option<Place> {
    let text = texts.get(&table.path)?;
    for line in table.line..=text.line_count() {
        let words = text.line(line).trim_start();
        if words.starts_with('[') && line > table.line {
            return None;
        }
        let sets = words.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        if sets {
            return Some(text.place(text.line_span(line)));
        }
    }
    None
}

/// The head of the table that a place stands in: the nearest line above, or its own, that starts with `[`.
pub fn table_head(texts: &BTreeMap<RepoPath, Text>, place: &Place) -> Place {
    let Some(text) = texts.get(&place.path) else { return place.clone() };
    let head = (1..=place.line).rev().find(|line| text.line(*line).trim_start().starts_with('['));
    head.map_or_else(|| place.clone(), |line| text.place(text.line_span(line)))
}

/// The last line of the table that starts at `head`: before the next head that is not its own sub-table's, blank lines left out.
pub fn table_end(texts: &BTreeMap<RepoPath, Text>, head: &Place) -> u32 {
    let Some(text) = texts.get(&head.path) else { return head.line };
    let own = text.line(head.line).trim().trim_matches(['[', ']']);
    let mut last = head.line;
    for line in head.line + 1..=text.line_count() {
        let words = text.line(line).trim();
        let name = words.trim_start_matches('[');
        if name.len() < words.len() && !name.strip_prefix(own).is_some_and(|rest| rest.starts_with('.')) {
            break;
        }
        if !words.is_empty() {
            last = line;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_below_its_own_head_only() {
        let path = RepoPath::new("data/book.toml");
        let text = Text::new(path.clone(), "a = 1\n\n[x]\nab = 2\nb = 3\n\n[y]\nc = 4\n");
        let (top, x) = (text.place(0..0), text.place(7..10));
        let texts = BTreeMap::from([(path, text)]);
        let line = |table: &Place, key: &str| key_place(&texts, table, key).map(|place| place.line);
        assert_eq!((line(&top, "a"), line(&x, "b")), (Some(1), Some(5)));
        let end = |table: &Place| table_end(&texts, table);
        assert_eq!((end(&x), table_head(&texts, &x).line), (5, 3));
        assert_eq!((line(&x, "a"), line(&x, "c"), line(&top, "b")), (None, None, None));
    }
}
