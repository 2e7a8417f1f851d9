//! How far a sampled share can be trusted: the Wilson interval, what it says about a target, and how large a
//! sample a wanted precision needs. The interval is information: credits follow the contract's point rule.

/// Standard normal quantile for a two-sided 95% interval.
pub const Z_95: f64 = 1.959_964;

/// Wilson score interval at 95% for `successes` out of `n`, as shares from 0 to 1 (Wilson 1927; Newcombe 1998).
///
/// `None` means not measured: `n` is not above 0, or `successes` lies outside 0 to `n`. Both must be finite.
pub fn wilson(successes: f64, n: f64) -> Option<(f64, f64)> {
    let p = share(successes, n)?;
    let z2 = Z_95 * Z_95;
    let scale = 1.0 + z2 / n;
    let centre = p + z2 / (2.0 * n);
    let spread = Z_95 * libm::sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n));
    // Rounding must not move the ends that are exact by definition.
    let lower = if successes == 0.0 { 0.0 } else { ((centre - spread) / scale).clamp(0.0, 1.0) };
    let upper = if successes == n { 1.0 } else { ((centre + spread) / scale).clamp(0.0, 1.0) };
    Some((lower, upper))
}

/// On which side of its target a share is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    AtLeast,
    AtMost,
}

/// What a sample says about a target: the point decides met or miss, the interval how sure that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// The point and the whole interval miss the target.
    Miss,
    /// The point misses; the interval still holds the target.
    MissWithinError,
    /// The point meets; the interval also holds values that would miss.
    Met,
    /// The point and the whole interval meet the target.
    MetWithConfidence,
}

impl Reading {
    /// The status as pages print it.
    pub fn text(self) -> &'static str {
        match self {
            Reading::Miss => "miss",
            Reading::MissWithinError => "miss, within sampling error",
            Reading::Met => "met",
            Reading::MetWithConfidence => "met, with confidence",
        }
    }

    /// Whether the point itself meets the target.
    pub fn is_met(self) -> bool {
        matches!(self, Reading::Met | Reading::MetWithConfidence)
    }
}

/// Reads `successes` out of `n` against `target`, a share from 0 to 1; equality meets. `None`: not measured.
pub fn reading(successes: f64, n: f64, target: f64, bound: Bound) -> Option<Reading> {
    let point = share(successes, n)?;
    let (lower, upper) = wilson(successes, n)?;
    let (met, surely_met, surely_missed) = match bound {
        Bound::AtLeast => (point >= target, lower >= target, upper < target),
        Bound::AtMost => (point <= target, upper <= target, lower > target),
    };
    Some(match (met, surely_met, surely_missed) {
        (true, true, _) => Reading::MetWithConfidence,
        (true, false, _) => Reading::Met,
        (false, _, true) => Reading::Miss,
        (false, _, false) => Reading::MissWithinError,
    })
}

/// Items to audit so that the 95% interval around a share `p` is about ± `half_width` (normal approximation,
/// n = z²·p(1−p)/h², rounded up, at least 1). `p` from 0 to 1; `half_width` a share above 0; else `None`.
pub fn sample_size(p: f64, half_width: f64) -> Option<u64> {
    if !(0.0..=1.0).contains(&p) || half_width.is_nan() || half_width <= 0.0 {
        return None;
    }
    let n = Z_95 * Z_95 * p * (1.0 - p) / (half_width * half_width);
    // A cast from f64 saturates, so a tiny half-width asks for u64::MAX items and never wraps.
    Some((libm::ceil(n) as u64).max(1))
}

fn share(successes: f64, n: f64) -> Option<f64> {
    let measured = n.is_finite() && n > 0.0 && (0.0..=n).contains(&successes);
    measured.then(|| successes / n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn assert_wilson(successes: f64, n: f64, lower: f64, upper: f64) {
        let (l, u) = wilson(successes, n).expect("measured");
        assert!((l - lower).abs() < 5.1e-5, "{successes}/{n}: lower {l}, printed {lower}");
        assert!((u - upper).abs() < 5.1e-5, "{successes}/{n}: upper {u}, printed {upper}");
    }

    #[test]
    fn v05_wilson_matches_newcombe_table() {
        assert_wilson(81.0, 263.0, 0.2553, 0.3662);
        assert_wilson(15.0, 148.0, 0.0624, 0.1605);
        assert_wilson(0.0, 20.0, 0.0, 0.1611);
        assert_wilson(1.0, 29.0, 0.0061, 0.1718);
        assert_wilson(29.0, 29.0, 0.8830, 1.0);
    }

    #[test]
    fn v05_wilson_around_ninety_five_per_cent() {
        assert_wilson(95.0, 100.0, 0.8882, 0.9785);
        assert_wilson(190.0, 200.0, 0.9104, 0.9726);
        assert_wilson(485.0, 500.0, 0.9511, 0.9817);
        assert_wilson(970.0, 1000.0, 0.9575, 0.9789);
    }

    #[test]
    fn v05_nothing_audited_is_not_measured() {
        assert_eq!(wilson(0.0, 0.0), None);
        assert_eq!(reading(0.0, 0.0, 0.95, Bound::AtLeast), None);
        assert_eq!(wilson(5.0, 4.0), None);
        assert_eq!(wilson(-1.0, 4.0), None);
    }

    #[test]
    fn v05_status_texts_at_least() {
        let text = |s, n| reading(s, n, 0.95, Bound::AtLeast).map(Reading::text);
        assert_eq!(text(88.0, 100.0), Some("miss"));
        assert_eq!(text(94.0, 100.0), Some("miss, within sampling error"));
        assert_eq!(text(95.0, 100.0), Some("met"));
        assert_eq!(text(485.0, 500.0), Some("met, with confidence"));
    }

    #[test]
    fn v05_status_texts_at_most() {
        let text = |s, n| reading(s, n, 0.05, Bound::AtMost).map(Reading::text);
        assert_eq!(text(12.0, 100.0), Some("miss"));
        assert_eq!(text(6.0, 100.0), Some("miss, within sampling error"));
        assert_eq!(text(5.0, 100.0), Some("met"));
        assert_eq!(text(15.0, 500.0), Some("met, with confidence"));
    }

    #[test]
    fn v05_sample_size_for_two_points_around_ninety_five() {
        assert_eq!(sample_size(0.95, 0.02), Some(457));
        assert_eq!(sample_size(1.0, 0.02), Some(1));
        assert_eq!(sample_size(0.95, 0.0), None);
        assert_eq!(sample_size(1.2, 0.02), None);
    }

    proptest! {
        #[test]
        fn interval_holds_the_point(n in 1u32..100_000, part in 0.0f64..=1.0) {
            let successes = libm::floor(f64::from(n) * part);
            let (lower, upper) = wilson(successes, f64::from(n)).expect("measured");
            let p = successes / f64::from(n);
            prop_assert!(0.0 <= lower && lower <= p && p <= upper && upper <= 1.0);
        }

        #[test]
        fn no_input_panics(a in proptest::num::f64::ANY, b in proptest::num::f64::ANY, t in proptest::num::f64::ANY) {
            let _ = wilson(a, b);
            let _ = reading(a, b, t, Bound::AtLeast);
            let _ = reading(a, b, t, Bound::AtMost);
            let _ = sample_size(a, b);
        }
    }
}
