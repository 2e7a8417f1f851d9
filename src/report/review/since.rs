//! What has changed since a quarter was signed: final figures and terms that were recorded anew after the signature, or, of a quarter that nobody
//! signed, after the day that its review speaks for.

use crate::kit::id::VendorId;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::CommitIndex;
use crate::report::review::quarters::Quarter;
use crate::subject::evidence::columns::Columns;
use crate::subject::history::{Change, Fact};
use crate::subject::restatement::address::RestatementPage;
use crate::subject::restatement::page::entry::{Entry, day, entries, kind, shift, what, why};
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;

/// Newest first; without a row where there is no git history, or nothing has changed.
pub fn table(now: &PageContext<'_>, vendor: &VendorId, quarter: &Quarter) -> Table {
    let entries = entries(now);
    let since = since(now, quarter);
    let own = entries.iter().rev().filter(|entry| {
        let change = entry.first();
        since.is_some_and(|since| change.commit > since) && concerns(now, change, vendor, quarter)
    });
    Columns::over(own, &mut ())
        .column("When", "tight", |entry, _| {
            let commit = now.recorded.commit(entry.first().made);
            commit.map_or_else(Cell::dash, |commit| Cell::day(day(commit)).key(commit.committed_at))
        })
        .column("What", "", |entry, _| {
            let (head, more) = what(now, entry.first());
            Cell::head(head).under(more)
        })
        // The ledger that the line leads to has the evidence.
        .column("Before and after", "", |entry, _| {
            Cell::new(shift(now, entry, |_| None)).under(ledger(entry))
        })
        .column("Kind", "tight", |entry, _| Cell::new(kind(entry.first())))
        .column("Reason given", "", |entry, _| {
            now.recorded.commit(entry.first().made).map_or_else(Cell::dash, |commit| Cell::new(why(commit).0))
        })
        .table("review-since", "Figures and terms that were recorded anew since")
}

fn ledger(entry: &Entry<'_>) -> Inline {
    let ledger = Route::Restatement(RestatementPage::All);
    Inline::anchor(&ledger, &entry.anchor(), "in the ledger".to_owned()).because(Exempt::Name)
}

/// The commit with which the sign-off came, else the last one up to the quarter's day.
fn since(now: &PageContext<'_>, quarter: &Quarter) -> Option<CommitIndex> {
    let signed = now.report.signoffs.periods.get(&quarter.period).and_then(|state| state.signed);
    let by_then =
        |at: &&CommitIndex| now.recorded.commit(**at).is_some_and(|commit| day(commit) <= quarter.on);
    signed.or_else(|| now.recorded.line.iter().rev().find(by_then).copied())
}

/// Whether a change is of a figure of the quarter, or of the vendor's terms.
fn concerns(now: &PageContext<'_>, change: &Change, vendor: &VendorId, quarter: &Quarter) -> bool {
    let register = now.report.register;
    match &change.fact {
        Fact::Measurement { key, .. } => {
            let is_ours =
                register.sites.values().any(|site| site.id.as_str() == key.site && *site.vendor == *vendor);
            is_ours && Period::parse(&key.period).is_some_and(|period| quarter.has(period))
        }
        fact => fact.is_term() && register.contracts_of(vendor).any(|contract| fact.is_of(contract)),
    }
}
