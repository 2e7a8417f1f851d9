//! The rule sets of Nelson (1984) and Western Electric (1956), for teams whose contracts name them. They read
//! z values (distance from the mean, limits at ±3) of the present points of one group.
use super::icon::{Side, Signal, Special};
use crate::core::settings::record::RuleSet;

/// No rule looks further back than so many points.
pub const WINDOW: usize = 15;

/// In the order in which they are printed; the first that fires names the point.
const NELSON: [Signal; 8] = [
    Signal::BeyondThreeSigma,
    Signal::NineOneSide,
    Signal::SixMonotone,
    Signal::FourteenAlternating,
    Signal::TwoOfThreeBeyondTwoSigma,
    Signal::FourOfFiveBeyondOneSigma,
    Signal::FifteenWithinOneSigma,
    Signal::EightOutsideOneSigma,
];

const WESTERN_ELECTRIC: [Signal; 4] = [
    Signal::BeyondThreeSigma,
    Signal::TwoOfThreeBeyondTwoSigma,
    Signal::FourOfFiveBeyondOneSigma,
    Signal::EightOneSide,
];

/// The rules of a rule set that read z values; none for NHS, whose rules read places on the chart.
pub fn rules(set: RuleSet) -> &'static [Signal] {
    match set {
        RuleSet::Nhs => &[],
        RuleSet::Nelson => &NELSON,
        RuleSet::WesternElectric => &WESTERN_ELECTRIC,
    }
}

/// What the rule set says of the last point of `z`. A trend departs the way it runs; every other signal to the
/// side of the mean on which the point lies.
pub fn last_flag(z: &[f64], set: RuleSet) -> Option<Special> {
    let last = *z.last()?;
    let signal = *rules(set).iter().find(|rule| fires(**rule, z))?;
    let before = z.len().checked_sub(2).and_then(|at| z.get(at)).copied().unwrap_or(0.0);
    let high = if signal == Signal::SixMonotone { last > before } else { last > 0.0 };
    Some(Special { signal, side: if high { Side::High } else { Side::Low } })
}

/// Whether a rule fires on the last point of `z`. Where a rule asks for some of several, the last point must be
/// one of them: a point back near the mean raises no new alarm. A rule of NHS never fires here.
pub fn fires(rule: Signal, z: &[f64]) -> bool {
    match rule {
        Signal::BeyondThreeSigma => ends(z, 1, |w| w[0].abs() > 3.0),
        Signal::NineOneSide => ends(z, 9, one_side),
        Signal::EightOneSide => ends(z, 8, one_side),
        Signal::SixMonotone => ends(z, 6, |w| w.is_sorted_by(|a, b| a < b) || w.is_sorted_by(|a, b| a > b)),
        Signal::FourteenAlternating => ends(z, 14, |w| {
            w.windows(3).all(|t| (t[0] < t[1] && t[1] > t[2]) || (t[0] > t[1] && t[1] < t[2]))
        }),
        Signal::TwoOfThreeBeyondTwoSigma => ends(z, 3, |w| some_beyond(w, 2, 2.0)),
        Signal::FourOfFiveBeyondOneSigma => ends(z, 5, |w| some_beyond(w, 4, 1.0)),
        Signal::FifteenWithinOneSigma => ends(z, 15, |w| w.iter().all(|v| v.abs() < 1.0)),
        Signal::EightOutsideOneSigma => ends(z, 8, |w| w.iter().all(|v| v.abs() > 1.0) && !one_side(w)),
        Signal::Outside | Signal::Trend | Signal::TwoInThree | Signal::Shift => false,
    }
}

fn ends(z: &[f64], points: usize, judge: impl Fn(&[f64]) -> bool) -> bool {
    z.len().checked_sub(points).is_some_and(|from| judge(&z[from..]))
}

fn one_side(w: &[f64]) -> bool {
    w.iter().all(|v| *v > 0.0) || w.iter().all(|v| *v < 0.0)
}

