//! A sheet: rows of cells, of a workbook or of a text file.

use std::collections::BTreeMap;

use crate::import::cell::{Address, Cell};
use crate::import::hidden::Hidden;

/// Cells that are one to the eye, first and last, both in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    pub from: Address,
    pub to: Address,
}

/// Rows of cells; a row may be shorter than others.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Of a text file empty.
    pub name: String,
    pub rows: Vec<Vec<Cell>>,
    /// By their first rows.
    pub merged: Vec<Merged>,
    /// Rows that the tallest of them has below its first.
    pub tallest: usize,
    /// With how many decimals a workbook shows a number; of a share in percent those of the percent.
    pub decimals: BTreeMap<Address, u32>,
    pub hidden: Hidden,
    /// Whether rows and columns that are hidden are left out, as a map says.
    pub leaves_hidden_out: bool,
}

static EMPTY: Cell = Cell::Empty;

impl Sheet {
    pub fn cell(&self, at: Address) -> &Cell {
        self.rows.get(at.row).and_then(|row| row.get(at.column)).unwrap_or(&EMPTY)
    }

    /// The cell that a reader sees there: of merged cells the first.
    pub fn seen(&self, at: Address) -> &Cell {
        self.cell(self.merged_at(at).map_or(at, |merged| merged.from))
    }

    pub fn merged_at(&self, at: Address) -> Option<Merged> {
        let holds = |merged: &&Merged| {
            (merged.from.row..=merged.to.row).contains(&at.row)
                && (merged.from.column..=merged.to.column).contains(&at.column)
        };
        // A sheet may have tens of thousands, and each of its cells is asked about.
        let begins = self.merged.partition_point(|one| one.from.row + self.tallest < at.row);
        self.merged[begins..].iter().take_while(|one| one.from.row <= at.row).find(holds).copied()
    }

    pub fn width(&self) -> usize {
        let long = |row: &Vec<Cell>| row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        self.rows.iter().map(long).max().unwrap_or(0)
    }

    pub fn is_row_empty(&self, row: usize) -> bool {
        self.rows.get(row).is_none_or(|row| row.iter().all(Cell::is_empty))
    }

    pub fn is_row_left_out(&self, row: usize) -> bool {
        self.leaves_hidden_out && self.hidden.rows.contains(row)
    }

    pub fn is_column_left_out(&self, column: usize) -> bool {
        self.leaves_hidden_out && self.hidden.columns.contains(column)
    }

    /// `Monthly!B7`; of a text file `B7`.
    pub fn named(&self, at: Address) -> String {
        if self.name.is_empty() { at.to_string() } else { format!("{}!{at}", self.name) }
    }
}
