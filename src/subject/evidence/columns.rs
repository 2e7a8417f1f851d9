//! Columns of a table over records: header, alignment and cell of a column are declared together, so that none can stand under the
//! header of another.

use crate::subject::evidence::Evidence;
use crate::subject::table::{Cell, Row, Table};

type CellOf<'c, R> = Box<dyn Fn(&R, &mut Evidence<'_>) -> Cell + 'c>;

/// The columns of a table over records of one kind, from left to right.
pub struct Columns<'c, R> {
    heads: Vec<(&'static str, &'static str)>,
    cells: Vec<CellOf<'c, R>>,
}

impl<R> Default for Columns<'_, R> {
    fn default() -> Self {
        Columns { heads: Vec::new(), cells: Vec::new() }
    }
}

impl<'c, R> Columns<'c, R> {
    pub fn new() -> Columns<'c, R> {
        Columns::default()
    }

    /// One more column: its header, its class (`num`, `tight`, `mid`, `pic` or nothing), and what it says of a record.
    pub fn column(
        mut self,
        header: &'static str,
        class: &'static str,
        cell: impl Fn(&R, &mut Evidence<'_>) -> Cell + 'c,
    ) -> Columns<'c, R> {
        self.heads.push((header, class));
        self.cells.push(Box::new(cell));
        self
    }

    /// The table of some records, row by row; `anchor` names each row, or is empty.
    pub fn table(
        &self,
        name: &str,
        caption: &str,
        records: impl IntoIterator<Item = R>,
        anchor: impl Fn(&R) -> String,
        evidence: &mut Evidence<'_>,
    ) -> Table {
        let mut table = Table::new(name, caption, &self.heads);
        table.rows = records
            .into_iter()
            .map(|record| Row {
                id: anchor(&record),
                cells: self.cells.iter().map(|cell| cell(&record, evidence)).collect(),
            })
            .collect();
        table
    }
}

/// No row has an anchor.
pub fn unnamed<R>(_: &R) -> String {
    String::new()
}
