//! From values to positions, and the round values an axis shows.

/// A straight scale: the value `low` sits at `from`, the value `high` at `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    low: f64,
    from: f64,
    step: f64,
}

impl Scale {
    /// A scale over `low..=high`; where both are the same, every value sits in the middle.
    pub fn new((low, high): (f64, f64), (from, to): (f64, f64)) -> Scale {
        if high > low {
            Scale { low, from, step: (to - from) / (high - low) }
        } else {
            Scale { low, from: (from + to) / 2.0, step: 0.0 }
        }
    }

    /// Where `value` sits.
    pub fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) * self.step
    }
}

/// Round values for an axis, with the decimals that tell them apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    /// From the lowest to the highest; the first is at or below the data, the last at or above.
    pub values: Vec<f64>,
    /// Decimals a label needs.
    pub decimals: usize,
}

impl Ticks {
    /// About `wanted` round values that enclose `low..=high`. A flat or broken range is opened by one.
    pub fn around((low, high): (f64, f64), wanted: usize) -> Ticks {
        let (low, high) = match (low.is_finite() && high.is_finite(), high > low) {
            (false, _) => (0.0, 1.0),
            (true, false) => (low - 0.5, low + 0.5),
            (true, true) => (low, high),
        };
        let (step, decimals) = round_step((high - low) / wanted.max(1) as f64);
        let first = (low / step).floor();
        let count = ((high / step).ceil() - first).clamp(1.0, 50.0) as usize;
        Ticks { values: (0..=count).map(|at| (first + at as f64) * step).collect(), decimals }
    }

    /// The lowest and the highest value.
    pub fn range(&self) -> (f64, f64) {
        (self.values.first().copied().unwrap_or(0.0), self.values.last().copied().unwrap_or(1.0))
    }
}

/// The smallest of 1, 2, 2.5 and 5 times a power of ten that is not below `rough`, and its decimals.
fn round_step(rough: f64) -> (f64, usize) {
    let mut power = 1.0;
    let mut places = 0_i32;
    while power * 10.0 <= rough && places > -15 {
        power *= 10.0;
        places -= 1;
    }
    while power > rough && places < 12 {
        power /= 10.0;
        places += 1;
    }
    let (times, more) = [(1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0)]
        .into_iter()
        .find(|(times, _)| times * power >= rough)
        .unwrap_or((10.0, -1));
    (times * power, usize::try_from(places + more).unwrap_or(0))
}

/// A value in words: fixed decimals, half rounded away from zero as everywhere, groups of thousands, a true minus sign, then the unit.
pub fn label(value: f64, decimals: usize, suffix: &str) -> String {
    let scale = libm::pow(10.0, decimals as f64);
    let scaled = whole_half(libm::fabs(value) * scale);
    // Past 2^53 every float is whole.
    let rounded =
        if scaled < 9_007_199_254_740_992.0 { libm::round(scaled) / scale } else { libm::fabs(value) };
    let plain = format!("{rounded:.decimals$}");
    let whole = plain.find('.').unwrap_or(plain.len());
    let mut said = String::with_capacity(plain.len() + 8);
    if value < 0.0 && plain.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        said.push('−');
    }
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && at < whole && (whole - at) % 3 == 0 {
            said.push(',');
        }
        said.push(digit);
    }
    said.push_str(suffix);
    said
}

