//! Breaches whose plan is due, and not written.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::attainment::{Judged, Outcome};
use crate::core::rollup::Subject;
use crate::subject::given::Given;
use crate::subject::plan::figures::plan::{answers, is_open};
use crate::subject::register::Register;

/// A breach that no plan answers.
#[derive(Clone, Debug)]
pub struct Unplanned {
    /// Index into `Report::judged`.
    pub judged: usize,
    /// Indices of the missed rulings, oldest first: misses in a row, with nothing met between them.
    pub misses: Vec<usize>,
    /// The miss that made it a breach costs credits.
    pub costs_credits: bool,
    /// The day by which the plan was due.
    pub due: Date,
}

/// A breach is a contract-wide miss that costs credits, or two misses in a row, contract-wide or at a site. Its plan is due within
/// the book's working days after the window that made it one was due. The latest breach of each service level and subject is reported, if
/// it lies within the weeks that the site keeps; a site's only where the contract-wide one is not reported.
pub fn unplanned(given: &Given<'_>) -> Vec<Unplanned> {
    let register = given.register;
    let working_days = *register.settings.plan_draft_working_days;
    let kept_from = given.period.plus(1 - register.history()).first_day();
    let lines = given.credits.iter().flat_map(|month| &month.lines);
    let costly: BTreeSet<(usize, usize)> = lines.map(|line| (line.judged, line.ruling)).collect();
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut found = Vec::new();
    // The vendor stands before its sites.
    for (at, judged) in given.judged.iter().enumerate() {
        let key = (judged.contract.as_str(), judged.service_level.as_str());
        if told.contains(&key) && matches!(judged.subject, Subject::Site(_)) {
            continue;
        }
        let Some(breach) = latest_breach(judged, |miss| costly.contains(&(at, miss))) else { continue };
        if is_answered(register, judged, &breach) {
            continue;
        }
        let since = &judged.rulings[breach.since];
        let due = register.settings.calendar.plus_working_days(since.due_on, working_days);
        let last = breach.misses.last().map(|&miss| judged.rulings[miss].window.last);
        if register.as_of() > due && last.is_some_and(|last| last >= kept_from) {
            told.insert(key);
            let Breach { misses, costs_credits, .. } = breach;
            found.push(Unplanned { judged: at, misses, costs_credits, due });
        }
    }
    found
}

/// Misses in a row, with nothing met between them.
struct Breach {
    /// Indices of the missed rulings, oldest first.
    misses: Vec<usize>,
    /// The miss that made it a breach.
    since: usize,
    costs_credits: bool,
}

fn latest_breach(judged: &Judged, costs_credits: impl Fn(usize) -> bool) -> Option<Breach> {
    let mut runs: Vec<Vec<usize>> = vec![Vec::new()];
    for (index, ruling) in judged.rulings.iter().enumerate() {
        match (&ruling.outcome, runs.last_mut()) {
            (Outcome::Missed, Some(run)) => run.push(index),
            (Outcome::Met, Some(run)) if !run.is_empty() => runs.push(Vec::new()),
            _ => {}
        }
    }
    runs.into_iter().rev().find_map(|misses| {
        let bearing = misses.iter().position(|&miss| costs_credits(miss));
        let repeated = (misses.len() >= 2).then_some(1);
        let since = [bearing, repeated].into_iter().flatten().min()?;
        let costs_credits = bearing.is_some_and(|bearing| bearing <= since);
        Some(Breach { since: misses[since], misses, costs_credits })
    })
}

/// A plan that is open, or was detected at or after the first missed window.
fn is_answered(register: &Register, judged: &Judged, breach: &Breach) -> bool {
    let Some(first) = breach.misses.first().map(|&miss| judged.rulings[miss].window.first) else {
        return true;
    };
    register.plans.values().any(|plan| {
        let in_time =
            is_open(register, plan) || (first <= *plan.detected_on && plan.detected_on <= register.as_of());
        in_time && answers(register, plan, judged)
    })
}
