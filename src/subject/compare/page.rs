//! Pages that compare vendors: all metrics with vendors side by side, and one metric with all its vendors.

mod entry;
mod metric;
mod shared;

use serde::Serialize;

use crate::core::contract::record::Window;
use crate::core::rollup::Subject;
use crate::kit::id::{MetricId, VendorId};
use crate::kit::picture::exempt::Exempt;
use crate::subject::block::Offered;
use crate::subject::compare::address::ComparePage;
use crate::subject::compare::figures::{Compared, Group, Likeness};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::multiples::pick;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext, Shown};
use crate::subject::spark::{Spark, one_scale};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::names;
use entry::{EntryView, Told, every, told};

/// Vendors that fit side by side; of more, each metric's page has a row for each.
const BESIDE: usize = 6;

/// Results that are drawn on the page of all metrics; with more of them it would grow too heavy.
const DRAWN: usize = 72;

/// `templates/compare.html`.
#[derive(Serialize)]
struct CompareView {
    lede: &'static str,
    /// Vendors side by side; empty where there are too many.
    vendors: Vec<HeadView>,
    rows: Vec<RowView>,
    /// A line a metric, where vendors do not fit side by side.
    metrics: Table,
    /// What is measured of several, and promised by none of them.
    unpromised: Vec<Link>,
}

#[derive(Serialize)]
struct HeadView {
    link: Link,
    pick: Html,
}

#[derive(Serialize)]
struct RowView {
    link: Link,
    family: &'static str,
    period: Label,
    every: &'static str,
    likeness: Vec<Inline>,
    /// Results of each vendor, in the order of the heads.
    cells: Vec<Vec<EntryView>>,
}

/// Its pages: none where there are not two vendors.
pub fn pages(context: &PageContext<'_>) -> Vec<ComparePage> {
    if context.report.register.vendors.len() < 2 {
        return Vec::new();
    }
    let of_metrics = context.report.compared.metrics.iter().flat_map(|compared| {
        let more = (2..=metric::pages(compared)).map(|page| ComparePage::More(compared.metric.clone(), page));
        std::iter::once(ComparePage::One(compared.metric.clone())).chain(more)
    });
    std::iter::once(ComparePage::All).chain(of_metrics).collect()
}

/// A page of it; `None` where the metric is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &ComparePage) -> Option<Page<Shown>> {
    Some(match address {
        ComparePage::All => index(context, route).shown("compare.html"),
        ComparePage::One(id) => metric::page(context, route, id, 1)?.shown("compare_metric.html"),
        ComparePage::More(id, at) => metric::page(context, route, id, *at)?.shown("compare_metric.html"),
    })
}

/// On the page of a vendor: every metric that others have too.
pub fn offered(context: &PageContext<'_>, on: &Route, _: &mut Evidence<'_>) -> Vec<Offered> {
    let Route::Vendor(id) = on else { return Vec::new() };
    let own = context.report.compared.metrics.iter().filter(|compared| compared.vendors.contains(id));
    let own: Vec<&Compared> = own.collect();
    if own.is_empty() {
        return Vec::new();
    }
    let table = Columns::over(own, &mut ())
        .column("Metric", "", |compared, _| Cell::head(link(context, &compared.metric)))
        .column("Family", "tight", |compared, _| compared.family.label().into())
        .column("Period", "tight", |compared, _| {
            let period = compared.groups.first().map(|group| Inline::dated(group.period.label()));
            period.map_or_else(Cell::dash, Cell::new)
        })
        .column("Like for like", "", |compared, _| compared.groups.first().map_or_else(Cell::dash, likely))
        .table("beside", "Metrics that other vendors have too");
    let note = vec![Inline::link(&Route::Compare(ComparePage::All), "Compare all vendors")];
    vec![Offered { id: "compare", heading: "Beside other vendors", note, table }]
}

