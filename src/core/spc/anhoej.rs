//! The run test of Anhøj: a chart without limits, for series too short or too skewed for an XmR chart.

/// Fewer useful points than this say nothing about runs (Anhøj & Olesen 2014).
pub const USEFUL_POINTS: usize = 10;

/// Runs around the median, and what chance alone would allow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunTest {
    /// The centre line, in the unit of the values.
    pub median: f64,
    /// Points not on the median.
    pub useful: usize,
    /// Points in the longest run on one side.
    pub longest_run: usize,
    /// The longest run that chance explains: round(log2 n) + 3.
    pub most_run: usize,
    /// How often the series crosses its median.
    pub crossings: usize,
    /// The fewest crossings that chance explains: the 5% quantile of Binomial(n − 1, ½).
    pub fewest_crossings: usize,
}

impl RunTest {
    /// A run too long or too few crossings: the process did not stay where it was.
    pub fn is_shifted(&self) -> bool {
        self.longest_run > self.most_run || self.crossings < self.fewest_crossings
    }
}

/// Run test over the present points, missing periods left out. `None` with fewer than 10 points off the median.
/// Values must be finite.
pub fn run_test(values: &[Option<f64>]) -> Option<RunTest> {
    let present: Vec<f64> = values.iter().flatten().copied().collect();
    let median = median(&present)?;
    let above: Vec<bool> = present.iter().filter(|v| **v != median).map(|v| *v > median).collect();
    let useful = above.len();
    if useful < USEFUL_POINTS {
        return None;
    }
    let runs = above.chunk_by(|a, b| a == b);
    Some(RunTest {
        median,
        useful,
        longest_run: runs.clone().map(<[bool]>::len).max().unwrap_or(0),
        most_run: most_run(useful),
        crossings: runs.count().saturating_sub(1),
        fewest_crossings: fewest_crossings(useful),
    })
}

/// The longest run that chance explains among `useful` points (Schilling 1990, as Anhøj uses it).
pub fn most_run(useful: usize) -> usize {
    // A cast from f64 saturates: log2 0 is minus infinity and becomes 0.
    libm::round(libm::log2(useful as f64)) as usize + 3
}

/// The fewest crossings that chance explains among `useful` points: the smallest k with
/// P(Binomial(useful − 1, ½) ≤ k) ≥ 0.05 (Chen 2010, as Anhøj uses it).
pub fn fewest_crossings(useful: usize) -> usize {
    let trials = useful.saturating_sub(1);
    // In logarithms, because ½ to the power of the trials is 0 in f64 from 1,075 trials on.
    let mut log_chance = -(trials as f64) * core::f64::consts::LN_2;
    let mut below = 0.0;
    for k in 0..trials {
        below += libm::exp(log_chance);
        if below >= 0.05 {
            return k;
        }
        log_chance += libm::log((trials - k) as f64 / (k + 1) as f64);
    }
    trials
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *sorted.get(middle.checked_sub(1)?)?;
    Some(lower + (upper - lower) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn v04_anhoej_table() {
        for (n, run, crossings) in [(12, 7, 3), (20, 7, 6), (24, 8, 8), (30, 8, 10)] {
            assert_eq!((most_run(n), fewest_crossings(n)), (run, crossings), "n = {n}");
        }
    }

    #[test]
    fn v04_anhoej_sees_a_shift() {
        let series = |f: fn(u8) -> bool| -> Vec<Option<f64>> {
            (0..12).map(|i| Some(if f(i) { 2.0 } else { 1.0 } + f64::from(i) / 100.0)).collect()
        };
        let shifted = run_test(&series(|i| i >= 6)).expect("12 useful points");
        assert_eq!((shifted.longest_run, shifted.crossings, shifted.is_shifted()), (6, 1, true));
        let mixed = run_test(&series(|i| i % 2 == 0)).expect("12 useful points");
        assert_eq!((mixed.longest_run, mixed.crossings, mixed.is_shifted()), (1, 11, false));
    }

    #[test]
    fn v04_anhoej_leaves_out_what_lies_on_the_median() {
        assert_eq!(run_test(&[Some(1.0); 30]), None);
        assert_eq!(run_test(&[]), None);
    }

    #[test]
    fn v04_anhoej_stands_long_series() {
        // Mean − 1.645 standard deviations of Binomial(9999, ½) is 4917.
        assert!((4915..=4920).contains(&fewest_crossings(10_000)));
        assert_eq!(fewest_crossings(0), 0);
        assert_eq!(most_run(0), 3);
    }

    proptest! {
        #[test]
        fn no_input_panics(values in prop::collection::vec(prop::option::of(prop::num::f64::ANY), 0..40)) {
            let _ = run_test(&values);
        }
    }
}
