//! What the book keeps of an import of invoices.

use crate::import::imported::{Kept, NewFile, own_rows};
use crate::import::invoices::export::Proposed;
use crate::import::spreadsheet::Source;
use crate::subject::import::invoice_map::InvoiceMap;
use crate::subject::register::Register;

/// The record of an import. Of rows that are of no contract it has the number, and no names.
pub fn record(source: Source<'_>, map: &InvoiceMap, proposed: &Proposed, register: &Register) -> NewFile {
    let (merge, outcome) = (&proposed.merge, &proposed.outcome);
    Kept {
        file: source.name,
        sha256: &proposed.sha256,
        sheet: &proposed.sheet,
        map: ("invoice-map", map.id.as_str()),
        counts: &[
            ("taken", outcome.lines.len()),
            ("skipped", outcome.skipped),
            ("not-of-contract", outcome.others.len()),
        ],
        rows: own_rows(&merge.written, &merge.standing, register),
        replaced: merge.replaced.iter().map(String::as_str).collect(),
        refusals: &outcome.refusals,
        earlier: proposed.earlier.as_ref(),
    }
    .record()
}
