//! The picture of a plan: the series of its criteria above each other on one axis of days, from a quarter before the miss was found, with
//! their targets; below them its actions on the days on which they were done or are due.

use jiff::civil::Date;
use serde::Serialize;

use crate::core::contract::record::Target;
use crate::core::metric::record::Unit;
use crate::kit::calendar::day_label;
use crate::kit::numbered::Figures;
use crate::kit::picture::axis::{day_number, months};
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::series::TargetStep;
use crate::kit::picture::stacked::{Act, Panel, Reading, Stacked, Stand};
use crate::kit::picture::timeline::{MomentShape, Tick};
use crate::kit::words::Direction;
use crate::subject::control::{bounds_of, suffix};
use crate::subject::evidence::Evidence;
use crate::subject::plan::figures::plan::{
    CriterionPeriod, CriterionState, PlanState, Verdict, closed_on, when_found,
};
use crate::subject::plan::figures::tracker::ActionState;
use crate::subject::plan::page::counted::{criterion_told, of_period, run};
use crate::subject::plan::page::success::{heading, needed, shown_as};
use crate::subject::plan::record::{Plan, SuccessCriterion};
use crate::subject::shell::PageContext;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::phrase;

/// What the picture shows: its title says the rest, and names may hold numbers that are no figures.
const LABEL: &str = "Figures of the success criteria, and actions, by date";

#[derive(Serialize)]
pub struct Chart {
    /// What the data say of the criterion that has come least far.
    title: Html,
    /// The same of the others, in the plan's order.
    others: Vec<Html>,
    label: &'static str,
    picture: Html,
    /// Numbers of the figures that are drawn.
    figures: String,
}

/// `None` of a plan without a criterion that has any figure. `drawn` are the figures of each criterion's periods.
pub fn chart(
    context: &PageContext<'_>,
    plan: &Plan,
    state: &PlanState,
    drawn: &[Option<Figures>],
    evidence: &mut Evidence<'_>,
) -> Option<Chart> {
    let criteria: Vec<(usize, &SuccessCriterion, &CriterionState)> = plan
        .success
        .iter()
        .zip(&state.criteria)
        .enumerate()
        .map(|(at, (criterion, state))| (at, criterion, state))
        .filter(|(.., state)| state.before.iter().chain(&state.periods).any(|period| period.value.is_some()))
        .collect();
    let worst = criteria.iter().min_by_key(|(at, _, state)| (rank(state.verdict), *at))?.0;
    let all = drawn.iter().flatten().copied();
    let all = all.reduce(|one, other| Figures::between(one.first(), other.last()))?;
    let mut others = Vec::new();
    let mut title = Html::default();
    for &(at, criterion, state) in &criteria {
        let said = finding(context, (plan, at), criterion, state, evidence);
        if at == worst { title = said } else { others.push(said) }
    }
    let names: Vec<String> =
        criteria.iter().map(|(_, criterion, _)| name(context, plan, criterion)).collect();
    Some(Chart {
        title,
        others,
        picture: picture(context, plan, (&criteria, &names), drawn),
        label: LABEL,
        figures: all.to_string(),
    })
}

/// What is furthest from proof first.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Failing => 0,
        Verdict::NoData => 1,
        Verdict::TooEarly => 2,
        Verdict::Proven => 3,
    }
}

/// `Decision accuracy in Mombasa`, with queue and language where it is of one.
fn name(context: &PageContext<'_>, plan: &Plan, criterion: &SuccessCriterion) -> String {
    let metric = context.report.register.metrics.get(&*criterion.metric);
    let metric = metric.map_or(criterion.metric.as_str(), |metric| &metric.name);
    heading(context, plan, criterion, metric).iter().map(Inline::text).collect()
}

