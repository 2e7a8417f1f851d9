//! Remediation plans against the data: is the success criterion true?

use jiff::ToSpan;
use jiff::civil::Date;

use crate::core::attainment::Judged;
use crate::core::contract::record::Scope;
use crate::core::metric::record::{Metric, RebaseScope};
use crate::core::rollup::{Cell, Rollup, Series, Subject, cell_value};
use crate::core::spc;
use crate::core::spc::{Improves, LimitsSetting, Variation};
use crate::core::trend::{Aim, Forecast, forecast};
use crate::kit::calendar::{Grain, week_of};
use crate::kit::id::PlanId;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::kit::words::Direction;
use crate::subject::plan::record::{Plan, SuccessCriterion};
use crate::subject::register::Register;

/// What the data says of one plan at the as-of date.
#[derive(Clone, Debug)]
pub struct PlanState {
    pub plan: PlanId,
    /// In the plan's order.
    pub criteria: Vec<CriterionState>,
    pub actions_done: usize,
    pub actions_overdue: usize,
    /// Index of the open action due first.
    pub next_action: Option<usize>,
    /// Every criterion is proven, so the plan may be closed; for a closed plan: was proven by the day it was closed. A plan
    /// without a criterion is never proven.
    pub proven: bool,
    /// First period in which a closed plan's criterion, once proven, was missed again.
    pub relapsed: Option<Period>,
}

#[derive(Clone, Debug)]
pub struct CriterionState {
    pub verdict: Verdict,
    /// Each period before the criterion's first: a quarter of a year before the miss was detected, and all since, from the first with a figure.
    /// They do not count.
    pub before: Vec<CriterionPeriod>,
    /// Each period from the criterion's first to the as-of date, with its figure and whether it met the criterion.
    pub periods: Vec<CriterionPeriod>,
    /// Longest run of met periods that ends with the last period; for a closed plan, with the last one before it was closed.
    pub run: u32,
    /// The icon of the series at that period, read in the criterion's direction.
    pub variation: Variation,
    /// Of the whole series up to that period: when it will be on target, in periods after its last point.
    pub forecast: Forecast,
    /// The last period with a figure by then.
    pub last: Option<Period>,
    /// First period after closing in which a proven criterion was missed again.
    pub relapsed: Option<Period>,
}

impl CriterionState {
    /// The periods that count, as far as a page shows them: of a closed plan a year of whether it holds, or up to its relapse.
    pub fn shown(&self, closed_on: Option<Date>) -> &[CriterionPeriod] {
        let Some(closed) = closed_on else { return &self.periods };
        let year = closed.saturating_add(52.weeks());
        let until = self.relapsed.map_or(year, |period| period.last_day().max(year));
        &self.periods[..self.periods.partition_point(|p| p.period.last_day() <= until)]
    }
}

#[derive(Clone, Debug)]
pub struct CriterionPeriod {
    pub period: Period,
    pub value: Option<Quotient>,
    pub met: Option<bool>,
    /// Indices into `Measurements::rows`.
    pub rows: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Held for the required run, at the latest run or, for a closed plan, by the day it was closed.
    Proven,
    /// The last period fails, and there were enough of them; or none that counts was met, and twice as many have passed since the miss was detected.
    Failing,
    /// Too few periods yet.
    TooEarly,
    /// No figures.
    NoData,
}

/// The day a plan was closed, if that was on the as-of date or before.
pub fn closed_on(register: &Register, plan: &Plan) -> Option<Date> {
    plan.closed_on.as_deref().copied().filter(|on| *on <= register.as_of())
}

/// Detected by the as-of date and not closed by then.
pub fn is_open(register: &Register, plan: &Plan) -> bool {
    plan.detected_on <= register.as_of() && closed_on(register, plan).is_none()
}

/// Whether a plan is about a service level of a subject: a trigger names it, and the plan is the subject's. A plan of the whole
/// vendor answers for each of its sites; a plan of one site is an answer to the contract-wide result too, of which the site is a part.
pub fn answers(register: &Register, plan: &Plan, judged: &Judged) -> bool {
    let is_named =
        plan.triggers.iter().any(|t| t.clause.0 == judged.contract && t.clause.1 == judged.service_level);
    is_named
        && match &judged.subject {
            Subject::Vendor(vendor) => *vendor == *plan.vendor,
            Subject::Site(site) => {
                let of_vendor = register.sites.get(site).is_some_and(|site| site.vendor == *plan.vendor);
                of_vendor && plan.site.as_ref().is_none_or(|planned| planned == site)
            }
        }
}

