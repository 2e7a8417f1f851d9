//! Roll-ups: sums over sums of whole columns of measurements, by site or vendor, metric and period.
//!
//! Ratios are sums over sums, means are weighted by samples, counts and levels add up over slices, percentiles are never
//! rolled up. A row of the whole beside rows of its parts is what the metric says it is. A mean of percentages is made nowhere here.

mod cell;
mod table;
mod withheld;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use cell::{Cell, Subject, cell_value, has_denominator, percent_factor};
pub use withheld::WithheldCells;

use crate::core::Book;
use crate::core::contract::record::Scope;
use crate::core::measurement::record::Measurements;
use crate::core::metric::record::Metric;
use crate::kit::id::MetricId;
use crate::kit::kept::Last;
use crate::kit::period::Period;
use table::{Block, Columns, Kinds, Selection, Table};

/// Cells of one metric for one subject and scope, in order of period. A missing period has no cell.
#[derive(Clone, Debug)]
pub struct Series {
    pub subject: Subject,
    pub metric: MetricId,
    pub scope: Scope,
    pub cells: Cells,
}

/// All measurements, ready to be asked for series: rows of periods that end after the book's as-of day are left out. A selection
/// of rows is grouped once, when it is first asked for.
pub struct Rollup<'a> {
    book: &'a Book,
    grouped: Arc<Grouped>,
}

/// What rollups of one book for several days share: all rows, whichever day they end on.
pub struct Grouped {
    columns: Columns,
    withheld: withheld::BySite,
    tables: Mutex<BTreeMap<Selection, Arc<Table>>>,
}

impl Grouped {
    fn new(book: &Book, kinds: Kinds) -> Grouped {
        Grouped {
            columns: Columns::new(&book.measurements, kinds),
            withheld: withheld::by_site(&book.measurements),
            tables: Mutex::new(BTreeMap::new()),
        }
    }
}

impl fmt::Debug for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grouped").finish_non_exhaustive()
    }
}

/// The rows that were grouped last, and how their metrics add up.
pub type KeptRollup = Last<(RowsAsRead, Kinds), Arc<Grouped>>;

/// Rows that are the same where nobody read them anew.
#[derive(Debug)]
pub struct RowsAsRead(Arc<Measurements>);

