//! The lines of invoice files by digest, so that an import can say which it wrote, wherever they stand and in whatever order.

use std::collections::BTreeMap;

use crate::kit::csv::cells::{Cell, inside};
use crate::kit::csv::header;
use crate::kit::declared::Record;
use crate::kit::number::Decimal;
use crate::kit::personal::Roles;
use crate::kit::source::{RepoPath, Snapshot, Text, sha256};
use crate::subject::invoice::record::InvoiceLine;

pub use crate::subject::invoice::record::InvoiceLineColumn as Column;

/// The cells of a line as texts, in the order of the format.
pub type LineCells = [String; Column::NAMES.len()];

/// A line of the book.
#[derive(Clone, Debug)]
pub struct KeptLine<'b> {
    pub path: &'b RepoPath,
    pub line: u32,
    pub cells: LineCells,
    pub digest: String,
}

/// Whose invoice a line is of: its contract and its number.
pub fn invoice(cells: &LineCells) -> (&str, &str) {
    (&cells[Column::Contract as usize], &cells[Column::Invoice as usize])
}

/// What a line says, whatever its spelling: `480.0` is `480`. A note is no part of it.
pub fn said(cells: &LineCells) -> String {
    let mut said: Vec<String> = cells.to_vec();
    for column in [Column::Quantity, Column::Price] {
        if let Ok(number) = Decimal::parse(&said[column as usize]) {
            said[column as usize] = number.to_string();
        }
    }
    if let Ok(amount) = said[Column::AmountMinor as usize].parse::<i64>() {
        said[Column::AmountMinor as usize] = amount.to_string();
    }
    said.truncate(Column::Note as usize);
    said.join("\u{1f}")
}

/// Digests of lines, one after the other. Two lines that say the same are two lines: the second has a digest of its own.
#[derive(Clone, Debug, Default)]
pub struct Digests {
    seen: BTreeMap<String, usize>,
}

impl Digests {
    /// The digest of the next line that says so.
    pub fn next(&mut self, said: &str) -> String {
        let nth = self.seen.entry(said.to_owned()).or_insert(0);
        *nth += 1;
        let mut hash = match *nth {
            1 => sha256(said),
            nth => sha256(format!("{said}\u{1f}{nth}")),
        };
        hash.truncate(16);
        hash
    }
}

/// The lines of an invoice file that can be told apart; what is wrong with others is the reader's to say.
fn lines(text: &Text) -> Vec<(u32, LineCells)> {
    let mut lines = Vec::new();
    let Some((header, mut rows)) =
        header::open(text, &InvoiceLine::table(), &Roles::default(), &mut Vec::new())
    else {
        return lines;
    };
    let mut cells: Vec<Cell> = Vec::new();
    while let Some(line) = rows.next(&mut cells, &mut Vec::new()) {
        let of = |column| header.cell(column, &cells).map_or("", |cell| inside(text, cell));
        lines.push((line, std::array::from_fn(|column| of(column).replace("\"\"", "\""))));
    }
    lines
}

/// Every line of the book, in the order of files and lines.
pub fn of_book(snapshot: &Snapshot) -> Vec<KeptLine<'_>> {
    let table = InvoiceLine::table();
    let mut digests = Digests::default();
    let mut kept = Vec::new();
    for (path, text) in snapshot.texts.iter().filter(|(path, _)| table.is_of(path.as_str())) {
        for (line, cells) in lines(text) {
            let digest = digests.next(&said(&cells));
            kept.push(KeptLine { path, line, cells, digest });
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(content: &str) -> Vec<(LineCells, String)> {
        let mut snapshot = Snapshot::default();
        let path = RepoPath::new("data/invoices/a.csv");
        snapshot.texts.insert(path.clone(), Text::new(path, content));
        of_book(&snapshot).into_iter().map(|line| (line.cells, line.digest)).collect()
    }

    #[test]
    fn a_line_is_the_same_however_it_is_spelled_and_two_that_say_the_same_are_two() {
        let one = kept(
            "invoice,contract,issued_on,month,quantity,amount_minor,currency\nI-1,acme-2026,2026-11-05,2026-10,2,500,EUR\nI-1,acme-2026,2026-11-05,2026-10,2,500,EUR\n",
        );
        let other = kept(
            "contract,note,invoice,issued_on,month,currency,amount_minor,quantity\nacme-2026,\"a \"\"note\"\"\",I-1,2026-11-05,2026-10,EUR,500,2.00\n",
        );
        assert_eq!(one[0].1, other[0].1);
        assert_ne!(one[0].1, one[1].1);
        assert_eq!(other[0].0[Column::Note as usize], "a \"note\"");
        assert_eq!(invoice(&one[0].0), ("acme-2026", "I-1"));
        let changed = kept(
            "invoice,contract,issued_on,month,amount_minor,currency\nI-1,acme-2026,2026-11-05,2026-10,501,EUR\n",
        );
        assert_ne!(one[0].1, changed[0].1);
    }
}
