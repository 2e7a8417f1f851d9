//! One metric: a row for each vendor, the furthest below its own target first; the same work; all vendors on one scale.

use serde::Serialize;

use crate::core::charted::Charted;
use crate::core::contract::record::Window;
use crate::core::metric::record::Metric;
use crate::core::rollup::Subject;
use crate::core::spc::Variation;
use crate::kit::id::{MetricId, VendorId};
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::compare::address::ComparePage;
use crate::subject::compare::figures::shared::shared;
use crate::subject::compare::figures::{Compared, Group, Likeness};
use crate::subject::compare::page::entry::{Told, every, told};
use crate::subject::compare::page::shared::{pairs, same_work};
use crate::subject::compare::page::vendor_name;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::measured::period_value;
use crate::subject::multiples::{Drawn, Multiples, multiples, pick};
use crate::subject::route::Route;
use crate::subject::series::Asked;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::spark::{POINTS, Spark, last_by, one_scale};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline, Line};
use crate::subject::wording::{names, phrase, tone};

/// Rows of a table, and pictures, on one page.
const ROWS: usize = 40;

/// `templates/compare_metric.html`.
#[derive(Serialize)]
pub struct MetricView {
    lede: Html,
    groups: Vec<GroupView>,
    /// The same queue in the same language.
    same: Table,
    /// Two vendors on the mix of what both do.
    pairs: Table,
    more_pairs: Label,
    /// Said where nobody shares work.
    apart: &'static str,
    multiples: Multiples,
    /// Pages of the metric; empty where there is one.
    pager: Vec<Link>,
    page_at: Label,
}

#[derive(Serialize)]
struct GroupView {
    heading: Html,
    said: &'static str,
    table: Table,
}

/// How many pages a metric fills.
pub fn pages(compared: &Compared) -> usize {
    let groups = compared.groups.iter().map(|group| group.entries.len());
    let most = groups.chain([compared.vendors.len()]).max().unwrap_or(0);
    most.div_ceil(ROWS).max(1)
}

/// `None` where the metric is not compared.
pub fn page(context: &PageContext<'_>, route: &Route, id: &MetricId, at: usize) -> Option<Page<MetricView>> {
    let register = context.report.register;
    let compared = context.report.compared.of(id)?;
    let metric = register.metrics.get(id)?;
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let groups = compared.groups.iter().map(|group| group_view(context, group, at, ours)).collect();
    let count = pages(compared);
    let first = at == 1;
    let work = if first {
        let report = context.report;
        shared(register, &report.rollup, &report.queues.slices, &report.languages.withheld, metric)
    } else {
        Default::default()
    };
    let same = same_work(context, metric, &work, ours);
    let pairs = pairs(context, metric, &work, ours);
    let view = MetricView {
        lede: lede(metric),
        groups,
        apart: if first && work.cells.is_empty() {
            "No two vendors do the same queue in the same language, so no value of this metric can be held against another’s. What can be is how often each met its own target, and which way each is going."
        } else {
            ""
        },
        same,
        pairs,
        more_pairs: match work.more_pairs {
            0 => Label::default(),
            more => Label::because(Exempt::Rows, format!("{more} more pairs share less work.")),
        },
        multiples: pictures(context, compared, metric, at, ours),
        pager: pager(id, at, count),
        page_at: match count {
            1 => Label::default(),
            _ => Label::because(Exempt::Rows, format!("Page {at} of {count}")),
        },
    };
    let above = vec![Link::to(&Route::Compare(ComparePage::All), "Compare")];
    let title = Label::named(metric.name.clone());
    Some(Page { title, above, view, evidence: Some(evidence.finish()) })
}

fn pager(id: &MetricId, at: usize, count: usize) -> Vec<Link> {
    let route = |page: usize| match page {
        1 => ComparePage::One(id.clone()),
        _ => ComparePage::More(id.clone(), page),
    };
    let others = [
        (at.checked_sub(1).filter(|page| *page > 0), "Earlier rows"),
        (Some(at + 1).filter(|page| *page <= count), "Further rows"),
    ];
    let others = others.into_iter().filter_map(|(page, words)| Some((page?, words)));
    others.map(|(page, words)| Link::to(&Route::Compare(route(page)), words)).collect()
}

fn lede(metric: &Metric) -> Html {
    let said = match metric.definition.as_deref() {
        Some(id) => Html::from("Definition ").then(Html::exempt(Exempt::Name, id)).then(". "),
        None => Html::default(),
    };
    said.then("Each vendor stands against its own target.")
}

/// What is said of a group as a whole.
fn said(likeness: Likeness) -> &'static str {
    match likeness {
        Likeness::Alike => {
            "Like for like: the same definition, work, period and direction. The worst stands first."
        }
        Likeness::Alone => "Only one vendor has a value for this period, so there is nothing to compare.",
        Likeness::OtherTerms => {
            "Not like for like: the terms differ where a row says so. The order is by the gap to one’s own target and ranks nobody. How often each met its own target can be compared."
        }
        Likeness::OtherWork => {
            "Not like for like: they do other projects, queues or languages. The order is by the gap to one’s own target and ranks nobody. How often each met its own target can be compared."
        }
        Likeness::UnknownWork => {
            "The rows name no project, queue or language, so nobody can tell whether the work is alike. The order is by the gap to one’s own target and ranks nobody. How often each met its own target can be compared."
        }
    }
}

