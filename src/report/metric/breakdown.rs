//! Where inside a site a figure comes from: its rows by queue and by language, each with its sampling error.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::measurement::record::Measurements;
use crate::core::metric::record::{Metric, MetricKind};
use crate::core::rollup::{Cell, cell_value};
use crate::kit::numbered::FigureNumber;
use crate::subject::evidence::written::marked;
use crate::subject::evidence::{Evidence, Query};
use crate::subject::language::figures::withheld::Cut;
use crate::subject::report::Report;
use crate::subject::text::label::Label;
use crate::subject::text::piece::Html;
use crate::subject::wording::figure::{Measure, sampled, sum};

/// One table: by queue, or by language.
#[derive(Serialize)]
pub struct Breakdown {
    pub by: &'static str,
    pub rows: Vec<SliceRow>,
}

#[derive(Serialize)]
pub struct SliceRow {
    pub name: Label,
    /// What sums and interval are parts of; `None` where nothing is told of it.
    pub figure: Option<FigureNumber>,
    /// Ready-made markup.
    pub value: Html,
    pub numerator: Label,
    pub denominator: Label,
    /// Wilson 95%, for sampled metrics.
    pub interval: Label,
}

/// Rows of a ratio summed by queue and by language; a table only where there are several. What would tell of the work of too few people in a
/// language is hidden.
pub fn breakdowns(
    report: &Report<'_>,
    metric: &Metric,
    query: &Query<'_>,
    rows: &[u32],
    evidence: &mut Evidence<'_>,
) -> Vec<Breakdown> {
    if metric.kind != MetricKind::Ratio {
        return Vec::new();
    }
    let (register, withheld) = (report.register, &report.languages.withheld);
    let measurements = &register.measurements;
    let mut queues: BTreeMap<Option<u32>, Vec<u32>> = BTreeMap::new();
    let mut languages: BTreeMap<Option<u32>, Vec<u32>> = BTreeMap::new();
    for &at in rows {
        let Some(row) = measurements.rows.get(at as usize) else { continue };
        queues.entry(row.queue).or_default().push(at);
        languages.entry(row.language).or_default().push(at);
    }
    let mut tables = Vec::new();
    for (by, cut, slices) in [("queue", Cut::Queue, queues), ("language", Cut::Language, languages)] {
        if slices.len() < 2 {
            continue;
        }
        let rows = slices.into_iter().filter_map(|(slice, rows)| {
            let name = slice.and_then(|at| match by {
                "queue" => measurements.queues.get(at as usize).map(|id| id.as_str()),
                _ => measurements.languages.get(at as usize).map(String::as_str),
            });
            match withheld.tells(register, &rows, cut) {
                false => Some(SliceRow::hidden(name)),
                true => slice_row(measurements, metric, query, by, name, &rows, evidence),
            }
        });
        tables.push(Breakdown { by, rows: rows.collect() });
    }
    tables
}

impl SliceRow {
    /// Of which nothing is told.
    fn hidden(name: Option<&str>) -> SliceRow {
        let mut value = Html::default();
        value.tags("<span class=\"quiet\">hidden: it would tell of too few people</span>");
        SliceRow {
            name: name.map_or_else(|| "whole site".into(), Label::named),
            figure: None,
            value,
            numerator: Label::default(),
            denominator: Label::default(),
            interval: Label::default(),
        }
    }
}

fn slice_row(
    measurements: &Measurements,
    metric: &Metric,
    query: &Query<'_>,
    by: &'static str,
    name: Option<&str>,
    rows: &[u32],
    evidence: &mut Evidence<'_>,
) -> Option<SliceRow> {
    let cell = Cell::sum(metric.kind, metric.whole_rows, &measurements.rows, rows.to_vec());
    let (numerator, denominator) = (cell.numerator, cell.denominator);
    let measure = Measure::of(metric);
    let value = cell_value(metric, &cell)?;
    let shown = measure.show(value);
    // An empty id asks for the rows that name none.
    let list = if by == "queue" { "queues" } else { "languages" };
    let query = Query { slice: Some((list, name.unwrap_or_default())), ..*query };
    let ends = sampled(metric, numerator, denominator);
    let mut entry = evidence.figure(&shown, value, "rollup-ratio").query(&query).sums(numerator, denominator);
    if let Some((low, high)) = &ends {
        entry = entry.interval(low, high);
    }
    let number = entry.rows(&cell.rows).done();
    Some(SliceRow {
        name: name.map_or_else(|| "whole site".into(), Label::named),
        figure: Some(number),
        value: marked(number, &shown),
        numerator: Label::part_of(number, sum(numerator)),
        denominator: Label::part_of(number, sum(denominator)),
        interval: ends
            .map_or_else(Label::default, |(low, high)| Label::part_of(number, format!("{low}–{high}%"))),
    })
}
