//! Accuracy of a whole from samples of its parts, when the parts were sampled at different rates.

/// One part of the work (a risk class, a queue, a language) and what its audit found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stratum {
    /// Share of the whole, or its volume: weights are scaled to sum to 1. Finite, not negative.
    pub weight: f64,
    /// Audited items found correct, from 0 to `audited`.
    pub correct: f64,
    /// Audited items.
    pub audited: f64,
}

/// Accuracy of the whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stratified {
    /// p = Σ W·p over the strata, a share from 0 to 1.
    pub accuracy: f64,
    /// sqrt(Σ W²·p(1−p)/(n−1)), a share; `None` when a stratum has fewer than 2 audits and so no spread.
    pub standard_error: Option<f64>,
    /// Audited items in all strata that carry weight.
    pub audited: f64,
}

/// Weighted accuracy of strata and its standard error (Cochran 1977, stratified sampling).
///
/// A stratum of weight 0 takes no part. `None` means not measured: no weight at all, a stratum with weight and
/// no audit (its share is unknown, which is not the same as right or wrong), or numbers outside their ranges.
pub fn stratified(strata: &[Stratum]) -> Option<Stratified> {
    if strata.iter().any(|s| !s.weight.is_finite() || s.weight < 0.0) {
        return None;
    }
    let total: f64 = strata.iter().map(|s| s.weight).sum();
    if !total.is_finite() || total <= 0.0 {
        return None;
    }
    let (mut accuracy, mut variance, mut audited) = (0.0, Some(0.0), 0.0);
    for stratum in strata.iter().filter(|s| s.weight > 0.0) {
        let n = stratum.audited;
        if !n.is_finite() || n <= 0.0 || !(0.0..=n).contains(&stratum.correct) {
            return None;
        }
        let (w, p) = (stratum.weight / total, stratum.correct / n);
        accuracy += w * p;
        audited += n;
        variance = variance.filter(|_| n >= 2.0).map(|v: f64| v + w * w * p * (1.0 - p) / (n - 1.0));
    }
    // Scaled weights can sum to a hair above 1.
    Some(Stratified { accuracy: accuracy.clamp(0.0, 1.0), standard_error: variance.map(libm::sqrt), audited })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HIGH: Stratum = Stratum { weight: 0.2, correct: 95.0, audited: 100.0 };
    const LOW: Stratum = Stratum { weight: 0.8, correct: 97.0, audited: 100.0 };

    #[test]
    fn v06_weights_not_the_pool() {
        let got = stratified(&[HIGH, LOW]).expect("measured");
        assert!((got.accuracy - 0.966).abs() < 1e-12, "{}", got.accuracy);
        let error = got.standard_error.expect("two audits or more");
        assert!((error - 0.01440).abs() < 5e-6, "{error}");
        assert_eq!(got.audited, 200.0);
        assert!((got.accuracy - 192.0 / 200.0).abs() > 0.005, "the unweighted pool would be wrong");
    }

    #[test]
    fn v06_volumes_serve_as_weights() {
        let by_volume = [Stratum { weight: 2_000.0, ..HIGH }, Stratum { weight: 8_000.0, ..LOW }];
        let (a, b) = (stratified(&[HIGH, LOW]), stratified(&by_volume));
        assert!((a.expect("measured").accuracy - b.expect("measured").accuracy).abs() < 1e-12);
    }

    #[test]
    fn v06_an_unaudited_stratum_is_not_measured() {
        assert_eq!(stratified(&[HIGH, Stratum { audited: 0.0, correct: 0.0, ..LOW }]), None);
        assert_eq!(stratified(&[]), None);
        let idle = Stratum { weight: 0.0, correct: 0.0, audited: 0.0 };
        assert_eq!(stratified(&[HIGH, LOW, idle]), stratified(&[HIGH, LOW]));
    }

    #[test]
    fn v06_one_audit_has_no_spread() {
        let got = stratified(&[HIGH, Stratum { audited: 1.0, correct: 1.0, ..LOW }]).expect("measured");
        assert_eq!(got.standard_error, None);
    }

    proptest! {
        #[test]
        fn no_input_panics(numbers in proptest::collection::vec(
            (proptest::num::f64::ANY, proptest::num::f64::ANY, proptest::num::f64::ANY), 0..6)) {
            let strata: Vec<Stratum> = numbers.iter()
                .map(|&(weight, correct, audited)| Stratum { weight, correct, audited }).collect();
            let _ = stratified(&strata);
        }

        #[test]
        fn accuracy_lies_between_its_strata(rows in proptest::collection::vec((1u32..50, 0u32..=40, 40u32..90), 1..6)) {
            let strata: Vec<Stratum> = rows.iter().map(|&(w, c, n)| Stratum {
                weight: f64::from(w), correct: f64::from(c), audited: f64::from(n),
            }).collect();
            let shares = strata.iter().map(|s| s.correct / s.audited);
            let (low, high) = shares.fold((1.0f64, 0.0f64), |(l, h), p| (l.min(p), h.max(p)));
            let got = stratified(&strata).expect("measured").accuracy;
            prop_assert!(low - 1e-12 <= got && got <= high + 1e-12);
        }
    }
}
