//! Days by which something is to be decided of a contract: reviews of its prices, and the notice before its end.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::record::{Contract, Terms};
use crate::kit::calendar::{add_days, days_between};
use crate::kit::source::At;
use crate::subject::decision::record::{Decision, DecisionKind, DecisionStatus};
use crate::subject::register::Register;

pub use crate::subject::absent::figures::Figures;

/// A day of the terms in force, with the decision that is about it.
#[derive(Clone, Copy, Debug)]
pub struct PriceReview<'r> {
    pub on: &'r At<Date>,
    /// The last day for notice of it: its own where the terms ask for none.
    pub by: Date,
    pub decision: Option<&'r Decision>,
    /// By the as-of date.
    pub is_decided: bool,
}

impl PriceReview<'_> {
    /// The last day for notice of it is over, and nothing was decided.
    pub fn is_missed(&self, as_of: Date) -> bool {
        self.by < as_of && !self.is_decided
    }

    /// The terms ask for notice of it.
    pub fn has_notice(&self) -> bool {
        self.by < **self.on
    }
}

/// The last review of which the day, or the last day for notice, has passed, and the next one, of a contract in force. An older one is of no use any more: the later one talked
/// about the same prices.
pub fn price_reviews<'r>(register: &'r Register, contract: &'r Contract) -> Vec<PriceReview<'r>> {
    let as_of = register.as_of();
    let Some(terms) = contract.terms_on(as_of) else { return Vec::new() };
    let mut days: Vec<&At<Date>> = terms.price_review_on.iter().collect();
    days.sort_by_key(|on| ***on);
    let passed = days.iter().filter(|on| notice_of(terms, ****on) < as_of).count();
    let kept = days.iter().skip(passed.saturating_sub(1)).take(if passed > 0 { 2 } else { 1 });
    kept.map(|on| {
        let decision = decision_about(register, contract, terms, on);
        let is_decided = decision.is_some_and(|decision| is_decided(decision, as_of));
        PriceReview { on, by: notice_of(terms, ***on), decision, is_decided }
    })
    .collect()
}

/// The last day for notice of a price review.
fn notice_of(terms: &Terms, on: Date) -> Date {
    add_days(on, -i32::try_from(*terms.price_review_notice_days).unwrap_or(i32::MAX))
}

/// The last day for notice of a contract that nothing follows yet.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'r> {
    pub by: Date,
    /// The decision on its renewal that is asked for.
    pub asked: Option<&'r Decision>,
}

/// Of a contract in force; `None` where another follows it, or its renewal is decided.
pub fn notice<'r>(register: &'r Register, contract: &Contract) -> Option<Notice<'r>> {
    let as_of = register.as_of();
    let terms = contract.terms_on(as_of)?;
    let by = add_days(*terms.ends_on, -i32::try_from(*terms.notice_days).unwrap_or(i32::MAX));
    let renewals = register.decisions.values().filter(|decision| {
        decision.kind == DecisionKind::Renewal
            && decision.contract.as_deref() == Some(&contract.id)
            && decision.status != DecisionStatus::Withdrawn
    });
    let (decided, asked): (Vec<&Decision>, Vec<&Decision>) =
        renewals.partition(|decision| decision.decided_on.as_deref().copied().is_some_and(|on| on <= as_of));
    let is_settled = !decided.is_empty() || register.is_succeeded(contract, terms);
    (!is_settled).then(|| Notice { by, asked: asked.first().copied() })
}

/// The decision that is due nearest to the day: one on the prices, or on a renewal. One that was decided comes before one that was only asked for.
fn decision_about<'r>(
    register: &'r Register,
    contract: &Contract,
    terms: &Terms,
    on: &At<Date>,
) -> Option<&'r Decision> {
    let as_of = register.as_of();
    let about = register.decisions.values().filter(|decision| {
        matches!(*decision.kind, DecisionKind::PriceReview | DecisionKind::Renewal)
            && decision.contract.as_deref() == Some(&contract.id)
            && *decision.status != DecisionStatus::Withdrawn
            && *decision.asked_on <= as_of
    });
    let of_this = about.filter(|decision| nearest(terms, *decision.due_on) == Some(**on));
    of_this.min_by_key(|decision| (!is_decided(decision, as_of), *decision.due_on, &decision.id))
}

fn is_decided(decision: &Decision, as_of: Date) -> bool {
    *decision.status == DecisionStatus::Decided
        && decision.decided_on.as_deref().is_some_and(|decided| *decided <= as_of)
}

/// Of every review that the terms in force on its last day for notice name, by that day: the day from which terms name it, and the days on which
/// decisions about it were taken.
pub fn last_days_of_price_reviews(
    register: &Register,
    contract: &Contract,
) -> BTreeMap<Date, (Date, Vec<Date>)> {
    let as_of = register.as_of();
    let mut found = BTreeMap::new();
    for version in &contract.versions {
        for on in &version.terms.price_review_on {
            let by = notice_of(&version.terms, **on);
            let in_force = contract.terms_on(by).or(contract.versions.first().map(|first| &first.terms));
            let is_named = |terms: &Terms| {
                terms.price_review_on.iter().any(|other| **other == **on) && notice_of(terms, **on) == by
            };
            let Some(terms) = in_force.filter(|terms| is_named(terms)) else { continue };
            let decisions = register.decisions.values().filter(|decision| {
                matches!(*decision.kind, DecisionKind::PriceReview | DecisionKind::Renewal)
                    && decision.contract.as_deref() == Some(&contract.id)
                    && is_decided(decision, as_of)
                    && nearest(terms, *decision.due_on) == Some(**on)
            });
            let decided = decisions.filter_map(|decision| decision.decided_on.as_deref().copied()).collect();
            found.entry(by).or_insert((version.from, decided));
        }
    }
    found
}

/// The review whose last day for notice lies nearest to a day, the earlier of two as near.
fn nearest(terms: &Terms, day: Date) -> Option<Date> {
    let days = terms.price_review_on.iter().map(|on| **on);
    days.min_by_key(|on| (days_between(notice_of(terms, *on), day).abs(), *on))
}

#[cfg(test)]
mod tests;
