//! What an improvement initiative has brought: the level of its metric before and after, each with its own limits, and the
//! difference with what chance alone could make of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::charted::{Charted, PartIndex, improves};
use crate::core::interval::Z_95;
use crate::core::metric::record::Metric;
use crate::core::rollup::{Cell, Rollup, Subject, cell_value};
use crate::core::spc::limits::ICON_POINTS;
use crate::core::spc::{Assurance, CONSTANTS, Chart, Improves, Limits, LimitsSetting, Variation, chart};
use crate::kit::id::InitiativeId;
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::words::Direction;
use crate::subject::given::{Computed, Given};
use crate::subject::initiative::record::{Initiative, InitiativeStatus};
use crate::subject::register::Register;

/// What a report keeps of them.
pub type Figures = BTreeMap<InitiativeId, InitiativeState>;

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let Given { register, rollup, charts, part_of, .. } = given;
        let initiatives = register.initiatives.values().filter(|one| one.approved_on <= register.as_of());
        let state = |one: &Initiative| initiative_state(register, rollup, (charts, part_of), one);
        initiatives.filter_map(|one| Some((one.id.clone(), state(one)?))).collect()
    }
}

/// An initiative on the as-of date.
#[derive(Clone, Debug)]
pub struct InitiativeState {
    pub subject: Subject,
    /// From the first of the baseline to the last that counts, without holes.
    pub periods: Vec<Period>,
    /// One for each period; `None` without rows.
    pub cells: Vec<Option<Cell>>,
    /// In the metric's unit.
    pub values: Vec<Option<f64>>,
    pub before: Phase,
    /// `None`: no period of the work as changed has ended.
    pub after: Option<Phase>,
    /// `None` while one of the two has too few points.
    pub effect: Option<Effect>,
    pub verdict: Verdict,
}

/// Periods under one way of working.
#[derive(Clone, Debug)]
pub struct Phase {
    /// Index of its first period, and one past its last.
    pub from: usize,
    pub to: usize,
    /// Periods with a value.
    pub points: usize,
    /// Limits on all of its points, flags of each.
    pub chart: Chart,
    pub variation: Variation,
    pub assurance: Assurance,
}

impl Phase {
    pub fn limits(&self) -> Option<Limits> {
        self.chart.limits().filter(Limits::carry_icon)
    }

    /// Whether a rule speaks inside it: what is not stable has no level to compare with.
    pub fn is_stable(&self) -> bool {
        !self.chart.flags.iter().any(|flag| matches!(flag, crate::core::spc::PointFlag::Special(_)))
    }
}

/// Mean after less mean before, in the metric's unit, with its 95% interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    pub change: f64,
    pub low: f64,
    pub high: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The intervention lies ahead.
    NotBegun,
    /// Fewer than 8 points before it.
    NoBaseline,
    /// Fewer than 8 points since.
    TooEarly,
    /// The interval holds no change: what is seen is common-cause variation.
    WithinNoise,
    /// A change in the wanted direction.
    Better,
    Worse,
}

