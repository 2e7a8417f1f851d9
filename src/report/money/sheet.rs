//! The ledgers as CSV, for a controller's own books: plain numbers in minor units, one line a month, contract and category.

use std::fmt::Write as _;

use crate::subject::finance::{Ledger, LedgerMonth};
use crate::subject::report::Report;

/// Beside the page of money.
pub const LEDGER_CSV: &str = "ledger.csv";

const HEADER: &str = "month,vendor,contract,category,currency,invoiced_minor,accrued_minor,reversed_minor,credited_minor,cost_minor,true_up_minor,disputed_minor\n";

/// Its name and its text; nothing of a book that keeps no accounts. Ids need no quotes.
pub fn ledger_csv(report: &Report<'_>) -> Option<(&'static str, String)> {
    if report.finance.ledgers.is_empty() {
        return None;
    }
    let mut out = HEADER.to_owned();
    for ledger in &report.finance.ledgers {
        for month in &ledger.months {
            row(&mut out, ledger, month);
        }
    }
    Some((LEDGER_CSV, out))
}

fn row(out: &mut String, ledger: &Ledger, of: &LedgerMonth) {
    let booked = &of.booked;
    // Writing to a String cannot fail.
    let _infallible = writeln!(
        out,
        "{},{},{},{},{},{},{},{},{},{},{},{}",
        *booked.month,
        ledger.vendor,
        ledger.contract,
        of.category.word(),
        ledger.currency,
        booked.invoiced,
        booked.accrued,
        -booked.reversed,
        -of.credited,
        of.cost(),
        booked.true_up,
        of.disputed,
    );
}
