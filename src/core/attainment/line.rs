//! The lines a value is compared with, blended where terms changed inside a window, and the score it earns.

use std::cmp::Ordering;
use std::sync::Arc;

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::core::contract::record::{RoundMode, Rounding, ScoreBand, ScoreRule};
use crate::kit::exact::{Toward, itself, of_decimal, of_quotient, to_decimal, to_quotient};
use crate::kit::number::{Decimal, Quotient};
use crate::kit::words::Direction;

/// What is compared: exact, where 128 bits do not hold it beside what lies near it on the side of a miss.
#[derive(Clone, Debug)]
pub struct Value {
    pub near: Quotient,
    pub beyond: Option<Arc<BigRational>>,
}

impl Value {
    pub fn itself(&self) -> BigRational {
        itself(self.near, self.beyond.as_ref())
    }

    fn cmp_decimal(&self, bound: Decimal) -> Ordering {
        Line::Written(bound).place_of(self)
    }
}

impl From<Quotient> for Value {
    fn from(near: Quotient) -> Self {
        Value { near, beyond: None }
    }
}

/// A bound to compare with: written in the contract, or the weighted mean of several.
#[derive(Clone, Debug)]
pub enum Line {
    Written(Decimal),
    Blend(BigRational),
}

impl Line {
    /// Σ weight × bound ÷ Σ weight. Under this line a window's sums meet their target exactly when Σ numerators ≥ Σ target ×
    /// denominator. `None` of nothing; equal bounds stay as written.
    pub fn blend(bounds: &[(Decimal, i128)]) -> Option<Line> {
        let (first, last) = (bounds.first()?.0, bounds.last()?.0);
        let weight: i128 = bounds.iter().map(|(_, weight)| weight).sum();
        if weight <= 0 {
            return Some(Line::Written(last));
        }
        let mut weighed = bounds.iter().filter(|(_, weight)| *weight > 0);
        let lead = weighed.next().map_or(first, |(bound, _)| *bound);
        if weighed.all(|(bound, _)| *bound == lead) {
            return Some(Line::Written(lead));
        }
        let sum: BigInt =
            bounds.iter().map(|(bound, w)| BigInt::from(bound.micro()) * BigInt::from(*w)).sum();
        Some(Line::Blend(BigRational::new(sum, BigInt::from(weight) * BigInt::from(Decimal::SCALE))))
    }

    /// A share of it: `days` of `of`.
    pub fn times(&self, days: u32, of: u32) -> Line {
        Line::Blend(self.exact() * BigInt::from(days) / BigInt::from(of.max(1)))
    }

    pub fn exact(&self) -> BigRational {
        match self {
            Line::Written(bound) => of_decimal(*bound),
            Line::Blend(bound) => bound.clone(),
        }
    }

    /// Where a value lies from the line.
    pub fn place_of(&self, value: &Value) -> Ordering {
        match (self, &value.beyond) {
            (line, Some(exact)) => exact.as_ref().cmp(&line.exact()),
            (Line::Written(bound), None) => value.near.cmp_decimal(*bound),
            (Line::Blend(bound), None) => of_quotient(value.near).cmp(bound),
        }
    }

    /// To six decimals, rounded away from the value, so that the shown line agrees with the outcome: a value on the line lies
    /// `above` it where the line is a least, and below it where it is a most.
    pub fn shown(&self, value: Option<&Value>, above: bool) -> Decimal {
        match self {
            Line::Written(bound) => *bound,
            Line::Blend(bound) => {
                let under = value.is_some_and(|value| match self.place_of(value) {
                    Ordering::Less => true,
                    Ordering::Equal => !above,
                    Ordering::Greater => false,
                });
                to_decimal(bound, if under { Toward::Higher } else { Toward::Lower })
            }
        }
    }
}

/// What a window is judged by.
#[derive(Clone, Debug)]
pub enum Lines {
    AtLeast(Line),
    AtMost(Line),
    Range(Line, Line),
}

impl Lines {
    /// Equality meets.
    pub fn met_by(&self, value: &Value) -> bool {
        match self {
            Lines::AtLeast(line) => line.place_of(value).is_ge(),
            Lines::AtMost(line) => line.place_of(value).is_le(),
            Lines::Range(low, high) => low.place_of(value).is_ge() && high.place_of(value).is_le(),
        }
    }
}

/// Contractual rounding of the result that is compared: half away from zero, or cut.
pub fn round(rounding: Rounding, value: Quotient) -> Quotient {
    let Some(decimals) = rounding.decimals else { return value };
    let scaled = match rounding.mode {
        RoundMode::HalfUp => value.rounded(decimals),
        RoundMode::Down => value.cut(decimals),
    };
    Quotient::new(scaled, 10_i128.pow(u32::from(decimals))).unwrap_or(value)
}

