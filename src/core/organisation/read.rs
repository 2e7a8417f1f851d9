//! `data/projects/<project>.toml`.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::metric::record::{Metric, MetricKind};
use crate::core::organisation::record::{ContentTier, Milestone, PlannedPace, Project, Queue};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{MetricId, ProjectId, QueueId, SiteId};
use crate::kit::period::Period;
use crate::kit::record::catalog::Catalog;
use crate::kit::record::lists;
use crate::kit::record::lists::unique_ids;
use crate::kit::record::table::{Fields, in_order};
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::kit::toml::values::ANY_SIZE;

pub fn project(
    id: &str,
    root: &Node<'_>,
    catalog: &Catalog,
    metrics: &BTreeMap<MetricId, Metric>,
    log: &Log,
) -> Option<Project> {
    let project = Fields::new(root, log, "project", "project");
    let name = project.required_text("name");
    let line_of_business = project.required_text("line-of-business");
    let work_type = project.required_word("work-type");
    let client_manager = project
        .require("client-manager")
        .and_then(|node| catalog.person(node, "client-manager", "project", log));
    let sites = project.require("sites").map(|node| {
        let items = values::items(node, "sites", log);
        if node.is_empty_list() {
            let label = "expected at least one site";
            values::bad_value::<()>(node, "`sites` is empty", label, "name the sites that do the work", log);
        }
        catalog.sites_in(items, "sites", "project", log)
    });
    let starts_on = project.required_date("starts-on");
    let ends_on = project.date("ends-on");
    let planned_units = project.decimal("planned-units", 0..=ANY_SIZE);
    let metric =
        |key, node, kind| of_kind(catalog.metric(node, key, "project", log)?, kind, node, metrics, log);
    let units_metric = if project.has("planned-units") {
        project.require("units-metric")
    } else {
        project.get("units-metric")
    };
    let units_metric = units_metric.and_then(|node| metric("units-metric", node, MetricKind::Count));
    let backlog_metric =
        project.get("backlog-metric").and_then(|node| metric("backlog-metric", node, MetricKind::Level));
    let note = project.text("note");
    let mut planned: Vec<PlannedPace> =
        project.tables("planned").into_iter().filter_map(|node| pace(node, log)).collect();
    planned.sort_by_key(|pace| pace.from);
    for pair in planned.windows(2).filter(|pair| pair[0].from == pair[1].from) {
        log.push(
            Diagnostic::new(
                &codes::BAD_VALUE,
                pair[1].place.clone(),
                format!("two planned paces start in {}", pair[1].from),
            )
            .label("second one")
            .help("keep one of the two")
            .related(pair[0].place.clone(), "first one"),
        );
    }
    let milestones: Vec<Milestone> =
        project.tables("milestone").into_iter().filter_map(|node| milestone(node, log)).collect();
    unique_ids("milestone", milestones.iter().map(|one| (one.id.as_str(), &one.place)), log);
    let queues = project
        .tables("queue")
        .into_iter()
        .filter_map(|node| queue(id, node, sites.as_ref(), catalog, log))
        .collect();
    project.finish();
    in_order(&project, "starts-on", "ends-on");
    Some(Project {
        id: ProjectId::new(id),
        name: name?,
        line_of_business: line_of_business?,
        work_type: work_type?,
        client_manager: client_manager?,
        sites: sites?.into_iter().collect(),
        starts_on: starts_on?,
        ends_on: project.at("ends-on", ends_on),
        planned_units: project.at("planned-units", planned_units),
        units_metric,
        backlog_metric,
        note,
        planned,
        milestones,
        queues,
        place: root.place(),
    })
}