/// The state of a plan on the as-of date.
pub fn plan_state(register: &Register, rollup: &Rollup<'_>, plan: &Plan) -> PlanState {
    let as_of = register.as_of();
    let closed_on = closed_on(register, plan);
    let is_done = |done_on: Option<Date>| done_on.is_some_and(|on| on <= as_of);
    let criteria: Vec<CriterionState> = plan
        .success
        .iter()
        .filter_map(|criterion| {
            let metric = register.metrics.get(&*criterion.metric)?;
            let series = rollup.series(&subject(plan, criterion), &criterion.metric, &scope(criterion));
            let rebases = rebases(register, plan, criterion);
            Some(judge((plan, criterion), metric, &series, &rebases, as_of, closed_on, &setting(register)))
        })
        .collect();
    let open =
        || plan.actions.iter().enumerate().filter(|(_, action)| !is_done(action.done_on.as_deref().copied()));
    PlanState {
        plan: plan.id.clone(),
        actions_done: plan.actions.len() - open().count(),
        actions_overdue: open().filter(|(_, action)| action.due_on < as_of).count(),
        next_action: open().min_by_key(|(at, action)| (*action.due_on, *at)).map(|(at, _)| at),
        proven: criteria.len() == plan.success.len()
            && !criteria.is_empty()
            && criteria.iter().all(|criterion| criterion.verdict == Verdict::Proven),
        relapsed: criteria.iter().filter_map(|criterion| criterion.relapsed).min(),
        criteria,
    }
}

/// Whose figures the criterion speaks of: its own site, else the plan's, else the vendor.
pub fn subject(plan: &Plan, criterion: &SuccessCriterion) -> Subject {
    match criterion.site.as_ref().or(plan.site.as_ref()) {
        Some(site) => Subject::Site(site.value.clone()),
        None => Subject::Vendor(plan.vendor.value.clone()),
    }
}

/// The rows that count: all of the subject's, or one queue's or language's.
pub fn scope(criterion: &SuccessCriterion) -> Scope {
    Scope {
        queues: criterion.queue.as_deref().cloned().into_iter().collect(),
        languages: criterion.language.iter().map(|language| language.value.clone()).collect(),
        ..Scope::default()
    }
}

/// Periods at which limits start anew for the criterion's series.
fn rebases(register: &Register, plan: &Plan, criterion: &SuccessCriterion) -> Vec<Period> {
    let site = criterion.site.as_ref().or(plan.site.as_ref());
    let reaches = |scope: &RebaseScope| scope.reaches(site.map(|at| &**at), &plan.vendor);
    let ours = register.rebases.iter().filter(|r| r.metric == *criterion.metric && reaches(&r.scope));
    ours.map(|rebase| *rebase.from).collect()
}

fn setting(register: &Register) -> LimitsSetting {
    let book = &register.settings;
    LimitsSetting {
        fix_after: **book.fix_limits_after,
        screen: *book.screen_ranges,
        rule_set: *book.rule_set,
    }
}

fn judge(
    (plan, criterion): (&Plan, &SuccessCriterion),
    metric: &Metric,
    series: &Series,
    rebases: &[Period],
    as_of: Date,
    closed_on: Option<Date>,
    setting: &LimitsSetting,
) -> CriterionState {
    let first = period_holding(metric.grain, criterion.from.first_day());
    let of_period = |period| {
        let cell = cell(series, period);
        let value = cell.and_then(|cell| cell_value(metric, cell));
        CriterionPeriod {
            period,
            value,
            met: value.map(|value| meets(*criterion.direction, *criterion.target, value)),
            rows: cell.map_or_else(Vec::new, |cell| cell.rows.clone()),
        }
    };
    let before = baseline(metric, series, *plan.detected_on).map_or_else(Vec::new, |start| {
        calendar(start, as_of).take_while(|period| *period < first).map(of_period).collect()
    });
    let periods: Vec<CriterionPeriod> = calendar(first, as_of).map(of_period).collect();
    let by = closed_on.unwrap_or(as_of);
    let counted = &periods[..periods.partition_point(|p| p.period.last_day() <= by)];
    // A missing period is not a met one: it ends the run.
    let run = counted.iter().rev().take_while(|p| p.met == Some(true)).count();
    let run = u32::try_from(run).unwrap_or(u32::MAX);
    let variation = variation(criterion, metric, series, rebases, by, setting);
    // A plan whose count begins late has had its time all the same.
    let since = calendar(period_holding(metric.grain, *plan.detected_on), by).count();
    let verdict = verdict(criterion, (counted, since), run, variation);
    let relapse = |p: &&CriterionPeriod| p.period.first_day() > by && p.met == Some(false);
    let relapsed = (closed_on.is_some() && verdict == Verdict::Proven)
        .then(|| periods.iter().find(relapse).map(|p| p.period))
        .flatten();
    let figures = figures_by(metric, series, by);
    let last = figures.last().map(|(period, _)| *period);
    let aim = (Aim::Met, *criterion.direction);
    let forecast = forecast(&figures, aim, criterion.target.to_f64(), variation);
    CriterionState { verdict, before, periods, run, variation, forecast, last, relapsed }
}

