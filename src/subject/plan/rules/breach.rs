//! X01: a breach that no plan answers.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::attainment::{Judged, Outcome};
use crate::core::rollup::Subject;
use crate::core::wording::{clause, subject_name};
use crate::kit::calendar::days_between;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, list_and};
use crate::subject::context::ReportContext;
use crate::subject::plan::figures::plan::{answers, is_open};
use crate::subject::report::Report;

/// See [`unplanned`].
pub fn breach_without_plan(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    if !figures.context.is_whole("data/plans/") {
        return;
    }
    let found = unplanned(figures.report);
    diagnostics.extend(found.iter().filter_map(|one| diagnostic(figures, one)));
}

/// A breach whose plan is due, and not written.
pub struct Unplanned<'r> {
    pub judged: &'r Judged,
    breach: Breach,
    /// The day by which the plan was due.
    pub due: Date,
}

/// A breach is a contract-wide miss that costs credits, or two misses in a row, contract-wide or at a site. Its plan is due within
/// the book's working days after the window that made it one was due. The latest breach of each service level and subject is reported, if
/// it lies within the weeks that the site keeps; a site's only where the contract-wide one is not reported.
pub fn unplanned<'r>(report: &'r Report<'_>) -> Vec<Unplanned<'r>> {
    let register = report.register;
    let working_days = *register.settings.plan_draft_working_days;
    let kept_from = report.period.plus(1 - register.history()).first_day();
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut found = Vec::new();
    // The vendor stands before its sites.
    for (at, judged) in report.judged.iter().enumerate() {
        let key = (judged.contract.as_str(), judged.service_level.as_str());
        if told.contains(&key) && matches!(judged.subject, Subject::Site(_)) {
            continue;
        }
        let Some(breach) = latest_breach(report, at, judged) else { continue };
        if is_answered(report, judged, &breach) {
            continue;
        }
        let since = &judged.rulings[breach.since];
        let due = register.settings.calendar.plus_working_days(since.due_on, working_days);
        let last = breach.misses.last().map(|&miss| judged.rulings[miss].window.last);
        if register.as_of() > due && last.is_some_and(|last| last >= kept_from) {
            told.insert(key);
            found.push(Unplanned { judged, breach, due });
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

fn latest_breach(report: &Report<'_>, at: usize, judged: &Judged) -> Option<Breach> {
    let mut runs: Vec<Vec<usize>> = vec![Vec::new()];
    for (index, ruling) in judged.rulings.iter().enumerate() {
        match (&ruling.outcome, runs.last_mut()) {
            (Outcome::Missed, Some(run)) => run.push(index),
            (Outcome::Met, Some(run)) if !run.is_empty() => runs.push(Vec::new()),
            _ => {}
        }
    }
    runs.into_iter().rev().find_map(|misses| {
        let bearing = misses.iter().position(|&miss| costs_credits(report, at, miss));
        let repeated = (misses.len() >= 2).then_some(1);
        let since = [bearing, repeated].into_iter().flatten().min()?;
        let costs_credits = bearing.is_some_and(|bearing| bearing <= since);
        Some(Breach { since: misses[since], misses, costs_credits })
    })
}

fn costs_credits(report: &Report<'_>, judged: usize, ruling: usize) -> bool {
    let mut lines = report.credits.iter().flat_map(|month| &month.lines);
    lines.any(|line| (line.judged, line.ruling) == (judged, ruling))
}

/// A plan that is open, or was detected at or after the first missed window.
fn is_answered(report: &Report<'_>, judged: &Judged, breach: &Breach) -> bool {
    let register = report.register;
    let Some(first) = breach.misses.first().map(|&miss| judged.rulings[miss].window.first) else {
        return true;
    };
    register.plans.values().any(|plan| {
        let in_time =
            is_open(register, plan) || (first <= *plan.detected_on && plan.detected_on <= register.as_of());
        in_time && answers(register, plan, judged)
    })
}

fn diagnostic(figures: &ReportContext<'_>, one: &Unplanned<'_>) -> Option<Diagnostic> {
    let register = figures.report.register;
    let Unplanned { judged, breach, due } = one;
    let last = breach.misses.last().map(|&miss| &judged.rulings[miss])?;
    let clause = clause(register, judged, last)?;
    let name = format!("{}/{}", judged.contract, judged.service_level);
    let windows: Vec<String> =
        breach.misses.iter().map(|&m| judged.rulings[m].window.period.to_string()).collect();
    let windows = match windows.as_slice() {
        [first, .., last] if windows.len() > 3 => format!("{} windows, {first} to {last},", windows.len()),
        few => list_and(few),
    };
    let late = days_between(*due, register.as_of());
    let why = if breach.costs_credits { "it costs credits" } else { "two misses in a row are a breach" };
    let who = match &judged.subject {
        Subject::Vendor(_) => "contract-wide".to_owned(),
        site @ Subject::Site(_) => format!("at {}", subject_name(register, site)),
    };
    Some(
        Diagnostic::new(
            &codes::BREACH_WITHOUT_PLAN,
            clause.place.clone(),
            format!("service level `{name}` was missed {who} in {windows} and no plan answers it"),
        )
        .label(format!(
            "{why}; a plan was due by {due}, {late} {} ago",
            if late == 1 { "day" } else { "days" }
        ))
        .help(format!("write a plan under data/plans/ with a trigger on `{name}`")),
    )
}
