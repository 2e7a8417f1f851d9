//! A remediation plan in three lines: why, how far, and what the data says against the criterion.

use serde::Serialize;

use crate::compute::charted::Charted;
use crate::compute::plan::{CriterionState, Verdict};
use crate::compute::rollup::Subject;
use crate::diag::plural;
use crate::model::{Direction, Grain, Plan, SuccessCriterion, day_label};
use crate::page::evidence::Evidence;
use crate::page::piece::Markup;
use crate::page::plan::counted::{actions_done, actions_overdue, run};
use crate::page::plan::outlook::outlook;
use crate::page::route::Route;
use crate::page::shell::{House, Link};
use crate::page::slip;
use crate::page::spark;
use crate::picture::exempt::Exempt;
use crate::picture::series::{Baseline, Point, TargetStep};
use crate::picture::sparkline::Sparkline;

#[derive(Debug, Serialize)]
pub struct PlanLine {
    pub link: Link,
    pub severity: &'static str,
    pub status: &'static str,
    /// In one line; says so when none is written down.
    pub root_cause: String,
    /// `2 of 4`
    pub done: Markup,
    /// Empty when none is.
    pub overdue: Markup,
    /// The open action due first, in words; empty when none is left.
    pub next: Markup,
    /// How often due dates moved; empty when none did.
    pub slips: Markup,
    /// What the data says of the success criterion.
    pub verdict: Markup,
    /// When it will be on target, or why nobody can say; empty on target.
    pub outlook: String,
    /// Ready-made picture of the first criterion, or empty.
    pub trend: String,
}

pub fn plan_line(house: &House<'_>, plan: &Plan, evidence: &mut Evidence<'_>) -> PlanLine {
    let state = house.report.plans.get(&plan.id);
    let next = state.and_then(|state| state.next_action).and_then(|at| plan.actions.get(at));
    let criterion = plan.success.first();
    let judged = state.and_then(|state| state.criteria.first());
    PlanLine {
        link: Link::to(&Route::Plan(plan.id.clone()), plan.title.clone()),
        severity: plan.severity.label(),
        status: plan.status.label(),
        root_cause: plan.root_cause.clone().unwrap_or_else(|| "No root cause written down yet".to_owned()),
        done: actions_done(house, plan, evidence).into(),
        overdue: match state.map_or(0, |state| state.actions_overdue) {
            0 => Markup::default(),
            _ => Markup::from(actions_overdue(house, plan, evidence)).then(" overdue"),
        },
        next: next.map_or_else(Markup::default, |action| {
            let title = Markup::from("next: ").then(Markup::exempt(Exempt::Quoted, &action.title));
            title.then(format!(", due {}", day_label(*action.due_on)))
        }),
        verdict: criterion.zip(judged).map_or_else(Markup::default, |(criterion, state)| {
            let said = verdict(house, criterion, state);
            if state.verdict == Verdict::NoData {
                return said.into();
            }
            Markup::part_of(run(plan, 0, criterion, state, evidence).number, &said)
        }),
        slips: slip::of_plan(house, plan, evidence),
        outlook: judged.map_or_else(String::new, outlook),
        trend: criterion.map_or_else(String::new, |criterion| trend(house, plan, criterion, judged)),
    }
}

/// What the data says of a criterion, in words.
pub fn verdict(house: &House<'_>, criterion: &SuccessCriterion, state: &CriterionState) -> String {
    let unit = match house.report.register.metrics.get(&criterion.metric).map(|metric| metric.grain) {
        Some(Grain::Day) => "day",
        Some(Grain::Month) => "month",
        _ => "week",
    };
    let needed = plural(*criterion.for_periods as usize, unit);
    match state.verdict {
        Verdict::Proven => format!("held for {needed}"),
        Verdict::Failing => format!("held {} of {needed}", state.run),
        Verdict::TooEarly => format!("held {} of {needed} so far", state.run),
        Verdict::NoData => "no figures yet".to_owned(),
    }
}

/// The criterion's metric against the criterion: the chart of its site, or the counted periods alone where it speaks of one
/// queue or language.
fn trend(
    house: &House<'_>,
    plan: &Plan,
    criterion: &SuccessCriterion,
    state: Option<&CriterionState>,
) -> String {
    let target = criterion.target.to_f64();
    let (floor, ceiling) = match criterion.direction {
        Direction::AtMost => (None, Some(target)),
        _ => (Some(target), None),
    };
    let targets = [TargetStep { from: 0, floor, ceiling }];
    let mut out = String::new();
    let mut draw = |points: &[Point], baselines: &[Baseline]| {
        let label = format!("{} against the plan's criterion", criterion.metric);
        Sparkline { label: &label, points, baselines, targets: &targets }.write(&mut out);
    };
    if criterion.queue.is_some() || criterion.language.is_some() {
        let periods = state.map_or(&[][..], |state| state.periods.as_slice());
        let points: Vec<Point> = periods
            .iter()
            .map(|period| Point { value: period.value.map(|value| value.to_f64()), ..Point::default() })
            .collect();
        if points.len() > 1 {
            draw(&points, &[]);
        }
        return out;
    }
    if let Some(chart) = chart_of(house, plan, criterion)
        && let Some(metric) = house.report.register.metrics.get(&chart.metric)
        && let Some(last) = chart.periods.len().checked_sub(1)
    {
        let first = (last + 1).saturating_sub(spark::POINTS);
        let points: Vec<Point> = (first..=last)
            .map(|at| Point {
                value: chart.values[at],
                mark: spark::mark_at(chart, at, last, metric.direction),
                provisional: chart.provisional.get(at).copied().unwrap_or_default(),
            })
            .collect();
        draw(&points, &spark::baselines(chart, metric, first, last));
    }
    out
}

fn chart_of<'a>(house: &House<'a>, plan: &Plan, criterion: &SuccessCriterion) -> Option<&'a Charted> {
    let subject = match criterion.site.as_ref().or(plan.site.as_ref()) {
        Some(site) => Subject::Site(site.clone()),
        None => Subject::Vendor(plan.vendor.clone()),
    };
    let at = house.report.chart_of.get(&(subject, criterion.metric.clone()))?;
    house.report.charts.get(*at)
}
