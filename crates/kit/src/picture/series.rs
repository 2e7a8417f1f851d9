//! A series as the pictures take it: values with gaps, what the rules said of each, limits and targets.

/// What the rules in force say of one point. Each has a shape of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Common cause: nothing special.
    #[default]
    Common,
    /// Special cause in the wanted direction: a larger round mark.
    Improvement,
    /// Special cause in the unwanted direction: a square.
    Concern,
    /// Special cause of a metric without a direction: a diamond (an upright stroke in a sparkline).
    Neutral,
}

impl Mark {
    /// The CSS class of a point.
    pub fn class(self) -> &'static str {
        match self {
            Mark::Common => "point",
            Mark::Improvement => "point improvement",
            Mark::Concern => "point concern",
            Mark::Neutral => "point neutral",
        }
    }
}

/// One point of a sparkline.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// In display units (95.2 for 95.2%). `None`, or what is not finite, is a gap.
    pub value: Option<f64>,
    /// What the rules say of it.
    pub mark: Mark,
    /// Drawn hollow.
    pub provisional: bool,
}

impl Point {
    /// The value, where it can be drawn.
    pub fn shown(&self) -> Option<f64> {
        self.value.filter(|value| value.is_finite())
    }
}

/// Limits that hold from one point until the next baseline. Clamped for display by the caller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Baseline {
    /// Index of the first point it holds for.
    pub from: usize,
    /// Centre line.
    pub mean: f64,
    /// Lower process limit.
    pub lower: f64,
    /// Upper process limit.
    pub upper: f64,
}

/// A target that holds from one point until the next step: an amendment is a step of its own, so that
/// old points stand beside the target they were judged by. `at-least` fills `floor`, `at-most` fills
/// `ceiling`, `range` both; neither means that nothing was promised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TargetStep {
    /// Index of the first point it holds for.
    pub from: usize,
    /// The least that is promised.
    pub floor: Option<f64>,
    /// The most that is promised.
    pub ceiling: Option<f64>,
}

/// The lowest and highest value that a picture of these has to show; `None` where there is nothing.
pub fn extent(
    values: impl Iterator<Item = f64>,
    baselines: &[Baseline],
    targets: &[TargetStep],
) -> Option<(f64, f64)> {
    let limits = baselines.iter().flat_map(|baseline| [baseline.lower, baseline.mean, baseline.upper]);
    let promised = targets.iter().flat_map(|step| [step.floor, step.ceiling]).flatten();
    let mut range: Option<(f64, f64)> = None;
    for value in values.chain(limits).chain(promised).filter(|value| value.is_finite()) {
        range = Some(range.map_or((value, value), |(low, high)| (low.min(value), high.max(value))));
    }
    range
}

/// The points that each of `starts` holds for, as `start..end`, over `count` points.
pub fn stretches(
    starts: impl ExactSizeIterator<Item = usize> + Clone,
    count: usize,
) -> impl Iterator<Item = (usize, usize)> {
    let ends = starts.clone().skip(1).chain(std::iter::once(count));
    starts.zip(ends).map(move |(start, end)| (start.min(count), end.min(count)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extent_covers_values_limits_and_targets() {
        let baselines = [Baseline { from: 0, mean: 5.0, lower: 2.0, upper: 8.0 }];
        let targets = [TargetStep { from: 0, floor: Some(9.0), ceiling: None }];
        assert_eq!(extent([3.0, f64::NAN].into_iter(), &baselines, &targets), Some((2.0, 9.0)));
        assert_eq!(extent(std::iter::empty(), &[], &[]), None);
    }

    #[test]
    fn stretches_follow_each_other() {
        assert_eq!(stretches([0, 4].into_iter(), 10).collect::<Vec<_>>(), [(0, 4), (4, 10)]);
        assert_eq!(stretches([0, 40].into_iter(), 10).collect::<Vec<_>>(), [(0, 10), (10, 10)]);
    }
}
