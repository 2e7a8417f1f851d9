//! Tables that the brief alone has: short ones, of what other pages show at length.

use crate::core::attainment::{Judged, Outcome};
use crate::core::metric::record::{Metric, Unit};
use crate::core::organisation::record::{ContentTier, Queue, Site, tags};
use crate::core::rollup::Subject;
use crate::kit::calendar::day_short;
use crate::kit::picture::exempt::Exempt;
use crate::kit::words::Family;
use crate::subject::audit::page as audit;
use crate::subject::audit::record::Audit;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::{ruled, written_clause};
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::measured::period_value;
use crate::subject::plan::page::index::{plan_named, severity_cell};
use crate::subject::plan::page::verdict::{is_closed, verdict};
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::{names, phrase};

/// Service levels that judge the site, missed ones first.
pub fn levels(
    context: &PageContext<'_>,
    site: &Site,
    most: usize,
    evidence: &mut Evidence<'_>,
) -> (Table, usize) {
    let register = context.report.register;
    let of_site = |judged: &&Judged| judged.subject == Subject::Site(site.id.clone());
    let judged = context.report.judged.iter().filter(of_site).filter_map(|judged| {
        let contract = register.contracts.get(&judged.contract)?;
        let level = names::service_level_of(contract, &judged.service_level)?;
        Some((judged, level, judged.rulings.last()?))
    });
    let mut judged: Vec<_> = judged.collect();
    judged.sort_by_key(|(_, level, ruling)| {
        let is_measured = !matches!(ruling.outcome, Outcome::NotMeasured(_));
        (!ruling.missed(), !is_measured, level.family)
    });
    let more = judged.len().saturating_sub(most);
    judged.truncate(most);
    let table = Columns::over(judged, evidence)
        .column("Service level", "", |(judged, ..), _| {
            Cell::head(names::service_level(context, &judged.contract, &judged.service_level))
        })
        .column("Needs", "", |(judged, level, ruling), evidence| {
            let promised = ruled(context.report, judged, Some(ruling)).and_then(|clause| {
                match clause.blended_target(evidence) {
                    Some(target) => target.number,
                    None => written_clause(&clause, evidence),
                }
            });
            let metric = register.metrics.get(&level.metric);
            Inline::words(phrase::promise(level, ruling.target, metric)).of(promised).into()
        })
        .column("Latest", "num", |(judged, level, ruling), evidence| {
            let clause = ruled(context.report, judged, Some(ruling)).filter(|_| ruling.value.is_some());
            let result = clause.and_then(|clause| {
                names::figure_cell(context, &judged.subject, ruling, level, clause.told(evidence))
            });
            result.unwrap_or_else(Cell::dash)
        })
        .column("Result", "tight", |(_, _, ruling), _| names::ruling_cell(Some(ruling)))
        .table("levels", "Service levels, missed ones first");
    (table, more)
}

/// Queues that it works today.
pub fn queues(context: &PageContext<'_>, site: &Site) -> Table {
    let register = context.report.register;
    let as_of = register.as_of();
    let queues = register
        .projects
        .values()
        .flat_map(|project| project.queues.iter().map(move |queue| (project, queue)));
    // A project may be worked at several sites, each in its own languages.
    let speaks = |queue: &Queue| queue.languages.iter().any(|language| site.languages.contains(language));
    let live = queues.filter(|(project, queue)| {
        let (from, to) = queue.days();
        (queue.languages.is_empty() || speaks(queue))
            && from <= as_of
            && to.is_none_or(|to| to >= as_of)
            && queue.is_worked_at(project, &site.id)
    });
    Columns::over(live, &mut ())
        .column("Queue", "", |(project, queue), _| {
            Cell::head(names::queue(context, &queue.id)).under(names::project(context, &project.id))
        })
        .column("Languages", "", |(_, queue), _| {
            Inline::words(tags(&queue.languages).join(", ")).because(Exempt::Name).into()
        })
        .column("Content", "tight", |(_, queue), _| match *queue.content_tier {
            ContentTier::None => Cell::dash(),
            ContentTier::Low => Inline::literal("low tier").into(),
            ContentTier::High => Inline::literal("high tier").into(),
        })
        .table("queues", "Queues that it works")
}

