//! What changed since the last issue: the same page as it stood a week before, held against this one.

use std::collections::BTreeSet;

use super::exceptions::exceptions;
use super::grid::{entries, grid};
use super::{Exception, GridRow, Inputs};
use crate::compute::plan::closed_on;
use crate::compute::rollup::Subject;
use crate::compute::scorecard::Rating;
use crate::model::{ContractId, Family, PlanId, ServiceLevelId, VendorId, Week};

/// What is new, gone or different.
#[derive(Clone, Debug)]
pub struct Since {
    /// The week before.
    pub week: Week,
    /// Indices into `Executive::exceptions`: service levels that were no exception then.
    pub new: Vec<usize>,
    /// Service levels that were an exception then and are none now.
    pub closed: Vec<Exception>,
    /// In the order of the grid.
    pub moved: Vec<Moved>,
    pub plans_opened: Vec<PlanId>,
    pub plans_closed: Vec<PlanId>,
    /// Amendments that took effect: contract and number.
    pub amended: Vec<(ContractId, u32)>,
}

/// A rating that is another one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub vendor: VendorId,
    /// `None`: the vendor's overall rating.
    pub family: Option<Family>,
    pub before: Rating,
    pub after: Rating,
}

/// `None` for the first issue: nothing was judged a week before.
pub fn since(inputs: &Inputs<'_>, now: &[GridRow], exceptions_now: &[Exception]) -> Option<Since> {
    let register = inputs.register;
    let before = Inputs { week: inputs.week.previous(), ..*inputs };
    let has_ruling = |vendor: &VendorId| {
        let entries = entries(&before, &Subject::Vendor(vendor.clone()));
        entries.iter().any(|entry| entry.judged())
    };
    if !register.vendors.keys().any(has_ruling) {
        return None;
    }
    let then = exceptions(&before);
    let keys_then: BTreeSet<_> = then.iter().map(|exception| key(inputs, exception)).collect();
    let keys_now: BTreeSet<_> = exceptions_now.iter().map(|exception| key(inputs, exception)).collect();
    let is_new = |(_, exception): &(usize, &Exception)| !keys_then.contains(&key(inputs, exception));
    let mut told = BTreeSet::new();
    // The same clause at two sites is one exception gone.
    let is_gone = |exception: &&Exception| {
        let key = key(inputs, exception);
        !keys_now.contains(&key) && told.insert(key)
    };
    let is_within = |day: jiff::civil::Date| before.week.sunday() < day && day <= register.as_of();
    let mut amended = Vec::new();
    for contract in register.contracts.values() {
        let ours = contract.amendments.iter().filter(|amendment| is_within(amendment.effective_on));
        amended.extend(ours.map(|amendment| (contract.id.clone(), amendment.number)));
    }
    let opened = register.plans.values().filter(|plan| is_within(plan.detected_on));
    let closed = register.plans.values().filter(|plan| closed_on(register, plan).is_some_and(is_within));
    Some(Since {
        week: before.week,
        new: exceptions_now.iter().enumerate().filter(is_new).map(|(at, _)| at).collect(),
        closed: then.iter().filter(is_gone).cloned().collect(),
        moved: moved(&grid(&before), now),
        plans_opened: opened.map(|plan| plan.id.clone()).collect(),
        plans_closed: closed.map(|plan| plan.id.clone()).collect(),
        amended,
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
            if before != after_rating {
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
