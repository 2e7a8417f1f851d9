//! What is counted of a plan, each count with the records behind it.

use jiff::civil::Date;

use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::{FigureNumber, Figures};
use crate::kit::source::Place;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::cite::Set;
use crate::subject::evidence::written::FigureRef;
use crate::subject::plan::figures::plan::{CriterionPeriod, CriterionState, PlanState, Verdict};
use crate::subject::plan::record::{Action, Plan, SuccessCriterion};
use crate::subject::shell::PageContext;

fn is_done(action: &Action, as_of: Date) -> bool {
    action.done_on.as_ref().is_some_and(|on| *on <= as_of)
}

fn figure(number: usize) -> Quotient {
    Quotient::from(Decimal::count(number))
}

/// `2 of 4`: actions done by the as-of date, of all.
pub fn actions_done(context: &PageContext<'_>, plan: &Plan, evidence: &mut Evidence<'_>) -> FigureRef {
    let as_of = context.report.register.as_of();
    let done: Vec<&Action> = plan.actions.iter().filter(|action| is_done(action, as_of)).collect();
    let shown = format!("{} of {}", done.len(), plan.actions.len());
    let value = figure(done.len());
    let entry = evidence.figure(&shown, value, "count").note("count", &["actions-done", plan.id.as_str()]);
    let entry = entry.records(done.iter().map(|action| &action.id.place));
    let number = entry.whole("of", plan.actions.len() as u64).done();
    FigureRef::new(number, value, shown)
}

/// Actions past their due date and not done.
pub fn actions_overdue(context: &PageContext<'_>, plan: &Plan, evidence: &mut Evidence<'_>) -> FigureRef {
    let as_of = context.report.register.as_of();
    let late = plan.actions.iter().filter(|action| !is_done(action, as_of) && action.due_on < as_of);
    evidence.count(&["actions-overdue", plan.id.as_str()], late.map(|action| &action.id.place))
}

/// Periods in a row that met criterion `at` of the plan, up to the last one that counts; the setting is how many are needed.
pub fn run(
    plan: &Plan,
    at: usize,
    criterion: &SuccessCriterion,
    state: &CriterionState,
    evidence: &mut Evidence<'_>,
) -> FigureRef {
    let value = figure(state.run as usize);
    let shown = state.run.to_string();
    let entry = evidence.figure(&shown, value, "criterion-run").settings([for_periods(criterion)]);
    let number = entry.note("criterion", &[plan.id.as_str(), &at.to_string()]).done();
    FigureRef::new(number, value, shown)
}

/// The metric in one period that counts for criterion `at`.
pub fn of_period(
    plan: &Plan,
    at: usize,
    period: &CriterionPeriod,
    shown: &str,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let value = period.value?;
    let entry = evidence.figure(shown, value, "criterion-period");
    let entry = entry.note("criterion", &[plan.id.as_str(), &at.to_string()]);
    let number = entry.note("periods", &[&period.period.to_string()]).rows(&period.rows).done();
    Some(FigureRef::new(number, value, shown.to_owned()))
}

/// The figure that cites a criterion as it is written: target and periods.
pub fn criterion_told(criterion: &SuccessCriterion, evidence: &mut Evidence<'_>) -> Option<FigureNumber> {
    let target = ("target", *criterion.target, Some(&criterion.target.place));
    evidence.quoted(&[], [target, for_periods(criterion)])
}

fn for_periods(criterion: &SuccessCriterion) -> Set<'_> {
    let periods = &criterion.for_periods;
    ("for-periods", Decimal::from_int((**periods).into()), Some(&periods.place))
}

/// The figures that a plan is summed up by: actions done, actions overdue, criteria proven.
pub fn summed_up(
    context: &PageContext<'_>,
    plan: &Plan,
    state: Option<&PlanState>,
    evidence: &mut Evidence<'_>,
) -> Option<Figures> {
    let before = evidence.count_so_far();
    actions_done(context, plan, evidence);
    actions_overdue(context, plan, evidence);
    let states = state.map(|state| state.criteria.as_slice()).unwrap_or_default();
    let proven = plan.success.iter().zip(states).filter(|(_, state)| state.verdict == Verdict::Proven);
    let places: Vec<&Place> = proven.map(|(criterion, _)| &criterion.place).collect();
    let value = figure(places.len());
    let entry = evidence.figure(&places.len().to_string(), value, "count");
    let entry = entry.note("count", &["criteria-proven", plan.id.as_str()]).records(places);
    entry.whole("of", plan.success.len() as u64).done();
    evidence.since(before)
}
