//! What a roll-up is made of: the rows of one period, summed, and the value they stand for.

use crate::core::measurement::record::Observation;
use crate::core::measurement::whole::counted_rows;
use crate::core::metric::record::{Metric, MetricKind, Unit, WholeRows};
use crate::kit::id::{SiteId, VendorId};
use crate::kit::number::{Decimal, Quotient};

/// Whose figures a series, a ruling or a scorecard speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Vendor(VendorId),
    Site(SiteId),
}

/// The rows of one period, summed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// A row of the whole stands beside rows of its parts, and the metric does not say what it is: no figure can be given, and both
    /// sums are 0.
    pub is_unclear: bool,
}

const ONE: i128 = Decimal::SCALE as i128;

impl Cell {
    /// The sum of rows of one metric and period, in any order; `whole` says what a row of the whole beside its parts is. A row's figures lie within ±10^15 millionths and a product of two
    /// within 10^24, so 128 bits hold more rows than there are.
    pub fn sum(
        kind: MetricKind,
        whole: Option<WholeRows>,
        rows: &[Observation],
        mut indices: Vec<u32>,
    ) -> Cell {
        indices.sort_unstable();
        let (indices, is_unclear) = counted_rows(whole, rows, indices);
        let mut cell = Cell { denominator: if has_denominator(kind) { 0 } else { ONE }, ..Cell::default() };
        for row in indices.iter().filter_map(|&index| rows.get(index as usize)) {
            let (numerator, denominator) =
                (i128::from(row.numerator.micro()), i128::from(row.denominator.micro()));
            match kind {
                MetricKind::Ratio => {
                    cell.numerator += numerator;
                    cell.denominator += denominator;
                }
                MetricKind::Count | MetricKind::Level => cell.numerator += numerator,
                MetricKind::Mean => {
                    // Samples are whole, so dividing by a million loses nothing.
                    cell.numerator += numerator * denominator / ONE;
                    cell.denominator += denominator;
                }
                MetricKind::Percentile => cell.numerator = numerator,
            }
            cell.provisional |= row.status == crate::core::measurement::record::Status::Provisional;
        }
        cell.not_aggregable = kind == MetricKind::Percentile && indices.len() > 1;
        if is_unclear {
            (cell.numerator, cell.is_unclear) = (0, true);
            cell.denominator = if has_denominator(kind) { 0 } else { ONE };
        }
        cell.rows = indices;
        cell
    }

    /// Adds another part of the same metric and period.
    pub(super) fn absorb(&mut self, kind: MetricKind, other: &Cell) {
        self.numerator += other.numerator;
        if has_denominator(kind) {
            self.denominator += other.denominator;
        }
        self.rows.extend_from_slice(&other.rows);
        self.is_unclear |= other.is_unclear;
        self.provisional |= other.provisional;
        self.not_aggregable |= kind == MetricKind::Percentile;
    }
}

/// Whether rows of this kind carry what is divided by.
pub fn has_denominator(kind: MetricKind) -> bool {
    matches!(kind, MetricKind::Ratio | MetricKind::Mean)
}

/// The figure of a cell in the metric's unit: for percent 100 × Σ numerators ÷ Σ denominators. `None`: 0/0, or several
/// percentiles, or a whole beside its parts of which nobody said what it is.
pub fn cell_value(metric: &Metric, cell: &Cell) -> Option<Quotient> {
    if cell.not_aggregable || cell.is_unclear {
        return None;
    }
    Quotient::new(cell.numerator * percent_factor(metric), cell.denominator)
}

/// 100 for ratios shown in percent, else 1.
pub fn percent_factor(metric: &Metric) -> i128 {
    if metric.kind == MetricKind::Ratio && metric.unit == Unit::Percent { 100 } else { 1 }
}