/// `Decision accuracy in Mombasa is at 85.63% in W46, to 15 Nov 2026, needs 95% or more: 0 of 8 weeks. It was 89.1% when the miss was
/// found.`
fn finding(
    context: &PageContext<'_>,
    (plan, at): (&Plan, usize),
    criterion: &SuccessCriterion,
    state: &CriterionState,
    evidence: &mut Evidence<'_>,
) -> Html {
    let metric = context.report.register.metrics.get(&*criterion.metric);
    let unit = metric.map_or(Unit::Units, |metric| metric.unit);
    let goal = phrase::bound(*criterion.direction, Target::Line(*criterion.target), unit);
    let goal = Html::part_of(criterion_told(criterion, evidence), &goal);
    let lead = Html::exempt(Exempt::Name, &name(context, plan, criterion));
    let closed = closed_on(context.report.register, plan);
    let mut value = |period: Option<&CriterionPeriod>| {
        let period = period?;
        let shown = shown_as(period.value?, criterion, metric);
        Some((period.period, Html::from(of_period(plan, at, period, &shown, evidence)?)))
    };
    let mut all = state.before.iter().chain(state.shown(closed));
    let newest = all.rfind(|period| period.value.is_some());
    // Only what the sentence shows has a figure.
    let now = value(newest.filter(|_| state.verdict != Verdict::Proven));
    let is_earlier = |then: &&CriterionPeriod| newest.is_some_and(|newest| then.period < newest.period);
    // Another criterion may have been met still when the plan's miss was found.
    let found = when_found(state, *plan.detected_on).filter(is_earlier);
    let found = value(found.filter(|then| then.met == Some(false)));
    let said = match state.verdict {
        Verdict::Proven => lead.then(" held ").then(goal).then(" for ").then(Html::part_of(
            run(plan, at, criterion, state, evidence).number,
            &needed(*criterion.for_periods, metric),
        )),
        _ => {
            let held = if state.run < *criterion.for_periods {
                let run = run(plan, at, criterion, state, evidence).number;
                Html::part_of(run, &format!("{} of {}", state.run, needed(*criterion.for_periods, metric)))
            } else {
                Html::from("it does, but its chart does not rule out a concern")
            };
            let now = now.map_or_else(Html::default, |(period, value)| {
                let is = Html::from(if closed.is_some() { " was at " } else { " is at " });
                is.then(value).then(Html::dated(&format!(" in {}", period.label())))
            });
            lead.then(now).then(", needs ").then(goal).then(": ").then(held)
        }
    };
    match found {
        Some((_, value)) => said.then(". It was ").then(value).then(" when the miss was found."),
        None => said.then("."),
    }
}

fn picture(
    context: &PageContext<'_>,
    plan: &Plan,
    (criteria, names): (&[(usize, &SuccessCriterion, &CriterionState)], &[String]),
    drawn: &[Option<Figures>],
) -> Html {
    let register = context.report.register;
    let (as_of, closed) = (register.as_of(), closed_on(register, plan));
    let readings: Vec<Vec<Reading>> = criteria.iter().map(|(.., state)| readings(state, closed)).collect();
    let words: Vec<(String, String)> = criteria
        .iter()
        .map(|(_, criterion, _)| {
            let unit = register.metrics.get(&*criterion.metric).map_or(Unit::Units, |metric| metric.unit);
            let goal = phrase::bound(*criterion.direction, Target::Line(*criterion.target), unit);
            (format!("Target {goal}"), suffix(unit))
        })
        .collect();
    let targets: Vec<[(i32, TargetStep); 1]> =
        criteria.iter().map(|(_, criterion, _)| [(0, target(criterion))]).collect();
    let panels = criteria.iter().enumerate().map(|(row, (at, criterion, _))| Panel {
        name: &names[row],
        readings: &readings[row],
        targets: &targets[row],
        target_label: &words[row].0,
        counts_from: Some(day_number(criterion.from.first_day())),
        unit: &words[row].1,
        bounds: register.metrics.get(&*criterion.metric).and_then(bounds_of),
        figures: drawn.get(*at).copied().flatten(),
    });
    let panels: Vec<Panel<'_>> = panels.collect();
    let mut acts: Vec<Act<'_>> =
        context.report.plans.actions.iter().filter_map(|state| act(plan, state, as_of)).collect();
    acts.sort_by_key(|act| act.due.min(act.until.unwrap_or(act.due)));
    let (first, last) = span(plan, criteria, closed, as_of);
    let ticks = months(first, last);
    let ticks: Vec<Tick<'_>> = ticks.iter().map(|(day, label)| Tick { day: *day, label }).collect();
    let found = format!("found {}", day_label(*plan.detected_on));
    let ended = closed.map(|on| (day_number(on), format!("closed {}", day_label(on))));
    let mut lines = vec![(day_number(*plan.detected_on), found.as_str())];
    lines.extend(ended.iter().map(|(day, said)| (*day, said.as_str())));
    let today = format!("as of {}", phrase::short_day(as_of));
    Html::picture(&Stacked {
        label: LABEL,
        range: (day_number(first), day_number(last)),
        ticks: &ticks,
        panels: &panels,
        lines: &lines,
        acts: &acts,
        as_of: (as_of <= last).then_some((day_number(as_of), today.as_str())),
    })
}

