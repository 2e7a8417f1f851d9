//! Series as control charts: the picture of a metric and what its icons said in each period.

use crate::compute::rollup::{Series, Subject};
use crate::compute::spc::{Assurance, Chart, Limits, Variation};
use crate::model::{MetricId, Period};

/// One metric of one subject over time, in the metric's grain, gaps kept.
#[derive(Clone, Debug)]
pub struct Charted {
    pub subject: Subject,
    pub metric: MetricId,
    /// Every period from the first row to the last, without holes.
    pub periods: Vec<Period>,
    /// In the metric's unit; `None` where there is no figure.
    pub values: Vec<Option<f64>>,
    pub provisional: Vec<bool>,
    /// Indices into `periods` at which limits start anew.
    pub rebases: Vec<usize>,
    pub chart: Chart,
    /// The icons, and the limits, as they were when each period was the last.
    pub seen: Vec<(Variation, Assurance, Option<Limits>)>,
    /// The target in force in each period, in the metric's unit: of the service level that judges this metric for this subject; `None` without.
    pub targets: Vec<Option<f64>>,
    /// The sums behind the values.
    pub series: Series,
}
