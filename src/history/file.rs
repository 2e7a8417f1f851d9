//! One file while the record is replayed: its lines, and what they say.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::leaves::{Leaf, leaves};
use super::rows::Header;
use crate::source::Edit;

/// No row: a blank line, or the header.
pub const NO_ROW: u32 = u32::MAX;

/// A line and, in a CSV file, the row it holds.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub raw: &'a str,
    pub row: u32,
}

/// A file as of one commit.
#[derive(Debug, Default)]
pub struct File<'a> {
    pub lines: Vec<Line<'a>>,
    /// Of a CSV file.
    pub header: Option<Rc<Header>>,
    /// Of a TOML file, as of its last version that could be read.
    pub leaves: BTreeMap<String, Leaf>,
    /// Whether `leaves` have been read once.
    pub is_read: bool,
}

/// Lines that an edit took out and put in: 0-based places before and after.
#[derive(Debug, Default)]
pub struct Moved {
    pub out: Vec<(usize, u32)>,
    pub put: Vec<usize>,
}

impl<'a> File<'a> {
    /// Applies the hunks of an edit in one pass.
    pub fn apply(&mut self, edit: &'a Edit) -> Moved {
        let mut moved = Moved::default();
        if edit.hunks.is_empty() {
            return moved;
        }
        let before = std::mem::take(&mut self.lines);
        let mut at = 0;
        for hunk in &edit.hunks {
            let start = (hunk.old_line.saturating_sub(1) as usize).clamp(at, before.len());
            self.lines.extend_from_slice(&before[at..start]);
            at = (start + hunk.old.len()).min(before.len());
            moved.out.extend((start..at).map(|line| (line, before[line].row)));
            let from = self.lines.len();
            self.lines.extend(hunk.new.iter().map(|raw| Line { raw, row: NO_ROW }));
            moved.put.extend(from..self.lines.len());
        }
        self.lines.extend_from_slice(&before[at..]);
        moved
    }

    /// Takes everything out, as when the header changes or the file goes.
    pub fn take_all(&mut self) -> Vec<(usize, u32)> {
        self.lines
            .iter_mut()
            .enumerate()
            .map(|(at, line)| (at, std::mem::replace(&mut line.row, NO_ROW)))
            .collect()
    }

    /// The first line that is not blank, 0-based: the header of a CSV file.
    pub fn header_line(&self) -> Option<usize> {
        self.lines.iter().position(|line| !line.raw.trim().is_empty())
    }

    /// Reads the values of a TOML file anew. `None` when this version cannot be read.
    pub fn read(&self) -> Option<BTreeMap<String, Leaf>> {
        let text: String = self.lines.iter().map(|line| line.raw).collect();
        leaves(&text)
    }
}
