//! Sparklines of control charts: the last half year up to a week, as the chart looked when that week was the last.

use crate::core::charted::{Charted, improves, limits_setting, rebases};
use crate::core::metric::record::Metric;
use crate::core::rollup::{Cell, Subject, cell_value};
use crate::core::spc::{PointFlag, Variation, chart};
use crate::kit::id::VendorId;
use crate::kit::period::Period;
use crate::kit::picture::series::{Baseline, Mark, Point, TargetStep, extent};
use crate::kit::picture::sparkline::Sparkline;
use crate::kit::words::Direction;
use crate::subject::control;
use crate::subject::register::Register;
use crate::subject::text::piece::Html;

/// Points of a sparkline: half a year of weeks.
pub const POINTS: usize = 26;

/// Index of the last period of the chart that ended by the last day of `by`.
pub fn last_by(chart: &Charted, by: Period) -> Option<usize> {
    let last = by.last_day();
    // Archive pages go back a few dozen periods at most, so the walk from the end is the short one.
    let is_after = |period: &&Period| match (period, by) {
        (Period::Week(of), Period::Week(week)) => *of > week,
        (period, _) => period.last_day() > last,
    };
    let after = chart.periods.iter().rev().take_while(is_after).count();
    (chart.periods.len() - after).checked_sub(1)
}

/// What the rules said of a point: of the newest chart with hindsight, of an earlier one as it was seen then.
pub fn mark_at(chart: &Charted, at: usize, last: usize, direction: Direction) -> Mark {
    let variation = if last + 1 == chart.periods.len() {
        match chart.chart().flags.get(at) {
            Some(PointFlag::Special(special)) => Variation::of(special.side, improves(direction)),
            _ => Variation::CommonCause,
        }
    } else {
        chart.seen.get(at).map_or(Variation::CommonCause, |seen| seen.0)
    };
    control::mark(variation)
}

/// Limits that held at `first..=last` when `last` was the newest point; indices count from `first`.
pub fn baselines(chart: &Charted, metric: &Metric, first: usize, last: usize) -> Vec<Baseline> {
    let groups = chart.chart().groups.iter().filter(|group| group.start <= last && group.end > first);
    groups
        .filter_map(|group| {
            let limits =
                if group.end > last { chart.seen.get(last).and_then(|seen| seen.2) } else { group.limits }?;
            Some(control::baseline(metric, group.start.saturating_sub(first), &limits))
        })
        .collect()
}

/// Targets at `first..=last` as steps; indices count from `first`.
pub fn target_steps(chart: &Charted, direction: Direction, first: usize, last: usize) -> Vec<TargetStep> {
    steps(chart.targets.iter().take(last + 1).skip(first).copied(), direction)
}

/// The targets of points, one each, as steps.
pub fn steps(targets: impl Iterator<Item = Option<f64>>, direction: Direction) -> Vec<TargetStep> {
    let mut steps: Vec<TargetStep> = Vec::new();
    let mut before = None;
    for (from, target) in targets.enumerate() {
        if from > 0 && target == before {
            continue;
        }
        before = target;
        let (floor, ceiling) = match direction {
            Direction::AtMost => (None, target),
            _ => (target, None),
        };
        steps.push(TargetStep { from, floor, ceiling });
    }
    steps
}

/// A sparkline as it will be drawn.
#[derive(Clone, Debug, Default)]
pub struct Spark {
    pub points: Vec<Point>,
    pub baselines: Vec<Baseline>,
    pub targets: Vec<TargetStep>,
}

impl Spark {
    /// Of a chart, up to period `last`.
    pub fn of(chart: &Charted, metric: &Metric, last: usize) -> Spark {
        let first = (last + 1).saturating_sub(POINTS);
        let points = (first..=last).map(|at| Point {
            value: chart.values.get(at).copied().flatten(),
            mark: mark_at(chart, at, last, metric.direction),
            provisional: chart.provisional.get(at).copied().unwrap_or_default(),
        });
        Spark {
            points: points.collect(),
            baselines: baselines(chart, metric, first, last),
            targets: target_steps(chart, metric.direction, first, last),
        }
    }

    /// With empty points before its first, so that it stands beside others over one and the same stretch.
    pub fn padded(mut self, count: usize) -> Spark {
        let missing = count.saturating_sub(self.points.len());
        self.points.splice(0..0, std::iter::repeat_n(Point::default(), missing));
        self.baselines.iter_mut().for_each(|baseline| baseline.from += missing);
        self.targets.iter_mut().for_each(|step| step.from += missing);
        self
    }

    /// The lowest and the highest value that it shows.
    pub fn extent(&self) -> Option<(f64, f64)> {
        extent(self.points.iter().filter_map(Point::shown), &self.baselines, &self.targets)
    }

    /// Appends it, on a scale of its own or on one that it shares.
    pub fn write(&self, html: &mut Html, label: &str, range: Option<(f64, f64)>) {
        let Spark { points, baselines, targets } = self;
        html.draw(&Sparkline { label, points, baselines, targets, range, ticks: &[] });
    }

    /// Appends it as a panel, whose axis has these ticks.
    pub fn write_panel(&self, html: &mut Html, label: &str, ticks: &[f64]) {
        let Spark { points, baselines, targets } = self;
        html.draw(&Sparkline { label, points, baselines, targets, range: None, ticks });
    }
}

/// The one scale of several sparklines.
pub fn one_scale<'s>(sparks: impl IntoIterator<Item = &'s Spark>) -> Option<(f64, f64)> {
    let ends = sparks.into_iter().filter_map(Spark::extent);
    ends.reduce(|(low, high), (lower, higher)| (low.min(lower), high.max(higher)))
}

/// Appends the sparkline that ends with period `last`.
pub fn write(html: &mut Html, chart: &Charted, metric: &Metric, last: usize, label: &str) {
    Spark::of(chart, metric, last).write(html, label, None);
}

impl Spark {
    /// Of a series by itself, with the limits that it has by itself, and what its last point says. `whose` has the limits start anew where those of its
    /// site do.
    pub fn of_series(
        register: &Register,
        metric: &Metric,
        whose: Option<(&Subject, &VendorId)>,
        periods: &[Period],
        cells: &[Option<Cell>],
    ) -> (Spark, Variation) {
        let value = |cell: &Option<Cell>| cell_value(metric, cell.as_ref()?).map(|value| value.to_f64());
        let values: Vec<Option<f64>> = cells.iter().map(value).collect();
        let starts = whose.map_or_else(Vec::new, |(subject, vendor)| {
            rebases(register, subject, vendor, &metric.id, periods)
        });
        let chart = chart(&values, &starts, &limits_setting(register));
        let improves = improves(metric.direction);
        let mark = |flag: &PointFlag| match flag {
            PointFlag::Special(special) => control::mark(Variation::of(special.side, improves)),
            _ => Mark::Common,
        };
        let points = values.iter().zip(cells).zip(&chart.flags).map(|((value, cell), flag)| Point {
            value: *value,
            mark: mark(flag),
            provisional: cell.as_ref().is_some_and(|cell| cell.provisional),
        });
        let limits = chart.groups.iter();
        let limits = limits.filter_map(|group| Some(control::baseline(metric, group.start, &group.limits?)));
        let spark = Spark { points: points.collect(), baselines: limits.collect(), targets: Vec::new() };
        (spark, chart.variation(improves))
    }
}