/// The same of a fraction of any size; `None` where the contract does not round.
pub fn round_exact(rounding: Rounding, value: &BigRational) -> Option<Quotient> {
    let decimals = rounding.decimals?;
    let scale = BigInt::from(10_i128.pow(u32::from(decimals)));
    let size = (if value < &BigRational::from(BigInt::ZERO) { -value } else { value.clone() }) * scale;
    let whole = match rounding.mode {
        RoundMode::HalfUp => (size + BigRational::new(BigInt::from(1), BigInt::from(2))).floor(),
        RoundMode::Down => size.floor(),
    };
    // Figures lie within 10^11 of a unit, so 128 bits hold them with six decimals.
    let whole = i128::try_from(&whole.to_integer()).unwrap_or(i128::MAX);
    let signed = if value < &BigRational::from(BigInt::ZERO) { -whole } else { whole };
    Some(Quotient::new(signed, 10_i128.pow(u32::from(decimals))).unwrap_or(Quotient::from(Decimal::ZERO)))
}

/// 0 to 100, and the service points of a miss. A linear score is exact, but for a ratio that 128 bits do not hold, which is cut to 18 decimals. Met or not: 100 or 0. Linear: 100 × (value − floor) ÷ (target
/// − floor) between floor and target; a range has the floor's distance on both sides. Bands: the first band reached. Without a
/// value to go by (0/0, a late report) a hit takes 100 or the first band, a miss 0 or the last.
pub fn score(rule: &ScoreRule, lines: &Lines, value: Option<&Value>, met: bool) -> (Quotient, Decimal) {
    let full = Quotient::from(Decimal::from_int(100));
    let flat = if met { full } else { Quotient::from(Decimal::ZERO) };
    match (rule, value) {
        (ScoreRule::MetOrNot, _) | (ScoreRule::Linear(_), None) => (flat, Decimal::ZERO),
        (ScoreRule::Linear(floor), Some(value)) => {
            (if met { full } else { linear(**floor, lines, value) }, Decimal::ZERO)
        }
        (ScoreRule::Bands(bands), value) => {
            let fallback = if met { bands.first() } else { bands.last() };
            let reached = value.and_then(|value| band(bands, lines, value, met)).or(fallback);
            let points = reached.filter(|_| !met).map_or(Decimal::ZERO, |band| band.points);
            (reached.map_or(flat, |band| Quotient::from(band.score)), points)
        }
    }
}

/// The first band whose bound the value reaches. A range has no better end, so its bands are met (first) and missed (last).
fn band<'a>(bands: &'a [ScoreBand], lines: &Lines, value: &Value, met: bool) -> Option<&'a ScoreBand> {
    let reached = |band: &&ScoreBand| match (band.bound, lines) {
        (None, _) => true,
        (Some(bound), Lines::AtLeast(_)) => value.cmp_decimal(bound).is_ge(),
        (Some(bound), Lines::AtMost(_)) => value.cmp_decimal(bound).is_le(),
        (Some(_), Lines::Range(..)) => met,
    };
    bands.iter().find(reached)
}

/// Of a missed value: at or beyond the floor 0, else the share of the way from floor to target. Never rounded up: a miss
/// never scores as a hit. A floor on the wrong side of the target scores 0.
fn linear(floor: Decimal, lines: &Lines, value: &Value) -> Quotient {
    let (value, floor) = (value.itself(), of_decimal(floor));
    let (way, whole) = match lines {
        Lines::AtLeast(target) => (value - &floor, target.exact() - floor),
        Lines::AtMost(target) => (&floor - value, floor - target.exact()),
        Lines::Range(low, high) => {
            let (low, high) = (low.exact(), high.exact());
            let reach = if floor < low { &low - &floor } else { &floor - &high };
            let off = if value < low { &low - &value } else { &value - &high };
            (&reach - off, reach)
        }
    };
    let zero = BigRational::from(BigInt::ZERO);
    if whole <= zero || way <= zero {
        return Quotient::from(Decimal::ZERO);
    }
    to_quotient(&(way / whole * BigInt::from(100)), Toward::Lower)
}

/// What a value is compared by: with timeslices the least percentage of slices, whatever the slices' direction.
pub fn direction_of_window(direction: Direction, by_slices: bool) -> Direction {
    match direction {
        Direction::Neutral => Direction::Neutral,
        _ if by_slices => Direction::AtLeast,
        direction => direction,
    }
}
