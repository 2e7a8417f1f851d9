//! A row as a metric file would have it, held against the reader of metric files: what it says of the row is why it is not taken.

use crate::core::measurement::columns::MetricRow;
use crate::core::measurement::row_cells::Against;
use crate::core::measurement::rows;
use crate::import::figure::Fault;
use crate::import::rewritten::quoted;
use crate::kit::declared::Record as _;
use crate::kit::source::{RepoPath, Text};
use crate::subject::import::row::{COLUMNS, Cells};

/// The first thing that the reader says of a row, and the column that it speaks of.
pub fn fault(cells: &Cells, vendor: &str, against: &Against<'_>) -> Option<(usize, Fault)> {
    let names = MetricRow::table().keys.iter().map(|key| key.key).collect::<Vec<_>>().join(",");
    let mut content = format!("{names}\n");
    let mut starts = Vec::with_capacity(COLUMNS.len());
    for (nth, cell) in cells.iter().enumerate() {
        if nth > 0 {
            content.push(',');
        }
        starts.push(content.len());
        content.push_str(&quoted(cell));
    }
    content.push('\n');
    let path = RepoPath::new(&format!("data/metrics/{vendor}/import.csv"));
    let text = Text::new(path, content);
    let read = rows::read(&text, Some(vendor), against);
    let found = read.wrong.into_iter().next()?;
    let cell = starts.iter().rposition(|start| *start <= found.place.span.start).unwrap_or(0);
    let message =
        if found.label.is_empty() { found.message } else { format!("{}: {}", found.message, found.label) };
    Some((cell, (message, found.help)))
}
