//! What changed since the last issue: the same page as it stood a week before, held against this one.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::exceptions::exceptions;
use super::grid::{Entry, entries, grid};
use super::{Exception, GridRow, Inputs};
use crate::core::attainment::{Outcome, Ruling};
use crate::core::score::Rating;
use crate::kit::id::{ContractId, PlanId, ServiceLevelId, SharedClauseId, VendorId};
use crate::kit::period::Period;
use crate::kit::words::Family;
use crate::subject::plan::figures::plan::closed_on;

/// What is new, gone or different.
#[derive(Clone, Debug)]
pub struct Since {
    /// The period before.
    pub period: Period,
    /// Indices into `Executive::exceptions`: service levels that were no exception then.
    pub new: Vec<usize>,
    /// Service levels that were an exception then and by what was judged since are none now.
    pub closed: Vec<Exception>,
    /// In the order of the grid.
    pub moved: Vec<Moved>,
    pub plans_opened: Vec<PlanId>,
    pub plans_closed: Vec<PlanId>,
    /// Amendments that took effect: contract and number.
    pub amended: Vec<(ContractId, u32)>,
    /// The same of shared clauses.
    pub clauses_amended: Vec<(SharedClauseId, u32)>,
}

impl Since {
    /// Whether a day lies after the former period, up to the day that the report speaks for.
    pub fn covers(&self, day: Date, as_of: Date) -> bool {
        is_after(self.period, day, as_of)
    }
}

fn is_after(former: Period, day: Date, as_of: Date) -> bool {
    former.last_day() < day && day <= as_of
}

/// A rating that is another one now. What could not be rated, before or now, has not moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub vendor: VendorId,
    /// `None`: the vendor's overall rating.
    pub family: Option<Family>,
    pub before: Rating,
    pub after: Rating,
}

/// `None` for the first issue: nothing had been judged by the period before.
pub fn since(inputs: &Inputs<'_>, now: &[GridRow], exceptions_now: &[Exception]) -> Option<Since> {
    let register = inputs.register;
    let before = Inputs { period: inputs.period.previous(), ..*inputs };
    let by_then = |ruling: &Ruling| {
        ruling.due_on <= before.period.last_day() && !matches!(ruling.outcome, Outcome::NotMeasured(_))
    };
    if !inputs.judged.iter().any(|judged| judged.rulings.iter().any(by_then)) {
        return None;
    }
    let judged_now: BTreeSet<_> = inputs
        .scorecards
        .keys()
        .flat_map(|subject| entries(inputs, subject))
        .filter(Entry::judged)
        .map(|entry| {
            (&inputs.judged[entry.line.judged].contract, &inputs.judged[entry.line.judged].service_level)
        })
        .collect();
    let then = exceptions(&before);
    let keys_then: BTreeSet<_> = then.iter().map(|exception| key(inputs, exception)).collect();
    let keys_now: BTreeSet<_> = exceptions_now.iter().map(|exception| key(inputs, exception)).collect();
    let is_new = |(_, exception): &(usize, &Exception)| !keys_then.contains(&key(inputs, exception));
    let mut told = BTreeSet::new();
    // The same clause at two sites is one exception gone.
    let is_gone = |exception: &&Exception| {
        let key = key(inputs, exception);
        !keys_now.contains(&key) && judged_now.contains(&key) && told.insert(key)
    };
    let is_within = |day: Date| is_after(before.period, day, register.as_of());
    let mut amended = Vec::new();
    for contract in register.contracts.values() {
        let ours = contract.amendments.iter().filter(|amendment| is_within(*amendment.effective_on));
        amended.extend(ours.map(|amendment| (contract.id.clone(), amendment.number)));
    }
    let mut clauses_amended = Vec::new();
    for clause in register.clauses.values() {
        let ours = clause.amendments.iter().filter(|amendment| is_within(*amendment.effective_on));
        clauses_amended.extend(ours.map(|amendment| (clause.id.clone(), amendment.number)));
    }
    let opened = register.plans.values().filter(|plan| is_within(*plan.detected_on));
    let closed = register.plans.values().filter(|plan| closed_on(register, plan).is_some_and(is_within));
    Some(Since {
        period: before.period,
        new: exceptions_now.iter().enumerate().filter(is_new).map(|(at, _)| at).collect(),
        closed: then.iter().filter(is_gone).cloned().collect(),
        moved: moved(&grid(&before), now),
        plans_opened: opened.map(|plan| plan.id.clone()).collect(),
        plans_closed: closed.map(|plan| plan.id.clone()).collect(),
        amended,
        clauses_amended,
    })
}

fn key<'a>(inputs: &Inputs<'a>, exception: &Exception) -> (&'a ContractId, &'a ServiceLevelId) {
    let judged = &inputs.judged[exception.judged];
    (&judged.contract, &judged.service_level)
}

fn moved(then: &[GridRow], now: &[GridRow]) -> Vec<Moved> {
    let mut moves = Vec::new();
    for after in now {
        let Some(before) = then.iter().find(|before| before.vendor == after.vendor) else { continue };
        let mut told = |family, before: Rating, after_rating: Rating| {
            let rated = |rating| matches!(rating, Rating::Named(_));
            if before != after_rating && rated(before) && rated(after_rating) {
                let vendor = after.vendor.clone();
                moves.push(Moved { vendor, family, before, after: after_rating });
            }
        };
        told(None, before.overall, after.overall);
        for (was, is) in before.cells.iter().zip(&after.cells) {
            told(Some(is.family), was.rating, is.rating);
        }
    }
    moves
}
