//! Rows to cells: one polars group-by over whole columns for each selection of rows.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use polars::prelude::{BooleanChunked, Column, DataFrame, GroupsIndicator, NewChunkedArray};
use rayon::prelude::*;

use super::cell::Cell;
use crate::core::Book;
use crate::core::contract::record::Scope;
use crate::core::measurement::record::Measurements;
use crate::core::metric::record::{MetricKind, WholeRows};
use crate::core::organisation::record::covers_language;
use crate::kit::id::VendorId;
use crate::kit::period::Period;

/// Columns of all rows: ids as u32, the period as its place in the calendar order of all periods.
pub struct Columns {
    frame: DataFrame,
    /// Every period of the rows, in calendar order; the frame holds places in this list.
    periods: Vec<Period>,
    /// The period of each row, as a place in `periods`.
    codes: Vec<u32>,
    /// Metric kinds, and what a row of the whole is, by metric index; `None` for a metric without a definition, which has no figures.
    kinds: Vec<Option<(MetricKind, Option<WholeRows>)>>,
    /// Vendors of sites as indices into `vendors`.
    vendor_of: Vec<u32>,
    pub vendors: Vec<VendorId>,
}

/// Which rows: the part of a [`Scope`] that does not choose the subject.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Selection {
    pub projects: Vec<String>,
    pub queues: Vec<String>,
    pub languages: Vec<String>,
}

impl Selection {
    pub fn of(scope: &Scope) -> Selection {
        Selection {
            projects: scope.projects.iter().map(|id| id.to_string()).collect(),
            queues: scope.queues.iter().map(|id| id.to_string()).collect(),
            languages: scope.languages.iter().map(|language| language.to_string()).collect(),
        }
    }

    fn is_all(&self) -> bool {
        self.projects.is_empty() && self.queues.is_empty() && self.languages.is_empty()
    }
}

/// Cells of one selection, by site and by vendor, each series in order of period.
#[derive(Debug, Default)]
pub struct Table {
    pub sites: Block,
    /// Sums over all sites of a vendor.
    pub vendors: Block,
}

/// Series one behind the other, by key.
#[derive(Debug, Default)]
pub struct Block {
    pub cells: Vec<(Period, Cell)>,
    /// The periods again, as places in the list of all periods: cheaper to compare than dates.
    codes: Vec<u32>,
    /// (site or vendor index, metric index), rising, with the place of its series in `cells`.
    series: Vec<((u32, u32), Range<usize>)>,
}

impl Block {
    /// Appends a cell; keys come in rising order.
    fn push(&mut self, key: (u32, u32), code: u32, period: Period, cell: Cell) {
        let at = self.cells.len();
        self.cells.push((period, cell));
        self.codes.push(code);
        match self.series.last_mut() {
            Some((last, range)) if *last == key => range.end = at + 1,
            _ => self.series.push((key, at..at + 1)),
        }
    }

    /// Place in `cells` of a series; empty when there is none.
    pub fn range(&self, key: (u32, u32)) -> Range<usize> {
        let found = self.series.binary_search_by_key(&key, |(key, _)| *key);
        found.map_or(0..0, |at| self.series[at].1.clone())
    }
}

impl Columns {
    pub fn new(book: &Book) -> Columns {
        let measurements = &book.measurements;
        let mut vendors: Vec<VendorId> = measurements.vendor_of_site.clone();
        vendors.sort_unstable();
        vendors.dedup();
        let vendor_of = measurements.vendor_of_site.iter();
        let vendor_of = vendor_of.map(|id| vendors.partition_point(|vendor| vendor < id) as u32).collect();
        let kinds = measurements
            .metrics
            .iter()
            .map(|id| book.metrics.get(id).map(|m| (m.kind, m.whole_rows)))
            .collect();
        let (periods, codes) = calendar_order(measurements);
        Columns { frame: frame(measurements, &codes), periods, codes, kinds, vendor_of, vendors }
    }

    /// Groups the selected rows by site, metric and period, and sums each group in 128 bits: polars' own sum would wrap
    /// silently. The order of groups is made anew, so that threads and hashes cannot be seen in it.
    pub fn table(&self, measurements: &Measurements, selection: &Selection) -> Table {
        let rows = &measurements.rows;
        // A filtered frame is a copy; the usual selection is everything.
        let kept;
        let frame = if selection.is_all() {
            &self.frame
        } else {
            kept =
                self.frame.filter(&mask(measurements, selection)).expect("the mask has a bit for each row");
            &kept
        };
        let index = frame.column("row").and_then(|column| column.u32().map(|c| c.rechunk().into_owned()));
        let index = index.expect("the frame has a row column");
        let index = index.cont_slice().expect("one chunk without nulls");
        let groups = frame.group_by(["site", "metric", "period"]).expect("the frame has these columns");
        let groups = groups.into_groups();
        let mut keys: Vec<((u32, u32, u32), usize)> = groups
            .iter()
            .enumerate()
            .map(|(at, group)| {
                let first = index[group.first() as usize] as usize;
                ((rows[first].site, rows[first].metric, self.codes[first]), at)
            })
            .collect();
        keys.par_sort_unstable();
        let cells: Vec<Option<Cell>> = keys
            .par_iter()
            .map(|((_, metric, _), group)| {
                let (kind, whole) = (*self.kinds.get(*metric as usize)?)?;
                let members = match groups.get(*group) {
                    GroupsIndicator::Idx((_, all)) => all.iter().map(|&at| index[at as usize]).collect(),
                    GroupsIndicator::Slice([first, len]) => {
                        index[first as usize..(first + len) as usize].to_vec()
                    }
                };
                Some(Cell::sum(kind, whole, rows, members))
            })
            .collect();
        let mut table = Table::default();
        for (((site, metric, code), _), cell) in keys.into_iter().zip(cells) {
            if let Some(cell) = cell {
                table.sites.push((site, metric), code, self.periods[code as usize], cell);
            }
        }
        table.vendors = self.by_vendor(&table.sites);
        table
    }

