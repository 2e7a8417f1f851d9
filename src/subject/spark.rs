//! Sparklines of control charts: the last half year up to a week, as the chart looked when that week was the last.

use crate::core::charted::{Charted, improves};
use crate::core::metric::record::Metric;
use crate::core::spc::{PointFlag, Variation};
use crate::kit::period::Period;
use crate::kit::picture::series::{Baseline, Mark, Point, TargetStep};
use crate::kit::picture::sparkline::Sparkline;
use crate::kit::words::Direction;
use crate::subject::control;
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
    let mut steps: Vec<TargetStep> = Vec::new();
    let mut before = None;
    for (from, target) in chart.targets.iter().take(last + 1).skip(first).enumerate() {
        if from > 0 && *target == before {
            continue;
        }
        before = *target;
        let (floor, ceiling) = match direction {
            Direction::AtMost => (None, *target),
            _ => (*target, None),
        };
        steps.push(TargetStep { from, floor, ceiling });
    }
    steps
}

/// Appends the sparkline that ends with period `last`.
pub fn write(html: &mut Html, chart: &Charted, metric: &Metric, last: usize, label: &str) {
    let first = (last + 1).saturating_sub(POINTS);
    let points: Vec<Point> = (first..=last)
        .map(|at| Point {
            value: chart.values.get(at).copied().flatten(),
            mark: mark_at(chart, at, last, metric.direction),
            provisional: chart.provisional.get(at).copied().unwrap_or_default(),
        })
        .collect();
    html.draw(&Sparkline {
        label,
        points: &points,
        baselines: &baselines(chart, metric, first, last),
        targets: &target_steps(chart, metric.direction, first, last),
    });
}
