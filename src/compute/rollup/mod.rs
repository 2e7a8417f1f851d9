//! Roll-ups: sums over sums of whole columns of measurements, by site or vendor, metric and period.
//!
//! Ratios are sums over sums, means are weighted by samples, counts and levels add up over slices, percentiles are never
//! rolled up. A mean of percentages is made nowhere here.

mod cell;
mod table;

use std::collections::BTreeMap;
use std::ops::{Deref, Range};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use cell::{Cell, Series, Subject, cell_value, has_denominator, percent_factor};

use crate::model::{MetricId, MetricKind, Period, Register, Scope};
use table::{Columns, Selection, Table};

/// All measurements, ready to be asked for series. A selection of rows is grouped once, when it is first asked for.
pub struct Rollup<'a> {
    register: &'a Register,
    columns: Columns,
    tables: Mutex<BTreeMap<Selection, Arc<Table>>>,
}

impl<'a> Rollup<'a> {
    pub fn new(register: &'a Register) -> Rollup<'a> {
        Rollup { register, columns: Columns::new(register), tables: Mutex::new(BTreeMap::new()) }
    }

    /// Cells of a metric for a subject, with the rows that a scope selects. For a vendor the sum over the scope's sites, or over
    /// all its sites when the scope names none. Empty when the subject has no row, or is a site outside the scope.
    pub fn series(&self, subject: &Subject, metric: &MetricId, scope: &Scope) -> Series {
        let cells = self.cells(subject, metric, scope).to_vec();
        Series { subject: subject.clone(), metric: metric.clone(), scope: scope.clone(), cells }
    }

    /// As [`Rollup::series`], without a copy where none is needed.
    pub fn cells(&self, subject: &Subject, metric: &MetricId, scope: &Scope) -> Cells {
        let measurements = &self.register.measurements;
        let Ok(metric_at) = measurements.metrics.binary_search(metric) else { return Cells::none() };
        let metric_at = metric_at as u32;
        let table = self.table(scope);
        match subject {
            Subject::Site(site) => {
                let in_scope = scope.sites.is_empty() || scope.sites.contains(site);
                let at = measurements.sites.binary_search(site).ok().filter(|_| in_scope);
                let Some(at) = at else { return Cells::none() };
                let range = table.sites.series.get(&(at as u32, metric_at)).cloned().unwrap_or_default();
                Cells(Held::Shared { table, range, of_vendor: false })
            }
            Subject::Vendor(vendor) if scope.sites.is_empty() => {
                let Ok(at) = self.columns.vendors.binary_search(vendor) else { return Cells::none() };
                let range = table.vendors.series.get(&(at as u32, metric_at)).cloned().unwrap_or_default();
                Cells(Held::Shared { table, range, of_vendor: true })
            }
            Subject::Vendor(vendor) => {
                let sites = measurements.sites.iter().zip(&measurements.vendor_of_site).zip(0..);
                let chosen = sites.filter(|((site, of), _)| *of == vendor && scope.sites.contains(*site));
                let chosen: Vec<u32> = chosen.map(|(_, at)| at).collect();
                let sums = self.columns.sum_of_sites(&table.sites, metric_at, &chosen).into_iter();
                Cells(Held::Owned(sums.map(|(code, cell)| (self.columns.period(code), cell)).collect()))
            }
        }
    }

    /// The sum of rows of one metric.
    pub fn sum(&self, kind: MetricKind, rows: Vec<u32>) -> Cell {
        Cell::sum(kind, &self.register.measurements.rows, rows)
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
        let table = Arc::new(self.columns.table(&self.register.measurements, &selection));
        Arc::clone(self.tables().entry(selection).or_insert(table))
    }

    fn tables(&self) -> MutexGuard<'_, BTreeMap<Selection, Arc<Table>>> {
        // A panic elsewhere leaves whole tables behind, never half of one.
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Cells of one series in order of period.
pub struct Cells(Held);

enum Held {
    Shared { table: Arc<Table>, range: Range<usize>, of_vendor: bool },
    Owned(Vec<(Period, Cell)>),
}

impl Cells {
    fn none() -> Cells {
        Cells(Held::Owned(Vec::new()))
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
