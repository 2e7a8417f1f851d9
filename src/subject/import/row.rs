//! The rows of metric files by digest, so that an import can say which it wrote, wherever they stand and in whatever order.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::core::measurement::columns::{Column, MetricRow};
use crate::core::measurement::numbers::Line;
use crate::core::measurement::record::RowStatus;
use crate::kit::csv::cells::Cell;
use crate::kit::csv::header;
use crate::kit::declared::Record;
use crate::kit::number::Decimal;
use crate::kit::personal::Roles;
use crate::kit::source::{RepoPath, Snapshot, Text, sha256};

/// Columns that a metric file may have, in the order of the format.
pub const COLUMNS: [Column; 13] = [
    Column::Period,
    Column::Site,
    Column::Project,
    Column::Queue,
    Column::Language,
    Column::Metric,
    Column::Numerator,
    Column::Denominator,
    Column::Value,
    Column::Samples,
    Column::Source,
    Column::Status,
    Column::Note,
];

/// The cells of a row as texts, in the order of [`COLUMNS`].
pub type Cells = [String; 13];

/// A row of a metric file.
#[derive(Clone, Debug)]
pub struct KeptRow {
    pub line: u32,
    pub cells: Cells,
}

/// What a row is of, without its vendor: a site stands for it. A project is that of the queue where there is one.
pub fn key(cells: &Cells) -> [&str; 6] {
    let of = |column: Column| cells[column as usize].as_str();
    let project = if of(Column::Queue).is_empty() { of(Column::Project) } else { "" };
    [
        of(Column::Site),
        project,
        of(Column::Queue),
        of(Column::Language),
        of(Column::Metric),
        of(Column::Period),
    ]
}

/// Whether its sender kept its figure back.
pub fn is_withheld(cells: &Cells) -> bool {
    cells[Column::Status as usize] == RowStatus::Withheld.word()
}

/// What a row says, whatever its spelling: `480.0` is `480`, an absent source or status is the default. A note is no part of it. Its parts are parted by
/// U+001F.
pub fn said(cells: &Cells) -> String {
    let of = |column: Column| cells[column as usize].as_str();
    let mut said = key(cells).join("\u{1f}");
    for column in [Column::Numerator, Column::Denominator, Column::Value, Column::Samples] {
        said.push('\u{1f}');
        match Decimal::parse(of(column)) {
            Ok(number) => said.push_str(&number.to_string()),
            Err(_) => said.push_str(of(column)),
        }
    }
    for (column, default) in [(Column::Source, "system"), (Column::Status, "final")] {
        said.push('\u{1f}');
        said.push_str(if of(column).is_empty() { default } else { of(column) });
    }
    said
}

/// 16 hexadecimal digits of the SHA-256 of what a row says.
pub fn digest(cells: &Cells) -> String {
    let mut hash = sha256(said(cells));
    hash.truncate(16);
    hash
}

/// The rows of a metric file that can be told apart; what is wrong with others is the reader's to say.
pub fn rows(text: &Text) -> Vec<KeptRow> {
    let mut rows = Vec::new();
    let Some((header, mut lines)) =
        header::open(text, &MetricRow::table(), &Roles::default(), &mut Vec::new())
    else {
        return rows;
    };
    let mut cells: Vec<Cell> = Vec::new();
    while let Some(line) = lines.next(&mut cells, &mut Vec::new()) {
        let read = Line { text, number: line, header: &header, cells: &cells };
        let cells = COLUMNS.map(|column| match read.get(column) {
            quoted if quoted.contains('"') => quoted.replace("\"\"", "\""),
            plain => plain.to_owned(),
        });
        rows.push(KeptRow { line, cells });
    }
    rows
}

/// The digests of the rows of one metric file.
pub struct DigestsOfText(pub Vec<String>);

/// The digests of the rows of some metric files.
pub fn digests(snapshot: &Snapshot, wanted: impl Fn(&RepoPath) -> bool + Sync) -> Vec<Arc<DigestsOfText>> {
    let texts = snapshot.texts.par_iter().filter(|(path, _)| wanted(path) && is_metric_file(path));
    let of = |text: &Text| DigestsOfText(rows(text).iter().map(|row| digest(&row.cells)).collect());
    texts.map(|(_, text)| text.worked_out.once(|| of(text))).collect()
}

/// Every row of the book by file.
pub fn of_book(snapshot: &Snapshot) -> BTreeMap<&RepoPath, Vec<KeptRow>> {
    let files = snapshot.texts.par_iter().filter(|(path, _)| is_metric_file(path));
    files.map(|(path, text)| (path, rows(text))).collect()
}

fn is_metric_file(path: &RepoPath) -> bool {
    MetricRow::table().is_of(path.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(content: &str) -> Vec<KeptRow> {
        rows(&Text::new(RepoPath::new("data/metrics/acme/a.csv"), content))
    }

    #[test]
    fn a_row_is_the_same_in_whatever_order_its_columns_stand_and_however_it_is_spelled() {
        let one = kept("period,site,metric,numerator,denominator\n2026-W45,acme-porto,accuracy,480,500\n");
        let other = kept(
            "metric,note,site,period,denominator,numerator,source,status\naccuracy,\"a \"\"note\"\"\",acme-porto,2026-W45,500.0,480.00,system,final\n",
        );
        assert_eq!(digest(&one[0].cells), digest(&other[0].cells));
        assert_eq!(other[0].cells[Column::Note as usize], "a \"note\"");
        let changed =
            kept("period,site,metric,numerator,denominator\n2026-W45,acme-porto,accuracy,481,500\n");
        assert_ne!(digest(&one[0].cells), digest(&changed[0].cells));
        assert_eq!(key(&one[0].cells), key(&changed[0].cells));
    }
}
