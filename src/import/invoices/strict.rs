//! Lines as an invoice file would have them, held against the reader of invoice files: what it says of a line is why it is not taken.

use std::collections::BTreeMap;

use crate::core::contract::known::Known;
use crate::core::registered::Rowed;
use crate::import::cell::Address;
use crate::import::figure::Fault;
use crate::import::invoices::reading::Line;
use crate::import::rewritten::quoted;
use crate::kit::csv::sheet;
use crate::kit::source::{RepoPath, Text};
use crate::subject::import::invoice_row::Column;
use crate::subject::invoice::record::InvoiceLine;

/// What the reader says, by the number of the line, each at the cell that it speaks of. All lines are read at once.
pub fn faults(lines: &[Line], known: &Known<'_>) -> BTreeMap<usize, Vec<(Address, Fault)>> {
    let mut content = format!("{}\n", Column::NAMES.join(","));
    // Where each line's cells start.
    let mut starts: Vec<[usize; Column::NAMES.len()]> = Vec::with_capacity(lines.len());
    for line in lines {
        let mut of_line = [0; Column::NAMES.len()];
        for (nth, cell) in line.cells.iter().enumerate() {
            if nth > 0 {
                content.push(',');
            }
            of_line[nth] = content.len();
            content.push_str(&quoted(cell));
        }
        starts.push(of_line);
        content.push('\n');
    }
    let text = Text::new(RepoPath::new("data/invoices/import.csv"), content);
    let (_, wrong) = sheet::read::<InvoiceLine>(&text, known.catalog, |draft, reader| {
        InvoiceLine::check(draft, reader, known);
    });
    let mut faults: BTreeMap<usize, Vec<(Address, Fault)>> = BTreeMap::new();
    for found in wrong {
        let nth = usize::try_from(found.place.line).ok().and_then(|line| line.checked_sub(2));
        let Some((nth, line)) = nth.and_then(|nth| Some((nth, lines.get(nth)?))) else { continue };
        let column = starts[nth].iter().rposition(|start| *start <= found.place.span.start).unwrap_or(0);
        let at = line.origin.get(&column).copied().unwrap_or(line.at);
        let message = if found.label.is_empty() {
            found.message
        } else {
            format!("{}: {}", found.message, found.label)
        };
        faults.entry(nth).or_default().push((at, (message, found.help)));
    }
    faults
}