/// At least `count` points beyond `sigma` on the side of the last, and the last among them.
fn some_beyond(w: &[f64], count: usize, sigma: f64) -> bool {
    let Some(last) = w.last() else { return false };
    let same_side = w.iter().filter(|v| v.abs() > sigma && (**v > 0.0) == (*last > 0.0)).count();
    last.abs() > sigma && same_side >= count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn halves(n: usize) -> Vec<f64> {
        (0..n).map(|i| if i % 2 == 0 { 0.5 } else { -0.5 }).collect()
    }

    #[test]
    fn v04_n1_beyond_three_sigma() {
        assert!(fires(Signal::BeyondThreeSigma, &[0.0, -3.1]));
        assert!(!fires(Signal::BeyondThreeSigma, &[3.1, 3.0]));
    }

    #[test]
    fn v04_n2_nine_on_one_side() {
        assert!(fires(Signal::NineOneSide, &[0.5; 9]));
        assert!(!fires(Signal::NineOneSide, &[0.5; 8]));
    }

    #[test]
    fn v04_n3_six_monotone() {
        assert!(fires(Signal::SixMonotone, &[1., 2., 3., 4., 5., 6.]));
        assert!(!fires(Signal::SixMonotone, &[1., 2., 3., 4., 5.]));
        assert!(!fires(Signal::SixMonotone, &[1., 2., 2., 4., 5., 6.]));
    }

    #[test]
    fn v04_n4_fourteen_alternating() {
        assert!(fires(Signal::FourteenAlternating, &halves(14)));
        assert!(!fires(Signal::FourteenAlternating, &halves(13)));
    }

    #[test]
    fn v04_n5_two_of_three() {
        assert!(fires(Signal::TwoOfThreeBeyondTwoSigma, &[2.1, 0.3, 2.2]));
        assert!(!fires(Signal::TwoOfThreeBeyondTwoSigma, &[2.1, 0.3, -2.2]));
    }

    #[test]
    fn v04_n6_four_of_five() {
        assert!(fires(Signal::FourOfFiveBeyondOneSigma, &[1.1, 1.2, 0.2, 1.3, 1.1]));
        assert!(!fires(Signal::FourOfFiveBeyondOneSigma, &[1.1, 1.2, 0.2, 1.3, -1.1]));
    }

    #[test]
    fn v04_n7_fifteen_within() {
        assert!(fires(Signal::FifteenWithinOneSigma, &halves(15)));
        assert!(!fires(Signal::FifteenWithinOneSigma, &halves(14)));
    }

    #[test]
    fn v04_n8_eight_outside_on_both_sides() {
        assert!(fires(Signal::EightOutsideOneSigma, &[1.2, -1.3, 1.4, -1.1, 1.2, -1.5, 1.1, -1.2]));
        assert!(!fires(Signal::EightOutsideOneSigma, &[1.2, 1.3, 1.4, 1.1, 1.2, 1.5, 1.1, 1.2]));
    }

    #[test]
    fn v04_western_electric_asks_for_eight() {
        let eight = last_flag(&[-0.5; 8], RuleSet::WesternElectric);
        assert_eq!(eight, Some(Special { signal: Signal::EightOneSide, side: Side::Low }));
        assert_eq!(last_flag(&[-0.5; 7], RuleSet::WesternElectric), None);
        assert_eq!(last_flag(&[-0.5; 8], RuleSet::Nelson), None);
    }

    #[test]
    fn v04_rule_sets_are_never_mixed() {
        let rising = [-0.9, -0.8, -0.7, -0.6, -0.5, -0.4];
        let trend = last_flag(&rising, RuleSet::Nelson);
        assert_eq!(trend, Some(Special { signal: Signal::SixMonotone, side: Side::High }));
        assert_eq!(last_flag(&rising, RuleSet::WesternElectric), None);
        assert_eq!(last_flag(&[9.0], RuleSet::Nhs), None);
        assert!(WESTERN_ELECTRIC.iter().chain(&NELSON).all(|rule| !fires(*rule, &[])));
    }
}
