//! Why a ratio moved (shift-share): each part's own change, the change of the parts' weights, and both at once.
//!
//! Asked only where the chart says that something moved: the run of special points that ends with the last period, against as many
//! periods before it. Inside normal variation there is nothing to explain, and nothing is.

pub mod split;

mod sentence;

use std::collections::BTreeMap;

use num_rational::BigRational;

use crate::core::Book;
use crate::core::charted::Charted;
use crate::core::measurement::record::{Measurements, Observation};
use crate::core::metric::record::{Metric, MetricKind};
use crate::core::rollup::{Cell, percent_factor};
use crate::core::spc::{PointFlag, Side};
use crate::kit::number::Quotient;
use crate::kit::period::Period;

pub use sentence::{Of, parts_sentence, shift_sentence, signed};
pub use split::{Effects, Sums, split};

/// Most periods on either side: a level that has held for longer than a quarter is no news.
const MOST: usize = 13;

/// What the rows are cut by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cut {
    Site,
    Queue,
    Language,
}

impl Cut {
    pub const ALL: [Cut; 3] = [Cut::Site, Cut::Queue, Cut::Language];

    /// `site`, `queue`, `language`.
    pub fn word(self) -> &'static str {
        match self {
            Cut::Site => "site",
            Cut::Queue => "queue",
            Cut::Language => "language",
        }
    }

    /// `sites`, `queues`, `languages`.
    pub fn words(self) -> &'static str {
        match self {
            Cut::Site => "sites",
            Cut::Queue => "queues",
            Cut::Language => "languages",
        }
    }

    fn of(self, row: &Observation) -> Option<u32> {
        match self {
            Cut::Site => Some(row.site),
            Cut::Queue => row.queue,
            Cut::Language => row.language,
        }
    }

    /// The id of a part; empty for rows that name none.
    pub fn id(self, measurements: &Measurements, part: Option<u32>) -> &str {
        let Some(at) = part.map(|at| at as usize) else { return "" };
        match self {
            Cut::Site => measurements.sites.get(at).map_or("", |id| id.as_str()),
            Cut::Queue => measurements.queues.get(at).map_or("", |id| id.as_str()),
            Cut::Language => measurements.languages.get(at).map_or("", String::as_str),
        }
    }

    /// As pages call it.
    pub fn name(self, book: &Book, part: Option<u32>) -> String {
        let id = self.id(&book.measurements, part);
        let name = match self {
            _ if id.is_empty() => Some("no one named".to_owned()),
            Cut::Site => book.sites.get(id).map(|site| site.name.value.clone()),
            Cut::Queue => {
                let queues = book.projects.values().flat_map(|project| &project.queues);
                queues.into_iter().find(|queue| queue.id.as_str() == id).map(|queue| queue.name.value.clone())
            }
            Cut::Language => None,
        };
        name.unwrap_or_else(|| id.to_owned())
    }
}

/// One span of periods, summed.
#[derive(Clone, Debug)]
pub struct Span {
    /// Oldest first, one or more.
    pub periods: Vec<Period>,
    pub sums: Sums,
    /// In the metric's unit.
    pub value: Quotient,
    /// Indices into `Measurements::rows`, rising.
    pub rows: Vec<u32>,
}

/// A ratio that moved.
#[derive(Clone, Debug)]
pub struct Shift {
    pub before: Span,
    pub after: Span,
    /// In the metric's unit: percentage points for percent.
    pub change: BigRational,
    /// Whether the chart calls it high or low.
    pub side: Side,
    /// Cuts that have two parts or more, in their fixed order.
    pub cuts: Vec<CutShift>,
}

/// The change by one cut; its parts add up to it exactly.
#[derive(Clone, Debug)]
pub struct CutShift {
    pub by: Cut,
    /// Sums over the parts, in the metric's unit.
    pub effects: Effects,
    /// The part that did most first.
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug)]
pub struct Part {
    /// Index into the list of [`Measurements`]; `None` for rows that name none.
    pub of: Option<u32>,
    pub before: Sums,
    pub after: Sums,
    /// In the metric's unit.
    pub effects: Effects,
    /// Rows of both spans, rising.
    pub rows: Vec<u32>,
}

