//! When a figure will be back on target if it keeps moving as it does: Theil–Sen trend on the last points, with its range.
//!
//! Theil 1950; Sen 1968 for the range of the slope. Floating point: a forecast is statistics.

use crate::core::spc::Variation;
use crate::kit::period::Period;
use crate::kit::words::Direction;

/// Points that the trend rests on, at most and at least.
pub const MOST_POINTS: usize = 8;
pub const LEAST_POINTS: usize = 6;
/// Periods beyond which no forecast is given.
pub const FARTHEST: u32 = 52;
/// Two-sided 90%.
const Z_90: f64 = 1.644_854;

/// What a trend moves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// The target is met: a figure that equals it is there.
    Met,
    /// The target is missed: a figure that equals it is not there yet.
    Missed,
}

impl Aim {
    /// Periods until a gap of 0 or more is closed at a slope above 0, at least 1. A quotient that only the rounding of floating point keeps from a
    /// whole number is that number, so that a line that meets its target exactly is told apart from one that passes it.
    fn after(self, gap: f64, slope: f64) -> u32 {
        let exact = gap / slope;
        let whole = libm::round(exact);
        let periods = match self {
            _ if (exact - whole).abs() > 1e-9 * whole.max(1.0) => libm::ceil(exact),
            Aim::Met => whole,
            Aim::Missed => whole + 1.0,
        };
        (periods as u32).max(1)
    }

    fn is_reached(self, value: f64, target: f64) -> bool {
        match self {
            Aim::Met => value >= target,
            Aim::Missed => value > target,
        }
    }
}

/// When the target will be reached, in periods after the last point, or why nobody can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// The last point meets the target, or misses it where that is asked.
    OnTarget,
    /// 1 or more each. `latest` is `None` where the slow end of the range never gets there.
    Reached {
        soonest: u32,
        likely: u32,
        latest: Option<u32>,
    },
    TooFewPoints,
    /// The chart shows no special cause: nothing moves.
    NothingMoves,
    /// It moves the other way, or not at all.
    NotTowards,
    /// Towards the target, and more than [`FARTHEST`] periods away.
    TooFar,
}

/// Forecast of the figures of a series, gaps left out, against a target that lies above (`AtLeast`) or below (`AtMost`).
/// `variation` is the chart's icon at the last point.
pub fn forecast(
    figures: &[(Period, f64)],
    (aim, direction): (Aim, Direction),
    target: f64,
    variation: Variation,
) -> Forecast {
    // Towards the target is up from here on.
    let sign = if direction == Direction::AtMost { -1.0 } else { 1.0 };
    let newest = &figures[figures.len().saturating_sub(MOST_POINTS)..];
    let (Some((first, _)), Some((_, last))) = (newest.first(), newest.last()) else {
        return Forecast::TooFewPoints;
    };
    if aim.is_reached(sign * last, sign * target) {
        return Forecast::OnTarget;
    }
    let points: Vec<(f64, f64)> =
        newest.iter().map(|(period, value)| (f64::from(steps(*first, *period)), sign * value)).collect();
    let end = points.last().map_or(0.0, |point| point.0);
    if points.len() < LEAST_POINTS || variation == Variation::TooFewPoints {
        return Forecast::TooFewPoints;
    }
    if variation == Variation::CommonCause {
        return Forecast::NothingMoves;
    }
    let mut slopes: Vec<f64> = Vec::new();
    for (at, (x, y)) in points.iter().enumerate() {
        slopes.extend(points[at + 1..].iter().map(|(later, value)| (value - y) / (later - x)));
    }
    slopes.sort_by(f64::total_cmp);
    let slope = median(&slopes);
    if slope <= 0.0 {
        return Forecast::NotTowards;
    }
    let mut levels: Vec<f64> = points.iter().map(|(x, y)| y - slope * (x - end)).collect();
    levels.sort_by(f64::total_cmp);
    let gap = (sign * target - median(&levels)).max(0.0);
    let (slow, fast) = range(&slopes, points.len());
    let after = |slope: f64| aim.after(gap, slope);
    let likely = after(slope);
    if likely > FARTHEST {
        return Forecast::TooFar;
    }
    let latest = (slow > 0.0).then(|| after(slow)).filter(|periods| *periods <= FARTHEST);
    Forecast::Reached { soonest: after(fast), likely, latest }
}

/// Periods from one to a later one of the same grain.
fn steps(from: Period, to: Period) -> u32 {
    let mut at = from;
    let mut steps = 0;
    while at < to && steps < FARTHEST * 20 {
        at = at.next();
        steps += 1;
    }
    steps
}

/// The slopes between which the true one lies with 90% (Sen 1968): ranks (N ∓ C) ÷ 2 of the sorted slopes,
/// C = z √(n(n−1)(2n+5) ÷ 18).
fn range(slopes: &[f64], n: usize) -> (f64, f64) {
    let (n, pairs) = (n as f64, slopes.len() as f64);
    let spread = Z_90 * libm::sqrt(n * (n - 1.0) * (2.0 * n + 5.0) / 18.0);
    let low = libm::floor((pairs - spread) / 2.0).max(0.0) as usize;
    let high = (libm::ceil((pairs + spread) / 2.0) as usize).min(slopes.len() - 1);
    (slopes[low], slopes[high])
}

