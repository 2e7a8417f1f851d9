//! Limits of an XmR chart (individuals and moving range): what a process does when nothing special happens.

use crate::core::settings::record::RuleSet;

/// The two factors of the chart, printed wherever limits are shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constants {
    /// Limits are mean ± `limit` × mean moving range: 3/1.128, rounded as NHS Making Data Count does.
    pub limit: f64,
    /// Upper limit of the moving range, and the screening threshold, in mean moving ranges.
    pub range: f64,
}

/// NHS Making Data Count; NIST 6.3.2.2 uses 3/1.128 unrounded (a difference below 0.02%).
pub const CONSTANTS: Constants = Constants { limit: 2.66, range: 3.267 };

/// Limits from fewer points are trial limits.
pub const FIRM_POINTS: usize = 12;

/// Limits from fewer points carry no icon and flag no point.
pub const ICON_POINTS: usize = 8;

/// How limits are drawn up; a page prints it beside the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitsSetting {
    /// Limits rest on the first so many present points of a group and stay, so that a change does not widen its
    /// own limits. `None`: every point moves them.
    pub fix_after: Option<usize>,
    /// Drop, once, the moving ranges not below 3.267 mean ranges (the R package's default; the NHS workbook
    /// does not). The mean of the points is never screened.
    pub screen: bool,
    /// One rule set speaks on a chart: mixing them multiplies false alarms.
    pub rule_set: RuleSet,
}

impl Default for LimitsSetting {
    fn default() -> Self {
        LimitsSetting { fix_after: Some(FIRM_POINTS), screen: false, rule_set: RuleSet::Nhs }
    }
}

/// Limits of one group, in the unit of the values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    pub mean: f64,
    /// Not cut at 0 or 100%: a page may clamp what it draws, never what is tested.
    pub lower: f64,
    pub upper: f64,
    /// Mean moving range, after screening.
    pub mean_range: f64,
    /// Upper limit of the moving range.
    pub range_limit: f64,
    /// Moving ranges that were screened out.
    pub dropped: usize,
    /// Present points that the limits rest on.
    pub points_used: usize,
    /// Fewer than 12 points.
    pub trial: bool,
}

impl Limits {
    /// Whether the limits rest on enough points for an icon.
    pub fn carry_icon(&self) -> bool {
        self.points_used >= ICON_POINTS
    }

    /// Distance from the mean to the near limits: two thirds of the way to the limits.
    pub fn near_distance(&self) -> f64 {
        2.0 * (CONSTANTS.limit / 3.0) * self.mean_range
    }

    /// `value` in standard deviations from the mean, so scaled that the limits are ±3. When the limits have no
    /// width, a value off the mean is infinitely far.
    pub fn z(&self, value: f64) -> f64 {
        let distance = value - self.mean;
        if distance == 0.0 {
            return 0.0;
        }
        distance / (CONSTANTS.limit / 3.0 * self.mean_range)
    }
}

/// Limits of one group of points, `None` for a missing period. `None` when they cannot be estimated.
pub fn limits(values: &[Option<f64>], setting: &LimitsSetting) -> Option<Limits> {
    let mut baseline = Baseline::new(setting);
    for value in values {
        baseline.push(*value);
    }
    baseline.limits()
}

/// The points that limits rest on, taken in one by one: limits of a prefix have the same bits whether the
/// points came at once or week by week.
#[derive(Debug, Clone)]
pub struct Baseline {
    setting: LimitsSetting,
    values: Total,
    ranges: Total,
    /// Each moving range, kept only where screening looks at them again.
    each_range: Vec<f64>,
    first: Option<f64>,
    previous: Option<f64>,
    uniform: bool,
}

impl Baseline {
    pub fn new(setting: &LimitsSetting) -> Self {
        Baseline {
            setting: *setting,
            values: Total::default(),
            ranges: Total::default(),
            each_range: Vec::new(),
            first: None,
            previous: None,
            uniform: true,
        }
    }

    /// Takes the next period; says whether the limits may have moved. A missing period breaks the moving range:
    /// none is taken across it.
    pub fn push(&mut self, value: Option<f64>) -> bool {
        let Some(value) = value else {
            self.previous = None;
            return false;
        };
        if self.setting.fix_after.is_some_and(|n| self.values.count >= n) {
            return false;
        }
        self.uniform &= *self.first.get_or_insert(value) == value;
        self.values.add(value);
        if let Some(previous) = self.previous.replace(value) {
            let range = libm::fabs(value - previous);
            self.ranges.add(range);
            if self.setting.screen {
                self.each_range.push(range);
            }
        }
        true
    }

    /// Limits on the points so far. `None` without any moving range, and where all ranges are 0 although the
    /// points differ (they changed only across gaps): their variation is unknown, not nil.
    pub fn limits(&self) -> Option<Limits> {
        // The mean of equal values can be a bit off them, which would put every point outside.
        let mean = if self.uniform { self.first? } else { self.values.mean()? };
        let (mean_range, dropped) = self.mean_range()?;
        if mean_range == 0.0 && !self.uniform {
            return None;
        }
        Some(Limits {
            mean,
            lower: mean - CONSTANTS.limit * mean_range,
            upper: mean + CONSTANTS.limit * mean_range,
            mean_range,
            range_limit: CONSTANTS.range * mean_range,
            dropped,
            points_used: self.values.count,
            trial: self.values.count < FIRM_POINTS,
        })
    }

    /// And how many ranges were screened out.
    fn mean_range(&self) -> Option<(f64, usize)> {
        let unscreened = self.ranges.mean()?;
        let mut kept = Total::default();
        for range in self.each_range.iter().filter(|r| **r < CONSTANTS.range * unscreened) {
            kept.add(*range);
        }
        // Screening that leaves no width would put every point outside: then it is not applied.
        let screened = kept.mean().filter(|mean| *mean > 0.0);
        Some(screened.map_or((unscreened, 0), |mean| (mean, self.ranges.count - kept.count)))
    }
}

/// A running sum with its rounding errors kept (Neumaier 1974), so that a point equal to the mean is found equal.
#[derive(Debug, Clone, Copy, Default)]
struct Total {
    sum: f64,
    lost: f64,
    count: usize,
}

impl Total {
    fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        let (large, small) =
            if libm::fabs(self.sum) >= libm::fabs(value) { (self.sum, value) } else { (value, self.sum) };
        self.lost += (large - sum) + small;
        self.sum = sum;
        self.count += 1;
    }

    fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| (self.sum + self.lost) / self.count as f64)
    }
}

#[cfg(test)]
mod tests;
