//! X02 to X04: plans that were closed before the data said so, plans that relapsed, actions that are late.

use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::kit::period::Period;
use crate::kit::words::Direction;
use crate::subject::context::ReportContext;
use crate::subject::plan::figures::plan::{CriterionState, PlanState, Verdict, closed_on};
use crate::subject::plan::record::{Plan, SuccessCriterion};
use crate::subject::register::Register;

/// X02: a plan is closed although a success criterion was false on that day, or could not be judged yet.
pub fn plan_closed_unproven(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    for (plan, state) in closed_plans(figures) {
        let Some(on) = closed_on(register, plan) else { continue };
        if plan.success.is_empty() {
            diagnostics.push(
                Diagnostic::new(
                    &codes::PLAN_CLOSED_UNPROVEN,
                    plan.place.clone(),
                    format!("plan `{}` was closed on {on} without a success criterion", plan.id),
                )
                .label("a plan closes when the data says so")
                .help("add a `[[success]]` table that the data can prove"),
            );
        }
        for (criterion, verdict) in plan.success.iter().zip(&state.criteria) {
            let why = match verdict.verdict {
                Verdict::Proven => continue,
                Verdict::NoData => "had no figures to be judged by".to_owned(),
                // The run is long enough, so the chart is what stood against it.
                Verdict::Failing if verdict.run >= *criterion.for_periods => {
                    "showed special-cause concern".to_owned()
                }
                _ => format!(
                    "held for {} in a row, and {} {} needed",
                    plural(verdict.run as usize, "period"),
                    criterion.for_periods,
                    if criterion.for_periods == 1 { "is" } else { "are" }
                ),
            };
            diagnostics.push(
                Diagnostic::new(
                    &codes::PLAN_CLOSED_UNPROVEN,
                    criterion.place.clone(),
                    format!("plan `{}` was closed on {on}, when its criterion {why}", plan.id),
                )
                .label(wanted(register, criterion))
                .help("reopen the plan until the criterion holds"),
            );
        }
    }
}

/// X03: after a plan was closed, its criterion was missed again.
pub fn plan_relapsed(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    for (plan, state) in closed_plans(figures) {
        let Some(on) = closed_on(register, plan) else { continue };
        for (criterion, judged) in plan.success.iter().zip(&state.criteria) {
            let Some(period) = judged.relapsed else { continue };
            let misses = misses_after(judged, period);
            diagnostics.push(
                Diagnostic::new(
                    &codes::PLAN_RELAPSED,
                    criterion.place.clone(),
                    format!(
                        "plan `{}` was closed on {on} and its criterion was missed again in {period}",
                        plan.id
                    ),
                )
                .label(format!(
                    "{}; missed in {} since",
                    wanted(register, criterion),
                    plural(misses, "period")
                ))
                .help("reopen the plan, or open a new one that names the relapse"),
            );
        }
    }
}

/// X04: an action is past its due date.
pub fn action_overdue(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    for state in figures.report.plans.actions.iter().filter(|state| state.is_overdue()) {
        let Some(action) = register.plans.get(&state.plan).and_then(|plan| plan.actions.get(state.action))
        else {
            continue;
        };
        let days = plural(usize::try_from(state.age_days).unwrap_or(0), "day");
        diagnostics.push(
            Diagnostic::new(
                &codes::ACTION_OVERDUE,
                action.due_on.place.clone(),
                format!("action `{}` of plan `{}` is {days} overdue", action.id, state.plan),
            )
            .label(format!("due on {}, not done by {}", action.due_on, register.as_of()))
            .help(format!("have {} finish it and set `done-on`", register.person_name(&action.owner))),
        );
    }
}

fn closed_plans<'a>(figures: &ReportContext<'a>) -> impl Iterator<Item = (&'a Plan, &'a PlanState)> {
    let report = figures.report;
    report.register.plans.values().filter_map(|plan| Some((plan, report.plans.states.get(&plan.id)?)))
}

fn misses_after(state: &CriterionState, first: Period) -> usize {
    state.periods.iter().filter(|p| p.period >= first && p.met == Some(false)).count()
}

/// `wanted: accuracy at least 95% for 4 periods`
fn wanted(register: &Register, criterion: &SuccessCriterion) -> String {
    let direction = if criterion.direction == Direction::AtMost { "at most" } else { "at least" };
    let target = criterion.target.to_string();
    let target =
        register.metrics.get(&*criterion.metric).map_or(target.clone(), |metric| metric.unit.with(&target));
    let periods = plural(*criterion.for_periods as usize, "period");
    format!("wanted: `{}` {direction} {target} for {periods} from {}", criterion.metric, criterion.from)
}
