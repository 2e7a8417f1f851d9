//! What the contracts of a group owe in service credits, by period and currency: currencies are never added up.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::credit::CreditMonth;
use crate::kit::id::ContractId;
use crate::kit::period::Period;
use crate::subject::group::figures::results::lies_in;
use crate::subject::group::figures::{Given, Group};

/// Amounts of one period and currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    /// Owed less what was earned back; minor units.
    pub net: i64,
    /// Months of contracts that it is the sum of.
    pub months: usize,
    pub provisional: bool,
}

/// The credits of the contracts of a group's vendors. A credit belongs to a contract: sites and projects have none of their own.
pub struct Credits<'g> {
    months: Vec<&'g CreditMonth>,
    /// The same, to look one up.
    known: BTreeSet<(&'g ContractId, Period)>,
    /// Months of which it is not known what they cost.
    unknown: Vec<(&'g ContractId, Period)>,
}

impl<'g> Credits<'g> {
    pub fn of(given: &Given<'g>, group: &Group) -> Credits<'g> {
        let vendors = group.members(given.register).vendors;
        let is_own = |id: &ContractId| {
            given.register.contracts.get(id).is_some_and(|contract| vendors.contains(&contract.vendor))
        };
        let unknown = given.uninvoiced.iter().filter(|(id, _)| is_own(id));
        let months: Vec<&CreditMonth> =
            given.credits.iter().filter(|month| is_own(&month.contract)).collect();
        Credits {
            known: months.iter().map(|month| (&month.contract, month.month)).collect(),
            months,
            unknown: unknown.map(|(id, month)| (id, *month)).collect(),
        }
    }

    /// Whether any contract has an account of credits.
    pub fn is_empty(&self) -> bool {
        self.months.is_empty() && self.unknown.is_empty()
    }

    /// The months that have an account.
    pub fn months(&self) -> BTreeSet<Period> {
        self.known.iter().map(|(_, month)| *month).collect()
    }

    /// What is owed for the months of a period, by currency.
    pub fn over(&self, period: Period) -> BTreeMap<&'g str, Owed> {
        let mut owed: BTreeMap<&str, Owed> = BTreeMap::new();
        for month in self.months.iter().filter(|month| lies_in(month.month, period)) {
            let sum = owed.entry(month.currency.as_str()).or_default();
            sum.net += month.net.0;
            sum.months += 1;
            sum.provisional |= month.provisional;
        }
        owed
    }

    /// Contracts that have an account, and some month of a period that has begun is not in it: not closed yet, or not invoiced.
    pub fn open(&self, given: &Given<'g>, period: Period) -> BTreeSet<&'g ContractId> {
        let mut first: BTreeMap<&ContractId, Period> = BTreeMap::new();
        for month in &self.months {
            first.entry(&month.contract).or_insert(month.month);
        }
        let mut months = Vec::new();
        let mut month = Period::month_of(period.first_day());
        while month.first_day() <= period.last_day() && month.first_day() <= given.register.as_of() {
            months.push(month);
            month = month.next();
        }
        let is_open = |id: &ContractId, from: Period| {
            let Some(contract) = given.register.contracts.get(id) else { return false };
            let in_force = |month: &&Period| {
                **month >= from
                    && contract.effective_on <= month.last_day()
                    && month.first_day() <= contract.ends_on
            };
            months.iter().filter(in_force).any(|month| !self.known.contains(&(id, *month)))
        };
        let open = first.into_iter().filter(|(id, from)| is_open(id, *from)).map(|(id, _)| id);
        let unknown = self.unknown.iter().filter(|(_, month)| lies_in(*month, period)).map(|(id, _)| *id);
        open.chain(unknown).collect()
    }
}
