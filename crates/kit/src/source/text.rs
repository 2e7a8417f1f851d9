//! One file's text with the one function from byte offset to line and column.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Place, RepoPath, Span};
use crate::kept::WorkedOut;

/// A UTF-8 file. A byte-order mark stays in the text and is skipped by [`Text::body`]; columns of line 1 do not count it.
#[derive(Clone, Debug)]
pub struct Text {
    pub path: RepoPath,
    content: Arc<str>,
    /// Byte offset at which each line starts; the first is 0.
    line_starts: Arc<[usize]>,
    /// See [`Text::once`].
    hashes: Arc<Mutex<BTreeMap<String, Arc<str>>>>,
    /// What readers work out of path and content, and of no more than they keep it with.
    pub worked_out: Arc<WorkedOut>,
}

/// Two are equal when their bytes stand under one path.
impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.path == other.path
            && (Arc::ptr_eq(&self.content, &other.content) || self.content == other.content)
    }
}

impl Eq for Text {}

const BOM: &str = "\u{feff}";

impl Text {
    pub fn new(path: RepoPath, content: impl Into<Arc<str>>) -> Self {
        let content: Arc<str> = content.into();
        let line_starts =
            std::iter::once(0).chain(content.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Text { path, content, line_starts, hashes: Arc::default(), worked_out: Arc::default() }
    }

    /// The same text under another path: nothing of it is read again.
    pub fn at(&self, path: RepoPath) -> Text {
        Text { path, worked_out: Arc::default(), ..self.clone() }
    }

    /// What its reader works out of the content and of `with` alone, a hash: kept, since many issues read one text.
    pub fn once(&self, with: &str, work: impl FnOnce() -> String) -> Arc<str> {
        let known = || self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(with) {
            return Arc::clone(known);
        }
        let found: Arc<str> = work().into();
        known().insert(with.to_owned(), Arc::clone(&found));
        found
    }

    /// The whole text, byte-order mark included.
    pub fn content(&self) -> &str {
        &self.content
    }

    /// Offset of the first byte after a byte-order mark: 3 or 0.
    pub fn body_start(&self) -> usize {
        if self.content.starts_with(BOM) { BOM.len() } else { 0 }
    }

    /// The text after a byte-order mark.
    pub fn body(&self) -> &str {
        &self.content[self.body_start()..]
    }

    /// 1-based line that holds byte `offset`.
    pub fn line_of(&self, offset: usize) -> u32 {
        let line = self.line_starts.partition_point(|&start| start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// Bytes of a 1-based line without its line end; empty past the end.
    pub fn line(&self, line: u32) -> &str {
        let at = line.saturating_sub(1) as usize;
        let Some(&start) = self.line_starts.get(at) else { return "" };
        let end = self.line_starts.get(at + 1).copied().unwrap_or(self.content.len());
        self.content[start..end].trim_end_matches(['\n', '\r'])
    }

    /// Span of a 1-based line without its line end.
    pub fn line_span(&self, line: u32) -> Span {
        let at = line.saturating_sub(1) as usize;
        let start = self.line_starts.get(at).copied().unwrap_or(self.content.len());
        Span::new(start, start + self.line(line).len())
    }

    /// How many lines the text has; a line end at the very end starts no further line.
    pub fn line_count(&self) -> u32 {
        let lines =
            self.line_starts.len() - usize::from(self.content.ends_with('\n') || self.content.is_empty());
        u32::try_from(lines).unwrap_or(u32::MAX)
    }

    /// The place of a span. Spans past the end, or inside a character, move back to the nearest boundary.
    pub fn place(&self, span: impl Into<Span>) -> Place {
        let span = span.into();
        let start = self.boundary(span.start);
        let end = self.boundary(span.end.max(start));
        let line = self.line_of(start);
        let line_start =
            self.line_starts[line as usize - 1].max(if line == 1 { self.body_start() } else { 0 });
        let column = self.content.get(line_start..start).map_or(0, |before| before.chars().count()) + 1;
        Place {
            path: self.path.clone(),
            line,
            column: u32::try_from(column).unwrap_or(u32::MAX),
            span: Span::new(start, end),
        }
    }

    fn boundary(&self, offset: usize) -> usize {
        let mut at = offset.min(self.content.len());
        while !self.content.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let text = Text::new(RepoPath::new("a"), "\u{feff}ab\r\nçd\n");
        let at = |offset| {
            let place = text.place(offset..offset);
            (place.line, place.column)
        };
        assert_eq!(at(3), (1, 1));
        assert_eq!(at(4), (1, 2));
        assert_eq!(at(7), (2, 1));
        assert_eq!(at(8), (2, 1), "inside ç moves back to its start");
        assert_eq!(at(9), (2, 2));
        assert_eq!(at(999), (3, 1));
        assert_eq!((text.line(2), text.line_count()), ("çd", 2));
    }
}