/// Of a sorted list that is not empty.
fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weeks from the first of 2026 on.
    fn line(values: &[f64]) -> Vec<(Period, f64)> {
        let first = Period::parse("2026-W01").expect("a week");
        std::iter::successors(Some(first), |period| Some(period.next())).zip(values.iter().copied()).collect()
    }

    fn rising(values: &[f64], target: f64) -> Forecast {
        forecast(&line(values), (Aim::Met, Direction::AtLeast), target, Variation::ImprovementHigh)
    }

    #[test]
    fn a_straight_line_arrives_when_it_arrives() {
        let straight = [80.0, 81.0, 82.0, 83.0, 84.0, 85.0, 86.0, 87.0];
        assert_eq!(rising(&straight, 95.0), Forecast::Reached { soonest: 8, likely: 8, latest: Some(8) });
        assert_eq!(rising(&straight, 87.5), Forecast::Reached { soonest: 1, likely: 1, latest: Some(1) });
        let falling: Vec<f64> = straight.iter().map(|value| 100.0 - value).collect();
        let got = forecast(&line(&falling), (Aim::Met, Direction::AtMost), 5.0, Variation::ImprovementLow);
        assert_eq!(got, Forecast::Reached { soonest: 8, likely: 8, latest: Some(8) });
    }

    #[test]
    fn one_wild_point_moves_nothing() {
        let wild = [80.0, 81.0, 82.0, 60.0, 84.0, 85.0, 86.0, 87.0];
        assert_eq!(rising(&wild, 95.0), Forecast::Reached { soonest: 8, likely: 8, latest: Some(8) });
    }

    #[test]
    fn an_uneven_rise_has_a_range() {
        let uneven = [80.0, 83.0, 81.0, 86.0, 82.0, 88.0, 85.0, 90.0];
        assert_eq!(rising(&uneven, 100.0), Forecast::Reached { soonest: 6, likely: 11, latest: Some(23) });
        let wild = [80.0, 86.0, 79.0, 88.0, 80.0, 90.0, 82.0, 88.0];
        assert_eq!(rising(&wild, 100.0), Forecast::Reached { soonest: 5, likely: 15, latest: None });
    }

    #[test]
    fn a_gap_counts_as_time() {
        let mut values = line(&[80.0, 81.0, 82.0, 83.0, 84.0, 85.0, 86.0, 87.0]);
        values.remove(3);
        let got = forecast(&values, (Aim::Met, Direction::AtLeast), 95.0, Variation::ImprovementHigh);
        assert_eq!(got, Forecast::Reached { soonest: 8, likely: 8, latest: Some(8) });
    }

    #[test]
    fn no_forecast_says_why() {
        let flat = [80.0; 8];
        assert_eq!(rising(&flat, 95.0), Forecast::NotTowards);
        assert_eq!(rising(&[87.0, 86.0, 85.0, 84.0, 83.0, 82.0, 81.0, 80.0], 95.0), Forecast::NotTowards);
        assert_eq!(rising(&[80.0, 82.0, 84.0, 86.0, 88.0], 95.0), Forecast::TooFewPoints);
        assert_eq!(rising(&[], 95.0), Forecast::TooFewPoints);
        assert_eq!(rising(&[80.0, 80.1, 80.2, 80.3, 80.4, 80.5, 80.6, 80.7], 95.0), Forecast::TooFar);
        assert_eq!(rising(&[80.0, 95.0], 95.0), Forecast::OnTarget);
        let noise = line(&[80.0, 81.0, 80.0, 81.0, 80.0, 81.0, 80.0, 81.0]);
        let got = forecast(&noise, (Aim::Met, Direction::AtLeast), 95.0, Variation::CommonCause);
        assert_eq!(got, Forecast::NothingMoves);
    }

    /// 0.4 a week down to 95.4: on the next week's 95.0 the target is met, and on the one after it is missed.
    #[test]
    fn a_figure_that_equals_its_target_does_not_miss_it() {
        let falling = [98.2, 97.8, 97.4, 97.0, 96.6, 96.2, 95.8, 95.4];
        let towards = |aim, values: &[f64]| {
            forecast(&line(values), (aim, Direction::AtMost), 95.0, Variation::ConcernLow)
        };
        let within = |periods| Forecast::Reached { soonest: periods, likely: periods, latest: Some(periods) };
        assert_eq!(towards(Aim::Missed, &falling), within(2));
        assert_eq!(towards(Aim::Met, &falling), within(1));
        let there = [97.8, 97.4, 97.0, 96.6, 96.2, 95.8, 95.4, 95.0];
        assert_eq!(towards(Aim::Missed, &there), within(1));
        assert_eq!(towards(Aim::Met, &there), Forecast::OnTarget);
        assert_eq!(towards(Aim::Missed, &[95.0, 94.9]), Forecast::OnTarget);
        let between = [98.4, 98.0, 97.6, 97.2, 96.8, 96.4, 96.0, 95.6];
        assert_eq!((towards(Aim::Missed, &between), towards(Aim::Met, &between)), (within(2), within(2)));
    }
}
