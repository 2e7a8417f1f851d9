//! Where inside a site a figure comes from: its rows by queue and by language, each with its sampling error.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::interval::wilson;
use crate::core::measurement::record::Measurements;
use crate::core::metric::record::{Metric, MetricKind};
use crate::core::rollup::{Cell, cell_value};
use crate::kit::number::Quotient;
use crate::kit::numbered::FigureNumber;
use crate::subject::evidence::written::marked;
use crate::subject::evidence::{Evidence, Query};
use crate::subject::text::label::Label;
use crate::subject::text::piece::Html;
use crate::subject::wording::figure::Measure;

/// One table: by queue, or by language.
#[derive(Serialize)]
pub struct Breakdown {
    pub by: &'static str,
    pub rows: Vec<SliceRow>,
}

#[derive(Serialize)]
pub struct SliceRow {
    pub name: Label,
    /// What sums and interval are parts of.
    pub figure: FigureNumber,
    /// Ready-made markup.
    pub value: Html,
    pub numerator: Label,
    pub denominator: Label,
    /// Wilson 95%, for sampled metrics.
    pub interval: Label,
}

/// Rows of a ratio summed by queue and by language; a table only where there are several.
pub fn breakdowns(
    measurements: &Measurements,
    metric: &Metric,
    query: &Query<'_>,
    rows: &[u32],
    evidence: &mut Evidence<'_>,
) -> Vec<Breakdown> {
    if metric.kind != MetricKind::Ratio {
        return Vec::new();
    }
    let mut queues: BTreeMap<Option<u32>, Vec<u32>> = BTreeMap::new();
    let mut languages: BTreeMap<Option<u32>, Vec<u32>> = BTreeMap::new();
    for &at in rows {
        let Some(row) = measurements.rows.get(at as usize) else { continue };
        queues.entry(row.queue).or_default().push(at);
        languages.entry(row.language).or_default().push(at);
    }
    let mut tables = Vec::new();
    for (by, slices) in [("queue", queues), ("language", languages)] {
        if slices.len() < 2 {
            continue;
        }
        let rows = slices.into_iter().filter_map(|(slice, rows)| {
            let name = slice.and_then(|at| match by {
                "queue" => measurements.queues.get(at as usize).map(|id| id.as_str()),
                _ => measurements.languages.get(at as usize).map(String::as_str),
            });
            slice_row(measurements, metric, query, by, name, &rows, evidence)
        });
        tables.push(Breakdown { by, rows: rows.collect() });
    }
    tables
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
    let scale = crate::kit::number::Decimal::SCALE as f64;
    let interval = wilson(numerator as f64 / scale, denominator as f64 / scale).filter(|_| metric.sampled);
    let ends = interval.map(|(low, high)| (format!("{:.1}", low * 100.0), format!("{:.1}", high * 100.0)));
    let mut entry = evidence.figure(&shown, value, "rollup-ratio").query(&query).sums(numerator, denominator);
    if let Some((low, high)) = &ends {
        entry = entry.interval(low, high);
    }
    let number = entry.rows(&cell.rows).done();
    Some(SliceRow {
        name: name.map_or_else(|| "whole site".into(), Label::named),
        figure: number,
        value: marked(number, &shown),
        numerator: Label::part_of(number, whole(numerator)),
        denominator: Label::part_of(number, whole(denominator)),
        interval: ends
            .map_or_else(Label::default, |(low, high)| Label::part_of(number, format!("{low}–{high}%"))),
    })
}

/// Millionths as a number with thousands grouped.
pub fn whole(micro: i128) -> String {
    let scale = i128::from(crate::kit::number::Decimal::SCALE);
    match Quotient::new(micro, scale) {
        Some(value) if micro % scale == 0 => value.show(0),
        Some(value) => value.show(2),
        None => String::new(),
    }
}
