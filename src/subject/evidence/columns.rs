//! Columns of a table over records: header, alignment and cell of a column are declared together, so that none can stand under the
//! header of another.

use crate::subject::table::{Cell, Row, Table};
use crate::subject::text::label::Label;

type CellOf<'c, R, E> = Box<dyn Fn(&R, &mut E) -> Cell + 'c>;
/// Names a row.
type AnchorOf<'c, R> = Box<dyn Fn(&R) -> String + 'c>;

/// Records, and the columns of their table from left to right. Cells take their figures from `E`: the evidence of a page, or `()` where no
/// cell tells a figure.
pub struct Columns<'c, R, E> {
    records: Vec<R>,
    evidence: &'c mut E,
    heads: Vec<(&'static str, &'static str)>,
    cells: Vec<CellOf<'c, R, E>>,
    anchor: Option<AnchorOf<'c, R>>,
}

impl<'c, R, E> Columns<'c, R, E> {
    pub fn over(records: impl IntoIterator<Item = R>, evidence: &'c mut E) -> Columns<'c, R, E> {
        let records = records.into_iter().collect();
        Columns { records, evidence, heads: Vec::new(), cells: Vec::new(), anchor: None }
    }

    /// One more column: its header, its class (`num`, `tight`, `mid`, `pic` or nothing), and what it says of a record.
    pub fn column(
        mut self,
        header: &'static str,
        class: &'static str,
        cell: impl Fn(&R, &mut E) -> Cell + 'c,
    ) -> Columns<'c, R, E> {
        self.heads.push((header, class));
        self.cells.push(Box::new(cell));
        self
    }

    /// Each row is named, so that a link can lead to it.
    pub fn anchored(self, anchor: impl Fn(&R) -> String + 'c) -> Columns<'c, R, E> {
        Columns { anchor: Some(Box::new(anchor)), ..self }
    }

    /// The table, record by record. `name` is that of its download.
    pub fn table(self, name: &str, caption: impl Into<Label>) -> Table {
        let mut table = Table::new(name, caption, &self.heads);
        for record in &self.records {
            let id = self.anchor.as_ref().map_or_else(String::new, |anchor| anchor(record));
            let cells = self.cells.iter().map(|cell| cell(record, self.evidence)).collect();
            table.rows.push(Row { id, cells });
        }
        table
    }
}
