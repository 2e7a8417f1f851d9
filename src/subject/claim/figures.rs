//! What became of each month's service credit: what is owed by the ledger of the contract, what was asked for, what was agreed, what came,
//! and what was lost because nobody asked in time. Every page that says one of these takes it from here.
//!
//! Only what was known by the as-of date counts: claims that were sent, credit notes that were issued, disputes and agreements of that day or
//! before. Once all claims of a month are agreed, what was agreed is due in place of what is owed. For every month of which a credit is
//! computed, `received + outstanding + lost = due + over`.

mod netted;
mod settle;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::credit::CreditMonth;
use crate::kit::id::{ClaimId, ContractId};
use crate::kit::number::Money;
use crate::kit::period::Period;
use crate::subject::claim::record::Claim;
use crate::subject::credit_note::record::CreditNote;
use crate::subject::given::{Computed, Given};
use crate::subject::register::Register;

pub use netted::Netted;
use netted::netted;
pub use settle::is_in_time;
use settle::settle;

/// Days before the last day to claim from which on it is due soon.
pub const SOON_DAYS: i32 = 14;

/// What a report keeps of them.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// By contract, then month: every month of the ledgers or not invoiced, and every other month that a claim or a credit note names.
    pub settlements: Vec<Settlement>,
    /// Invoices on which credit notes were netted, by vendor and invoice.
    pub netted: Vec<Netted>,
}

/// What became of one contract's credit for one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    pub contract: ContractId,
    pub month: Period,
    /// The contract's.
    pub currency: String,
    /// Last day to claim, if the contract has one.
    pub claim_by: Option<Date>,
    /// What was asked for, over all claims of the month; `None` without a claim.
    pub claimed: Option<Money>,
    /// What credit notes in the contract's currency add up to; `None` without one.
    pub received: Option<Money>,
    /// Claims sent by the as-of date, oldest first.
    pub claims: Vec<ClaimId>,
    /// Credit notes issued by the as-of date, by their index in the register; those in another currency stand in `foreign`.
    pub notes: Vec<usize>,
    /// Credit notes in another currency than the contract's: they settle nothing.
    pub foreign: Vec<usize>,
    /// The ledger rests on provisional figures.
    pub provisional: bool,
    /// What is due and what became of it, or why that cannot be told.
    pub outcome: Result<Outcome, Unknown>,
}

/// Amounts of a month in minor units of the contract's currency; none is below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// By the ledger: what is owed less what was earned back.
    pub owed: Money,
    /// What all its claims were agreed at.
    pub agreed: Option<Money>,
    /// What was agreed, else what is owed.
    pub due: Money,
    /// Still to come, and not lost.
    pub outstanding: Money,
    /// Due, not received, and its last day to claim passed without a claim.
    pub lost: Money,
    /// Received above what is due.
    pub over: Money,
    pub state: State,
}

impl Outcome {
    /// What of that is owed is not due, by what was agreed; below 0 more was agreed than is owed.
    /// `owed = conceded + received − over + outstanding + lost`.
    pub fn conceded(&self) -> Money {
        Money(self.owed.0.saturating_sub(self.due.0))
    }
}

/// Why the credit of a month is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The month is not over, or its figures are not yet due.
    NotClosed,
    /// Credits are shares of what was invoiced, and nothing is invoiced for the month.
    NotInvoiced,
    /// The ledger of the contract has no such month: its terms have no credits, or no window is billed to it.
    NoCredits,
    /// The sums do not fit into 64 bits of minor units.
    TooLarge,
}

/// How far a month's credit has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing is owed, and nothing came.
    NothingOwed,
    /// Nobody has claimed it, and the contract names no last day.
    Undated,
    /// It can be claimed until a day.
    Open { by: Date, days_left: i32 },
    /// The same, within [`SOON_DAYS`].
    DueSoon { by: Date, days_left: i32 },
    /// The last day to claim passed without a claim.
    Expired { by: Date },
    /// It was asked for on a day, in time or so many days after the last.
    Claimed { on: Date, days_late: i32 },
    /// The vendor says that it does not owe it, and nobody has decided.
    Disputed { on: Date },
    /// Both sides agreed, and nothing has come.
    Agreed { on: Date },
    /// Both sides agreed that nothing is paid.
    GivenUp { on: Date },
    /// All of it came.
    Received,
    /// Less came than is due.
    Short { by: Money },
    /// More came than is due.
    Over { by: Money },
}

