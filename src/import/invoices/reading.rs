//! What an export is read by, what a row of it says, and what became of the rows.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::contract::known::Known;
use crate::import::cell::{Address, Cell};
use crate::import::day::DayForm;
use crate::import::folded::{folded, is_among};
use crate::import::head::{Column, Headed};
use crate::import::invoices::names::{InvoiceNames, Supplier};
use crate::import::refusal::Refusal;
use crate::import::sheet::Sheet;
use crate::import::unseen;
use crate::kit::source::At;
use crate::subject::import::invoice_map::{InvoiceColumn, InvoiceMap, InvoiceRole};
use crate::subject::import::invoice_row::LineCells;
use crate::subject::import::map::Role;

/// What a table is read by.
pub struct Reading<'r> {
    pub sheet: &'r Sheet,
    pub map: &'r InvoiceMap,
    pub columns: &'r [Column<'r, InvoiceColumn>],
    pub names: &'r InvoiceNames<'r>,
    pub known: &'r Known<'r>,
    pub form: &'r DayForm,
}

/// A line that is taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub cells: LineCells,
    /// Its amount, in minor units.
    pub amount: i64,
    /// Where its amount stands.
    pub at: Address,
    /// Where its other cells stand, by column of the format.
    pub origin: BTreeMap<usize, Address>,
}

/// What became of a table.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub lines: Vec<Line>,
    pub refusals: Vec<Refusal>,
    /// Rows that are not taken.
    pub refused: usize,
    /// Rows that the map leaves out.
    pub skipped: usize,
    /// Rows of suppliers that the map takes to no contract, counted from 1.
    pub others: Vec<usize>,
    /// Some of these rows, by the name of the map that they are spelled nearly as.
    pub nearly: BTreeMap<String, Vec<usize>>,
}

impl Headed for InvoiceColumn {
    const PLACES: &'static [Role] = &[];

    fn head(&self) -> &At<String> {
        &self.head
    }

    fn is_ignored(&self) -> bool {
        *self.is == InvoiceRole::Ignore
    }
}

impl Outcome {
    /// A row is not taken, for these reasons.
    pub fn refuse(&mut self, refusals: Vec<Refusal>) {
        self.refused += 1;
        self.refusals.extend(refusals);
    }

    /// Lines that say what another line of the file says; each is taken.
    pub fn repeated(&self, said: impl Fn(&LineCells) -> String) -> Vec<&Line> {
        let mut seen = BTreeSet::new();
        self.lines.iter().filter(|line| !seen.insert(said(&line.cells))).collect()
    }
}

impl Reading<'_> {
    pub fn is_skipped(&self, row: usize) -> bool {
        if self.sheet.is_row_left_out(row) || self.map.skip_rows.is_empty() {
            return self.sheet.is_row_left_out(row);
        }
        let words = self.columns.iter().filter(|column| !column.of.is.is_number());
        let mut cells = words.map(|column| self.sheet.seen(Address { row, column: column.at }));
        let patterns = || self.map.skip_rows.iter().map(|pattern| pattern.as_str());
        cells.any(|cell| is_among(patterns(), &folded(&cell.shown())))
    }

    /// That the workbook hides some of the table, and the map does not say what becomes of it.
    pub fn hides(&self) -> Option<Refusal> {
        let rows = self.first_row()..self.sheet.rows.len();
        let columns = self.columns.iter().filter(|column| !column.of.is_ignored());
        let columns: Vec<usize> = columns.map(|column| column.at).collect();
        let says = self.map.hidden.as_deref().copied();
        let is_left_out = |row: usize| self.is_skipped(row) || self.is_of_nobody(row);
        unseen::doubt(self.sheet, says, rows, &columns, is_left_out)
    }

    /// Whether a row is of a supplier that the map leaves out, or takes to no contract and spells no other way.
    fn is_of_nobody(&self, row: usize) -> bool {
        let said = self.said(row, InvoiceRole::Contract);
        said.is_some_and(|(cell, _)| {
            matches!(self.names.supplier(&cell.shown()), Supplier::Skipped | Supplier::Nobody(None))
        })
    }

    /// The first row below the head.
    pub fn first_row(&self) -> usize {
        self.columns.first().map_or(0, |column| column.head_row + 1)
    }

    /// What a row says: its own column, else a cell that speaks for all. `None` where nothing is written.
    pub fn said(&self, row: usize, role: InvoiceRole) -> Option<(&Cell, Address)> {
        let column = self.columns.iter().find(|column| *column.of.is == role);
        let own = column.and_then(|column| {
            let at = Address { row, column: column.at };
            let cell = self.sheet.seen(at);
            if !self.is_missing(cell) {
                return Some((cell, at));
            }
            let above = (column.head_row + 1..row).rev().map(|row| Address { row, column: column.at });
            let mut above = above.filter(|_| column.of.fill_down).map(|at| (self.sheet.seen(at), at));
            above.find(|(cell, _)| !self.is_missing(cell))
        });
        own.or_else(|| {
            let cell = self.map.cells.iter().find(|cell| *cell.is == role)?;
            let at = Address::parse(&cell.at)?;
            Some((self.sheet.seen(at), at)).filter(|(cell, _)| !self.is_missing(cell))
        })
    }

    /// All notes of a row.
    pub fn notes(&self, row: usize) -> String {
        let notes = self.columns.iter().filter(|column| *column.of.is == InvoiceRole::Note);
        let notes = notes.map(|column| self.sheet.seen(Address { row, column: column.at }));
        notes.filter(|cell| !self.is_missing(cell)).map(Cell::shown).collect::<Vec<_>>().join("; ")
    }

    fn is_missing(&self, cell: &Cell) -> bool {
        if cell.is_empty() {
            return true;
        }
        let shown = || folded(&cell.shown());
        !self.map.missing.is_empty() && {
            let shown = shown();
            self.map.missing.iter().any(|word| folded(word) == shown)
        }
    }

    /// Where a row should say something, for who looks for it.
    pub fn should(&self, row: usize, role: InvoiceRole) -> Address {
        let of = |role| self.columns.iter().find(|column| *column.of.is == role);
        let column = of(role).or_else(|| of(InvoiceRole::Amount)).map_or(0, |column| column.at);
        Address { row, column }
    }

    pub fn no_contract(&self, row: usize) -> Refusal {
        let at = self.sheet.named(self.should(row, InvoiceRole::Contract));
        match self.columns.iter().any(|column| *column.of.is == InvoiceRole::Contract) {
            true => Refusal::new(
                at,
                "the row names nobody who bills",
                "fill in the cell; leave rows of totals out by `skip-rows` in the map",
            ),
            false => Refusal::new(
                at,
                "nothing says the contract of the lines",
                "add `contract` to the map, or a column of it",
            ),
        }
    }
}
