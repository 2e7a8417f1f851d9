//! Success criteria of a plan: what was wanted, each period that counts, and how far the run has come.

use jiff::civil::Date;
use serde::Serialize;

use crate::core::contract::record::Target;
use crate::core::metric::record::{Metric, Unit};
use crate::core::rollup::Subject;
use crate::core::spc::Variation;
use crate::kit::calendar::Grain;
use crate::kit::diag::plural;
use crate::kit::number::Quotient;
use crate::kit::numbered::Figures;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::plan::figures::plan::{CriterionPeriod, CriterionState, PlanState, Verdict, closed_on};
use crate::subject::plan::page::counted::{criterion_told, of_period, run};
use crate::subject::plan::page::outlook::outlook;
use crate::subject::plan::record::{Plan, SuccessCriterion};
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::{names, phrase};

#[derive(Serialize)]
pub struct Criterion {
    /// `Labelling accuracy in Porto: at least 95% for 4 weeks in a row, from week 44 of 2026`
    heading: Vec<Inline>,
    wanted: Inline,
    verdict: Vec<Inline>,
    progress: Html,
    periods: Table,
    /// How many rows that has, in words, and whether it is short enough to stand open.
    rows: Label,
    is_short: bool,
    /// The figures of its periods and of its target.
    #[serde(skip)]
    pub drawn: Option<Figures>,
}

/// Rows of a table that stands open.
const SHORT: usize = 14;

/// One for each criterion, in the plan's order.
pub fn criteria(
    context: &PageContext<'_>,
    plan: &Plan,
    state: &PlanState,
    evidence: &mut Evidence<'_>,
) -> Vec<Criterion> {
    plan.success
        .iter()
        .zip(&state.criteria)
        .enumerate()
        .map(|(at, (criterion, state))| one(context, plan, at, criterion, state, evidence))
        .collect()
}

fn one(
    context: &PageContext<'_>,
    plan: &Plan,
    at: usize,
    criterion: &SuccessCriterion,
    state: &CriterionState,
    evidence: &mut Evidence<'_>,
) -> Criterion {
    let metric = context.report.register.metrics.get(&*criterion.metric);
    let name = metric.map_or(criterion.metric.as_str(), |metric| &metric.name);
    let unit = metric.map_or(Unit::Units, |metric| metric.unit);
    let closed = closed_on(context.report.register, plan);
    let goal = phrase::bound(*criterion.direction, Target::Line(*criterion.target), unit);
    let concern = if *criterion.no_concern { ", and no special-cause concern at the end" } else { "" };
    let wanted = format!(
        "{} for {} in a row, counted from {}{concern}.",
        phrase::capital(&goal),
        needed(*criterion.for_periods, metric),
        criterion.from.label()
    );
    let before = evidence.count_so_far();
    let told = criterion_told(criterion, evidence);
    let periods = periods((plan, at), criterion, state, metric, closed, evidence);
    let drawn = evidence.since(before);
    Criterion {
        heading: heading(context, plan, criterion, name),
        wanted: Inline::words(wanted).of(told),
        verdict: vec![mark(state.verdict, closed.is_some())],
        progress: told_progress(
            (plan, at),
            state,
            &progress(state, *criterion.for_periods, metric, closed.is_some()),
            evidence,
        )
        .then(ahead(state, closed.is_some())),
        rows: Label::because(
            Exempt::Rows,
            format!("All {} in a table", plural(periods.rows.len(), "period")),
        ),
        is_short: periods.rows.len() <= SHORT,
        periods,
        drawn,
    }
}

/// While the plan is open: when it will be on target.
fn ahead(state: &CriterionState, closed: bool) -> Html {
    match outlook(state) {
        ahead if closed || ahead.is_empty() => Html::default(),
        // Its numbers are days, and how far ahead the rule looks.
        ahead => Html::exempt(Exempt::Rule, &format!(" {}.", phrase::capital(&ahead))),
    }
}

fn told_progress(
    (plan, at): (&Plan, usize),
    state: &CriterionState,
    said: &str,
    evidence: &mut Evidence<'_>,
) -> Html {
    match plan.success.get(at).filter(|_| said.bytes().any(|byte| byte.is_ascii_digit())) {
        Some(criterion) => Html::part_of(run(plan, at, criterion, state, evidence).number, said),
        None => Html::without_number(said),
    }
}

/// Metric, whose, and the queue and the language where it is of one.
pub fn heading(
    context: &PageContext<'_>,
    plan: &Plan,
    criterion: &SuccessCriterion,
    name: &str,
) -> Vec<Inline> {
    let site = criterion.site.as_ref().or(plan.site.as_ref());
    let subject = site
        .map_or_else(|| Subject::Vendor(plan.vendor.value.clone()), |site| Subject::Site(site.value.clone()));
    let mut line = vec![
        names::metric(context, &subject, &criterion.metric, name),
        Inline::literal(" in "),
        names::subject(context, &subject),
    ];
    if let Some(queue) = &criterion.queue {
        line.extend([Inline::literal(", queue "), names::queue(context, queue)]);
    }
    if let Some(language) = &criterion.language {
        line.push(Inline::words(format!(", language {}", language.as_str())).because(Exempt::Name));
    }
    line
}

/// `4 weeks`.
pub fn needed(count: u32, metric: Option<&Metric>) -> String {
    let word = match metric.map(|metric| metric.grain) {
        Some(Grain::Day) => "day",
        Some(Grain::Month) => "month",
        Some(Grain::Week) | None => "week",
    };
    plural(count as usize, word)
}

