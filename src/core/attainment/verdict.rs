//! The verdict on what was measured: lines, outcome, score, severity.

use std::sync::Arc;

use num_rational::BigRational;

use super::line::{Line, Lines, Value, direction_of_window, score};
use super::measure::{Measure, Part};
use super::ruling::{Outcome, Ruling, WhyNot};
use super::sampling;
use crate::core::contract::record::{Aggregation, OnZero, ServiceLevel, Target};
use crate::kit::number::{Decimal, Quotient};
use crate::kit::words::Direction;

/// The lines of a window: one target, or the slices' targets blended by what each slice weighs. `None`: nothing to judge by.
pub fn lines(clause: &ServiceLevel, parts: &[Part<'_>], weights: &[i128]) -> Option<Lines> {
    let bounds = |bound: fn(Target) -> Option<Decimal>| {
        let bounds: Option<Vec<(Decimal, i128)>> =
            parts.iter().zip(weights).map(|(part, weight)| Some((bound(part.target)?, *weight))).collect();
        Line::blend(&bounds?)
    };
    let line = |target| if let Target::Line(line) = target { Some(line) } else { None };
    let low = |target| if let Target::Range { low, .. } = target { Some(low) } else { None };
    let high = |target| if let Target::Range { high, .. } = target { Some(high) } else { None };
    match direction_of_window(clause.direction, clause.aggregation == Aggregation::Timeslices) {
        Direction::AtLeast => bounds(line).map(Lines::AtLeast),
        Direction::AtMost => bounds(line).map(Lines::AtMost),
        Direction::Range => Some(Lines::Range(bounds(low)?, bounds(high)?)),
        Direction::Neutral => None,
    }
}

/// What a window is held against: its lines, and the days in force, of all days, by which a count's are shortened.
pub struct Held {
    pub lines: Option<Lines>,
    pub share: Option<(u32, u32)>,
}

impl Held {
    /// The lines as they are compared: shortened.
    pub fn written(&self) -> Option<Lines> {
        let shorten = |line: &Line| match self.share {
            Some((days, of)) => line.times(days, of),
            None => line.clone(),
        };
        Some(match self.lines.as_ref()? {
            Lines::AtLeast(line) => Lines::AtLeast(shorten(line)),
            Lines::AtMost(line) => Lines::AtMost(shorten(line)),
            Lines::Range(low, high) => Lines::Range(shorten(low), shorten(high)),
        })
    }

    /// A value as it would be for all days: against the lines as they stand in the contract, its floor and its bands alike.
    fn for_all_days(&self, value: &Value) -> Value {
        let Some((days, of)) = self.share else { return value.clone() };
        let (num, den) = (value.near.num().checked_mul(of.into()), value.near.den().checked_mul(days.into()));
        let near = num.zip(den).and_then(|(num, den)| Quotient::new(num, den));
        near.map_or_else(|| value.clone(), Value::from)
    }
}

/// Each line on the side of the value that agrees with the outcome.
pub fn shown_target(lines: &Lines, value: Option<&Value>) -> Target {
    match lines {
        Lines::AtLeast(line) => Target::Line(line.shown(value, true)),
        Lines::AtMost(line) => Target::Line(line.shown(value, false)),
        Lines::Range(low, high) => {
            Target::Range { low: low.shown(value, true), high: high.shown(value, false) }
        }
    }
}

/// A blended line itself (of a range its lower end), where no decimal of six places is the line.
pub fn blended_target(lines: &Lines) -> Option<Arc<BigRational>> {
    let (Lines::AtLeast(line) | Lines::AtMost(line) | Lines::Range(line, _)) = lines;
    match line {
        Line::Written(_) => None,
        Line::Blend(bound) => Some(Arc::new(bound.clone())),
    }
}

/// Met or missed, or why neither can be said; `nothing` is why where no row is there. `min_volume` is the clause's, or 0 where little is judged all the same.
pub fn outcome(
    clause: &ServiceLevel,
    measured: &Measure,
    held: &Held,
    late: bool,
    nothing: WhyNot,
    min_volume: Decimal,
) -> Outcome {
    if late {
        return Outcome::Missed;
    }
    if measured.used.is_empty() {
        return Outcome::NotMeasured(nothing);
    }
    if measured.is_unclear {
        return Outcome::NotMeasured(WhyNot::WholeBesideParts);
    }
    if measured.not_aggregable {
        return Outcome::NotMeasured(WhyNot::NotAggregable);
    }
    let Some(lines) = held.written() else {
        return if measured.value.is_some() {
            Outcome::Shown
        } else {
            Outcome::NotMeasured(WhyNot::ZeroDenominator)
        };
    };
    // 0/0 is asked of the whole window, under the aggregations by slices too, before it is asked how much there is.
    match (measured.is_nothing, clause.on_zero) {
        (true, OnZero::Met) => return Outcome::Met,
        (true, OnZero::Missed) => return Outcome::Missed,
        (true, _) => return Outcome::NotMeasured(WhyNot::ZeroDenominator),
        (false, _) => {}
    }
    let minimum = i128::from(min_volume.micro());
    if let Some(volume) = measured.volume.filter(|volume| *volume < minimum) {
        // Under the minimum, so it fits a decimal.
        let volume = Decimal::from_micro(i64::try_from(volume).unwrap_or(0));
        return Outcome::NotMeasured(WhyNot::BelowMinVolume { volume, minimum: min_volume });
    }
    match &measured.value {
        None => Outcome::NotMeasured(WhyNot::ZeroDenominator),
        Some(value) if lines.met_by(value) => Outcome::Met,
        Some(_) => Outcome::Missed,
    }
}

/// Score, points, severity and the reading of the interval.
pub fn finish(
    ruling: &mut Ruling,
    clause: &ServiceLevel,
    held: &Held,
    measured: &Measure,
    parts: &[Part<'_>],
    late: bool,
) {
    let met = match ruling.outcome {
        Outcome::Met => true,
        Outcome::Missed => false,
        Outcome::NotMeasured(_) | Outcome::Shown => return,
    };
    let Some(lines) = &held.lines else { return };
    let value = measured.value.as_ref().filter(|_| !late).map(|value| held.for_all_days(value));
    let value = value.as_ref();
    let (score, points) = score(&clause.score, lines, value, met);
    ruling.score = Some(score);
    ruling.points = points;
    ruling.reading = ruling.interval.zip(value).map(|(interval, _)| sampling::reading(interval, lines, met));
    let minimums: Option<Vec<(Decimal, i128)>> =
        parts.iter().zip(&measured.weights).map(|(part, weight)| Some((part.minimum?, *weight))).collect();
    let written = || clause.minimum.as_ref().map(|line| Line::Written(**line));
    let minimum = minimums.and_then(|bounds| Line::blend(&bounds)).or_else(written);
    ruling.severe = match (lines, minimum, value) {
        (Lines::AtLeast(_), Some(minimum), Some(value)) => !met && minimum.place_of(value).is_lt(),
        (Lines::AtMost(_), Some(minimum), Some(value)) => !met && minimum.place_of(value).is_gt(),
        _ => false,
    };
}
