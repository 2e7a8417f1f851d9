//! The slices of a window become one value: the three aggregations of OpenSLO's `budgetingMethod`, which differ on the same
//! data (V19).

use jiff::civil::Date;
use num_rational::BigRational;

use super::line::{Line, round};
use super::ruling::Slice;
use crate::compute::exact::{Toward, mean, to_quotient};
use crate::compute::rollup::{Cell, cell_value, has_denominator};
use crate::model::{
    Aggregation, Decimal, Direction, Metric, MetricKind, OnZero, Period, Quotient, ServiceLevel, Target,
};

/// One expected slice with the terms that judge it.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    pub period: Period,
    /// Whose target holds.
    pub day: Date,
    /// `None`: no row.
    pub cell: Option<&'a Cell>,
    pub target: Target,
    pub slice_target: Option<Decimal>,
    pub minimum: Option<Decimal>,
    pub version: usize,
}

/// What the rows of a window say, before anything is compared.
#[derive(Debug, Default)]
pub struct Measure {
    /// In the metric's unit; with timeslices percent of slices. After contractual rounding.
    pub value: Option<Quotient>,
    pub numerator: i128,
    pub denominator: i128,
    /// Millionths of what `min-volume` counts; `None` for kinds without a volume (levels, percentiles).
    pub volume: Option<i128>,
    pub slices: Vec<Slice>,
    pub not_aggregable: bool,
    /// What each part weighs in a blended target: its denominator for sums over sums, else 1.
    pub weights: Vec<i128>,
    /// The parts whose rows made the value.
    pub used: Vec<usize>,
}