/// The page that compares vendors on a metric, where there is one.
pub fn route_of(context: &PageContext<'_>, subject: &Subject, metric: &MetricId) -> Option<Route> {
    let register = context.report.register;
    let vendor = match subject {
        Subject::Vendor(id) => id,
        Subject::Site(id) => &register.sites.get(id)?.vendor,
    };
    let compared = context.report.compared.of(metric)?;
    compared.vendors.contains(vendor).then(|| Route::Compare(ComparePage::One(metric.clone())))
}

fn link(context: &PageContext<'_>, id: &MetricId) -> Inline {
    let name = context.report.register.metrics.get(id).map_or(id.as_str(), |metric| &metric.name);
    Inline::link(&Route::Compare(ComparePage::One(id.clone())), name.to_owned()).because(Exempt::Name)
}

/// Whether a group is like for like, as a cell.
fn likely(group: &Group) -> Cell {
    let (tone, word, why) = likeness(group.likeness);
    Cell::new(Inline::chip(tone, word)).under(Inline::quiet(why))
}

/// Tone, word, and why not.
fn likeness(of: Likeness) -> (&'static str, &'static str, &'static str) {
    match of {
        Likeness::Alike => ("good", "yes", ""),
        Likeness::Alone => ("plain", "no", "only one has a value"),
        Likeness::OtherTerms => ("plain", "no", "other terms"),
        Likeness::OtherWork => ("plain", "no", "other work"),
        Likeness::UnknownWork => ("plain", "no", "the rows name no work"),
    }
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<CompareView> {
    let mut evidence = Evidence::new(context, route);
    let figures = &context.report.compared;
    let promised: Vec<&Compared> =
        figures.metrics.iter().filter(|compared| !compared.groups.is_empty()).collect();
    let vendors: Vec<&VendorId> = figures.vendors().into_iter().collect();
    let fits = vendors.len() <= BESIDE;
    let results: usize = promised
        .iter()
        .map(|compared| compared.groups.iter().map(|of| of.entries.len()).sum::<usize>())
        .sum();
    let (heads, rows, metrics) = if fits {
        let rows =
            promised.iter().map(|compared| row(context, compared, &vendors, results <= DRAWN, &mut evidence));
        let rows = rows.collect();
        (vendors.iter().map(|id| head(context, id)).collect(), rows, Table::new("compare", "", &[]))
    } else {
        (Vec::new(), Vec::new(), list(context, &promised, &mut evidence))
    };
    let unpromised = figures.metrics.iter().filter(|compared| compared.groups.is_empty());
    let view = CompareView {
        lede: "Each row is one metric over one and the same period. Each vendor stands against its own target.",
        vendors: heads,
        rows,
        metrics,
        unpromised: unpromised
            .map(|compared| {
                let route = Route::Compare(ComparePage::One(compared.metric.clone()));
                Link::to(&route, Label::from(link(context, &compared.metric)))
            })
            .collect(),
    };
    Page::new("Compare vendors", view, Some(evidence.finish()))
}

fn vendor_name<'c>(context: &'c PageContext<'_>, id: &'c VendorId) -> &'c str {
    context.report.register.vendors.get(id).map_or(id.as_str(), |vendor| &vendor.name)
}

fn head(context: &PageContext<'_>, id: &VendorId) -> HeadView {
    let name = vendor_name(context, id);
    HeadView { link: Link::to(&Route::Vendor(id.clone()), Label::named(name)), pick: pick(name) }
}

