//! X01: a breach that no plan answers.

use crate::core::rollup::Subject;
use crate::core::wording::{clause, subject_name};
use crate::kit::calendar::days_between;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, list_and};
use crate::subject::context::ReportContext;
use crate::subject::plan::figures::unplanned::Unplanned;

/// See [`unplanned`](crate::subject::plan::figures::unplanned::unplanned).
pub fn breach_without_plan(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    if !figures.context.is_whole("data/plans/") {
        return;
    }
    let found = &figures.report.plans.unplanned;
    diagnostics.extend(found.iter().filter_map(|one| diagnostic(figures, one)));
}

fn diagnostic(figures: &ReportContext<'_>, one: &Unplanned) -> Option<Diagnostic> {
    let register = figures.report.register;
    let Unplanned { misses, costs_credits, due, .. } = one;
    let judged = figures.report.judged.get(one.judged)?;
    let last = misses.last().map(|&miss| &judged.rulings[miss])?;
    let clause = clause(register, judged, last)?;
    let name = format!("{}/{}", judged.contract, judged.service_level);
    let windows: Vec<String> = misses.iter().map(|&m| judged.rulings[m].window.period.to_string()).collect();
    let windows = match windows.as_slice() {
        [first, .., last] if windows.len() > 3 => format!("{} windows, {first} to {last},", windows.len()),
        few => list_and(few),
    };
    let late = days_between(*due, register.as_of());
    let why = if *costs_credits { "it costs credits" } else { "two misses in a row are a breach" };
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
