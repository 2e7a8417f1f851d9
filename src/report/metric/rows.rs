//! The tables of a metric's page: every period, and the latest rulings of a clause.

use crate::core::charted::Charted;
use crate::core::measurement::record::Measurements;
use crate::core::metric::record::{Metric, MetricKind};
use crate::core::rollup::Cell;
use crate::core::spc::PointFlag;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::report::verdict::verdict;
use crate::subject::evidence::clause::{Clause, remark_of};
use crate::subject::evidence::measured::period_value;
use crate::subject::evidence::sources::{Sources, short_rows};
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Evidence, runs, withheld_runs};
use crate::subject::shell::PageContext;
use crate::subject::text::label::Label;
use crate::subject::text::piece::Html;
use crate::subject::wording::figure::sum;

/// Rulings shown below a clause, and of one whose windows are the periods of the table below, which has the same values once more.
const RULINGS: usize = 12;
const RULINGS_BESIDE: usize = 6;

/// The table of periods, and what its newest row says.
pub struct PeriodRows {
    /// Newest first.
    pub html: Html,
    pub sources: Sources,
    pub last_value: Html,
    pub last_period: Label,
    pub last_provisional: bool,
    /// Signals of the current group, newest first, in words.
    pub signals: Vec<Label>,
}

/// Every period of a chart, newest first.
pub fn period_rows(
    context: &PageContext<'_>,
    chart: &Charted,
    metric: &Metric,
    targets: &[(usize, FigureRef)],
    evidence: &mut Evidence<'_>,
) -> PeriodRows {
    let mut table = PeriodRows {
        html: Html::with_capacity(chart.periods.len() * 240),
        sources: Sources::new(context),
        last_value: Html::default(),
        last_period: Label::default(),
        last_provisional: false,
        signals: Vec::new(),
    };
    let measurements = &context.report.register.measurements;
    let of = &chart.series;
    let withheld = context.report.rollup.withheld(&of.subject, &of.metric, &of.scope);
    // A chart ends with its last figure, and what was withheld since stands above it.
    let newest = chart.periods.last().copied();
    for (period, rows) in withheld.iter().rev().filter(|(period, _)| Some(**period) > newest) {
        withheld_row(measurements, *period, rows, &mut table.html);
    }
    let mut cells = chart.series.cells.iter().rev().peekable();
    for (at, period) in chart.periods.iter().enumerate().rev() {
        let cell = cells.next_if(|(cell_period, _)| cell_period == period).map(|(_, cell)| cell);
        let target = targets.iter().rev().find(|(from, _)| *from <= at).map(|(_, target)| target);
        let target = target.filter(|_| chart.targets.get(at).copied().flatten().is_some());
        match (cell, withheld.get(period)) {
            (None, Some(rows)) => withheld_row(measurements, *period, rows, &mut table.html),
            (_, beside) => row(
                measurements,
                chart,
                metric,
                at,
                *period,
                (cell, beside.map_or(&[], Vec::as_slice)),
                target,
                evidence,
                &mut table,
            ),
        }
    }
    if let Some((period, cell)) = chart.series.cells.last() {
        table.sources.rows_of(&period.label(), measurements, &cell.rows);
    }
    table.sources.item("Metric definition", &[&metric.place]);
    table
}

