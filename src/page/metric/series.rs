//! The rows behind a chart.

use crate::compute::charted::Charted;
use crate::model::Period;
use crate::page::evidence::Query;
use crate::page::evidence::clause::subject_key;

/// The rows of a chart's series in one period.
pub fn series_query(chart: &Charted, period: Period) -> Query<'_> {
    Query {
        clause: None,
        metric: chart.metric.as_str(),
        subject: subject_key(&chart.subject),
        scope: &chart.series.scope,
        slice: None,
        pooled: &[],
        period,
        window: "period",
    }
}
