//! Addresses: pages that compare vendors.

use crate::kit::id::MetricId;
use crate::subject::section::addresses;

addresses! {
    /// Pages that compare vendors.
    ComparePage in Vendors {
        All = "compare" named "Compare",
        /// All vendors on one metric.
        One(metric: MetricId) = "compare/{metric}",
        /// The further pages of a metric that many vendors have, from 2.
        More(metric: MetricId, page: usize) = "compare/{metric}/{page}",
    }
}