#[allow(clippy::too_many_arguments)] // one row of one table: what it shows and where it goes
fn row(
    measurements: &Measurements,
    chart: &Charted,
    metric: &Metric,
    at: usize,
    period: Period,
    (cell, withheld): (Option<&Cell>, &[u32]),
    target: Option<&FigureRef>,
    evidence: &mut Evidence<'_>,
    table: &mut PeriodRows,
) {
    let written = cell.and_then(|cell| period_value(chart, metric, period, cell, evidence));
    let provisional = cell.is_some_and(|cell| cell.provisional);
    let html = &mut table.html;
    let figure = written.as_ref().and_then(|written| written.number);
    html.tags("<tr");
    html.push_parts_of(figure);
    html.tags("><th scope=\"row\">");
    html.push_dated(&period.to_string());
    match &written {
        Some(written) if !provisional => written.write_cell(html),
        Some(written) => {
            html.tags("<td>");
            written.write(html);
        }
        None => {
            html.tags("<td>");
            html.tags(absent(cell));
        }
    }
    if provisional {
        html.tags("<abbr class=\"provisional-mark\" title=\"Provisional\">p</abbr>");
    }
    let parts = cell.filter(|_| figure.is_some() && metric.kind != MetricKind::Percentile);
    // Cells and rows end where the next ones begin.
    html.tags("<td>");
    html.push_inside(&parts.map_or_else(String::new, |cell| sum(cell.numerator)));
    html.tags("<td>");
    let has_denominator = matches!(metric.kind, MetricKind::Ratio | MetricKind::Mean);
    html.push_inside(
        &parts.filter(|_| has_denominator).map_or_else(String::new, |cell| sum(cell.denominator)),
    );
    match target {
        Some(target) => target.write_cell(html),
        None => html.tags("<td>"),
    }
    html.tags("<td");
    let signal = match chart.chart().flags.get(at) {
        Some(PointFlag::Special(special)) => special.signal.text(),
        _ => "",
    };
    html.push_because(Exempt::Rule, signal);
    html.tags(">");
    if !signal.is_empty() {
        html.push_inside(signal);
        if table.signals.len() < 4 {
            table.signals.push(Label::because(Exempt::Rule, format!("{period}: {signal}")));
        }
    }
    html.tags("<td data-x=\"place\">");
    if let Some(cell) = cell {
        short_rows(html, measurements, runs(measurements, &cell.rows));
    }
    if !withheld.is_empty() {
        html.tags("; withheld: ");
        short_rows(html, measurements, withheld_runs(measurements, withheld));
    }
    html.tags("\n");
    if table.last_period.is_empty()
        && let Some(written) = written
    {
        table.last_value = written.into();
        table.last_period = period.into();
        table.last_provisional = provisional;
    }
}

/// A period whose figure its sender kept back: no number stands in it, and the line that says so does.
fn withheld_row(measurements: &Measurements, period: Period, rows: &[u32], html: &mut Html) {
    html.tags("<tr><th scope=\"row\">");
    html.push_dated(&period.to_string());
    html.tags("<td><span class=\"quiet\">withheld</span><td><td><td><td><td data-x=\"place\">");
    short_rows(html, measurements, withheld_runs(measurements, rows));
    html.tags("\n");
}

fn absent(cell: Option<&Cell>) -> &'static str {
    match cell {
        None => "<span class=\"quiet\">no rows</span>",
        Some(cell) if cell.not_aggregable => "<span class=\"quiet\">not aggregable</span>",
        Some(cell) if cell.is_unclear => "<span class=\"quiet\">whole beside parts</span>",
        Some(_) => "<span class=\"quiet\">nothing measured</span>",
    }
}

/// The latest rulings of a clause, newest first.
pub fn ruling_rows<'a>(
    context: &PageContext<'a>,
    clause: &Clause<'a>,
    evidence: &mut Evidence<'a>,
    sources: &mut Sources,
) -> Html {
    let mut html = Html::default();
    let judged = clause.judged;
    let is_beside =
        judged.rulings.last().is_some_and(|ruling| ruling.window.period.grain() == Some(clause.metric.grain));
    let shown = if is_beside { RULINGS_BESIDE } else { RULINGS };
    for ruling in judged.rulings.iter().rev().take(shown) {
        let level = clause
            .contract
            .versions
            .get(ruling.version)
            .and_then(|version| version.terms.service_levels.get(&judged.service_level))
            .unwrap_or(clause.level);
        let one = Clause { ruling: Some(ruling), level, ..*clause };
        html.tags("<tr><th scope=\"row\">");
        html.push_dated(&one.window(ruling));
        let value = one.value(evidence);
        let remark = remark_of(&one, &value, evidence);
        match &value {
            Some(value) if !ruling.provisional => value.write_cell(&mut html),
            Some(value) => {
                html.tags("<td>");
                value.write(&mut html);
            }
            None => html.tags("<td><span class=\"quiet\">–</span>"),
        }
        if ruling.provisional {
            html.tags("<abbr class=\"provisional-mark\" title=\"Provisional\">p</abbr>");
        }
        let target = one.target(evidence);
        let parts = one.parts(evidence);
        if parts.is_empty() {
            target.write_cell(&mut html);
        } else {
            html.tags("<td>");
            target.write(&mut html);
            html.push(&parts);
        }
        html.tags("<td>");
        verdict(&mut html, &one, remark);
        html.tags("\n");
    }
    sources.of_clause(clause, &context.report.register.measurements);
    html
}