/// Headcount, and what is measured of wellness and of those who leave: the newest period of each.
pub fn people(context: &PageContext<'_>, site: &Site, evidence: &mut Evidence<'_>) -> Table {
    let report = context.report;
    let is_of_people = |metric: &Metric| metric.family == Family::Wellness || metric.unit == Unit::People;
    let subject = Subject::Site(site.id.clone());
    let told = report.register.metrics.values().filter(|metric| is_of_people(metric)).filter_map(|metric| {
        let at = report.chart_of.get(&(subject.clone(), metric.id.clone()))?;
        let chart = report.charts.get(*at)?;
        let (period, cell) = chart.series.cells.last()?;
        Some((metric, *period, period_value(chart, metric, *period, cell, evidence)?))
    });
    let told: Vec<_> = told.collect();
    Columns::over(told, &mut ())
        .column("Measure", "", |(metric, ..), _| {
            Cell::head(names::metric(context, &subject, &metric.id, &metric.name))
        })
        .column("Latest", "num", |(_, _, value), _| Inline::from(value).into())
        .column("Period", "tight", |(_, period, _), _| Inline::dated(phrase::short(*period)).into())
        .table("people", "People, the newest period of each measure")
}

/// Open plans of the site, and of its vendor as a whole.
pub fn plans(context: &PageContext<'_>, site: &Site) -> Table {
    let plans = context.report.register.plans.values().filter(|plan| {
        !is_closed(context, plan)
            && plan.vendor == site.vendor
            && plan.site.as_ref().is_none_or(|planned| **planned == site.id)
    });
    let mut plans: Vec<_> = plans.collect();
    plans.sort_by_key(|plan| (*plan.severity, *plan.detected_on));
    Columns::over(plans, &mut ())
        .column("Plan", "", |plan, _| plan_named(context, plan))
        .column("Severity", "tight", |plan, _| severity_cell(plan))
        .column("Verdict of the data", "", |plan, _| {
            verdict(false, context.report.plans.states.get(&plan.id)).into()
        })
        .table("plans", "Open plans")
}

/// Newest first.
pub fn audits(
    context: &PageContext<'_>,
    audits: Vec<&Audit>,
    most: usize,
    evidence: &mut Evidence<'_>,
) -> (Table, usize) {
    let mut known: Vec<_> =
        audits.into_iter().filter_map(|audit| Some((audit, context.report.audits.get(&audit.id)?))).collect();
    known.sort_by(|a, b| (*b.0.on, &a.0.id).cmp(&(*a.0.on, &b.0.id)));
    let more = known.len().saturating_sub(most);
    known.truncate(most);
    let table = Columns::over(known, evidence)
        .column("Audit", "", |(audit, _), _| Cell::head(names::sop(context, &audit.sop)))
        .column("On", "tight", |(audit, _), _| Inline::dated(day_short(*audit.on)).into())
        .column("Result", "", |(_, state), evidence| audit::verdict(state, evidence).into())
        .table("audits", "Audits, newest first");
    (table, more)
}

/// What relieves the site today, or did within the last month.
pub fn relief(context: &PageContext<'_>, site: &Site) -> Table {
    let register = context.report.register;
    let since = crate::kit::calendar::add_days(register.as_of(), -31);
    let relief = register.relief.values().filter(|relief| {
        let contract = register.contracts.get(&*relief.contract);
        let is_ours = relief.sites.is_empty() || relief.sites.iter().any(|of| **of == site.id);
        is_ours && contract.is_some_and(|of| of.vendor == *site.vendor) && *relief.to_on >= since
    });
    Columns::over(relief, &mut ())
        .column("Relief", "", |relief, _| {
            Cell::head(Inline::words(relief.reason.as_str()).because(Exempt::Quoted))
        })
        .column("From", "tight", |relief, _| Cell::day(*relief.from_on))
        .column("To", "tight", |relief, _| Cell::day(*relief.to_on))
        .table("relief", "Relief in force or just over")
}