impl Settlement {
    /// Nothing is owed, nobody asked and nothing came.
    pub fn is_quiet(&self) -> bool {
        matches!(self.outcome, Ok(Outcome { state: State::NothingOwed, .. }))
            && self.claims.is_empty()
            && self.foreign.is_empty()
    }

    /// An amount with the contract's currency: `1,440.00 USD`.
    pub fn money(&self, amount: Money) -> String {
        format!("{} {}", amount.show(&self.currency), self.currency)
    }

    pub fn state(&self) -> Option<State> {
        self.outcome.ok().map(|outcome| outcome.state)
    }

    /// What can still be claimed, with the last day to do so where there is one.
    pub fn claimable(&self) -> Option<(Money, Option<Date>)> {
        let outcome = self.outcome.ok().filter(|outcome| outcome.outstanding > Money(0))?;
        self.claims.is_empty().then_some((outcome.outstanding, self.claim_by))
    }

    /// What was lost.
    pub fn lost(&self) -> Option<Money> {
        self.outcome.ok().map(|outcome| outcome.lost).filter(|lost| *lost > Money(0))
    }
}

impl State {
    /// Whether somebody has to act on it, the most pressing first.
    pub fn rank(self) -> u8 {
        match self {
            State::DueSoon { .. } => 0,
            State::Short { .. } | State::Over { .. } => 1,
            State::Disputed { .. } => 2,
            State::Expired { .. } => 3,
            State::Open { .. } | State::Undated => 4,
            State::Claimed { .. } | State::Agreed { .. } => 5,
            State::Received | State::GivenUp { .. } => 6,
            State::NothingOwed => 7,
        }
    }
}

impl Figures {
    /// The settlement of one month.
    pub fn of(&self, contract: &ContractId, month: Period) -> Option<&Settlement> {
        let key = (contract, month);
        let at = self.settlements.binary_search_by(|one| (&one.contract, one.month).cmp(&key)).ok()?;
        self.settlements.get(at)
    }

    /// By month, oldest first.
    pub fn of_contract<'f>(&'f self, contract: &'f ContractId) -> impl Iterator<Item = &'f Settlement> {
        self.settlements.iter().filter(move |one| &one.contract == contract)
    }
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        Figures {
            settlements: settlements(given.register, given.credits, given.uninvoiced),
            netted: netted(given.register),
        }
    }
}

/// Every month of the ledgers, and every other month that a claim or a credit note of that day names.
pub fn settlements(
    register: &Register,
    credits: &[CreditMonth],
    uninvoiced: &[(ContractId, Period)],
) -> Vec<Settlement> {
    let as_of = register.as_of();
    let mut months: BTreeMap<(&ContractId, Period), Known<'_>> = BTreeMap::new();
    for entry in credits {
        months.entry((&entry.contract, entry.month)).or_default().entry = Some(entry);
    }
    for (contract, month) in uninvoiced {
        months.entry((contract, *month)).or_default().is_uninvoiced = true;
    }
    let mut claims: Vec<&Claim> =
        register.claims.values().filter(|claim| *claim.claimed_on <= as_of).collect();
    claims.sort_by(|one, next| (*one.claimed_on, &one.id).cmp(&(*next.claimed_on, &next.id)));
    for claim in claims {
        months.entry((&claim.contract.value, **claim.month)).or_default().claims.push(claim);
    }
    for (at, note) in register.credit_notes.iter().enumerate().filter(|(_, note)| *note.issued_on <= as_of) {
        months.entry((&note.contract.value, **note.month)).or_default().notes.push((at, note));
    }
    months
        .into_iter()
        .filter_map(|((contract, month), known)| settle(register, contract, month, &known))
        .collect()
}

/// What was known of a month by the as-of date.
#[derive(Default)]
struct Known<'k> {
    entry: Option<&'k CreditMonth>,
    is_uninvoiced: bool,
    /// Oldest first.
    claims: Vec<&'k Claim>,
    /// With their index in the register.
    notes: Vec<(usize, &'k CreditNote)>,
}

#[cfg(test)]
mod tests;
