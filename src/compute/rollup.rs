//! Roll-ups: sums over sums of whole columns of measurements, by site or vendor, metric and period.

use crate::model::{MetricId, Period, Scope, SiteId, VendorId};

/// Whose figures a series, a ruling or a scorecard speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Vendor(VendorId),
    Site(SiteId),
}

/// The rows of one period, summed.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Millionths. Ratio: sum of numerators. Count, level: sum of values. Mean: sum of value times samples (in millionths of
    /// the product). Percentile: the value of the only row.
    pub numerator: i128,
    /// Millionths. Ratio: sum of denominators. Mean: sum of samples. Otherwise 1,000,000 (one).
    pub denominator: i128,
    /// Indices into `Measurements::rows`, rising.
    pub rows: Vec<u32>,
    /// Any of the rows is provisional.
    pub provisional: bool,
    /// More than one row of a percentile: no figure can be given.
    pub not_aggregable: bool,
}

/// Cells of one metric for one subject and scope, in order of period. A missing period has no cell.
#[derive(Clone, Debug)]
pub struct Series {
    pub subject: Subject,
    pub metric: MetricId,
    pub scope: Scope,
    pub cells: Vec<(Period, Cell)>,
}