impl PartialEq for RowsAsRead {
    fn eq(&self, other: &RowsAsRead) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<'a> Rollup<'a> {
    pub fn new(book: &'a Book) -> Rollup<'a> {
        Rollup { book, grouped: Arc::new(Grouped::new(book, table::kinds(book))) }
    }

    /// As [`Rollup::new`]; rows that were grouped before are not grouped again.
    pub fn known(book: &'a Book, kept: &KeptRollup) -> Rollup<'a> {
        let of = (RowsAsRead(Arc::clone(&book.measurements)), table::kinds(book));
        Rollup { book, grouped: kept.of(of, |(_, kinds)| Arc::new(Grouped::new(book, kinds.clone()))) }
    }

    /// That of a book with the same rows, which speaks for another day.
    pub fn on<'r>(&self, book: &'r Book) -> Rollup<'r> {
        Rollup { book, grouped: Arc::clone(&self.grouped) }
    }

    /// Cells of a metric for a subject, with the rows that a scope selects. For a vendor the sum over the scope's sites, or over
    /// all its sites when the scope names none. Empty when the subject has no row, or is a site outside the scope.
    pub fn series(&self, subject: &Subject, metric: &MetricId, scope: &Scope) -> Series {
        let cells = self.cells(subject, metric, scope);
        Series { subject: subject.clone(), metric: metric.clone(), scope: scope.clone(), cells }
    }

    /// The cells of [`Rollup::series`].
    pub fn cells(&self, subject: &Subject, metric: &MetricId, scope: &Scope) -> Cells {
        let measurements = &self.book.measurements;
        let Ok(metric_at) = measurements.metrics.binary_search(metric) else { return Cells::none() };
        let metric_at = metric_at as u32;
        let table = self.table(scope);
        let columns = &self.grouped.columns;
        let as_of = self.book.as_of();
        // All periods of a metric are of one grain, so they end in the order in which they begin.
        let has_ended = |(period, _): &(Period, Cell)| period.last_day() <= as_of;
        let ended = |block: &Block, range: Range<usize>| {
            range.start..range.start + block.cells[range].partition_point(has_ended)
        };
        match subject {
            Subject::Site(site) => {
                let in_scope = scope.sites.is_empty() || scope.sites.contains(site);
                let at = measurements.sites.binary_search(site).ok().filter(|_| in_scope);
                let Some(at) = at else { return Cells::none() };
                let range = ended(&table.sites, table.sites.range((at as u32, metric_at)));
                Cells(Held::Shared { table, range, of_vendor: false })
            }
            Subject::Vendor(vendor) if scope.sites.is_empty() => {
                let Ok(at) = columns.vendors.binary_search(vendor) else { return Cells::none() };
                let range = ended(&table.vendors, table.vendors.range((at as u32, metric_at)));
                Cells(Held::Shared { table, range, of_vendor: true })
            }
            Subject::Vendor(vendor) => {
                let sites = measurements.sites.iter().zip(&measurements.vendor_of_site).zip(0..);
                let chosen = sites.filter(|((site, of), _)| *of == vendor && scope.sites.contains(*site));
                let chosen: Vec<u32> = chosen.map(|(_, at)| at).collect();
                let sums = columns.sum_of_sites(&table.sites, metric_at, &chosen).into_iter();
                let cells = sums.map(|(code, cell)| (columns.period(code), cell));
                Cells::from(cells.take_while(has_ended).collect::<Vec<_>>())
            }
        }
    }

    /// The sum of rows of one metric and period.
    pub fn sum(&self, metric: &Metric, rows: Vec<u32>) -> Cell {
        Cell::sum(metric.kind, metric.whole_rows, &self.book.measurements.rows, rows)
    }

    /// Groups the rows of a scope now, so that parallel work only reads.
    pub fn prepare(&self, scope: &Scope) {
        self.table(scope);
    }

    fn table(&self, scope: &Scope) -> Arc<Table> {
        let selection = Selection::of(scope);
        if let Some(table) = self.tables().get(&selection) {
            return Arc::clone(table);
        }
        // Made without holding the lock: a thread that waits for polars takes up other work meanwhile, which may ask for a
        // table itself. Where two threads made one at once, both are equal, and the first stays.
        let table = Arc::new(self.grouped.columns.table(&self.book.measurements, &selection));
        Arc::clone(self.tables().entry(selection).or_insert(table))
    }

    fn tables(&self) -> MutexGuard<'_, BTreeMap<Selection, Arc<Table>>> {
        // A panic elsewhere leaves whole tables behind, never half of one.
        self.grouped.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Rollup<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rollup").finish_non_exhaustive()
    }
}

/// Cells of one series in order of period; a clone shares them.
#[derive(Clone)]
pub struct Cells(Held);

#[derive(Clone)]
enum Held {
    Shared { table: Arc<Table>, range: Range<usize>, of_vendor: bool },
    Owned(Arc<[(Period, Cell)]>),
}

impl Cells {
    fn none() -> Cells {
        Cells::from(Vec::new())
    }
}

impl From<Vec<(Period, Cell)>> for Cells {
    fn from(cells: Vec<(Period, Cell)>) -> Self {
        Cells(Held::Owned(cells.into()))
    }
}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Deref for Cells {
    type Target = [(Period, Cell)];

    fn deref(&self) -> &Self::Target {
        match &self.0 {
            Held::Owned(cells) => cells,
            Held::Shared { table, range, of_vendor } => {
                let block = if *of_vendor { &table.vendors } else { &table.sites };
                &block.cells[range.clone()]
            }
        }
    }
}

#[cfg(test)]
mod tests;