/// Occurrences: Σ numerators ÷ Σ denominators over the window (counts: the sum; levels: the last slice). Timeslices: 100 ×
/// slices that met ÷ slices measured. Ratio-timeslices: the unweighted mean of the slices' values. `clause` gives the
/// policies, `parts` are in order of period.
pub fn measure(metric: &Metric, clause: &ServiceLevel, parts: &[Part<'_>], want_slices: bool) -> Measure {
    let mut measure = Measure { weights: vec![0; parts.len()], ..Measure::default() };
    sum(metric, parts, &mut measure);
    match clause.aggregation {
        Aggregation::Occurrences => occurrences(metric, clause, parts, &mut measure),
        Aggregation::Timeslices => timeslices(metric, clause, parts, &mut measure),
        Aggregation::RatioTimeslices => ratio_timeslices(metric, clause, parts, &mut measure),
    }
    if want_slices && measure.slices.is_empty() {
        measure.slices = parts.iter().map(|part| shown(metric, clause, part)).collect();
    }
    measure
}

fn sum(metric: &Metric, parts: &[Part<'_>], measure: &mut Measure) {
    for (at, cell) in parts.iter().enumerate().filter_map(|(at, part)| Some((at, part.cell?))) {
        measure.numerator += cell.numerator;
        measure.denominator += if has_denominator(metric.kind) { cell.denominator } else { 0 };
        measure.not_aggregable |= cell.not_aggregable;
        measure.used.push(at);
    }
    measure.volume = match metric.kind {
        MetricKind::Ratio | MetricKind::Mean => Some(measure.denominator),
        MetricKind::Count => Some(measure.numerator),
        MetricKind::Level | MetricKind::Percentile => None,
    };
    if !has_denominator(metric.kind) {
        measure.denominator = i128::from(Decimal::SCALE);
    }
}

fn occurrences(metric: &Metric, clause: &ServiceLevel, parts: &[Part<'_>], measure: &mut Measure) {
    match metric.kind {
        MetricKind::Ratio | MetricKind::Mean => {
            for &at in &measure.used {
                measure.weights[at] = parts[at].cell.map_or(0, |cell| cell.denominator);
            }
        }
        // The target of a count speaks of the whole window, so every expected slice has its share of it.
        MetricKind::Count => measure.weights.fill(1),
        MetricKind::Level => {
            let last = measure.used.last().copied();
            measure.used = last.into_iter().collect();
            measure.numerator = last.and_then(|at| parts[at].cell).map_or(0, |cell| cell.numerator);
            if let Some(at) = last {
                measure.weights[at] = 1;
            }
        }
        MetricKind::Percentile => {
            measure.not_aggregable |= parts.len() > 1;
            measure.weights.fill(1);
        }
    }
    if measure.not_aggregable || measure.used.is_empty() {
        return;
    }
    let sums = Cell { numerator: measure.numerator, denominator: measure.denominator, ..Cell::default() };
    measure.value = cell_value(metric, &sums).map(|value| round(clause.rounding, value));
}

fn timeslices(metric: &Metric, clause: &ServiceLevel, parts: &[Part<'_>], measure: &mut Measure) {
    measure.slices = parts.iter().map(|part| shown(metric, clause, part)).collect();
    let (mut met, mut judged) = (0_i128, 0_i128);
    for (weight, slice) in measure.weights.iter_mut().zip(&measure.slices) {
        if let Some(is_met) = slice.met {
            judged += 1;
            met += i128::from(is_met);
            *weight = 1;
        }
    }
    if !measure.not_aggregable {
        measure.value = Quotient::new(met * 100, judged).map(|value| round(clause.rounding, value));
    }
}

fn ratio_timeslices(metric: &Metric, clause: &ServiceLevel, parts: &[Part<'_>], measure: &mut Measure) {
    measure.not_aggregable |= metric.kind == MetricKind::Percentile && parts.len() > 1;
    measure.slices = parts.iter().map(|part| shown(metric, clause, part)).collect();
    for (weight, slice) in measure.weights.iter_mut().zip(&measure.slices) {
        *weight = i128::from(slice.value.is_some());
    }
    let values: Vec<Quotient> = measure.slices.iter().filter_map(|slice| slice.value).collect();
    if measure.not_aggregable {
        return;
    }
    let value = mean(&values).map(|exact| {
        let toward = toward_miss(clause.direction, parts, &measure.weights, &exact);
        to_quotient(&exact, toward)
    });
    measure.value = value.map(|value| round(clause.rounding, value));
}

/// The way a mean that outgrows 128 bits is rounded: never into meeting its target.
fn toward_miss(direction: Direction, parts: &[Part<'_>], weights: &[i128], exact: &BigRational) -> Toward {
    let above_range = || {
        let highs = parts.iter().zip(weights).filter_map(|(part, weight)| match part.target {
            Target::Range { high, .. } => Some((high, *weight)),
            _ => None,
        });
        Line::blend(&highs.collect::<Vec<_>>()).is_some_and(|high| *exact > high.exact())
    };
    match direction {
        Direction::AtMost => Toward::Higher,
        Direction::Range if above_range() => Toward::Higher,
        _ => Toward::Lower,
    }
}

/// One slice as pages show it, judged alone where that has a meaning.
fn shown(metric: &Metric, clause: &ServiceLevel, part: &Part<'_>) -> Slice {
    let value = part.cell.and_then(|cell| cell_value(metric, cell));
    let by_slice = clause.aggregation == Aggregation::Timeslices;
    let value = if by_slice { value.map(|value| round(clause.rounding, value)) } else { value };
    let target = match (by_slice, part.slice_target) {
        (true, Some(line)) => Target::Line(line),
        (true, None) => Target::None,
        (false, _) => part.target,
    };
    let alone =
        by_slice || metric.kind != MetricKind::Count || clause.aggregation == Aggregation::RatioTimeslices;
    let met = match value {
        Some(value) if alone => meets(clause.direction, target, value),
        Some(_) => None,
        // 0/0 in a slice: the clause says what nothing to measure means.
        None if by_slice && part.cell.is_some_and(|cell| !cell.not_aggregable) => match clause.on_zero {
            OnZero::NotMeasured => None,
            OnZero::Met => Some(true),
            OnZero::Missed => Some(false),
        },
        None => None,
    };
    Slice { period: part.period, day: part.day, value, met, target, version: part.version }
}

fn meets(direction: Direction, target: Target, value: Quotient) -> Option<bool> {
    match (direction, target) {
        (Direction::AtLeast, Target::Line(line)) => Some(value.cmp_decimal(line).is_ge()),
        (Direction::AtMost, Target::Line(line)) => Some(value.cmp_decimal(line).is_le()),
        (Direction::Range, Target::Range { low, high }) => {
            Some(value.cmp_decimal(low).is_ge() && value.cmp_decimal(high).is_le())
        }
        _ => None,
    }
}
