//! A service level against the rows of its metric: what can never be judged, and settings that their kind has no use for.

use super::shape::{Around, refuse};
use crate::core::contract::record::{Aggregation, BelowMinVolume, OnZero, ServiceLevel, Window};
use crate::core::metric::record::{Metric, MetricKind, Unit};
use crate::kit::calendar::Grain;
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::record::table::Fields;
use crate::kit::words::Direction;

/// Checks a clause whose keys could be read, where its metric is known.
pub fn check(level: &Fields<'_, '_>, read: &ServiceLevel, around: &Around<'_>) {
    let Some(metric) = around.metrics.get(&read.metric) else { return };
    if !is_coarse(level, read, metric) {
        percentile(level, read, metric);
    }
    nothing_in_a_mean(level, read, metric);
    if matches!(metric.kind, MetricKind::Level | MetricKind::Percentile) {
        let why = format!("a metric of kind `{}` has no volume to count", metric.kind.word());
        refuse(level, &["min-volume", "below-min-volume"], &why);
    } else if read.below_min_volume == BelowMinVolume::CombineNext
        && matches!(read.window, Window::Rolling4 | Window::Rolling13)
    {
        let why = "rolling windows share their weeks, so the next one holds most of this one";
        refuse(level, &["below-min-volume"], why);
    }
    if metric.kind != MetricKind::Count || read.aggregation != Aggregation::Occurrences {
        refuse(
            level,
            &["pro-rate"],
            "only the target of a count, of aggregation `occurrences`, is shortened by days",
        );
    }
}

/// A slice of 0/0 that is met or missed takes part in a mean of slices by the best or the worst value, which only a percentage with a
/// better side has.
fn nothing_in_a_mean(level: &Fields<'_, '_>, read: &ServiceLevel, metric: &Metric) {
    let is_share = metric.kind == MetricKind::Ratio && metric.unit == Unit::Percent;
    let has_side = matches!(read.direction, Direction::AtLeast | Direction::AtMost);
    let by_mean = read.aggregation == Aggregation::RatioTimeslices;
    if !by_mean || read.on_zero == OnZero::NotMeasured || is_share && has_side {
        return;
    }
    let why = "a slice of 0/0 has no value in a mean: only a percentage has a best and a worst one";
    refuse(level, &["on-zero-denominator"], why);
}

/// Rows by the month in a window shorter than any month, or not made of months: no window would ever have its rows.
fn is_coarse(level: &Fields<'_, '_>, read: &ServiceLevel, metric: &Metric) -> bool {
    let coarse = metric.grain == Grain::Month
        && !matches!(read.window, Window::Month | Window::Quarter | Window::Year);
    if coarse {
        let message = format!(
            "{} has window `{}`, and metric `{}` is measured by the month",
            level.name,
            read.window.word(),
            metric.id
        );
        wrong(
            level,
            message,
            "expected `month`, `quarter` or `year`",
            "change the window, or measure more often",
        );
    }
    coarse
}

/// Percentiles are never rolled up, so a window must be one of their periods, unless each period is judged alone.
fn percentile(level: &Fields<'_, '_>, read: &ServiceLevel, metric: &Metric) {
    let one_period =
        matches!((read.window, metric.grain), (Window::Week, Grain::Week) | (Window::Month, Grain::Month));
    if metric.kind != MetricKind::Percentile || read.aggregation == Aggregation::Timeslices || one_period {
        return;
    }
    let message = format!(
        "{} has window `{}`, and percentiles such as metric `{}` cannot be rolled up",
        level.name,
        read.window.word(),
        metric.id
    );
    let label = match metric.grain {
        Grain::Day => "a window holds several days; only `timeslices` judges each alone",
        Grain::Week => "expected `week`, the grain of the metric, or aggregation `timeslices`",
        Grain::Month => "expected `month`, the grain of the metric, or aggregation `timeslices`",
    };
    wrong(level, message, label, "change the window or the aggregation");
}

fn wrong(level: &Fields<'_, '_>, message: String, label: &str, help: &str) {
    let node = level.node.get("window").unwrap_or(level.node);
    level.log.push(
        Diagnostic::new(&codes::SERVICE_LEVEL_SHAPE, node.place(), message)
            .label(label.to_owned())
            .help(help),
    );
}
