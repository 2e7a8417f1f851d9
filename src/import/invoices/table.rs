//! A table of invoice lines, row by row: which rows are lines of a contract of the book, which are left out, which are of others.

use std::collections::BTreeMap;

use crate::import::invoices::line;
use crate::import::invoices::names::Supplier;
use crate::import::invoices::reading::{Outcome, Reading};
use crate::import::invoices::strict;
use crate::import::refusal::Refusal;
use crate::subject::import::invoice_map::InvoiceRole;

/// The lines of a table.
pub fn lines(reading: &Reading<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut suppliers: BTreeMap<String, Supplier> = BTreeMap::new();
    for row in reading.first_row()..reading.sheet.rows.len() {
        if reading.sheet.is_row_empty(row) {
            continue;
        }
        if reading.is_skipped(row) {
            outcome.skipped += 1;
            continue;
        }
        let said = reading.said(row, InvoiceRole::Contract);
        let supplier = match (&said, &reading.map.contract) {
            (Some((cell, _)), _) => {
                let shown = cell.shown();
                suppliers.entry(shown).or_insert_with_key(|shown| reading.names.supplier(shown)).clone()
            }
            (None, Some(contract)) => Supplier::Of(contract.to_string()),
            (None, None) => {
                outcome.refuse(vec![reading.no_contract(row)]);
                continue;
            }
        };
        let at = said.map(|(_, at)| at);
        match supplier {
            Supplier::Skipped => outcome.skipped += 1,
            Supplier::Nobody(near) => {
                outcome.others.push(row + 1);
                near.into_iter().for_each(|near| outcome.nearly.entry(near).or_default().push(row + 1));
            }
            // Of nobody else a cell is looked at.
            Supplier::Of(contract) => match line::line(reading, row, (contract, at)) {
                Ok(line) => outcome.lines.push(line),
                Err(refusals) => outcome.refuse(refusals),
            },
        }
    }
    let wrong = strict::faults(&outcome.lines, reading.known);
    let mut nth = 0;
    outcome.lines.retain(|_| {
        nth += 1;
        !wrong.contains_key(&(nth - 1))
    });
    for refusals in wrong.into_values() {
        let named = |(at, (message, help))| Refusal::new(reading.sheet.named(at), message, help);
        outcome.refuse(refusals.into_iter().map(named).collect());
    }
    outcome
}
