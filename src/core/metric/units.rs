//! Metrics that the book names to say what a unit costs: accepted units are a count, units done again a count or the numerator of a ratio.

use std::collections::BTreeMap;

use crate::core::metric::record::{Metric, MetricKind};
use crate::core::settings::record::Settings;
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::MetricId;
use crate::kit::source::At;

/// What is wrong with them; a metric that is not there is told elsewhere.
pub fn check(settings: &Settings, metrics: &BTreeMap<MetricId, Metric>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut wrong = |key: &str, named: &At<MetricId>, allowed: &[MetricKind], label: &'static str| {
        let kind = metrics.get(&**named).map(|metric| metric.kind);
        if kind.is_some_and(|kind| !allowed.contains(&kind)) {
            let message = format!("`{key}` names metric `{}`, which counts no units", &**named);
            found.push(
                Diagnostic::new(&codes::BAD_VALUE, named.place.clone(), message)
                    .label(label)
                    .help("name a metric that counts units of work"),
            );
        }
    };
    if let Some(named) = &settings.unit_cost_metric {
        wrong("unit-cost-metric", named, &[MetricKind::Count], "expected a metric of kind `count`");
    }
    if let Some(named) = settings.access.as_ref().and_then(|limits| limits.pace_metric.as_ref()) {
        wrong("pace-metric", named, &[MetricKind::Ratio], "expected a metric of kind `ratio`");
    }
    if let Some(named) = &settings.rework_metric {
        let allowed = [MetricKind::Count, MetricKind::Ratio];
        wrong("rework-metric", named, &allowed, "expected a metric of kind `count` or `ratio`");
        if settings.unit_cost_metric.is_none() {
            found.push(
                Diagnostic::new(
                    &codes::MISSING_KEY,
                    named.place.clone(),
                    "`rework-metric` stands without `unit-cost-metric`",
                )
                .label("work that is done again costs what a unit costs")
                .help("add `unit-cost-metric`, or remove it"),
            );
        }
    }
    found
}
