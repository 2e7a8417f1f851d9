//! Metrics of a group: a row a metric with its chart, and its newest week, month, quarter and year.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

use crate::core::metric::record::{Metric, MetricKind};
use crate::core::rollup::cell_value;
use crate::kit::calendar::Grain;
use crate::kit::id::{MetricId, SiteId};
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::series::Point;
use crate::kit::picture::sparkline::Sparkline;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::group::figures::pooled::{Length, Newest, Pooled, pooled};
use crate::subject::group::figures::results::{LENGTHS, lies_in, year_before};
use crate::subject::group::page::told::{Told, called, moved, sites};
use crate::subject::shell::PageContext;
use crate::subject::spark::POINTS;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline, Line};
use crate::subject::wording::names;
use crate::subject::wording::phrase::short;

/// Sites that are named where rows are missing.
const NAMED: usize = 4;

/// A metric of the group, with its rows added up.
struct Row<'r> {
    metric: &'r Metric,
    pooled: Pooled,
}

/// The metrics that the group has rows of, those that are missed most first.
pub fn block(context: &PageContext<'_>, told: &Told<'_>, evidence: &mut Evidence<'_>) -> Option<Offered> {
    let register = told.given.register;
    let missed = missed(told);
    let own = register
        .metrics
        .values()
        .filter_map(|metric| Some(Row { metric, pooled: pooled(&told.given, &told.group, metric)? }));
    let mut rows: Vec<Row<'_>> = own.collect();
    rows.sort_by_key(|row| {
        (
            Reverse(missed.get(&row.metric.id).copied().unwrap_or_default()),
            row.metric.family,
            row.metric.id.clone(),
        )
    });
    let percentiles = register.metrics.values().filter(|metric| metric.kind == MetricKind::Percentile);
    let percentiles: Vec<&Metric> = percentiles.collect();
    if rows.is_empty() && percentiles.is_empty() {
        return None;
    }
    let note = note(told, &percentiles);
    Some(Offered {
        id: "group-metrics",
        heading: "Metrics",
        note,
        table: table(context, told, rows, evidence),
    })
}

fn note(told: &Told<'_>, percentiles: &[&Metric]) -> Vec<Inline> {
    let mut note = vec![Inline::literal(
        "Sums over sums of all rows, without relief. Below each value stand its period and what it is up or down on the one before.",
    )];
    if told.members.projects.is_some() {
        note.push(Inline::literal(" Rows that name no project are in no sum."));
    }
    if !percentiles.is_empty() {
        note.push(Inline::literal(" Percentiles are never rolled up: "));
        for (at, metric) in percentiles.iter().enumerate() {
            note.extend((at > 0).then(|| Inline::literal(", ")));
            note.push(Inline::words(metric.name.as_str()).because(Exempt::Name));
        }
        note.push(Inline::literal("."));
    }
    note
}

/// How many service levels of a metric are missed in the newest window of each length.
fn missed(told: &Told<'_>) -> BTreeMap<MetricId, usize> {
    let mut missed = BTreeMap::new();
    for window in LENGTHS {
        let count = told.results.newest(window).and_then(|period| told.results.count(window, period));
        for (at, nth) in count.iter().flat_map(|count| &count.missed) {
            let Some(judged) = told.given.judged.get(*at) else { continue };
            let level = judged.rulings.get(*nth).and_then(|one| judged.level(told.given.register, one));
            if let Some(level) = level {
                *missed.entry(level.metric.clone()).or_default() += 1;
            }
        }
    }
    missed
}

fn table(
    context: &PageContext<'_>,
    told: &Told<'_>,
    rows: Vec<Row<'_>>,
    evidence: &mut Evidence<'_>,
) -> Table {
    let mut columns = Columns::over(rows, evidence)
        .column("Metric", "", |row, _| {
            let name = Inline::words(row.metric.name.as_str()).because(Exempt::Name);
            Cell::head(name).under(apart(context, row))
        })
        .column("Trend", "pic", |row, _| Cell::new(trend(row)).key(""));
    for (length, header) in [
        (Length::Week, "Week"),
        (Length::Month, "Month"),
        (Length::Quarter, "Quarter"),
        (Length::Year, "Year"),
    ] {
        columns = columns.column(header, "num", move |row, evidence| value_cell(told, row, length, evidence));
    }
    let table = columns
        .column("Rows missing", "", |row, _| missing(context, told, row))
        .table("metrics", "Metrics, those missed most first")
        .empty("No row of a metric.", "");
    Table { class: "grouped", ..table }
}

/// Vendors whose rows are not in the sum.
fn apart(context: &PageContext<'_>, row: &Row<'_>) -> Vec<Inline> {
    let mut line = Vec::new();
    for id in &row.pooled.apart {
        line.push(Inline::literal(if line.is_empty() { "without " } else { ", " }));
        line.push(names::vendor(context, id));
    }
    if !line.is_empty() {
        line.push(Inline::literal(": another definition"));
    }
    line
}

