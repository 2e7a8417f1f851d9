//! The accounts of a contract by the month in which things were booked: invoices, accruals and their reversals, credit notes.

use std::collections::BTreeMap;

use super::accrual::{Booked, booked};
use super::track::Track;
use crate::core::contract::record::CostCategory;
use crate::kit::declared::Month;
use crate::kit::id::{ContractId, VendorId};
use crate::kit::period::Period;
use crate::subject::accrual::record::Accrual;
use crate::subject::credit_note::record::CreditNote;
use crate::subject::register::Register;

/// The accounts of one contract, in minor units of its currency.
#[derive(Clone, Debug)]
pub struct Ledger {
    pub contract: ContractId,
    pub vendor: VendorId,
    pub currency: String,
    /// In order of month, then of category.
    pub months: Vec<LedgerMonth>,
}

/// What was booked in a month for one category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerMonth {
    pub category: CostCategory,
    pub booked: Booked,
    /// Credit notes of the month's days.
    pub credited: i128,
    /// Of the month's invoices.
    pub disputed: i128,
    /// What was posted as its accrual in the books of accounts; `None`: nothing was.
    pub posted: Option<i128>,
}

impl LedgerMonth {
    /// What the month bears.
    pub fn cost(&self) -> i128 {
        self.booked.cost() - self.credited
    }

    fn is_empty(&self) -> bool {
        let booked = &self.booked;
        [booked.invoiced, booked.accrued, booked.reversed, self.credited, self.disputed]
            .iter()
            .all(|sum| *sum == 0)
            && self.posted.is_none()
    }
}

/// By contract; months in which nothing was booked are left out.
pub fn ledgers(register: &Register, tracks: &[Track], months: &[Month]) -> Vec<Ledger> {
    let mut found: BTreeMap<&ContractId, BTreeMap<CostCategory, Vec<&Track>>> = BTreeMap::new();
    for track in tracks {
        found.entry(&track.contract).or_default().entry(track.category).or_default().push(track);
    }
    let mut ledgers = Vec::new();
    for (id, categories) in found {
        let Some(first) = categories.values().flatten().next() else { continue };
        let mut all: BTreeMap<(Month, CostCategory), LedgerMonth> = BTreeMap::new();
        for (category, tracks) in &categories {
            for track in tracks {
                let services: Vec<_> = track
                    .services
                    .iter()
                    .flat_map(|(month, one)| one.services.iter().map(|service| (*month, service.clone())))
                    .collect();
                for of_month in booked(&services, months) {
                    let key = (of_month.month, *category);
                    add(all.entry(key).or_insert_with(|| empty(key.0, key.1)), of_month);
                }
                let lines = track.services.iter().flat_map(|(_, delivered)| &delivered.lines);
                for of in lines.filter(|of| of.disputed != 0) {
                    let day = register.invoices.get(of.line).map(|line| *line.issued_on);
                    let month = day.and_then(|day| Month::new(Period::month_of(day)));
                    let Some(month) = month.filter(|month| months.contains(month)) else { continue };
                    all.entry((month, *category)).or_insert_with(|| empty(month, *category)).disputed +=
                        of.disputed;
                }
            }
        }
        // What was credited in another currency settles nothing here.
        let is_own = |note: &&CreditNote| &*note.contract == id && **note.currency == *first.currency;
        for note in register.credit_notes.iter().filter(is_own) {
            let month = Month::new(Period::month_of(*note.issued_on));
            if let Some(month) = month.filter(|month| months.contains(month)) {
                let key = (month, CostCategory::Production);
                all.entry(key).or_insert_with(|| empty(key.0, key.1)).credited +=
                    i128::from(note.amount_minor.0);
            }
        }
        let is_posted = |one: &&Accrual| {
            &*one.contract == id
                && **one.currency == *first.currency
                && *one.posted_on <= register.as_of()
                && months.contains(&one.month)
        };
        for one in register.accruals.iter().filter(is_posted) {
            let key = (*one.month, *one.category);
            let posted = &mut all.entry(key).or_insert_with(|| empty(key.0, key.1)).posted;
            *posted = Some(posted.unwrap_or(0) + i128::from(one.amount_minor.0));
        }
        ledgers.push(Ledger {
            contract: id.clone(),
            vendor: first.vendor.clone(),
            currency: first.currency.clone(),
            months: all.into_values().filter(|month| !month.is_empty()).collect(),
        });
    }
    ledgers
}

fn empty(month: Month, category: CostCategory) -> LedgerMonth {
    let booked = Booked { month, invoiced: 0, accrued: 0, reversed: 0, true_up: 0 };
    LedgerMonth { category, booked, credited: 0, disputed: 0, posted: None }
}

fn add(entry: &mut LedgerMonth, of_month: Booked) {
    entry.booked.invoiced += of_month.invoiced;
    entry.booked.accrued += of_month.accrued;
    entry.booked.reversed += of_month.reversed;
    entry.booked.true_up += of_month.true_up;
}
