//! The columns of a metric file.

use crate::core::measurement::record::{RowStatus, Source};
use crate::kit::declared::{Language, Row};
use crate::kit::id::{MetricId, ProjectId, QueueId, SiteId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::source::At;

/// One observation of a metric. The rows of all files are kept as columns, and none as this.
#[derive(Clone, Debug, Row)]
#[record(noun = "metric file", path = "data/metrics/<vendor>/<file>.csv")]
pub struct MetricRow {
    /// A week, a month or a day.
    #[key(example = "2026-W45")]
    pub period: At<Period>,
    /// A site of the vendor.
    #[key(example = "acme-porto")]
    pub site: At<SiteId>,
    /// Empty: that of the queue, or a figure of the whole site.
    #[key(example = "atlas")]
    pub project: Option<At<ProjectId>>,
    /// One of the project; empty: a figure of all its queues.
    #[key(example = "atlas-pt")]
    pub queue: Option<At<QueueId>>,
    /// BCP 47; one that the queue and the site list.
    #[key(example = "pt-PT")]
    pub language: Option<At<Language>>,
    /// One of data/metrics.toml.
    #[key(example = "accuracy")]
    pub metric: At<MetricId>,
    /// Of a ratio: what is counted.
    #[key(example = 480)]
    pub numerator: Option<At<Decimal>>,
    /// Of a ratio: out of how many.
    #[key(example = 500)]
    pub denominator: Option<At<Decimal>>,
    /// Of every other kind: what was measured.
    #[key(example = 8120)]
    pub value: Option<At<Decimal>>,
    /// Of a mean, and where it is known of a percentile: how many were measured, 1 or more.
    #[key(example = 40, range = 1..)]
    pub samples: Option<At<Decimal>>,
    /// Whose figure it is.
    #[key(example = "client", default = Source::System)]
    pub source: At<Source>,
    /// Whether it may still change; `withheld` of a figure that its sender kept back, which has no number.
    #[key(example = "provisional", default = RowStatus::Final)]
    pub status: At<RowStatus>,
    /// Plain text.
    #[key(example = "two audits, still open")]
    pub note: Option<At<String>>,
}

pub use MetricRowColumn as Column;
