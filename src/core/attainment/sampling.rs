//! How sure a sampled result is: the Wilson interval around it and how the interval reads (V5). Information only: the outcome, and
//! every credit, follow the contract's point rule.

use super::line::{Line, Lines};
use super::measure::Measure;
use crate::core::contract::record::{Aggregation, ServiceLevel};
use crate::core::interval::{Reading, wilson};
use crate::core::metric::record::Metric;
use crate::core::rollup::percent_factor;
use crate::kit::number::Decimal;

/// 95% interval in percent, for sampled shares judged over the sums of a window.
pub fn interval(metric: &Metric, clause: &ServiceLevel, measured: &Measure) -> Option<(f64, f64)> {
    let sampled = metric.sampled && percent_factor(metric) == 100;
    if !sampled || clause.aggregation != Aggregation::Occurrences {
        return None;
    }
    let items = |micro: i128| micro as f64 / Decimal::SCALE as f64;
    let (lower, upper) = wilson(items(measured.numerator), items(measured.denominator))?;
    Some((100.0 * lower, 100.0 * upper))
}

/// The point has decided; the interval, in percent, says how sure that is.
pub fn reading((lower, upper): (f64, f64), lines: &Lines, met: bool) -> Reading {
    let at = |line: &Line| line.shown(None, true).to_f64();
    let (inside, outside) = match lines {
        Lines::AtLeast(line) => (lower >= at(line), upper < at(line)),
        Lines::AtMost(line) => (upper <= at(line), lower > at(line)),
        Lines::Range(low, high) => {
            (lower >= at(low) && upper <= at(high), upper < at(low) || lower > at(high))
        }
    };
    match (met, inside, outside) {
        (true, true, _) => Reading::MetWithConfidence,
        (true, false, _) => Reading::Met,
        (false, _, true) => Reading::Miss,
        (false, _, false) => Reading::MissWithinError,
    }
}
