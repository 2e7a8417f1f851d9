//! What a chart says in one word: two icons, one for variation, one for assurance (NHS Making Data Count).
use super::limits::Limits;

/// The way a point departs: above the mean or rising, below the mean or falling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    High,
    Low,
}

/// The rule that called a point special.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Signal {
    /// NHS: strictly outside the limits.
    Outside,
    /// NHS: one of 7 points in a row, each above (or each below) the one before.
    Trend,
    /// NHS: one of two points in three that are near the same limit, all three on that side of the mean.
    TwoInThree,
    /// NHS: one of 7 or more points in a row strictly on one side of the mean.
    Shift,
    /// Nelson 1, Western Electric 1: beyond 3 sigma.
    BeyondThreeSigma,
    /// Nelson 2: the ninth or later in a row on one side.
    NineOneSide,
    /// Western Electric 4: the eighth or later in a row on one side.
    EightOneSide,
    /// Nelson 3: ends 6 points in a row that rise (or fall).
    SixMonotone,
    /// Nelson 4: ends 14 points that alternate up and down.
    FourteenAlternating,
    /// Nelson 5, Western Electric 2: with another of the last three beyond 2 sigma on one side.
    TwoOfThreeBeyondTwoSigma,
    /// Nelson 6, Western Electric 3: with three others of the last five beyond 1 sigma on one side.
    FourOfFiveBeyondOneSigma,
    /// Nelson 7: ends 15 points within 1 sigma: less variation than the limits say.
    FifteenWithinOneSigma,
    /// Nelson 8: ends 8 points none of which is within 1 sigma, on both sides: two processes on one chart.
    EightOutsideOneSigma,
}

impl Signal {
    /// The rule in words.
    pub fn text(self) -> &'static str {
        match self {
            Signal::Outside => "outside the limits",
            Signal::Trend => "7-point trend",
            Signal::TwoInThree => "two in three near a limit",
            Signal::Shift => "7 on one side of the mean",
            Signal::BeyondThreeSigma => "beyond 3 sigma",
            Signal::NineOneSide => "9 on one side of the mean",
            Signal::EightOneSide => "8 on one side of the mean",
            Signal::SixMonotone => "6-point trend",
            Signal::FourteenAlternating => "14 alternating",
            Signal::TwoOfThreeBeyondTwoSigma => "two of three beyond 2 sigma",
            Signal::FourOfFiveBeyondOneSigma => "four of five beyond 1 sigma",
            Signal::FifteenWithinOneSigma => "15 within 1 sigma",
            Signal::EightOutsideOneSigma => "8 outside 1 sigma on both sides",
        }
    }
}

/// Why a point is special, and which way it departs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Special {
    pub signal: Signal,
    pub side: Side,
}

/// Which way a metric gets better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Improves {
    Up,
    Down,
    /// Neither: never green, never red.
    Neutral,
}

/// The variation icon: whether the last change means anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variation {
    ImprovementHigh,
    ImprovementLow,
    ConcernHigh,
    ConcernLow,
    NeutralHigh,
    NeutralLow,
    CommonCause,
    /// No limits, or limits on fewer than 8 points.
    TooFewPoints,
}

impl Variation {
    /// The icon of a special point.
    pub fn of(side: Side, improves: Improves) -> Self {
        match (side, improves) {
            (Side::High, Improves::Up) => Variation::ImprovementHigh,
            (Side::Low, Improves::Up) => Variation::ConcernLow,
            (Side::High, Improves::Down) => Variation::ConcernHigh,
            (Side::Low, Improves::Down) => Variation::ImprovementLow,
            (Side::High, Improves::Neutral) => Variation::NeutralHigh,
            (Side::Low, Improves::Neutral) => Variation::NeutralLow,
        }
    }
}

/// The assurance icon: whether the process, left as it is, will meet its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Assurance {
    ConsistentlyPass,
    ConsistentlyFail,
    HitAndMiss,
    /// No target, no direction, or too few points.
    NotApplicable,
}

impl Assurance {
    /// Compares a target, in the unit of the values, with limits. A target on a limit is hit and miss.
    pub fn of(limits: &Limits, target: Option<f64>, improves: Improves) -> Self {
        let Some(target) = target else { return Assurance::NotApplicable };
        let (above, below) = match improves {
            Improves::Up => (Assurance::ConsistentlyFail, Assurance::ConsistentlyPass),
            Improves::Down => (Assurance::ConsistentlyPass, Assurance::ConsistentlyFail),
            Improves::Neutral => return Assurance::NotApplicable,
        };
        if target > limits.upper {
            above
        } else if target < limits.lower {
            below
        } else {
            Assurance::HitAndMiss
        }
    }
}

/// What the two icons ask for together, where they ask for one thing.
pub fn message(variation: Variation, assurance: Assurance) -> Option<&'static str> {
    match (variation, assurance) {
        (Variation::CommonCause, Assurance::ConsistentlyFail) => {
            Some("stable and incapable: needs a process change, not a pep talk")
        }
        // The limits are those of the process as it was: what they assured holds only once the cause is gone.
        (Variation::ConcernHigh | Variation::ConcernLow, Assurance::ConsistentlyPass) => {
            Some("now worse than it was: find the cause")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(lower: f64, upper: f64) -> Limits {
        let mean = (lower + upper) / 2.0;
        Limits {
            mean,
            lower,
            upper,
            mean_range: 1.0,
            range_limit: 3.267,
            dropped: 0,
            points_used: 12,
            trial: false,
        }
    }

    #[test]
    fn v03_assurance_table() {
        use Assurance::{ConsistentlyFail, ConsistentlyPass, HitAndMiss, NotApplicable};
        for (lower, upper, up, down) in [
            (1.0, 3.0, ConsistentlyFail, ConsistentlyPass),
            (5.0, 7.0, ConsistentlyPass, ConsistentlyFail),
            (1.0, 5.0, HitAndMiss, HitAndMiss),
            (1.0, 4.0, HitAndMiss, HitAndMiss),
            (4.0, 7.0, HitAndMiss, HitAndMiss),
        ] {
            let limits = limits(lower, upper);
            assert_eq!(Assurance::of(&limits, Some(4.0), Improves::Up), up);
            assert_eq!(Assurance::of(&limits, Some(4.0), Improves::Down), down);
            assert_eq!(Assurance::of(&limits, Some(4.0), Improves::Neutral), NotApplicable);
            assert_eq!(Assurance::of(&limits, None, Improves::Up), NotApplicable);
        }
    }

    #[test]
    fn v02_icon_is_side_times_direction() {
        assert_eq!(Variation::of(Side::High, Improves::Up), Variation::ImprovementHigh);
        assert_eq!(Variation::of(Side::Low, Improves::Up), Variation::ConcernLow);
        assert_eq!(Variation::of(Side::High, Improves::Down), Variation::ConcernHigh);
        assert_eq!(Variation::of(Side::Low, Improves::Down), Variation::ImprovementLow);
        assert_eq!(Variation::of(Side::High, Improves::Neutral), Variation::NeutralHigh);
        assert_eq!(Variation::of(Side::Low, Improves::Neutral), Variation::NeutralLow);
    }
}
