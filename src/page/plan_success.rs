//! Success criteria of a plan: what was wanted, each period that counts, and how far the run has come.

use serde::Serialize;

use crate::compute::plan::{CriterionPeriod, CriterionState, PlanState, Verdict};
use crate::compute::rollup::Subject;
use crate::diag::plural;
use crate::model::{Direction, Grain, Metric, Plan, SuccessCriterion, Target, Unit};
use crate::page::names;
use crate::page::phrase;
use crate::page::piece::Piece;
use crate::page::shell::House;
use crate::page::table::{Cell, Table};
use crate::picture::series::{Mark, Point, TargetStep};
use crate::picture::sparkline::Sparkline;

#[derive(Serialize)]
pub struct Criterion {
    /// `Labelling accuracy in Porto: at least 95% for 4 weeks in a row, from week 44 of 2026`
    heading: Vec<Piece>,
    wanted: String,
    verdict: Vec<Piece>,
    progress: String,
    picture: String,
    periods: Table,
}

/// One for each criterion, in the plan's order.
pub fn criteria(house: &House<'_>, plan: &Plan, state: &PlanState) -> Vec<Criterion> {
    plan.success
        .iter()
        .zip(&state.criteria)
        .enumerate()
        .map(|(at, (criterion, state))| one(house, plan, at, criterion, state))
        .collect()
}

fn one(
    house: &House<'_>,
    plan: &Plan,
    at: usize,
    criterion: &SuccessCriterion,
    state: &CriterionState,
) -> Criterion {
    let metric = house.report.register.metrics.get(&criterion.metric);
    let name = metric.map_or(criterion.metric.as_str(), |metric| &metric.name);
    let unit = metric.map_or(Unit::Units, |metric| metric.unit);
    let goal = phrase::bound(criterion.direction, Target::Line(criterion.target), unit);
    let concern = if criterion.no_concern { ", and no special-cause concern at the end" } else { "" };
    let wanted = format!(
        "{} for {} in a row, counted from {}{concern}.",
        phrase::capital(&goal),
        periods_text(criterion.for_periods, metric),
        criterion.from.label()
    );
    Criterion {
        heading: heading(house, plan, criterion, name),
        wanted,
        verdict: vec![mark(state)],
        progress: progress(criterion, state, metric),
        picture: picture(criterion, state, name, &goal),
        periods: periods(at, criterion, state, metric, name),
    }
}

fn heading(house: &House<'_>, plan: &Plan, criterion: &SuccessCriterion, name: &str) -> Vec<Piece> {
    let site = criterion.site.as_ref().or(plan.site.as_ref());
    let subject =
        site.map_or_else(|| Subject::Vendor(plan.vendor.clone()), |site| Subject::Site(site.clone()));
    let mut line = vec![
        names::metric(house, &subject, &criterion.metric, name),
        Piece::words(" in "),
        names::subject(house, &subject),
    ];
    if let Some(queue) = &criterion.queue {
        line.extend([Piece::words(", queue "), names::queue(house, queue)]);
    }
    if let Some(language) = &criterion.language {
        line.push(Piece::words(format!(", language {language}")));
    }
    line
}

fn periods_text(count: u32, metric: Option<&Metric>) -> String {
    let word = match metric.map(|metric| metric.grain) {
        Some(Grain::Day) => "day",
        Some(Grain::Month) => "month",
        Some(Grain::Week) | None => "week",
    };
    plural(count as usize, word)
}

fn mark(state: &CriterionState) -> Piece {
    match state.verdict {
        Verdict::Proven => Piece::mark("met", "Proven"),
        Verdict::Failing => Piece::mark("missed", "Not reached"),
        Verdict::TooEarly => Piece::mark("running", "Too early to say"),
        Verdict::NoData => Piece::mark("none", "No figures"),
    }
}

fn progress(criterion: &SuccessCriterion, state: &CriterionState, metric: Option<&Metric>) -> String {
    let need = periods_text(criterion.for_periods, metric);
    match (state.verdict, state.run) {
        (Verdict::NoData, _) => "No figure has come in for the periods that count.".to_owned(),
        (Verdict::Proven, run) => {
            format!("On target for the last {}; {need} were needed.", periods_text(run, metric))
        }
        (_, 0) => format!("The last period missed it, so the count starts anew: 0 of {need}."),
        (_, run) if run >= criterion.for_periods => {
            format!(
                "On target for the last {}, but the last one shows a special-cause concern.",
                periods_text(run, metric)
            )
        }
        (_, run) => format!("On target for the last {} of {need}.", periods_text(run, metric)),
    }
}

fn picture(criterion: &SuccessCriterion, state: &CriterionState, name: &str, goal: &str) -> String {
    let points: Vec<Point> = state
        .periods
        .iter()
        .map(|period| Point {
            value: period.value.map(|value| value.to_f64()),
            mark: if period.met == Some(false) { Mark::Concern } else { Mark::Common },
            provisional: false,
        })
        .collect();
    if points.is_empty() {
        return String::new();
    }
    let target = Some(criterion.target.to_f64());
    let step = match criterion.direction {
        Direction::AtMost => TargetStep { from: 0, floor: None, ceiling: target },
        _ => TargetStep { from: 0, floor: target, ceiling: None },
    };
    let label = format!("{name}, {} against {goal}; squares missed it", plural(points.len(), "period"));
    let mut svg = String::new();
    Sparkline { label: &label, points: &points, baselines: &[], targets: &[step] }.write(&mut svg);
    svg
}

fn periods(
    at: usize,
    criterion: &SuccessCriterion,
    state: &CriterionState,
    metric: Option<&Metric>,
    name: &str,
) -> Table {
    let caption = format!("Periods that count for criterion {}: {name}", at + 1);
    let columns = [("Period", "tight"), ("Figure", "num"), ("Criterion", "tight")];
    let mut table = Table::new("success", caption, &columns).empty(
        "No period has passed yet.",
        format!("The first one that counts is {}.", criterion.from.label()),
    );
    for period in state.periods.iter().rev() {
        table.push([
            Cell::head(phrase::capital(&period.period.label())).key(period.period.first_day()),
            value(period, criterion, metric),
            match period.met {
                Some(true) => Piece::mark("met", "Met").into(),
                Some(false) => Piece::mark("missed", "Missed").into(),
                None => Piece::mark("none", "Not measured").into(),
            },
        ]);
    }
    table
}

fn value(period: &CriterionPeriod, criterion: &SuccessCriterion, metric: Option<&Metric>) -> Cell {
    let Some(value) = period.value else { return Cell::dash() };
    let (unit, decimals) = metric.map_or((Unit::Units, 2), |metric| (metric.unit, metric.decimals));
    Cell::new(phrase::against(value, Target::Line(criterion.target), unit, decimals)).key(value.to_f64())
}
