//! Rows to cells: one polars group-by over whole columns, of which each selection of rows takes its own.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use polars::prelude::{Column, DataFrame, GroupsIndicator};
use rayon::prelude::*;

use super::cell::Cell;
use crate::core::Book;
use crate::core::contract::record::Scope;
use crate::core::measurement::record::Measurements;
use crate::core::metric::record::{MetricKind, WholeRows};
use crate::core::organisation::record::covers_language;
use crate::kit::id::VendorId;
use crate::kit::period::Period;

/// All rows in groups of one site, metric and period.
pub struct Columns {
    /// Rising by site, metric and period.
    groups: Vec<Group>,
    /// The rows of each group, one group behind the other.
    members: Vec<u32>,
    /// Every period of the rows, in calendar order.
    periods: Vec<Period>,
    kinds: Kinds,
    /// Vendors of sites as indices into `vendors`.
    vendor_of: Vec<u32>,
    pub vendors: Vec<VendorId>,
}

/// Rows of one cell. Numbers are places in lists: a period's in that of all periods, so that they rise as the days do.
struct Group {
    site: u32,
    metric: u32,
    period: u32,
    /// Place in the list of members.
    members: Range<usize>,
}

/// Metric kinds, and what a row of the whole is, by metric index; `None` for a metric without a definition, which has no figures.
pub type Kinds = Vec<Option<(MetricKind, Option<WholeRows>)>>;

/// The kinds of the metrics that a book's rows have.
pub fn kinds(book: &Book) -> Kinds {
    let of = |id| book.metrics.get(id).map(|metric| (metric.kind, metric.whole_rows));
    book.measurements.metrics.iter().map(of).collect()
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
    pub fn new(measurements: &Measurements, kinds: Kinds) -> Columns {
        let mut vendors: Vec<VendorId> = measurements.vendor_of_site.clone();
        vendors.sort_unstable();
        vendors.dedup();
        let vendor_of = measurements.vendor_of_site.iter();
        let vendor_of = vendor_of.map(|id| vendors.partition_point(|vendor| vendor < id) as u32).collect();
        let (periods, codes) = calendar_order(measurements);
        let (groups, members) = grouped(measurements, &codes);
        Columns { groups, members, periods, kinds, vendor_of, vendors }
    }

    /// Sums the selected rows of each group in 128 bits: polars' own sum would wrap silently.
    pub fn table(&self, measurements: &Measurements, selection: &Selection) -> Table {
        let rows = &measurements.rows;
        let chosen = (!selection.is_all()).then(|| mask(measurements, selection));
        let is_chosen = |row: &u32| chosen.as_ref().is_none_or(|chosen| chosen[*row as usize]);
        let cells = self.groups.par_iter().with_min_len(256).map(|group| {
            let (kind, whole) = (*self.kinds.get(group.metric as usize)?)?;
            let members = self.members[group.members.clone()].iter().copied().filter(is_chosen);
            let members: Vec<u32> = members.collect();
            (!members.is_empty()).then(|| Cell::sum(kind, whole, rows, members))
        });
        let cells: Vec<Option<Cell>> = cells.collect();
        let mut table = Table::default();
        for (group, cell) in self.groups.iter().zip(cells) {
            if let Some(cell) = cell {
                let period = self.periods[group.period as usize];
                table.sites.push((group.site, group.metric), group.period, period, cell);
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

/// Groups the rows by site, metric and period. The order of groups is made anew, so that threads and hashes cannot be seen in it.
fn grouped(measurements: &Measurements, codes: &[u32]) -> (Vec<Group>, Vec<u32>) {
    let rows = &measurements.rows;
    let columns = vec![
        Column::new("site".into(), rows.iter().map(|row| row.site).collect::<Vec<u32>>()),
        Column::new("metric".into(), rows.iter().map(|row| row.metric).collect::<Vec<u32>>()),
        Column::new("period".into(), codes),
    ];
    let frame = DataFrame::new(rows.len(), columns).expect("columns of equal length and different names");
    let grouped = frame.group_by(["site", "metric", "period"]).expect("the frame has these columns");
    let grouped = grouped.into_groups();
    let key = |group: GroupsIndicator<'_>| {
        let first = group.first() as usize;
        (rows[first].site, rows[first].metric, codes[first])
    };
    let mut keys: Vec<((u32, u32, u32), usize)> = grouped.iter().map(key).zip(0..).collect();
    keys.par_sort_unstable();
    let mut members = Vec::with_capacity(rows.len());
    let group = |((site, metric, period), at): ((u32, u32, u32), usize)| {
        let from = members.len();
        match grouped.get(at) {
            GroupsIndicator::Idx((_, all)) => members.extend(all.iter().copied()),
            GroupsIndicator::Slice([first, len]) => members.extend(first..first + len),
        }
        Group { site, metric, period, members: from..members.len() }
    };
    let groups = keys.into_iter().map(group).collect();
    (groups, members)
}

/// Whether each row is selected.
fn mask(measurements: &Measurements, selection: &Selection) -> Vec<bool> {
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
    let rows = measurements.rows.iter();
    rows.map(|row| {
        passes(&projects, row.project) && passes(&queues, row.queue) && passes(&languages, row.language)
    })
    .collect()
}

fn texts<T>(ids: &[T], text: fn(&T) -> &str) -> Vec<&str> {
    ids.iter().map(text).collect()
}