fn group_view<'a>(
    context: &PageContext<'a>,
    group: &'a Group,
    at: usize,
    evidence: &mut Evidence<'a>,
) -> GroupView {
    let all = told(context, group);
    let scale = one_scale(all.iter().filter_map(|told| told.trend.as_ref().map(|(spark, _)| spark)));
    let shown: Vec<Told<'_>> = all.into_iter().skip((at - 1) * ROWS).take(ROWS).collect();
    let heading =
        Html::dated(&phrase::capital(&format!("{}: {}", every(group.window), group.period.label())));
    let table = Columns::over(shown, evidence)
        .column("Vendor", "", |told, _| {
            let level = names::service_level(context, &told.clause.contract.id, &told.clause.level.id);
            let name = pick(vendor_name(context, &told.entry.vendor));
            let vendor = names::vendor(context, &told.entry.vendor);
            Cell::head([Inline::marked(name), Inline::literal(" "), vendor]).under(level)
        })
        .column("Value and own target", "", |told, evidence| told.cell(evidence))
        .column("Result", "tight", |told, _| Cell::new(told.result()))
        .column("Own target met", "num", |told, evidence| told.kept_cell(evidence))
        .column("Trend", "pic", move |told, _| {
            let Some((_, variation)) = &told.trend else { return Cell::dash() };
            let icon = Html::picture(&tone::variation(*variation));
            Cell::new([Inline::marked(told.picture(scale)), Inline::literal(" "), Inline::marked(icon)])
        })
        .column("Work", "", |told, _| Cell::new(told.work(context)).under(told.differences(context)))
        .table(&format!("compare-{}", group.window.word()), caption(group.window));
    GroupView { heading, said: said(group.likeness), table }
}

/// Each table of a page has a caption of its own: readers who listen go from one to the next by it.
fn caption(window: Window) -> &'static str {
    match window {
        Window::Week => "Vendors, each against its own target, by week",
        Window::Month => "Vendors, each against its own target, by month",
        Window::Quarter => "Vendors, each against its own target, by quarter",
        Window::Year => "Vendors, each against its own target, by year",
        Window::Rolling4 => "Vendors, each against its own target, over four weeks",
        Window::Rolling13 => "Vendors, each against its own target, over thirteen weeks",
    }
}

/// The newest period for which two vendors have a figure.
fn one_period(charts: &[(&VendorId, &Charted)]) -> Option<Period> {
    let newest = charts.iter().filter_map(|(_, chart)| chart.periods.last().copied()).max()?;
    let has = |period: Period| {
        let with = charts.iter().filter(|(_, chart)| {
            let at = chart.periods.binary_search(&period);
            at.is_ok_and(|at| chart.values.get(at).copied().flatten().is_some())
        });
        with.count() > 1
    };
    std::iter::successors(Some(newest), |period| Some(period.previous()))
        .take(POINTS)
        .find(|period| has(*period))
}

/// All vendors that measure it, on one scale, by name.
fn pictures(
    context: &PageContext<'_>,
    compared: &Compared,
    metric: &Metric,
    at: usize,
    evidence: &mut Evidence<'_>,
) -> Multiples {
    let report = context.report;
    let charts = compared.vendors.iter().filter_map(|vendor| {
        let key = (Subject::Vendor(vendor.clone()), metric.id.clone());
        Some((vendor, report.charts.get(*report.chart_of.get(&key)?)?))
    });
    let charts: Vec<(&VendorId, &Charted)> = charts.collect();
    let Some(period) = one_period(&charts) else { return Multiples::default() };
    let shown = charts.into_iter().skip((at - 1) * ROWS).take(ROWS);
    let drawn = shown.map(|(vendor, chart)| {
        let name = vendor_name(context, vendor);
        let subject = Subject::Vendor(vendor.clone());
        let spark = last_by(chart, period).map(|last| Spark::of(chart, metric, last).padded(POINTS));
        let cell = chart.series.cells.iter().find(|(of, _)| *of == period);
        let value = cell.and_then(|(_, cell)| period_value(chart, metric, period, cell, evidence));
        let variation = chart.periods.binary_search(&period).ok().and_then(|at| chart.seen.get(at));
        let variation = variation.map_or(Variation::TooFewPoints, |seen| seen.0);
        let icon = Inline::marked(Html::picture(&tone::variation(variation)));
        let said = match value {
            Some(value) => {
                let mut said = vec![Inline::from(value)];
                said.extend(Asked::of_chart(chart).said(context, metric, period, evidence));
                said.extend([Inline::literal(" "), icon]);
                said
            }
            None => vec![Inline::quiet("no figure of this period")],
        };
        Drawn {
            pick: pick(name),
            name: Line(vec![names::metric(context, &subject, &metric.id, name)]),
            said: Line(said),
            label: format!("{}, {name}, up to {}", metric.name, period.label()),
            spark,
        }
    });
    let drawn: Vec<Drawn> = drawn.collect();
    let first = period.plus(1 - i32::try_from(POINTS).unwrap_or(1));
    multiples(metric, Some((first, period)), drawn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::words::Family;

    #[test]
    fn three_hundred_vendors_are_eight_pages_and_no_pair_has_one() {
        let vendors = (0..300).map(|at| VendorId::new(&format!("v{at}"))).collect();
        let metric = MetricId::new("accuracy");
        let mut compared = Compared { metric, family: Family::Quality, vendors, groups: Vec::new() };
        assert_eq!(pages(&compared), 8);
        compared.vendors = [VendorId::new("a"), VendorId::new("b")].into();
        assert_eq!(pages(&compared), 1);
    }
}