    fn by_vendor(&self, sites: &Block) -> Block {
        let mut series: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
        for &((site, metric), _) in &sites.series {
            if let Some(&vendor) = self.vendor_of.get(site as usize) {
                series.entry((vendor, metric)).or_default().push(site);
            }
        }
        let sums: Vec<(_, Vec<(u32, Cell)>)> = series
            .into_par_iter()
            .map(|((vendor, metric), chosen)| ((vendor, metric), self.sum_of_sites(sites, metric, &chosen)))
            .collect();
        let mut block = Block::default();
        for (key, cells) in sums {
            for (code, cell) in cells {
                block.push(key, code, self.periods[code as usize], cell);
            }
        }
        block
    }

    /// Sums of some sites of one metric, in order of period, each with the period's place in the list of all.
    pub fn sum_of_sites(&self, sites: &Block, metric: u32, chosen: &[u32]) -> Vec<(u32, Cell)> {
        let Some(&Some((kind, _))) = self.kinds.get(metric as usize) else { return Vec::new() };
        let mut sums = BTreeMap::new();
        for site in chosen {
            sites.add_up(&mut sums, kind, sites.range((*site, metric)));
        }
        sums.into_iter().map(|(code, cell)| (code, in_row_order(cell))).collect()
    }

    /// The period at a place of the list of all.
    pub fn period(&self, code: u32) -> Period {
        self.periods[code as usize]
    }
}

impl Block {
    fn add_up(&self, sums: &mut BTreeMap<u32, Cell>, kind: MetricKind, range: Range<usize>) {
        for (code, (_, cell)) in self.codes[range.clone()].iter().zip(&self.cells[range]) {
            sums.entry(*code).and_modify(|sum| sum.absorb(kind, cell)).or_insert_with(|| cell.clone());
        }
    }
}

fn in_row_order(mut cell: Cell) -> Cell {
    cell.rows.sort_unstable();
    cell
}

/// All periods of the rows in calendar order, and the place of each row's period among them.
fn calendar_order(measurements: &Measurements) -> (Vec<Period>, Vec<u32>) {
    let rows = &measurements.rows;
    let seen: HashSet<Period> = rows.iter().map(|row| row.period).collect();
    let mut periods: Vec<Period> = seen.into_iter().collect();
    periods.sort_by_cached_key(|period| (period.first_day(), period.last_day()));
    let places: HashMap<Period, u32> = periods.iter().copied().zip(0..).collect();
    let codes = rows.iter().map(|row| places.get(&row.period).copied().unwrap_or_default()).collect();
    (periods, codes)
}

fn frame(measurements: &Measurements, codes: &[u32]) -> DataFrame {
    let rows = &measurements.rows;
    let columns = vec![
        Column::new("row".into(), (0..rows.len() as u32).collect::<Vec<u32>>()),
        Column::new("site".into(), rows.iter().map(|row| row.site).collect::<Vec<u32>>()),
        Column::new("metric".into(), rows.iter().map(|row| row.metric).collect::<Vec<u32>>()),
        Column::new("period".into(), codes),
    ];
    DataFrame::new(rows.len(), columns).expect("columns of equal length and different names")
}

fn mask(measurements: &Measurements, selection: &Selection) -> BooleanChunked {
    fn wanted<T: AsRef<str>>(all: &[T], chosen: &[String]) -> Option<Vec<bool>> {
        (!chosen.is_empty()).then(|| all.iter().map(|id| chosen.iter().any(|c| c == id.as_ref())).collect())
    }
    let projects = wanted(&texts(&measurements.projects, |id| id.as_str()), &selection.projects);
    let queues = wanted(&texts(&measurements.queues, |id| id.as_str()), &selection.queues);
    let covered = |language: &String| selection.languages.iter().any(|wide| covers_language(wide, language));
    let languages = (!selection.languages.is_empty())
        .then(|| measurements.languages.iter().map(covered).collect::<Vec<bool>>());
    // A figure of the whole site says nothing of one project, queue or language.
    let passes = |wanted: &Option<Vec<bool>>, id: Option<u32>| match (wanted, id) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(wanted), Some(id)) => wanted.get(id as usize).copied().unwrap_or(false),
    };
    let bits: Vec<bool> = measurements
        .rows
        .iter()
        .map(|row| {
            passes(&projects, row.project) && passes(&queues, row.queue) && passes(&languages, row.language)
        })
        .collect();
    BooleanChunked::from_slice("mask".into(), &bits)
}

fn texts<T>(ids: &[T], text: fn(&T) -> &str) -> Vec<&str> {
    ids.iter().map(text).collect()
}