fn readings(state: &CriterionState, closed: Option<Date>) -> Vec<Reading> {
    let reading = |period: &CriterionPeriod, stand| Reading {
        day: day_number(period.period.last_day()),
        value: period.value.map(|value| value.to_f64()),
        stand,
    };
    let before = state.before.iter().map(|period| reading(period, Stand::Aside));
    let counted = state
        .shown(closed)
        .iter()
        .map(|period| reading(period, if period.met == Some(false) { Stand::Missed } else { Stand::Met }));
    before.chain(counted).collect()
}

fn target(criterion: &SuccessCriterion) -> TargetStep {
    let target = Some(criterion.target.to_f64());
    match *criterion.direction {
        Direction::AtMost => TargetStep { from: 0, floor: None, ceiling: target },
        _ => TargetStep { from: 0, floor: target, ceiling: None },
    }
}

fn act<'p>(plan: &'p Plan, state: &ActionState, as_of: Date) -> Option<Act<'p>> {
    let action = plan.actions.get(state.action).filter(|_| state.plan == plan.id)?;
    let done = action.done_on.as_deref().copied().filter(|_| state.done);
    let shape = match (done.is_some(), state.is_early) {
        (true, true) => MomentShape::Early,
        (true, false) => MomentShape::Done,
        (false, _) if state.is_overdue() => MomentShape::Late,
        (false, _) => MomentShape::Open,
    };
    let until = done.or_else(|| state.is_overdue().then_some(as_of)).map(day_number);
    Some(Act { due: day_number(*action.due_on), until, shape, label: &action.title })
}

/// First and last day of the axis: everything that is drawn, and today while the plan is open.
fn span(
    plan: &Plan,
    criteria: &[(usize, &SuccessCriterion, &CriterionState)],
    closed: Option<Date>,
    as_of: Date,
) -> (Date, Date) {
    let periods = || {
        let of = criteria.iter().flat_map(|(.., state)| state.before.iter().chain(state.shown(closed)));
        of.map(|period| period.period)
    };
    let acts = || {
        let done = |on: &Date| *on <= as_of;
        let days = plan
            .actions
            .iter()
            .flat_map(move |action| [Some(*action.due_on), action.done_on.as_deref().copied().filter(done)]);
        days.flatten()
    };
    let found = *plan.detected_on;
    let first = periods().map(|period| period.first_day()).chain(acts()).chain([found]).min();
    let ends = periods().map(|period| period.last_day()).chain(acts()).chain(closed);
    let last = ends.chain([found]).chain(closed.is_none().then_some(as_of)).max();
    (first.unwrap_or(found), last.unwrap_or(as_of))
}
