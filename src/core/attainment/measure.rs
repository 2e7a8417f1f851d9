//! The slices of a window become one value: the three aggregations of OpenSLO's `budgetingMethod`, which differ on the same
//! data (V19).

use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;

use super::line::{Line, Value, round, round_exact};
use super::ruling::Slice;
use crate::core::contract::record::{Aggregation, OnZero, ServiceLevel, Target};
use crate::core::metric::record::{Metric, MetricKind};
use crate::core::rollup::{Cell, cell_value, has_denominator};
use crate::kit::exact::{Toward, beyond, of_quotient, to_quotient};
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::kit::words::Direction;

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
    pub value: Option<Value>,
    pub numerator: i128,
    pub denominator: i128,
    /// Millionths of what `min-volume` counts; `None` for kinds without a volume (levels, percentiles).
    pub volume: Option<i128>,
    pub slices: Vec<Slice>,
    /// No figure can be given: percentiles of several slices, or rows of which it is unclear how they add up.
    pub not_aggregable: bool,
    pub is_unclear: bool,
    /// There are rows, and all of them say 0/0.
    pub is_nothing: bool,
    /// What each part weighs in a blended target: its denominator for sums over sums, else 1.
    pub weights: Vec<i128>,
    /// The parts whose rows made the value.
    pub used: Vec<usize>,
}

/// Occurrences: Σ numerators ÷ Σ denominators over the window (counts: the sum; levels: the last slice). Timeslices: 100 ×
/// slices that met ÷ slices measured. Ratio-timeslices: the unweighted mean of the slices' values. A slice of 0/0 is what
/// the clause says of it: left out, met or missed. `clause` gives the policies, `parts` are in order of period.
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
        measure.not_aggregable |= cell.not_aggregable || cell.is_unclear;
        measure.is_unclear |= cell.is_unclear;
        measure.used.push(at);
    }
    measure.volume = match metric.kind {
        MetricKind::Ratio | MetricKind::Mean => Some(measure.denominator),
        MetricKind::Count => Some(measure.numerator),
        MetricKind::Level | MetricKind::Percentile => None,
    };
    measure.is_nothing = has_denominator(metric.kind) && !measure.used.is_empty() && measure.denominator == 0;
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
    measure.value = cell_value(metric, &sums).map(|value| round(clause.rounding, value).into());
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
        measure.value = Quotient::new(met * 100, judged).map(|value| round(clause.rounding, value).into());
    }
}

fn ratio_timeslices(metric: &Metric, clause: &ServiceLevel, parts: &[Part<'_>], measure: &mut Measure) {
    measure.not_aggregable |= metric.kind == MetricKind::Percentile && parts.len() > 1;
    measure.slices = parts.iter().map(|part| shown(metric, clause, part)).collect();
    let worth = |slice: &Slice| slice.value.or_else(|| slice.met.and_then(|met| of_nothing(clause, met)));
    let values: Vec<Option<Quotient>> = measure.slices.iter().map(worth).collect();
    for (weight, value) in measure.weights.iter_mut().zip(&values) {
        *weight = i128::from(value.is_some());
    }
    let counted = values.iter().flatten().count();
    if measure.not_aggregable || counted == 0 {
        return;
    }
    let sum: BigRational = values.iter().flatten().map(|value| of_quotient(*value)).sum();
    let exact = sum / BigInt::from(counted);
    if let Some(rounded) = round_exact(clause.rounding, &exact) {
        measure.value = Some(rounded.into());
        return;
    }
    let toward = toward_miss(clause.direction, parts, &measure.weights, &exact);
    let near = to_quotient(&exact, toward);
    measure.value = Some(Value { near, beyond: beyond(exact, near) });
}

/// What a slice of 0/0 is worth in a mean of percentages: met is the best there is, missed the worst. The reader takes care that
/// the metric is a percentage with a better side.
fn of_nothing(clause: &ServiceLevel, met: bool) -> Option<Quotient> {
    let best = match clause.direction {
        Direction::AtLeast => 100,
        Direction::AtMost => 0,
        Direction::Range | Direction::Neutral => return None,
    };
    Some(Quotient::from(Decimal::from_int(if met { best } else { 100 - best })))
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
        None if clause.aggregation != Aggregation::Occurrences && is_nothing(metric, part) => {
            match clause.on_zero {
                OnZero::NotMeasured => None,
                OnZero::Met => Some(true),
                OnZero::Missed => Some(false),
            }
        }
        None => None,
    };
    Slice { period: part.period, day: part.day, value, met, target, version: part.version }
}

/// A row stands for the slice, and says 0/0.
fn is_nothing(metric: &Metric, part: &Part<'_>) -> bool {
    let nothing = |cell: &Cell| has_denominator(metric.kind) && cell.denominator == 0;
    part.cell.is_some_and(|cell| !cell.not_aggregable && !cell.is_unclear && nothing(cell))
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
