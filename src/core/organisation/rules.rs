//! Rules between the keys of a project.

use std::collections::BTreeMap;

use super::record::{PlannedPace, Project, ProjectDraft};
use crate::core::metric::record::{Metric, MetricKind};
use crate::kit::declared::Reader;
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::MetricId;
use crate::kit::source::At;

impl Project {
    /// The rules between its keys; brings its paces in order.
    pub fn check(
        draft: &mut ProjectDraft,
        reader: &Reader<'_, '_, '_>,
        metrics: &BTreeMap<MetricId, Metric>,
    ) {
        if !reader.fields.has("sites") {
            reader.refuse();
        }
        of_kind(&mut draft.units_metric, MetricKind::Count, metrics, reader);
        of_kind(&mut draft.backlog_metric, MetricKind::Level, metrics, reader);
        draft.planned.sort_by_key(|pace| *pace.from);
        one_pace_a_week(&draft.planned, reader);
        sites_of_queues(draft, reader);
        reader.in_order("starts-on", "ends-on");
    }
}

/// Leaves out, and reports, a metric of another kind than its role wants.
fn of_kind(
    named: &mut Option<At<MetricId>>,
    kind: MetricKind,
    metrics: &BTreeMap<MetricId, Metric>,
    reader: &Reader<'_, '_, '_>,
) {
    let Some(id) = named else { return };
    let Some(metric) = metrics.get(&**id).filter(|metric| metric.kind != kind) else { return };
    let message = format!("metric `{id}` is of kind `{}`", metric.kind.word());
    let label = format!("expected a metric of kind `{}`", kind.word());
    reader.bad_value(id, message, label, "name a metric of that kind");
    *named = None;
}

fn one_pace_a_week(planned: &[PlannedPace], reader: &Reader<'_, '_, '_>) {
    for pair in planned.windows(2).filter(|pair| *pair[0].from == *pair[1].from) {
        let message = format!("two planned paces start in {}", pair[1].from);
        let diagnostic = Diagnostic::new(&codes::BAD_VALUE, pair[1].place.clone(), message);
        let diagnostic = diagnostic.label("second one").help("keep one of the two");
        reader.log().push(diagnostic.related(pair[0].place.clone(), "first one"));
    }
}

/// Reports sites of a queue that do not work on the project; sites that could not be read are reported there.
fn sites_of_queues(draft: &ProjectDraft, reader: &Reader<'_, '_, '_>) {
    if draft.sites.is_empty() {
        return;
    }
    for queue in &draft.queues {
        for site in queue.sites.iter().filter(|site| !draft.sites.contains(&site.value)) {
            let message = format!("`{site}` is not one of the sites of project `{}`", queue.project);
            let label = "expected one of the project's `sites`";
            reader.bad_value(site, message, label, "add it to the project, or correct it");
        }
    }
}
