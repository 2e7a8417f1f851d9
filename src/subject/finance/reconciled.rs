//! A ledger is by the month of booking, the actual by the month of service with all that is known on the report's day: what lies between the two.

use super::accrual::Service;
use super::cost::Cost;
use super::ledger::{Ledger, LedgerMonth};
use super::track::{Delivered, Track};
use crate::kit::calendar::add_days;
use crate::kit::declared::Month;
use crate::kit::period::Period;
use crate::subject::register::Register;

/// One contract over some months, in minor units of its currency: `booked` + `credited` + `invoiced` = `actual`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciled {
    pub first: Month,
    pub last: Month,
    /// The costs of the ledger's months.
    pub booked: i128,
    /// Credit notes booked in these months for others, less those for these months booked in others.
    pub credited: i128,
    /// The same of invoices, as far as they came for another amount than was accrued.
    pub invoiced: i128,
    /// What the months of service cost: the budget's actual in the contract's currency.
    pub actual: i128,
    /// The credit notes: indices into the register's.
    pub notes: Vec<usize>,
    /// The invoice lines: indices into the register's, rising.
    pub lines: Vec<usize>,
}

impl Reconciled {
    /// Whether anything lies between the two.
    pub fn is_apart(&self) -> bool {
        !self.notes.is_empty() || !self.lines.is_empty()
    }
}

/// From what the accounts are made.
#[derive(Clone, Copy)]
pub struct Accounts<'a> {
    pub register: &'a Register,
    pub tracks: &'a [Track],
    pub costs: &'a [Cost],
}

/// Months that follow each other, both ends counted.
#[derive(Clone, Copy)]
struct Span {
    first: Month,
    last: Month,
}

impl Span {
    fn has(self, month: Month) -> bool {
        self.first <= month && month <= self.last
    }

    fn has_period(self, period: Period) -> bool {
        Month::new(period).is_some_and(|month| self.has(month))
    }
}

/// A contract's ledger against the actual of the same months, `first` to `last`, which have ended.
pub fn reconcile(accounts: Accounts<'_>, ledger: &Ledger, (first, last): (Month, Month)) -> Reconciled {
    let span = Span { first, last };
    let Accounts { register, tracks, costs } = accounts;
    let own = ledger.months.iter().filter(|of| span.has(of.booked.month));
    let booked = own.map(LedgerMonth::cost).sum();
    let own = costs.iter().filter(|cost| cost.contract == ledger.contract && span.has(cost.month));
    let actual = own.map(Cost::own).sum();
    let (mut credited, mut notes) = (0, Vec::new());
    for (at, note) in register.credit_notes.iter().enumerate() {
        let is_own = *note.contract == ledger.contract
            && note.currency.as_str() == ledger.currency
            && *note.issued_on <= register.as_of();
        let (is_booked, is_of) = (span.has_period(Period::month_of(*note.issued_on)), span.has(*note.month));
        if is_own && is_booked != is_of {
            let minor = i128::from(note.amount_minor.0);
            credited += if is_booked { minor } else { -minor };
            notes.push(at);
        }
    }
    let (mut invoiced, mut lines) = (0, Vec::new());
    for track in tracks.iter().filter(|track| track.contract == ledger.contract) {
        for (month, delivered) in &track.services {
            let parts = apart(register, span, *month, delivered);
            invoiced += parts.iter().sum::<i128>();
            if parts.iter().any(|part| *part != 0) {
                let crossing = delivered.lines.iter().filter(|of| of.payable + of.unrated != 0);
                lines.extend(crossing.map(|of| of.line).filter(|at| {
                    register.invoices.get(*at).is_some_and(|line| {
                        span.has_period(Period::month_of(*line.issued_on)) != span.has(*month)
                    })
                }));
            }
        }
    }
    lines.sort_unstable();
    Reconciled { first, last, booked, credited, invoiced, actual, notes, lines }
}

/// Of each service of a month: what it is in the actual, less what of it the ledger's months bear.
fn apart(register: &Register, span: Span, month: Month, delivered: &Delivered) -> Vec<i128> {
    let end = span.last.last_day();
    let before = add_days(span.first.first_day(), -1);
    let of = |service: &Service| {
        let own = service.payable.iter().filter(|(day, _)| span.has_period(Period::month_of(*day)));
        let mut borne: i128 = own.map(|(_, minor)| minor).sum();
        borne += if month <= span.last { service.open(end) } else { 0 };
        borne -= if month < span.first { service.open(before) } else { 0 };
        let all = || service.payable.iter().map(|(_, minor)| minor).sum::<i128>();
        let actual = if span.has(month) { all() + service.open(register.as_of()) } else { 0 };
        actual - borne
    };
    delivered.services.iter().map(of).collect()
}

#[cfg(test)]
mod tests;
