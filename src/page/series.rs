//! The rows behind a chart.

use crate::compute::charted::Charted;
use crate::model::Period;
use crate::page::clause::subject_key;
use crate::page::evidence::Query;

/// The rows of a chart's series in some periods.
pub fn series_query(chart: &Charted, periods: Vec<Period>) -> Query<'_> {
    let scope = &chart.series.scope;
    Query {
        clause: None,
        metric: chart.metric.as_str(),
        subject: subject_key(&chart.subject),
        sites: scope.sites.iter().map(|id| id.as_str()).collect(),
        projects: scope.projects.iter().map(|id| id.as_str()).collect(),
        queues: scope.queues.iter().map(|id| id.as_str()).collect(),
        languages: scope.languages.iter().map(String::as_str).collect(),
        periods,
        window: "period",
    }
}
