//! A remediation plan in three lines: why, how far, and what the data says against the criterion.

use serde::Serialize;

use crate::core::charted::Charted;
use crate::core::rollup::Subject;
use crate::kit::calendar::{Grain, day_label};
use crate::kit::diag::plural;
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::series::{Baseline, Point, TargetStep};
use crate::kit::picture::sparkline::Sparkline;
use crate::kit::words::Direction;
use crate::subject::evidence::Evidence;
use crate::subject::plan::address::PlanPage;
use crate::subject::plan::figures::plan::{CriterionState, Verdict};
use crate::subject::plan::page::counted::{actions_done, actions_overdue, run};
use crate::subject::plan::page::outlook::outlook;
use crate::subject::plan::record::{Plan, SuccessCriterion};
use crate::subject::route::Route;
use crate::subject::shell::{Link, PageContext};
use crate::subject::spark;
use crate::subject::text::label::Label;
use crate::subject::text::piece::Html;

#[derive(Debug, Serialize)]
pub struct PlanLine {
    pub link: Link,
    pub severity: &'static str,
    pub status: &'static str,
    /// In one line; says so when none is written down.
    pub root_cause: Label,
    /// `2 of 4`
    pub done: Html,
    /// Empty when none is.
    pub overdue: Html,
    /// The open action due first, in words; empty when none is left.
    pub next: Html,
    /// How often due dates moved; empty when none did.
    pub slips: Html,
    /// What the data says of the success criterion.
    pub verdict: Html,
    /// When it will be on target, or why nobody can say; empty on target.
    pub outlook: Label,
    /// Ready-made picture of the first criterion, or empty.
    pub trend: Html,
}

pub fn plan_line(context: &PageContext<'_>, plan: &Plan, evidence: &mut Evidence<'_>) -> PlanLine {
    let state = context.report.plans.states.get(&plan.id);
    let next = state.and_then(|state| state.next_action).and_then(|at| plan.actions.get(at));
    let criterion = plan.success.first();
    let judged = state.and_then(|state| state.criteria.first());
    PlanLine {
        link: Link::to(&Route::Plan(PlanPage::One(plan.id.clone())), Label::named(plan.title.as_str())),
        severity: plan.severity.label(),
        status: plan.status.label(),
        root_cause: match plan.root_cause.as_deref() {
            Some(cause) => Label::because(Exempt::Quoted, cause),
            None => "No root cause written down yet".into(),
        },
        done: actions_done(context, plan, evidence).into(),
        overdue: match state.map_or(0, |state| state.actions_overdue) {
            0 => Html::default(),
            _ => Html::from(actions_overdue(context, plan, evidence)).then(" overdue"),
        },
        next: next.map_or_else(Html::default, |action| {
            let title = Html::from("next: ").then(Html::exempt(Exempt::Quoted, &action.title));
            title.then(Html::dated(&format!(", due {}", day_label(*action.due_on))))
        }),
        verdict: criterion.zip(judged).map_or_else(Html::default, |(criterion, state)| {
            let said = verdict(context, criterion, state);
            match state.verdict {
                Verdict::NoData => Html::without_number(&said),
                _ => Html::part_of(run(plan, 0, criterion, state, evidence).number, &said),
            }
        }),
        slips: crate::subject::plan::page::slipped::of_plan(context, plan, evidence),
        outlook: Label::because(Exempt::Rule, judged.map_or_else(String::new, outlook)),
        trend: criterion.map_or_else(Html::default, |criterion| trend(context, plan, criterion, judged)),
    }
}

/// What the data says of a criterion, in words.
pub fn verdict(context: &PageContext<'_>, criterion: &SuccessCriterion, state: &CriterionState) -> String {
    let unit = match context.report.register.metrics.get(&*criterion.metric).map(|metric| metric.grain) {
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
    context: &PageContext<'_>,
    plan: &Plan,
    criterion: &SuccessCriterion,
    state: Option<&CriterionState>,
) -> Html {
    let target = criterion.target.to_f64();
    let (floor, ceiling) = match *criterion.direction {
        Direction::AtMost => (None, Some(target)),
        _ => (Some(target), None),
    };
    let targets = [TargetStep { from: 0, floor, ceiling }];
    let mut out = Html::default();
    let mut draw = |points: &[Point], baselines: &[Baseline]| {
        let label = format!("{} against the plan's criterion", criterion.metric);
        out.draw(&Sparkline { label: &label, points, baselines, targets: &targets, range: None, ticks: &[] });
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
    if let Some(chart) = chart_of(context, plan, criterion)
        && let Some(metric) = context.report.register.metrics.get(&chart.metric)
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

fn chart_of<'a>(context: &PageContext<'a>, plan: &Plan, criterion: &SuccessCriterion) -> Option<&'a Charted> {
    let subject = match criterion.site.as_ref().or(plan.site.as_ref()) {
        Some(site) => Subject::Site(site.value.clone()),
        None => Subject::Vendor(plan.vendor.value.clone()),
    };
    let at = context.report.chart_of.get(&(subject, criterion.metric.value.clone()))?;
    context.report.charts.get(*at)
}
