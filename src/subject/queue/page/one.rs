//! A queue: each of its metrics over a year, by site and vendor, on one scale; its languages, procedures, clauses and permissions.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::metric::record::Metric;
use crate::core::organisation::record::{ContentTier, Queue};
use crate::core::slices::Slice;
use crate::kit::calendar::day_label;
use crate::kit::id::{MetricId, QueueId, SiteId, VendorId};
use crate::kit::picture::exempt::Exempt;
use crate::kit::words::Family;
use crate::subject::access::page::permissions_of;
use crate::subject::evidence::Evidence;
use crate::subject::language::page::coverage_of;
use crate::subject::multiples::{Multiples, multiples};
use crate::subject::queue::address::QueuePage;
use crate::subject::queue::page::weeks::{Weeks, pictures_of, plan, weeks};
use crate::subject::queue::page::{languages, state};
use crate::subject::route::Route;
use crate::subject::series::Series;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::table::Table;
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Inline, listed};
use crate::subject::wording::names;

/// `templates/queue.html`.
#[derive(Serialize)]
pub struct QueueView {
    eyebrow: Vec<Inline>,
    facts: Vec<Fact>,
    /// Links to the metrics further down.
    contents: Vec<Inline>,
    metrics: Vec<MetricBlock>,
    /// Something is hidden on the page.
    hides: bool,
    coverage: Table,
    permissions: Table,
    source: Vec<Inline>,
}

#[derive(Serialize)]
struct MetricBlock {
    /// Anchor.
    id: String,
    name: Label,
    family: &'static str,
    multiples: Multiples,
    weeks: Weeks,
}

/// What a series is of: vendor, site, and of rows in several languages which.
type SeriesKey<'s> = (&'s VendorId, &'s SiteId, Option<&'s str>);

pub fn page(context: &PageContext<'_>, route: &Route, id: &QueueId) -> Option<Page<QueueView>> {
    let register = context.report.register;
    let queue = register.queue(id)?;
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let mut of_metrics: BTreeMap<(Family, &MetricId), Vec<&Slice>> = BTreeMap::new();
    for slice in context.report.queues.slices.of_queue(id) {
        if let Some(metric) = register.metrics.get(&slice.metric) {
            of_metrics.entry((metric.family, &slice.metric)).or_default().push(slice);
        }
    }
    let told: Vec<(&Metric, Vec<Series<'_>>)> = of_metrics
        .into_iter()
        .filter_map(|((_, metric), slices)| {
            let metric = register.metrics.get(metric)?;
            Some((metric, series(context, queue, &slices)))
        })
        .collect();
    let shapes = told.iter().map(|(metric, series)| (metric.grain, series.len()));
    let depths = plan(context.report.queues.pages.len(), shapes.collect());
    let hides = told.iter().any(|(_, all)| all.iter().any(|one| one.is_hidden));
    let pictures = pictures_of(told.len());
    let blocks = told.iter().zip(depths).map(|((metric, all), depth)| {
        let (weeks, drawn, span) = weeks(context, queue, metric, all, (depth, pictures), ours);
        MetricBlock {
            id: metric.id.to_string(),
            name: Label::named(metric.name.as_str()),
            family: metric.family.label(),
            multiples: multiples(metric, span, drawn),
            weeks,
        }
    });
    let metrics: Vec<MetricBlock> = blocks.collect();
    let contents = listed(told.iter().map(|(metric, _)| {
        Inline::anchor(route, metric.id.as_str(), metric.name.clone()).because(Exempt::Name)
    }));
    let view = QueueView {
        eyebrow: vec![Inline::literal("Queue of "), names::project(context, &queue.project)],
        facts: facts(context, queue),
        contents,
        metrics,
        hides,
        coverage: coverage_of(context, queue, ours).titled(),
        permissions: permissions_of(context, id, ours).titled(),
        source: vec![names::place(context, &queue.written_id.place)],
    };
    let above = vec![Link::to(&Route::Queue(QueuePage::All), "Queues")];
    let title = Label::named(queue.name.as_str());
    Some(Page { title, above, view, evidence: Some(evidence.finish()) })
}

/// By vendor and site; rows in several languages are parted by language.
fn series<'s>(context: &PageContext<'_>, queue: &'s Queue, slices: &[&'s Slice]) -> Vec<Series<'s>> {
    let mut tags: Vec<Option<&str>> = slices.iter().map(|slice| slice.language.as_deref()).collect();
    tags.sort_unstable();
    tags.dedup();
    let is_parted = tags.len() > 1;
    let mut parted: BTreeMap<SeriesKey<'s>, Vec<&'s Slice>> = BTreeMap::new();
    for slice in slices {
        let language = slice.language.as_deref().filter(|_| is_parted);
        parted.entry((&slice.vendor, &slice.site, language)).or_default().push(slice);
    }
    let made = parted.into_iter().map(|((vendor, site, language), slices)| {
        Series::of(context, queue, (vendor, site, language.map(str::to_owned), is_parted), slices)
    });
    made.collect()
}

fn facts(context: &PageContext<'_>, queue: &Queue) -> Vec<Fact> {
    let register = context.report.register;
    let project = register.projects.get(&queue.project);
    let sites = project
        .into_iter()
        .flat_map(|project| project.sites.iter().filter(move |site| queue.is_worked_at(project, site)));
    let sops = register.sops.values().filter(|sop| sop.queues.contains(&queue.id));
    let tier = match *queue.content_tier {
        ContentTier::High => Inline::chip("poor", "high"),
        ContentTier::Low => Inline::chip("near", "low"),
        ContentTier::None => Inline::literal("none"),
    };
    let tools = queue.tooling.iter().map(|tool| Inline::literal(tool.label()));
    vec![
        Fact::new("State", state(context, queue)),
        Fact::new("Languages", languages(context, queue)),
        Fact::new("Sites of the project", listed(sites.map(|site| names::site(context, site)))),
        Fact::new("From", Inline::dated(day_label(*queue.starts_on))),
        Fact::new("Until", Inline::dated(queue.days().1.map_or_else(|| "no end set".to_owned(), day_label))),
        Fact::new("Exposure to harmful content", tier),
        Fact::new("Protective tools", listed(tools)),
        Fact::new("Procedures", listed(sops.map(|sop| names::sop(context, &sop.id)))),
        Fact::new("Service levels that name it", listed(clauses(context, queue))),
    ]
}

/// Service levels in force that name the queue, or its project.
fn clauses(context: &PageContext<'_>, queue: &Queue) -> Vec<Inline> {
    let register = context.report.register;
    let on = register.as_of();
    let mut found = Vec::new();
    for contract in register.contracts.values() {
        let Some(terms) = contract.terms_on(on) else { continue };
        for (id, level) in &terms.service_levels {
            let (queues, projects) = (&level.scope.queues, &level.scope.projects);
            let by_project = queues.is_empty() && projects.contains(&queue.project);
            if queues.contains(&queue.id) || by_project {
                found.push(names::service_level(context, &contract.id, id));
            }
        }
    }
    found
}