/// Reports a metric of another kind than its role wants.
fn of_kind(
    id: MetricId,
    kind: MetricKind,
    node: &Node<'_>,
    metrics: &BTreeMap<MetricId, Metric>,
    log: &Log,
) -> Option<MetricId> {
    let Some(metric) = metrics.get(&id).filter(|metric| metric.kind != kind) else { return Some(id) };
    let message = format!("metric `{id}` is of kind `{}`", metric.kind.word());
    let label = format!("expected a metric of kind `{}`", kind.word());
    values::bad_value(node, message, &label, "name a metric of that kind", log)
}

fn pace(node: &Node<'_>, log: &Log) -> Option<PlannedPace> {
    let pace = Fields::new(node, log, "planned", "planned pace");
    let from = pace.required_period("from");
    let units_per_week = pace.required_decimal("units-per-week", 0..=ANY_SIZE);
    pace.finish();
    let Period::Week(from) = from? else {
        let node = node.get("from")?;
        log.push(
            Diagnostic::new(
                &codes::BAD_DATE,
                node.place(),
                format!("`{}` is no week", node.as_text().unwrap_or_default()),
            )
            .label("expected an ISO week such as 2026-W46")
            .help("write the week from which the pace holds"),
        );
        return None;
    };
    let units_per_week = pace.at("units-per-week", units_per_week)?;
    Some(PlannedPace { from, units_per_week, place: node.place() })
}

fn milestone(node: &Node<'_>, log: &Log) -> Option<Milestone> {
    let milestone = Fields::new(node, log, "milestone", "milestone");
    let id = milestone.required_id("id");
    let title = milestone.required_text("title");
    let due_on = milestone.required_date("due-on");
    let done_on = milestone.date("done-on");
    let units = milestone.decimal("units", 0..=ANY_SIZE);
    let (due_on, done_on) = (milestone.at("due-on", due_on), milestone.at("done-on", done_on));
    let units = milestone.at("units", units);
    milestone.finish();
    let place = node.get("id").map_or_else(|| node.place(), Node::place);
    Some(Milestone { id: id?.to_owned(), title: title?, due_on: due_on?, done_on, units, place })
}

fn queue(
    project: &str,
    node: &Node<'_>,
    of_project: Option<&BTreeSet<SiteId>>,
    catalog: &Catalog,
    log: &Log,
) -> Option<Queue> {
    let queue = Fields::new(node, log, "queue", "queue");
    let id = queue.required_id("id");
    let name = queue.required_text("name");
    let languages = languages(&queue);
    let starts_on = queue.required_date("starts-on");
    let ends_on = queue.date("ends-on");
    let site_nodes = queue.items("sites");
    let sites = catalog.sites_in(site_nodes, "sites", "queue", log);
    for node in site_nodes {
        let of_project = of_project.zip(node.as_text());
        let Some((_, site)) = of_project.filter(|(all, site)| all.iter().all(|one| one.as_str() != *site))
        else {
            continue;
        };
        if sites.iter().any(|known| known.as_str() == site) {
            let message = format!("`{site}` is not one of the sites of project `{project}`");
            let label = "expected one of the project's `sites`";
            values::bad_value::<()>(node, message, label, "add it to the project, or correct it", log);
        }
    }
    let content_tier = queue.word("content-tier").unwrap_or(ContentTier::None);
    queue.finish();
    in_order(&queue, "starts-on", "ends-on");
    Some(Queue {
        id: QueueId::new(id?),
        project: ProjectId::new(project),
        name: name?,
        languages: languages?,
        sites: sites.into_iter().collect(),
        starts_on: starts_on?,
        ends_on,
        content_tier,
        place: node.get("id").map_or_else(|| node.place(), Node::place),
    })
}

fn languages(fields: &Fields<'_, '_>) -> Option<Vec<String>> {
    let node = fields.require("languages")?;
    let items = values::items(node, "languages", fields.log);
    if node.is_empty_list() {
        let label = "expected at least one language";
        return values::bad_value(node, "`languages` is empty", label, "name the languages", fields.log);
    }
    Some(lists::languages(items, "languages", fields.log).into_iter().collect())
}
