//! The last year of rows by what they are of: metric, queue, language and site. One walk over all rows, whatever a page asks for.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::core::Book;
use crate::core::metric::record::Metric;
use crate::core::rollup::Cell;
use crate::kit::calendar::{Grain, week_of};
use crate::kit::id::{MetricId, QueueId, SiteId, VendorId};
use crate::kit::period::Period;

/// Periods that make a year of a metric: 52 weeks, 12 months; of a daily one a quarter of a year, since a page holds no more rows.
pub fn year(grain: Grain) -> usize {
    match grain {
        Grain::Day => 91,
        Grain::Week => 52,
        Grain::Month => 12,
    }
}

/// The periods of that year, oldest first: the last one ended by the as-of date.
pub fn last_year(book: &Book, grain: Grain) -> Vec<Period> {
    let as_of = book.as_of();
    let mut newest = match grain {
        Grain::Day => Period::Day(as_of),
        Grain::Week => Period::Week(week_of(as_of)),
        Grain::Month => Period::month_of(as_of),
    };
    while newest.last_day() > as_of {
        newest = newest.previous();
    }
    let mut periods = vec![newest];
    while periods.len() < year(grain) {
        newest = newest.previous();
        periods.push(newest);
    }
    periods.reverse();
    periods
}

/// What the rows of a slice share. Indices into the lists of `Measurements`, so that they order like ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub metric: u32,
    /// `None`: rows that name a language and no queue.
    pub queue: Option<u32>,
    pub language: Option<u32>,
    pub site: u32,
}

/// Rows of a site that name the same queue and language.
#[derive(Clone, Debug)]
pub struct Slice {
    pub key: Key,
    pub metric: MetricId,
    pub queue: Option<QueueId>,
    pub language: Option<String>,
    pub site: SiteId,
    pub vendor: VendorId,
    /// Indices into `Measurements::rows`, rising.
    pub rows: Vec<u32>,
}

/// All slices of a book, by their keys. Rows that name neither queue nor language are in none.
#[derive(Clone, Debug, Default)]
pub struct Slices {
    all: Vec<Slice>,
    of_metric: BTreeMap<MetricId, Range<usize>>,
    of_queue: BTreeMap<QueueId, Vec<usize>>,
}

impl Slices {
    pub fn new(book: &Book) -> Slices {
        let measurements = &book.measurements;
        let years: Vec<Option<(Period, Period)>> = measurements
            .metrics
            .iter()
            .map(|id| {
                let periods = last_year(book, book.metrics.get(id)?.grain);
                Some((*periods.first()?, *periods.last()?))
            })
            .collect();
        let mut rows: BTreeMap<Key, Vec<u32>> = BTreeMap::new();
        for (row, at) in measurements.rows.iter().zip(0_u32..) {
            let Some((first, last)) = years.get(row.metric as usize).copied().flatten() else { continue };
            if (row.queue.is_none() && row.language.is_none()) || row.period < first || row.period > last {
                continue;
            }
            let key = Key { metric: row.metric, queue: row.queue, language: row.language, site: row.site };
            rows.entry(key).or_default().push(at);
        }
        let named = |(key, rows): (Key, Vec<u32>)| {
            let at = |index: u32| index as usize;
            let queue = key.queue.map(|of| measurements.queues.get(at(of)).cloned());
            let language = key.language.map(|of| measurements.languages.get(at(of)).cloned());
            Some(Slice {
                key,
                metric: measurements.metrics.get(at(key.metric))?.clone(),
                queue: queue.flatten(),
                language: language.flatten(),
                site: measurements.sites.get(at(key.site))?.clone(),
                vendor: measurements.vendor_of_site.get(at(key.site))?.clone(),
                rows,
            })
        };
        let all: Vec<Slice> = rows.into_iter().filter_map(named).collect();
        let mut slices = Slices { all, ..Slices::default() };
        for (at, slice) in slices.all.iter().enumerate() {
            let of_metric = slices.of_metric.entry(slice.metric.clone()).or_insert(at..at);
            of_metric.end = at + 1;
            if let Some(queue) = &slice.queue {
                slices.of_queue.entry(queue.clone()).or_default().push(at);
            }
        }
        slices
    }

    /// In order of metric, queue, language and site.
    pub fn all(&self) -> &[Slice] {
        &self.all
    }

    pub fn of_metric(&self, metric: &MetricId) -> &[Slice] {
        self.of_metric.get(metric).and_then(|range| self.all.get(range.clone())).unwrap_or_default()
    }

    /// In order of metric, language and site.
    pub fn of_queue(&self, queue: &QueueId) -> impl Iterator<Item = &Slice> {
        let places = self.of_queue.get(queue).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|at| self.all.get(*at))
    }
}

/// The rows of slices summed by period: a cell for each of `periods` that has a row.
pub fn cells<'s>(
    book: &Book,
    metric: &Metric,
    slices: impl IntoIterator<Item = &'s Slice>,
    periods: &[Period],
) -> Vec<Option<Cell>> {
    let rows = &book.measurements.rows;
    let mut by_period: Vec<Vec<u32>> = vec![Vec::new(); periods.len()];
    for at in slices.into_iter().flat_map(|slice| &slice.rows) {
        let Some(row) = rows.get(*at as usize) else { continue };
        if let Ok(place) = periods.binary_search(&row.period) {
            by_period[place].push(*at);
        }
    }
    let sum = |of: Vec<u32>| (!of.is_empty()).then(|| Cell::sum(metric.kind, metric.whole_rows, rows, of));
    by_period.into_iter().map(sum).collect()
}

/// The rows of slices over all of `periods`, summed; `None` where there is none.
pub fn total<'s>(
    book: &Book,
    metric: &Metric,
    slices: impl IntoIterator<Item = &'s Slice>,
    periods: &[Period],
) -> Option<Cell> {
    let rows = &book.measurements.rows;
    let inside =
        |at: &u32| rows.get(*at as usize).is_some_and(|row| periods.binary_search(&row.period).is_ok());
    let of: Vec<u32> =
        slices.into_iter().flat_map(|slice| slice.rows.iter().copied().filter(inside)).collect();
    (!of.is_empty()).then(|| Cell::sum(metric.kind, metric.whole_rows, rows, of))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Bench;

    #[test]
    fn a_year_ends_with_the_last_period_that_has_ended() {
        let bench = Bench::new();
        let weeks = last_year(&bench.register, Grain::Week);
        let said: Vec<String> =
            [weeks.first(), weeks.last()].into_iter().flatten().map(ToString::to_string).collect();
        assert_eq!((weeks.len(), said), (52, vec!["2025-W47".to_owned(), "2026-W46".to_owned()]));
        let months = last_year(&bench.register, Grain::Month);
        assert_eq!(months.last().map(ToString::to_string).as_deref(), Some("2026-10"));
        assert_eq!(last_year(&bench.register, Grain::Day).len(), 91);
    }
}