/// The last period with a figure that ended when the miss was detected.
pub fn when_found(state: &CriterionState, detected: Date) -> Option<&CriterionPeriod> {
    let mut all = state.before.iter().chain(&state.periods);
    all.rfind(|period| period.value.is_some() && period.period.last_day() <= detected)
}

/// The first period that is looked at for a criterion: a quarter before its miss was detected, or where the series begins.
fn baseline(metric: &Metric, series: &Series, detected: Date) -> Option<Period> {
    let (first, _) = series.cells.first()?;
    let quarter = period_holding(metric.grain, detected.saturating_sub(13.weeks()));
    Some(quarter.max(*first))
}

/// `since`: periods since the plan's miss was detected.
fn verdict(
    criterion: &SuccessCriterion,
    (counted, since): (&[CriterionPeriod], usize),
    run: u32,
    variation: Variation,
) -> Verdict {
    if counted.iter().all(|p| p.met.is_none()) {
        return Verdict::NoData;
    }
    if run >= *criterion.for_periods {
        return match variation {
            // Too few points show no concern; the run they make is what counts.
            Variation::ConcernHigh | Variation::ConcernLow if *criterion.no_concern => Verdict::Failing,
            _ => Verdict::Proven,
        };
    }
    let needed = *criterion.for_periods as usize;
    let never_met = counted.iter().all(|p| p.met != Some(true));
    match counted.last().and_then(|p| p.met) {
        Some(false) if counted.len() >= needed || (never_met && since >= needed.saturating_mul(2)) => {
            Verdict::Failing
        }
        _ => Verdict::TooEarly,
    }
}

/// The icon of the whole series as it stood on the day `by`.
fn variation(
    criterion: &SuccessCriterion,
    metric: &Metric,
    series: &Series,
    rebases: &[Period],
    by: Date,
    setting: &LimitsSetting,
) -> Variation {
    let Some((first, _)) = series.cells.first() else { return Variation::TooFewPoints };
    let Some((last, _)) = series.cells.iter().rev().find(|(period, _)| period.last_day() <= by) else {
        return Variation::TooFewPoints;
    };
    let periods: Vec<Period> = calendar(*first, last.last_day()).collect();
    let value = |period: &Period| cell(series, *period).and_then(|cell| cell_value(metric, cell));
    let values: Vec<Option<f64>> = periods.iter().map(|p| value(p).map(Quotient::to_f64)).collect();
    let starts: Vec<usize> =
        rebases.iter().map(|from| periods.partition_point(|p| p.first_day() < from.first_day())).collect();
    let improves = if criterion.direction == Direction::AtMost { Improves::Down } else { Improves::Up };
    spc::chart(&values, &starts, setting).variation(improves)
}

/// Figures of the whole series up to the day `by`.
fn figures_by(metric: &Metric, series: &Series, by: Date) -> Vec<(Period, f64)> {
    let ended = series.cells.iter().filter(|(period, _)| period.last_day() <= by);
    ended.filter_map(|(period, cell)| Some((*period, cell_value(metric, cell)?.to_f64()))).collect()
}

/// Whether a value reaches a target: from above where less is better.
pub fn meets(direction: Direction, target: Decimal, value: Quotient) -> bool {
    let order = value.cmp_decimal(target);
    if direction == Direction::AtMost { order.is_le() } else { order.is_ge() }
}

/// The cell of a period in a series.
pub fn cell(series: &Series, period: Period) -> Option<&Cell> {
    let at = series.cells.binary_search_by_key(&period, |(period, _)| *period).ok()?;
    Some(&series.cells[at].1)
}

/// Every period from `first` that ends by `until`.
fn calendar(first: Period, until: Date) -> impl Iterator<Item = Period> {
    std::iter::successors(Some(first), |period| Some(period.next()))
        .take_while(move |period| period.last_day() <= until && period.first_day() < Date::MAX)
}

/// The period of a grain in which a day lies.
pub fn period_holding(grain: Grain, day: Date) -> Period {
    match grain {
        Grain::Day => Period::Day(day),
        Grain::Week => Period::Week(week_of(day)),
        Grain::Month => Period::month_of(day),
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
