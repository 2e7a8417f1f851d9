//! Periods without a row in the midst of a site's rows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::charted::Charted;
use crate::core::contract::record::Contract;
use crate::core::contract::terms::{clause_on, covers, is_expected, is_measured, middle_day};
use crate::core::measurement::record::WithheldRow;
use crate::core::organisation::record::Site;
use crate::core::relief::events;
use crate::core::rollup::{Subject, WithheldCells};
use crate::kit::calendar::Grain;
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::kit::id::{MetricId, ServiceLevelId, SiteId};
use crate::kit::period::Period;
use crate::subject::context::ReportContext;
use crate::subject::context::line_place;
use crate::subject::register::Register;

/// Of each site's metric the periods between its first row and its last that have none, where a clause in force expects one; of a
/// metric that no clause of the vendor names, all of them. Of days only working days. What relief covers whole is not missing.
/// Told at the first row after the first gap, once for all metrics of a site and file that lack the same periods: they have one cause.
pub fn period_missing(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    if !figures.context.is_whole("data/metrics/") {
        return;
    }
    let register = figures.report.register;
    let mut told: BTreeMap<(&SiteId, u32, Vec<Period>), Vec<Silent<'_>>> = BTreeMap::new();
    for chart in figures.report.charts.iter().filter(|chart| chart.is_whole()) {
        let Subject::Site(id) = &chart.subject else { continue };
        let Some(site) = register.sites.get(id) else { continue };
        let withheld = figures.report.rollup.withheld(&chart.subject, &chart.metric, &chart.series.scope);
        let gaps = gaps(register, site, chart, &withheld);
        if let Some(row) = gaps.first().and_then(|first| row_after(register, chart, &withheld, *first)) {
            told.entry((id, row.file, gaps)).or_default().push(Silent { metric: &chart.metric, row });
        }
    }
    for ((site, _, gaps), mut silent) in told {
        silent.sort_by_key(|one| one.row.line);
        diagnostics.extend(diagnostic(figures, site, &gaps, &silent));
    }
}

/// A metric of a site that lacks periods.
struct Silent<'a> {
    metric: &'a MetricId,
    /// The first one after the first gap.
    row: WithheldRow,
}

fn row_after(
    register: &Register,
    chart: &Charted,
    withheld: &WithheldCells,
    gap: Period,
) -> Option<WithheldRow> {
    let measurements = &register.measurements;
    let after = chart.series.cells.iter().find(|(period, _)| *period > gap);
    let there = after.iter().flat_map(|(_, cell)| &cell.rows);
    let there = there.filter_map(|&row| measurements.rows.get(row as usize)).map(|row| row.without_figure());
    let kept_back = withheld.iter().find(|(period, _)| **period > gap);
    let kept_back = kept_back.iter().flat_map(|(_, rows)| *rows);
    let kept_back = kept_back.filter_map(|&row| measurements.withheld.get(row as usize).copied());
    there.chain(kept_back).min_by_key(|row| (row.period, row.file, row.line))
}

/// A row that was withheld has come.
fn gaps(register: &Register, site: &Site, chart: &Charted, withheld: &WithheldCells) -> Vec<Period> {
    let mut gaps = Vec::new();
    let mut expected: Option<Period> = None;
    let there = chart.series.cells.iter().map(|(period, _)| period);
    for period in there.chain(withheld.keys()).collect::<BTreeSet<_>>() {
        let mut at = expected.unwrap_or(*period);
        while at < *period {
            if is_wanted(register, site, &chart.metric, at) {
                gaps.push(at);
            }
            at = at.next();
        }
        expected = Some(period.next());
    }
    gaps
}

fn is_wanted(register: &Register, site: &Site, metric: &MetricId, period: Period) -> bool {
    let day = middle_day(period);
    if period.grain() == Some(Grain::Day) && !register.settings.calendar.is_working_day(day) {
        return false;
    }
    let mut is_named = false;
    for contract in register.contracts_of(&site.vendor) {
        for id in contract.service_level_ids() {
            let mut clauses =
                contract.versions.iter().filter_map(|version| version.terms.service_levels.get(id));
            is_named |= clauses.any(|clause| clause.metric == *metric);
            if is_due(register, contract, id, site, metric, day)
                && !is_relieved(register, contract, id, site, period)
            {
                return true;
            }
        }
    }
    !is_named
}

fn is_due(
    register: &Register,
    contract: &Contract,
    id: &ServiceLevelId,
    site: &Site,
    metric: &MetricId,
    day: Date,
) -> bool {
    clause_on(contract, id, day).is_some_and(|(_, clause)| {
        clause.metric == *metric
            && is_measured(clause, day)
            && covers(register, &clause.scope, site)
            && is_expected(register, &clause.scope, Some(site), day)
    })
}

fn is_relieved(
    register: &Register,
    contract: &Contract,
    id: &ServiceLevelId,
    site: &Site,
    period: Period,
) -> bool {
    events(register, contract, id).into_iter().any(|event| {
        event.subtract.is_empty()
            && event.from_on <= period.first_day()
            && period.last_day() <= *event.to_on
            && event.is_of(&site.id)
    })
}

fn diagnostic(
    figures: &ReportContext<'_>,
    site: &SiteId,
    gaps: &[Period],
    silent: &[Silent<'_>],
) -> Option<Diagnostic> {
    let (first, last) = (gaps.first()?, gaps.last()?);
    let lead = silent.first()?;
    let what = match gaps.len() {
        1 => format!("no row for {first}"),
        n => format!("no row for {n} periods from {first} to {last}"),
    };
    let who = match silent.len() {
        1 => format!("`{}` of site `{site}` has", lead.metric),
        2 => format!("`{}` and 1 other metric of site `{site}` have", lead.metric),
        n => format!("`{}` and {} other metrics of site `{site}` have", lead.metric, n - 1),
    };
    let place = line_place(figures.report.register, figures.context.snapshot, &lead.row);
    Some(
        Diagnostic::new(&codes::PERIOD_MISSING, place, format!("{who} {what}, and rows before and after"))
            .label(format!("the first row after {first}"))
            .help("add what is missing, or record the relief that covers it"),
    )
}