/// The last half year of weeks, gaps kept.
fn trend(row: &Row<'_>) -> Html {
    let (Some(first), Some(last)) = (row.pooled.cells.keys().next(), row.pooled.cells.keys().next_back())
    else {
        return Html::default();
    };
    let back = std::iter::successors(Some(*last), |period| Some(period.previous()));
    let mut periods: Vec<Period> = back.take_while(|period| period >= first).take(POINTS).collect();
    periods.reverse();
    let value = |period: &Period| cell_value(row.metric, row.pooled.cells.get(period)?);
    let points: Vec<Point> = periods
        .iter()
        .map(|period| Point {
            value: value(period).map(|value| value.to_f64()),
            provisional: row.pooled.cells.get(period).is_some_and(|cell| cell.provisional),
            ..Point::default()
        })
        .collect();
    let label = format!("{}, {} periods up to {}", row.metric.name, points.len(), last.label());
    Html::picture(&Sparkline {
        label: &label,
        points: &points,
        baselines: &[],
        targets: &[],
        range: None,
        ticks: &[],
    })
}

/// The newest value of a length; below it what it is up or down on the one before and on the year before.
fn value_cell(told: &Told<'_>, row: &Row<'_>, length: Length, evidence: &mut Evidence<'_>) -> Cell {
    let Some(Newest { period, is_over }) = row.pooled.newest(told.given.register, row.metric, length) else {
        return Cell::dash();
    };
    let Some(now) = told.value(row.metric, &row.pooled, period, evidence) else {
        return Cell::new(Inline::quiet("no figure")).key("");
    };
    let name = if is_over { short(period) } else { format!("{} so far", period.label()) };
    let mut below = vec![called(period, name)];
    let provisional = row.pooled.over(row.metric, period).is_some_and(|cell| cell.provisional);
    below.extend(provisional.then(|| Inline::literal(", provisional")));
    let others = [(Some(period.previous()), ": "), (year_before(period), "; on the year before ")];
    for (other, lead) in others.into_iter().filter(|_| is_over) {
        let Some(other) = other.filter(|other| row.pooled.covers(*other)) else { continue };
        let Some(then) = told.value(row.metric, &row.pooled, other, evidence) else { continue };
        let Some(way) = moved(row.metric, &now, &then, evidence) else { continue };
        below.extend([Inline::literal(lead), Inline::marked(way)]);
        let others = row.pooled.sites_in(other) != row.pooled.sites_in(period);
        below.extend(others.then(|| Inline::literal(" (other sites then)")));
        if row.metric.kind == MetricKind::Count {
            // A sum over five weeks is no growth on a sum over four.
            let way = row.pooled.rows_in(period).cmp(&row.pooled.rows_in(other));
            below.extend(unlike(way, row.metric.grain).map(Inline::literal));
        }
    }
    let key = now.value.map_or(0, |value| value.rounded(6));
    Cell::new(now).under(below).key(key)
}

/// What is said of a period before, of which `way` says how the newer one compares by its number of rows.
fn unlike(way: Ordering, grain: Grain) -> Option<&'static str> {
    match (way, grain) {
        (Ordering::Equal, _) => None,
        (Ordering::Greater, Grain::Day) => Some(" (it had fewer days)"),
        (Ordering::Greater, Grain::Week) => Some(" (it had fewer weeks)"),
        (Ordering::Greater, Grain::Month) => Some(" (it had fewer months)"),
        (Ordering::Less, Grain::Day) => Some(" (it had more days)"),
        (Ordering::Less, Grain::Week) => Some(" (it had more weeks)"),
        (Ordering::Less, Grain::Month) => Some(" (it had more months)"),
    }
}

/// Sites without a row that they owed, in the newest week and in the newest month.
fn missing(context: &PageContext<'_>, told: &Told<'_>, row: &Row<'_>) -> Cell {
    let mut line = Vec::new();
    for length in [Length::Week, Length::Month] {
        let newest = row.pooled.newest(told.given.register, row.metric, length);
        let Some(Newest { period, .. }) = newest else { continue };
        let silent: BTreeSet<&SiteId> = told
            .results
            .silent
            .iter()
            .filter(|((metric, of), _)| *metric == row.metric.id && lies_in(*of, period))
            .flat_map(|(_, sites)| sites)
            .collect();
        if silent.is_empty() {
            continue;
        }
        line.extend((!line.is_empty()).then(|| Inline::literal("; ")));
        line.push(Inline::dated(match period {
            Period::Month(..) => format!("{}: ", period.label()),
            _ => format!("{}: ", short(period)),
        }));
        line.extend(sites(context, silent, NAMED));
    }
    if line.is_empty() { Cell::dash() } else { Cell::new(Line(line)) }
}