/// Why the ratio of a chart of all rows moved. `None`: no ratio, nothing special at the last point, or nothing before to compare with.
pub fn shift(measurements: &Measurements, metric: &Metric, chart: &Charted) -> Option<Shift> {
    if metric.kind != MetricKind::Ratio {
        return None;
    }
    let flags: Vec<PointFlag> =
        chart.chart().flags.iter().copied().filter(|flag| *flag != PointFlag::Missing).collect();
    let valued = chart.periods.iter().zip(chart.values.iter()).filter(|(_, value)| value.is_some());
    let periods: Vec<Period> = valued.map(|(period, _)| *period).collect();
    let Some(PointFlag::Special(last)) = flags.last() else { return None };
    let same = |flag: &&PointFlag| matches!(flag, PointFlag::Special(other) if other.side == last.side);
    let run = flags.iter().rev().take_while(same).count().min(MOST);
    let start = periods.len().checked_sub(run)?;
    let from = start.saturating_sub(run);
    let cells = |span: &[Period]| -> Vec<&Cell> {
        let here = chart.series.cells.iter().filter(|(period, _)| span.contains(period));
        here.map(|(_, cell)| cell).collect()
    };
    let factor = percent_factor(metric);
    let before = span(&periods[from..start], &cells(&periods[from..start]), factor)?;
    let after = span(&periods[start..], &cells(&periods[start..]), factor)?;
    let of_whole = split(&[(before.sums, after.sums)])?.into_iter().next()?;
    let cuts = Cut::ALL.into_iter().filter_map(|by| cut(measurements, by, &before, &after, factor)).collect();
    Some(Shift { change: of_whole.times(factor).total(), side: last.side, before, after, cuts })
}

fn span(periods: &[Period], cells: &[&Cell], factor: i128) -> Option<Span> {
    let sums = cells.iter().fold(Sums::default(), |sums, cell| Sums {
        numerator: sums.numerator + cell.numerator,
        denominator: sums.denominator + cell.denominator,
    });
    let mut rows: Vec<u32> = cells.iter().flat_map(|cell| cell.rows.iter().copied()).collect();
    rows.sort_unstable();
    let value = Quotient::new(sums.numerator * factor, sums.denominator)?;
    (!periods.is_empty()).then(|| Span { periods: periods.to_vec(), sums, value, rows })
}

fn cut(measurements: &Measurements, by: Cut, before: &Span, after: &Span, factor: i128) -> Option<CutShift> {
    let mut found: BTreeMap<Option<u32>, (Sums, Sums, Vec<u32>)> = BTreeMap::new();
    for (is_after, rows) in [(false, &before.rows), (true, &after.rows)] {
        for &at in rows {
            let row = measurements.rows.get(at as usize)?;
            let part = found.entry(by.of(row)).or_default();
            let sums = if is_after { &mut part.1 } else { &mut part.0 };
            sums.numerator += i128::from(row.numerator.micro());
            sums.denominator += i128::from(row.denominator.micro());
            part.2.push(at);
        }
    }
    if found.len() < 2 {
        return None;
    }
    let sums: Vec<(Sums, Sums)> = found.values().map(|(before, after, _)| (*before, *after)).collect();
    let each = split(&sums)?;
    let effects = Effects::sum(&each).times(factor);
    let mut parts: Vec<Part> = Vec::with_capacity(found.len());
    for ((of, (before, after, mut rows)), effects) in found.into_iter().zip(each) {
        rows.sort_unstable();
        parts.push(Part { of, before, after, effects: effects.times(factor), rows });
    }
    // A stable sort: equals keep the order of their ids.
    parts.sort_by_cached_key(|part| std::cmp::Reverse(size(&part.effects.total())));
    Some(CutShift { by, effects, parts })
}

/// Without its sign.
pub fn size(value: &BigRational) -> BigRational {
    if is_negative(value) { -value } else { value.clone() }
}

pub fn is_negative(value: &BigRational) -> bool {
    value.numer().sign() == num_bigint::Sign::Minus
}

#[cfg(test)]
mod tests;