fn mark(verdict: Verdict, closed: bool) -> Inline {
    match (verdict, closed) {
        (Verdict::Proven, _) => Inline::mark("met", "Proven"),
        (Verdict::NoData, _) => Inline::mark("none", "No figures"),
        (Verdict::Failing | Verdict::TooEarly, true) => {
            Inline::mark("missed", "Not proven when it was closed")
        }
        (Verdict::Failing, false) => Inline::mark("missed", "Not reached"),
        (Verdict::TooEarly, false) => Inline::mark("running", "Too early to say"),
    }
}

/// How far the run has come; for a closed plan, had come on that day.
fn progress(state: &CriterionState, for_periods: u32, metric: Option<&Metric>, closed: bool) -> String {
    let (need, run) = (needed(for_periods, metric), needed(state.run, metric));
    let before = if closed { " before it was closed" } else { "" };
    let held = format!("On target for {run} in a row{before}");
    match (state.verdict, state.variation) {
        (Verdict::NoData, _) => "No figure has come in for the periods that count.".to_owned(),
        (Verdict::Proven, _) => format!("{held}; {need} were needed."),
        (_, _) if state.run == 0 => format!("The last period{before} did not meet it: 0 of {need}."),
        (_, _) if state.run < for_periods => format!("{held}; {need} are needed."),
        (_, Variation::TooFewPoints) => {
            format!("{held}, but a special-cause concern cannot be ruled out with so few points.")
        }
        (_, _) => format!("{held}, but the last of them shows a special-cause concern."),
    }
}

fn periods(
    (plan, at): (&Plan, usize),
    criterion: &SuccessCriterion,
    state: &CriterionState,
    metric: Option<&Metric>,
    closed: Option<Date>,
    evidence: &mut Evidence<'_>,
) -> Table {
    let name = metric.map_or(criterion.metric.as_str(), |metric| &metric.name);
    // A criterion is numbered where there are several.
    let caption = match plan.success.len() {
        1 => format!("Periods: {name}"),
        _ => format!("Periods of criterion #{}: {name}", at + 1),
    };
    let counted = state.shown(closed);
    let before = state.before.iter().rev().map(|period| (period, false));
    let all = counted.iter().rev().map(|period| (period, true)).chain(before);
    Columns::over(all, evidence)
        .column("Period", "tight", |(period, _), _| {
            let (ends, found) = (period.period.last_day(), *plan.detected_on);
            let when = match closed.is_some_and(|closed| ends > closed) {
                true => "after it was closed",
                false if ends <= found => "before the miss was found",
                false => "",
            };
            Cell::head(Inline::dated(phrase::capital(&period.period.label())))
                .under(when)
                .key(period.period.first_day())
        })
        .column("Figure", "num", |(period, _), evidence| {
            value((plan, at), period, criterion, metric, evidence)
        })
        .column("Criterion", "tight", |(period, counts), _| match period.met {
            _ if !counts => Inline::quiet("Does not count").into(),
            Some(true) => Inline::mark("met", "Met").into(),
            Some(false) => Inline::mark("missed", "Missed").into(),
            None => Inline::mark("none", "Not measured").into(),
        })
        .table("success", Label::named(caption))
        .named()
        .empty(
            "No period has passed yet.",
            Label::dated(format!("The first one that counts is {}.", criterion.from.label())),
        )
}

fn value(
    (plan, at): (&Plan, usize),
    period: &CriterionPeriod,
    criterion: &SuccessCriterion,
    metric: Option<&Metric>,
    evidence: &mut Evidence<'_>,
) -> Cell {
    let Some(value) = period.value else { return Cell::dash() };
    let shown = shown_as(value, criterion, metric);
    of_period(plan, at, period, &shown, evidence)
        .map_or_else(Cell::dash, |written| Cell::new(written).key(value.to_f64()))
}

/// A value beside the criterion's target.
pub fn shown_as(value: Quotient, criterion: &SuccessCriterion, metric: Option<&Metric>) -> String {
    let (unit, decimals) = metric.map_or((Unit::Units, 2), |metric| (metric.unit, metric.decimals));
    phrase::against(value, Target::Line(*criterion.target), unit, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::trend::Forecast;

    fn state(verdict: Verdict, run: u32, variation: Variation) -> CriterionState {
        CriterionState {
            verdict,
            before: Vec::new(),
            periods: Vec::new(),
            run,
            variation,
            forecast: Forecast::TooFewPoints,
            last: None,
            relapsed: None,
        }
    }

    #[test]
    fn progress_says_why_a_long_run_proves_nothing() {
        let few = state(Verdict::TooEarly, 5, Variation::TooFewPoints);
        let said = progress(&few, 4, None, true);
        assert_eq!(
            said,
            "On target for 5 weeks in a row before it was closed, but a special-cause concern cannot be ruled out with so few points."
        );
        let concern = state(Verdict::Failing, 5, Variation::ConcernLow);
        assert!(progress(&concern, 4, None, false).ends_with("shows a special-cause concern."));
    }

    #[test]
    fn progress_counts_the_run() {
        let on = |verdict, run| progress(&state(verdict, run, Variation::CommonCause), 4, None, false);
        assert_eq!(on(Verdict::TooEarly, 1), "On target for 1 week in a row; 4 weeks are needed.");
        assert_eq!(on(Verdict::Failing, 0), "The last period did not meet it: 0 of 4 weeks.");
        assert_eq!(on(Verdict::Proven, 6), "On target for 6 weeks in a row; 4 weeks were needed.");
    }

    #[test]
    fn a_closed_plan_is_judged_on_the_day_it_was_closed() {
        assert_eq!(mark(Verdict::TooEarly, true).text(), "Not proven when it was closed");
        assert_eq!(mark(Verdict::TooEarly, false).text(), "Too early to say");
    }
}
