//! One file while the record is replayed: its lines, and what they say.

use std::rc::Rc;

use super::leaves::{Leaves, leaves};
use super::row_changes::{RowId, Said, Spot, Touched};
use super::rows::Header;
use crate::kit::source::{CommitIndex, Edit, RepoPath, Text};

/// No row: a blank line, or the header.
pub const NO_ROW: RowId = RowId::MAX;

/// A line and, in a CSV file, the row it holds.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub raw: &'a str,
    pub row: RowId,
    /// The commit that set it.
    pub made: CommitIndex,
}

/// A file as of one commit.
#[derive(Debug, Default)]
pub struct File<'a> {
    /// Which file it is, whatever it is called.
    pub life: usize,
    pub lines: Vec<Line<'a>>,
    /// Of a CSV file.
    pub header: Option<Rc<Header>>,
    /// Of a TOML file, as of its last version that could be read; `None` before there was one.
    pub leaves: Option<Leaves>,
    /// The commit of the first version that could be read.
    pub born: CommitIndex,
    /// Removed, and not there again in a version that can be read.
    pub is_gone: bool,
}

impl<'a> File<'a> {
    /// Applies the hunks of an edit in one pass: what the lines that went held, and where the new ones stand, 0-based.
    pub fn apply(&mut self, edit: &'a Edit) -> (Vec<Touched>, Vec<usize>) {
        let (mut out, mut put) = (Vec::new(), Vec::new());
        if edit.hunks.is_empty() {
            return (out, put);
        }
        let before = std::mem::take(&mut self.lines);
        let mut at = 0;
        for hunk in &edit.hunks {
            let start = (hunk.old_line.saturating_sub(1) as usize).clamp(at, before.len());
            self.lines.extend_from_slice(&before[at..start]);
            at = (start + hunk.old.len()).min(before.len());
            out.extend((start..at).filter_map(|line| self.held(line, before[line])));
            let from = self.lines.len();
            self.lines.extend(hunk.new.iter().enumerate().map(|(nth, raw)| Line {
                raw,
                row: NO_ROW,
                made: hunk.setter(nth).unwrap_or(edit.commit),
            }));
            put.extend(from..self.lines.len());
        }
        self.lines.extend_from_slice(&before[at..]);
        (out, put)
    }

    /// The row that a line holds.
    fn held(&self, at: usize, line: Line<'a>) -> Option<Touched> {
        let header = self.header.as_ref().filter(|_| line.row != NO_ROW)?;
        let said = Said::new(&header.row(line.raw)?, header);
        Some(Touched { row: line.row, said, spot: self.spot(at, line.made) })
    }

    /// Of the line at a place, 0-based.
    pub fn spot(&self, at: usize, made: CommitIndex) -> Spot {
        Spot { life: self.life, line: u32::try_from(at + 1).unwrap_or(u32::MAX), made }
    }

    /// Takes every row out, as when the header changes or the file goes.
    pub fn take_all(&mut self) -> Vec<Touched> {
        let held = self.lines.iter().enumerate().filter_map(|(at, line)| self.held(at, *line)).collect();
        self.lines.iter_mut().for_each(|line| line.row = NO_ROW);
        held
    }

    /// The first line that is not blank, 0-based: the header of a CSV file.
    pub fn header_line(&self) -> Option<usize> {
        self.lines.iter().position(|line| !line.raw.trim().is_empty())
    }

    /// Reads the values of a TOML file anew. `None` when this version cannot be read.
    pub fn read(&self) -> Option<Leaves> {
        let text: String = self.lines.iter().map(|line| line.raw).collect();
        leaves(&Text::new(RepoPath::new("former.toml"), text))
    }

    /// The last commit that set one of some lines, 1-based.
    pub fn maker(&self, first: u32, last: u32) -> Option<CommitIndex> {
        let (first, last) = (first.checked_sub(1)? as usize, last as usize);
        self.lines.get(first..last.min(self.lines.len()))?.iter().map(|line| line.made).max()
    }
}