/// A vendor that lacks the window that most have shows what it has, and says so.
fn row<'a>(
    context: &PageContext<'a>,
    compared: &'a Compared,
    vendors: &[&VendorId],
    is_drawn: bool,
    evidence: &mut Evidence<'a>,
) -> RowView {
    let first = compared.groups.first();
    let groups: Vec<(&Group, Vec<Told<'_>>)> =
        compared.groups.iter().map(|group| (group, told(context, group))).collect();
    let sparks = |told: &Told<'_>| told.trend.as_ref().map(|(spark, _)| spark.clone());
    let sparks: Vec<Spark> = groups.iter().flat_map(|(_, told)| told.iter().filter_map(sparks)).collect();
    let scale = one_scale(&sparks).filter(|_| is_drawn);
    let usual = first.map_or(Window::Week, |group| group.window);
    let cells = vendors.iter().map(|vendor| {
        let own = groups.iter().find(|(group, _)| group.entries.iter().any(|entry| entry.vendor == **vendor));
        let Some((group, told)) = own else { return Vec::new() };
        let told = told.iter().filter(|told| told.entry.vendor == **vendor);
        told.map(|told| {
            let notes = if group.window == usual { Vec::new() } else { other_window(group, usual) };
            told.view(context, scale, notes, evidence)
        })
        .collect()
    });
    let cells = cells.collect();
    let metric = context.report.register.metrics.get(&compared.metric);
    let name = metric.map_or(compared.metric.as_str(), |metric| &metric.name);
    let likeness = first.map_or_else(Vec::new, |group| {
        let (tone, _, why) = likeness(group.likeness);
        let word = if tone == "good" { "like for like" } else { "not like for like" };
        let mut said = vec![Inline::chip(tone, word)];
        if !why.is_empty() {
            said.extend([Inline::literal(" "), Inline::quiet(why)]);
        }
        said
    });
    RowView {
        link: Link::to(&Route::Compare(ComparePage::One(compared.metric.clone())), Label::named(name)),
        family: compared.family.label(),
        period: first.map_or_else(Label::default, |group| group.period.into()),
        every: every(usual),
        likeness,
        cells,
    }
}

/// `monthly, not weekly; October 2026. `
fn other_window(group: &Group, usual: Window) -> Vec<Inline> {
    vec![
        Inline::literal(every(group.window)),
        Inline::literal(", not "),
        Inline::literal(every(usual)),
        Inline::dated(format!(": {}. ", group.period.label())),
    ]
}

/// Where vendors do not fit side by side: a metric with its vendor of interest. Of like work that is the one furthest below its own target, of unlike
/// work, where no gap can be held against another, the one that met its own target least often.
fn list<'a>(context: &PageContext<'a>, promised: &[&'a Compared], evidence: &mut Evidence<'a>) -> Table {
    let rows = promised.iter().filter_map(|compared| {
        let group = compared.groups.first()?;
        Some((*compared, group, most_in_need(group.likeness, told(context, group))))
    });
    let rows: Vec<_> = rows.collect();
    Columns::over(rows, evidence)
        .column("Metric", "", |(compared, ..), _| Cell::head(link(context, &compared.metric)))
        .column("Period", "tight", |(_, group, _), _| {
            Cell::new(Inline::dated(group.period.label())).under(Inline::literal(every(group.window)))
        })
        .column("In most need", "", |(_, group, told), _| match told {
            Some(told) => Cell::new(names::vendor(context, &told.entry.vendor))
                .under(Inline::literal(in_need(group.likeness))),
            None => Cell::dash(),
        })
        .column("Value and own target", "", |(_, _, told), evidence| {
            told.as_ref().map_or_else(Cell::dash, |told| told.cell(evidence))
        })
        .column("Result", "", |(_, _, told), _| {
            told.as_ref().map_or_else(Cell::dash, |told| Cell::new(told.result()))
        })
        .column("Own target met", "num", |(_, _, told), evidence| {
            told.as_ref().map_or_else(Cell::dash, |told| told.kept_cell(evidence))
        })
        .column("Like for like", "", |(_, group, _), _| likely(group))
        .table("compare", "Metrics that several vendors have")
        .titled()
}

/// Of entries with the furthest below its own target first.
fn most_in_need(likeness: Likeness, told: Vec<Told<'_>>) -> Option<Told<'_>> {
    if likeness == Likeness::Alike {
        return told.into_iter().next();
    }
    // As shares: the first of those that met as few.
    told.into_iter()
        .filter(|one| one.kept.1 > 0)
        .min_by(|one, other| (one.kept.0 * other.kept.1).cmp(&(other.kept.0 * one.kept.1)))
}

fn in_need(likeness: Likeness) -> &'static str {
    match likeness {
        Likeness::Alike => "furthest below its own target",
        _ => "met its own target least often",
    }
}
