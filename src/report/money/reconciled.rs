//! A contract's ledger beside the actual of the same months: by how much they differ, and because of which credit notes and invoices.

use crate::kit::declared::Month;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::finance::{Accounts, Ledger, Reconciled, reconcile};
use crate::subject::register::Register;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;

/// A row for the months of each budget that have ended, and one for all months of the accounts: where the two differ. Without rows where they agree.
pub fn reconciled(context: &PageContext<'_>, ledger: &Ledger, evidence: &mut Evidence<'_>) -> Table {
    let register = context.report.register;
    let rows: Vec<Reconciled> = spans(context, ledger)
        .into_iter()
        .map(|span| {
            let finance = &context.report.finance;
            reconcile(Accounts { register, tracks: &finance.tracks, costs: &finance.costs }, ledger, span)
        })
        .filter(Reconciled::is_apart)
        .collect();
    let cell = |what: &'static str, minor: fn(&Reconciled) -> i128| {
        move |row: &Reconciled, evidence: &mut Evidence<'_>| {
            let (first, last) = (row.first.to_string(), row.last.to_string());
            let asked = [what, ledger.contract.as_str(), &first, &last];
            let places = cited(register, what, row);
            let told = evidence.money(minor(row), &ledger.currency, "money-reconciled", |entry| {
                let entry = entry.note("asked", &asked);
                if places.is_empty() { entry } else { entry.lines(&places) }
            });
            Cell::new(told).key(minor(row))
        }
    };
    Columns::over(rows, evidence)
        .column("Months", "tight", |row, _| {
            let months = format!("{} to {}", row.first.label(), row.last.label());
            Cell::head(Inline::dated(months)).key(row.first.first_day())
        })
        .column("Ledger, by month booked", "num", cell("booked", |row| row.booked))
        .column("Credit notes booked in other months", "num", move |row, evidence| {
            if row.notes.is_empty() {
                return Cell::dash();
            }
            cell("credited", |row| row.credited)(row, evidence).under(notes(register, row))
        })
        .column("Invoices booked in other months", "num", move |row, evidence| {
            if row.lines.is_empty() {
                return Cell::dash();
            }
            cell("invoiced", |row| row.invoiced)(row, evidence).under(lines(register, row))
        })
        .column("Actual, by month of service", "num", cell("actual", |row| row.actual))
        .table(&format!("reconciled-{}", ledger.contract), "Ledger and actual of the same months")
        .titled()
        .note(
            "The ledger goes by the month booked, a budget's actual and what a unit costs by the month of service, with all that is known on the day of the \
             report. A credit note, or an invoice of another amount than was accrued, that was booked in another month than that of its service is in one of the two alone: \
             the ledger and what is named here add up to the actual.",
        )
}

/// First and last months: of each budget, and of the accounts.
fn spans(context: &PageContext<'_>, ledger: &Ledger) -> Vec<(Month, Month)> {
    let finance = &context.report.finance;
    let ends = |months: &[Month]| Some((*months.first()?, *months.last()?));
    let mut spans: Vec<(Month, Month)> = Vec::new();
    let of_budgets = finance.standings.iter().filter_map(|standing| ends(&standing.closed));
    let of_all = ends(&finance.months).map(|(first, last)| {
        (ledger.months.first().map_or(first, |month| month.booked.month.min(first)), last)
    });
    for span in of_budgets.chain(of_all) {
        if !spans.contains(&span) {
            spans.push(span);
        }
    }
    spans
}

fn cited<'r>(register: &'r Register, what: &str, row: &Reconciled) -> Vec<&'r Place> {
    match what {
        "credited" => {
            row.notes.iter().filter_map(|at| Some(&register.credit_notes.get(*at)?.place)).collect()
        }
        "invoiced" => row.lines.iter().filter_map(|at| Some(&register.invoices.get(*at)?.place)).collect(),
        _ => Vec::new(),
    }
}

/// `VAR-CN-118 of September 2026, booked November 2026`.
fn notes(register: &Register, row: &Reconciled) -> Vec<Inline> {
    let own = row.notes.iter().filter_map(|at| register.credit_notes.get(*at));
    let of = own.map(|note| (note.credit_note.as_str(), *note.month, Period::month_of(*note.issued_on)));
    named(of)
}

/// The same of invoices, each once for a month of service.
fn lines(register: &Register, row: &Reconciled) -> Vec<Inline> {
    let own = row.lines.iter().filter_map(|at| register.invoices.get(*at));
    let mut found: Vec<(&str, Month, Period)> =
        own.map(|line| (line.invoice.as_str(), *line.month, Period::month_of(*line.issued_on))).collect();
    found.sort_unstable();
    found.dedup();
    named(found)
}

fn named<'n>(all: impl IntoIterator<Item = (&'n str, Month, Period)>) -> Vec<Inline> {
    let mut pieces = Vec::new();
    for (name, of, booked) in all {
        if !pieces.is_empty() {
            pieces.push(Inline::literal("; "));
        }
        pieces.push(Inline::words(name).because(Exempt::Name));
        pieces.push(Inline::dated(format!(" of {}, booked {}", of.label(), booked.label())));
    }
    pieces
}