/// What the data say of an initiative on the as-of date.
pub fn initiative_state(
    register: &Register,
    rollup: &Rollup<'_>,
    charts: (&[Charted], &PartIndex),
    initiative: &Initiative,
) -> Option<InitiativeState> {
    let metric = register.metrics.get(&*initiative.metric)?;
    let subject = match &initiative.site {
        Some(site) => Subject::Site(site.value.clone()),
        None => Subject::Vendor(initiative.vendor.value.clone()),
    };
    let scope = initiative.scope();
    let found = rollup.cells(&subject, &metric.id, &scope);
    let end = match initiative.status_on(register.as_of()) {
        // What came after it was taken back is not its doing.
        InitiativeStatus::Stopped => initiative.ended_on.as_deref().copied().unwrap_or(register.as_of()),
        InitiativeStatus::Running | InitiativeStatus::Kept => register.as_of(),
    };
    let last = found.iter().map(|(period, _)| *period).filter(|period| period.last_day() <= end).max();
    let last = last.unwrap_or(initiative.baseline().1).max(initiative.baseline().1);
    let periods: Vec<Period> =
        std::iter::successors(Some(initiative.baseline().0), |period| Some(period.next()))
            .take_while(|period| *period <= last)
            .collect();
    let cell = |period: &Period| found.iter().find(|(of, _)| of == period).map(|(_, cell)| cell.clone());
    let cells: Vec<Option<Cell>> = periods.iter().map(cell).collect();
    let value = |cell: &Option<Cell>| cell_value(metric, cell.as_ref()?).map(|value| value.to_f64());
    let values: Vec<Option<f64>> = cells.iter().map(value).collect();
    let setting = LimitsSetting {
        fix_after: None,
        screen: *register.settings.screen_ranges,
        rule_set: *register.settings.rule_set,
    };
    let way = wanted(metric, *initiative.expected);
    let (all, index) = charts;
    let whole = index.get(&(subject.clone(), metric.id.clone(), scope)).and_then(|at| all.get(*at));
    let phase = |from: usize, to: usize| {
        let chart = chart(&values[from..to], &[], &setting);
        let target = to.checked_sub(1).and_then(|at| target_at(whole?, periods[at]));
        Phase {
            from,
            to,
            points: values[from..to].iter().flatten().count(),
            variation: chart.variation(way),
            assurance: chart.assurance(target, way),
            chart,
        }
    };
    let before = phase(0, periods.partition_point(|period| *period <= initiative.baseline().1));
    let start = periods.partition_point(|period| *period < *initiative.intervention);
    let after = (start < periods.len()).then(|| phase(start, periods.len()));
    let effect = after.as_ref().and_then(|after| effect(&before, after));
    let verdict = match (&after, effect) {
        (None, _) => Verdict::NotBegun,
        (Some(_), _) if before.points < ICON_POINTS => Verdict::NoBaseline,
        (Some(_), None) => Verdict::TooEarly,
        (Some(_), Some(effect)) => judge(effect, *initiative.expected),
    };
    Some(InitiativeState { subject, periods, cells, values, before, after, effect, verdict })
}

/// Which way is better: as the metric says, else as the initiative wants.
fn wanted(metric: &Metric, expected: Decimal) -> Improves {
    match improves(metric.direction) {
        Improves::Neutral if metric.direction == Direction::Neutral => {
            if expected > Decimal::ZERO {
                Improves::Up
            } else {
                Improves::Down
            }
        }
        way => way,
    }
}

fn target_at(chart: &Charted, period: Period) -> Option<f64> {
    let at = chart.periods.iter().position(|of| *of == period)?;
    chart.targets.get(at).copied().flatten()
}

/// Means differ by chance with the variance s² ÷ n of each, s being the mean moving range × 2.66 ÷ 3 as on the charts.
fn effect(before: &Phase, after: &Phase) -> Option<Effect> {
    let (from, to) = (before.limits()?, after.limits()?);
    let variance = |limits: &Limits| {
        let sigma = limits.mean_range * CONSTANTS.limit / 3.0;
        sigma * sigma / limits.points_used as f64
    };
    let change = to.mean - from.mean;
    let half = Z_95 * libm::sqrt(variance(&from) + variance(&to));
    Some(Effect { change, low: change - half, high: change + half })
}

fn judge(effect: Effect, expected: Decimal) -> Verdict {
    if effect.low <= 0.0 && 0.0 <= effect.high {
        return Verdict::WithinNoise;
    }
    if (effect.change > 0.0) == (expected > Decimal::ZERO) { Verdict::Better } else { Verdict::Worse }
}

/// Initiatives whose effect shows on a subject's chart of a metric without new limits: those of some queues only.
pub fn partial<'r>(
    register: &'r Register,
    subject: &'r Subject,
    metric: &'r crate::kit::id::MetricId,
) -> impl Iterator<Item = &'r Initiative> {
    register.initiatives.values().filter(move |initiative| {
        let sites: BTreeSet<&crate::kit::id::SiteId> = initiative.site.as_deref().into_iter().collect();
        let here = match subject {
            Subject::Site(site) => {
                sites.contains(site)
                    || (sites.is_empty()
                        && register.sites.get(site).is_some_and(|site| site.vendor == *initiative.vendor))
            }
            Subject::Vendor(vendor) => sites.is_empty() && *vendor == *initiative.vendor,
        };
        here && initiative.metric == *metric && !initiative.queues.is_empty()
    })
}

#[cfg(test)]
mod tests;