/// A half that sums of decimals missed by the last bits of a float: 1.25 may come as 1.2499999999999998, and is rounded as 1.25.
fn whole_half(scaled: f64) -> f64 {
    let half = libm::floor(scaled) + 0.5;
    // A few sums lose some of the last bits of a value. What is left of a difference of greater values has lost more of its own bits,
    // so that a small one is given more. However great the value, no other decimal is near enough to be taken for a half.
    let missed_by = (16.0 * f64::EPSILON * half).clamp(1e-8, 1e-3);
    if libm::fabs(scaled - half) <= missed_by { half } else { scaled }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64, wanted: usize) -> Vec<String> {
        let ticks = Ticks::around((low, high), wanted);
        ticks.values.iter().map(|&value| label(value, ticks.decimals, "")).collect()
    }

    #[test]
    fn halves_are_rounded_as_exact_figures_are() {
        let said = |value, decimals| label(value, decimals, "");
        assert_eq!((said(742.5, 0), said(-0.125, 2)), ("743".to_owned(), "−0.13".to_owned()));
        assert_eq!((said(0.5, 0), said(1e18, 0)), ("1".to_owned(), "1,000,000,000,000,000,000".to_owned()));
        assert_eq!(said(-0.004, 2), "0.00");
        // The mean of the ranges 1.3 and 1.2, as floats have it.
        let sum = f64::midpoint(95.31 - 94.01, 95.21 - 94.01);
        assert!(sum < 1.25, "{sum}");
        assert_eq!((said(sum, 1), said(1.2499, 1)), ("1.3".to_owned(), "1.2".to_owned()));
    }

    #[test]
    fn great_figures_are_no_halves() {
        let said = |value, decimals| label(value, decimals, "");
        assert_eq!(said(600_000_000.0, 0), "600,000,000");
        assert_eq!(said(6_000_000.0, 2), "6,000,000.00");
        assert_eq!(said(50_000.0, 4), "50,000.0000");
        assert_eq!(said(10_000.000_04, 4), "10,000.0000");
        assert_eq!(said(1e12, 0), "1,000,000,000,000");
        assert_eq!((said(1.25, 1), said(-1.25, 1)), ("1.3".to_owned(), "−1.3".to_owned()));
        assert_eq!(
            (said(1.249_999_999_999_999_8, 1), said(0.005, 2), said(-0.005, 2)),
            ("1.3".to_owned(), "0.01".to_owned(), "−0.01".to_owned())
        );
        assert_eq!(
            (said(1_000_000.499_9, 0), said(-600_000_000.0, 0)),
            ("1,000,000".to_owned(), "−600,000,000".to_owned())
        );
    }

    /// `units` of the last of some decimals, written without floats.
    fn exactly(units: u64, decimals: usize) -> String {
        let digits = format!("{units:0>width$}", width = decimals + 1);
        let (whole, rest) = digits.split_at(digits.len() - decimals);
        let mut said = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                said.push(',');
            }
            said.push(digit);
        }
        if decimals > 0 {
            said.push('.');
            said.push_str(rest);
        }
        said
    }

    #[test]
    fn figures_of_every_size_are_shown_as_they_are() {
        for (decimals, scale) in [(0, 1), (1, 10), (2, 100), (3, 1_000)] {
            for size in (0..=12).map(|power| 10_u64.pow(power)) {
                for more in [0, 1, 3, 4, 5, 6, 9] {
                    let units = size * scale + more;
                    let value = units as f64 / scale as f64;
                    assert_eq!(label(value, decimals, ""), exactly(units, decimals), "{value}");
                    assert_eq!(
                        label(-value, decimals, ""),
                        format!("−{}", exactly(units, decimals)),
                        "{value}"
                    );
                    if units > 1_000_000_000_000 {
                        continue;
                    }
                    // One digit more than is shown.
                    for (digit, shown) in [(4, units), (5, units + 1), (6, units + 1)] {
                        let value = (units * 10 + digit) as f64 / (scale * 10) as f64;
                        assert_eq!(label(value, decimals, ""), exactly(shown, decimals), "{value}");
                    }
                }
            }
        }
    }

    #[test]
    fn ticks_are_round_and_enclose() {
        assert_eq!(labels(94.24, 96.66, 4), ["94", "95", "96", "97"]);
        assert_eq!(labels(94.24, 95.6, 4), ["94.0", "94.5", "95.0", "95.5", "96.0"]);
        assert_eq!(labels(0.0, 12_400.0, 4), ["0", "5,000", "10,000", "15,000"]);
        assert_eq!(labels(-3.0, 3.0, 3), ["−4", "−2", "0", "2", "4"]);
        assert_eq!(labels(0.0011, 0.0019, 4), ["0.0010", "0.0012", "0.0014", "0.0016", "0.0018", "0.0020"]);
    }

    #[test]
    fn flat_and_broken_ranges_have_an_axis() {
        assert!(Ticks::around((5.0, 5.0), 4).values.len() >= 2);
        assert_eq!(Ticks::around((f64::NAN, 1.0), 4).range(), (0.0, 1.0));
        assert_eq!(Scale::new((5.0, 5.0), (0.0, 10.0)).at(5.0), 5.0);
    }

    #[test]
    fn zero_has_no_minus() {
        assert_eq!(label(-0.0001, 1, "%"), "0.0%");
        assert_eq!(label(-1234.5, 1, " h"), "−1,234.5 h");
    }
}
