//! Signals of days: they came true where the day passed with nothing done.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::contract::record::Contract;
use crate::kit::calendar::{add_days, days_between};
use crate::subject::contract::figures::last_days_of_price_reviews;
use crate::subject::decision::record::{DecisionKind, DecisionStatus};
use crate::subject::register::Register;
use crate::subject::safeguard::figures::takes_the_place;
use crate::subject::signal::figures::dated::is_watched;
use crate::subject::signal::figures::track::{Case, Fate, Track};

/// What became of a signal of a day: whether something was done by the day that is still in time, and whether its last day is over.
fn fate(done: Option<Date>, [in_time, last]: [Date; 2], as_of: Date) -> Fate {
    match done {
        Some(on) if on <= in_time => Fate::FalseAlarm,
        _ if last >= as_of => Fate::Open,
        _ => Fate::Hit,
    }
}

/// Notice days that passed with neither a decided renewal nor a contract that carries on.
pub fn notices(register: &Register) -> Track {
    let as_of = register.as_of();
    let ahead = i32::try_from(*register.settings.signal_policy().ahead_days).unwrap_or(i32::MAX);
    let mut cases = Vec::new();
    for contract in register.contracts.values() {
        let days: BTreeSet<(Date, Date)> = contract
            .versions
            .iter()
            .map(|version| {
                let notice = i32::try_from(*version.terms.notice_days).unwrap_or(i32::MAX);
                (add_days(*version.terms.ends_on, -notice), *version.terms.ends_on)
            })
            .collect();
        for (notice_by, ends_on) in days {
            // Only the terms of the day itself have a notice day.
            let terms = contract.terms_on(notice_by).filter(|terms| *terms.ends_on == ends_on);
            let same =
                |notice: u32| add_days(ends_on, -i32::try_from(notice).unwrap_or(i32::MAX)) == notice_by;
            let Some(terms) = terms.filter(|terms| same(*terms.notice_days)) else { continue };
            let first = contract.versions.iter().find(|version| *version.terms.ends_on == ends_on);
            let raised = first.map_or(notice_by, |first| add_days(notice_by, -ahead).max(first.from));
            let settled = decided_on(register, contract).into_iter();
            let carried = register.successors(contract, terms).map(|other| other.signed_on);
            let settled = settled.chain(carried).filter(|on| *on <= as_of).min();
            if raised > as_of || settled.is_some_and(|on| on <= raised) {
                continue;
            }
            let fate = fate(settled, [notice_by, notice_by], as_of);
            cases.push(Case { name: format!("{}/{notice_by}", contract.id), fate });
        }
    }
    cases
}

/// Price reviews whose last day for notice passed with nothing decided about them.
pub fn price_reviews(register: &Register) -> Track {
    let as_of = register.as_of();
    let ahead = i32::try_from(*register.settings.signal_policy().ahead_days).unwrap_or(i32::MAX);
    let mut cases = Vec::new();
    for contract in register.contracts.values() {
        for (by, (from, decided)) in last_days_of_price_reviews(register, contract) {
            let raised = add_days(by, -ahead).max(from);
            let settled = decided.into_iter().min();
            if raised > as_of || settled.is_some_and(|on| on <= raised) {
                continue;
            }
            let fate = fate(settled, [by, by], as_of);
            cases.push(Case { name: format!("{}/{by}", contract.id), fate });
        }
    }
    cases
}

/// Days on which a renewal of a contract was decided.
fn decided_on(register: &Register, contract: &Contract) -> Vec<Date> {
    let as_of = register.as_of();
    let renewals = register.decisions.values().filter(|decision| {
        decision.kind == DecisionKind::Renewal
            && decision.contract.as_deref() == Some(&contract.id)
            && decision.status == DecisionStatus::Decided
    });
    let days = renewals.filter_map(|decision| decision.decided_on.as_deref().copied());
    days.filter(|on| *on <= as_of).collect()
}

/// Safeguards that expired before another held in their place.
pub fn safeguards(register: &Register) -> Track {
    let as_of = register.as_of();
    let ahead = i32::try_from(*register.settings.signal_policy().ahead_days).unwrap_or(i32::MAX);
    let mut cases = Vec::new();
    for one in register.safeguards.values() {
        let raised = add_days(*one.expires_on, -ahead).max(*one.valid_from);
        let others = register.safeguards.values().filter(|other| takes_the_place(other, one));
        let replaced = others.map(|other| *other.valid_from).filter(|from| *from <= as_of).min();
        if raised > as_of || replaced.is_some_and(|from| from <= raised) {
            continue;
        }
        let fate = fate(replaced, [add_days(*one.expires_on, 1), *one.expires_on], as_of);
        cases.push(Case { name: format!("{}/{}", one.id, *one.expires_on), fate });
    }
    cases
}

/// Procedures whose review is overdue now: of those that were reviewed late their records keep nothing.
pub fn procedures(register: &Register) -> Track {
    let as_of = register.as_of();
    let grace = i32::try_from(*register.settings.signal_policy().answer_days).unwrap_or(i32::MAX);
    let overdue = register.sops.values().filter(|sop| is_watched(sop, as_of) && sop.review_due_on() < as_of);
    let case = |sop: &crate::subject::sop::record::Sop| {
        let due = sop.review_due_on();
        let fate = if days_between(due, as_of) > grace { Fate::Hit } else { Fate::Open };
        Case { name: format!("{}/{due}", sop.id), fate }
    };
    overdue.map(case).collect()
}
