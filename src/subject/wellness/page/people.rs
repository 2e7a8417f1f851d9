//! The team's own exposure, and how people of sites fare.

use crate::core::rollup::Subject;
use crate::core::settings::access::CountedTable;
use crate::kit::declared::Tallied;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::kit::source::At;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::measured::period_value;
use crate::subject::evidence::written::FigureRef;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::team_exposure::record::TeamExposure;
use crate::subject::text::piece::Inline;
use crate::subject::wellness::figures::kept::{Part, part};
use crate::subject::wording::{names, phrase};

/// Weeks on the page.
const WEEKS: usize = 13;

/// Newest first; a week that is hidden is one that was counted.
pub fn team(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let register = context.report.register;
    let as_of = register.as_of();
    let least = u64::from(*register.settings.wellness_policy().within_cap_percent);
    let (few, _) = register.settings.suppression(CountedTable::Wellness);
    let over = register.team_exposures.iter().filter(|row| row.week.sunday() <= as_of);
    let mut rows: Vec<&TeamExposure> = over.collect();
    rows.sort_by_key(|row| std::cmp::Reverse(*row.week));
    rows.truncate(WEEKS);
    Columns::over(rows, evidence)
        .column("Week", "tight", |row, _| {
            Cell::head(Inline::dated(phrase::short(Period::Week(*row.week)))).key(*row.week)
        })
        .column("People", "num", |row, evidence| cell(row, "people", &row.people, evidence))
        .column("Person-days", "num", |row, evidence| cell(row, "person_days", &row.person_days, evidence))
        .column("Within the cap", "num", move |row, evidence| {
            let within_cap = part(*row.within_cap, *row.person_days, few);
            if !matches!(within_cap, Part::Told(_)) {
                return super::untold(context, within_cap).under(beyond(row, least));
            }
            let (Some(days), Some(within)) = (
                told(row, "person_days", &row.person_days, evidence),
                told(row, "within_cap", &row.within_cap, evidence),
            ) else {
                return not_told();
            };
            let counts = (row.within_cap.known().unwrap_or(0), row.person_days.known().unwrap_or(0));
            let Some(value) = Quotient::new(i128::from(counts.0) * 100, i128::from(counts.1)) else {
                return Cell::dash();
            };
            let line = Decimal::from_int(i64::try_from(least).unwrap_or(i64::MAX));
            let shown = format!("{}%", value.show_against(line, 1));
            let number = evidence.figure(&shown, value, "share").inputs([within.number, days.number]).done();
            Cell::from(FigureRef::new(number, value, shown)).under(beyond(row, least))
        })
        .table("team-exposure", "The team itself")
}

fn beyond(row: &TeamExposure, least: u64) -> Vec<Inline> {
    row.is_beyond(least).then(|| Inline::chip("bad", "beyond the cap")).into_iter().collect()
}

fn not_told() -> Cell {
    Cell::new(Inline::quiet("not told")).key("")
}

fn cell(row: &TeamExposure, column: &str, count: &At<Tallied>, evidence: &mut Evidence<'_>) -> Cell {
    told(row, column, count, evidence).map_or_else(not_told, Cell::from)
}

fn told(
    row: &TeamExposure,
    column: &str,
    count: &At<Tallied>,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let value = Quotient::from(Decimal::from_int(count.known()?.into()));
    let shown = value.show(0);
    let week = row.week.to_string();
    let entry = evidence.figure(&shown, value, "cell").note("cell", &[column, &week]);
    Some(FigureRef::new(entry.records([&row.place]).done(), value, shown))
}

/// The newest period of each metric that the book names, of each site; in order of sites, not of values.
pub fn outcomes(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let report = context.report;
    let register = report.register;
    let named = register.settings.wellness.iter().flat_map(|limits| &limits.outcome_metrics);
    let metrics: Vec<_> = named.filter_map(|id| register.metrics.get(&id.value)).collect();
    let of_sites = register.sites.values().flat_map(|site| metrics.iter().map(move |metric| (site, *metric)));
    let charted = of_sites.filter_map(|(site, metric)| {
        let at = report.chart_of.get(&(Subject::Site(site.id.clone()), metric.id.clone()))?;
        let chart = report.charts.get(*at)?;
        let (period, cell) = chart.series.cells.last()?;
        Some((site, metric, chart, *period, cell))
    });
    Columns::over(charted.collect::<Vec<_>>(), evidence)
        .column("Site", "", |(site, ..), _| Cell::head(names::party(context, &site.vendor, Some(&site.id))))
        .column("Measure", "", |(site, metric, ..), _| {
            names::metric(context, &Subject::Site(site.id.clone()), &metric.id, &metric.name).into()
        })
        .column("Newest", "num", |(_, metric, chart, period, cell), evidence| {
            period_value(chart, metric, *period, cell, evidence).map_or_else(Cell::dash, Cell::from)
        })
        .column("Period", "tight", |(_, _, _, period, _), _| {
            Cell::new(Inline::dated(phrase::short(*period))).key(period.first_day())
        })
        .table("outcomes", "How people fare")
}
