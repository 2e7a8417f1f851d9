//! The same work: queues in a language that several vendors do, and two vendors on the mix of what both do.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::adjusted::{Adjusted, Common, adjusted};
use crate::core::contract::record::Scope;
use crate::core::metric::record::Metric;
use crate::core::rollup::{Cell, Rollup, Subject, has_denominator, percent_factor};
use crate::core::slices::{Slice, Slices, last_year, total};
use crate::kit::calendar::Grain;
use crate::kit::id::{QueueId, VendorId};
use crate::kit::number::Quotient;
use crate::kit::period::Period;
use crate::subject::group::figures::pooled::measures_otherwise;
use crate::subject::language::figures::withheld::{Cut, Withheld};
use crate::subject::register::Register;

/// The rows of each vendor.
type OfVendors<'s> = BTreeMap<&'s VendorId, Vec<&'s Slice>>;

/// Pairs that are told at most: those with the most work in common.
pub const PAIRS: usize = 40;

/// What vendors share of a metric over the last quarter of a year.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// Oldest first.
    pub periods: Vec<Period>,
    /// By volume, the largest first; each of two vendors at least.
    pub cells: Vec<SharedCell>,
    /// At most [`PAIRS`].
    pub pairs: Vec<Pair>,
    /// Pairs that are left out.
    pub more_pairs: usize,
}

/// A queue in a language.
#[derive(Clone, Debug)]
pub struct SharedCell {
    pub queue: Option<QueueId>,
    pub language: Option<String>,
    /// By vendor.
    pub sides: Vec<Side>,
}

impl SharedCell {
    /// Whether all that have a figure measure alike: else nobody is ranked.
    pub fn is_alike(&self) -> bool {
        self.sides.iter().all(|side| !side.measures_otherwise)
    }
}

/// What a vendor did in it.
#[derive(Clone, Debug)]
pub struct Side {
    pub vendor: VendorId,
    pub cell: Cell,
    /// Too few people do it for their vendor to be told of, or what too few do could be worked out of it.
    pub is_hidden: bool,
    /// Its contract names another definition of the metric.
    pub measures_otherwise: bool,
}

/// Two vendors on their common mix; `one` has the higher value.
#[derive(Clone, Debug)]
pub struct Pair {
    pub one: VendorId,
    pub other: VendorId,
    /// Cells that both have.
    pub cells: usize,
    pub adjusted: Adjusted,
    /// What both do beside these, where the work of one may not be told: queue and language, a stroke between them.
    pub left_out: Vec<String>,
    /// Denominators of these cells in percent of all of each.
    pub shares: (Quotient, Quotient),
    volume: i128,
}

fn span(grain: Grain) -> usize {
    match grain {
        Grain::Day => 91,
        Grain::Week => 13,
        Grain::Month => 3,
    }
}

/// What vendors share of a metric; nothing of a percentile, which no sum can make.
pub fn shared(
    register: &Register,
    rollup: &Rollup<'_>,
    slices: &Slices,
    withheld: &Withheld,
    metric: &Metric,
) -> Shared {
    let slices = slices.of_metric(&metric.id);
    let rows = &register.measurements.rows;
    let newest = slices.iter().flat_map(|slice| &slice.rows).filter_map(|at| rows.get(*at as usize));
    let Some(newest) = newest.map(|row| row.period).max() else { return Shared::default() };
    let mut periods = last_year(register, metric.grain);
    periods.retain(|period| *period <= newest);
    periods.drain(..periods.len().saturating_sub(span(metric.grain)));
    let mut by_cell: BTreeMap<(Option<&QueueId>, Option<&str>), OfVendors<'_>> = BTreeMap::new();
    for slice in slices {
        let cell = by_cell.entry((slice.queue.as_ref(), slice.language.as_deref())).or_default();
        cell.entry(&slice.vendor).or_default().push(slice);
    }
    let mut cells: Vec<SharedCell> = Vec::new();
    for ((queue, language), vendors) in by_cell.into_iter().filter(|(_, vendors)| vendors.len() > 1) {
        let sides = vendors.into_iter().filter_map(|(vendor, slices)| {
            let cell = total(register, metric, slices.iter().copied(), &periods)?;
            let is_hidden = !withheld.tells(register, &cell.rows, Cut::Both);
            let is_figure = !cell.not_aggregable && !cell.is_unclear && cell.denominator > 0;
            let measures_otherwise = measures_otherwise(register, vendor, metric);
            is_figure.then(|| Side { vendor: vendor.clone(), cell, is_hidden, measures_otherwise })
        });
        let sides: Vec<Side> = sides.collect();
        if sides.len() > 1 {
            cells.push(SharedCell { queue: queue.cloned(), language: language.map(str::to_owned), sides });
        }
    }
    cells.sort_by_key(|cell| std::cmp::Reverse(cell.volume()));
    let mut pairs =
        if has_denominator(metric.kind) { pairs(rollup, metric, &cells, &periods) } else { Vec::new() };
    pairs.sort_by_key(|pair| std::cmp::Reverse(pair.volume));
    let more_pairs = pairs.len().saturating_sub(PAIRS);
    pairs.truncate(PAIRS);
    Shared { periods, cells, pairs, more_pairs }
}

impl Side {
    fn is_comparable(&self) -> bool {
        !self.is_hidden && !self.measures_otherwise
    }
}

impl SharedCell {
    fn name(&self) -> String {
        let queue = self.queue.as_ref().map_or("", |id| id.as_str());
        format!("{queue}/{}", self.language.as_deref().unwrap_or_default())
    }

    fn volume(&self) -> i128 {
        self.sides.iter().map(|side| side.cell.denominator.max(side.cell.numerator)).sum()
    }

    fn side(&self, vendor: &VendorId) -> Option<&Cell> {
        self.sides.iter().find(|side| side.vendor == *vendor && side.is_comparable()).map(|side| &side.cell)
    }
}

fn pairs(rollup: &Rollup<'_>, metric: &Metric, cells: &[SharedCell], periods: &[Period]) -> Vec<Pair> {
    let mut met: BTreeSet<(&VendorId, &VendorId)> = BTreeSet::new();
    for cell in cells {
        let told = cell.sides.iter().filter(|side| side.is_comparable()).map(|side| &side.vendor);
        let told: Vec<&VendorId> = told.collect();
        let pairs = told
            .iter()
            .enumerate()
            .flat_map(|(at, one)| told[at + 1..].iter().map(move |other| (*one, *other)));
        met.extend(pairs);
    }
    let wholes: BTreeMap<&VendorId, i128> = met
        .iter()
        .flat_map(|(one, other)| [*one, *other])
        .map(|vendor| {
            let of = rollup.cells(&Subject::Vendor(vendor.clone()), &metric.id, &Scope::default());
            let inside = of.iter().filter(|(period, _)| periods.binary_search(period).is_ok());
            (vendor, inside.map(|(_, cell)| cell.denominator).sum())
        })
        .collect();
    let paired = met.iter().filter_map(|(one, other)| pair(metric, cells, &wholes, one, other));
    paired.collect()
}

fn pair(
    metric: &Metric,
    cells: &[SharedCell],
    wholes: &BTreeMap<&VendorId, i128>,
    one: &VendorId,
    other: &VendorId,
) -> Option<Pair> {
    let sums = |cell: &Cell| (cell.numerator, cell.denominator);
    let common = cells.iter().filter_map(|cell| Some((sums(cell.side(one)?), sums(cell.side(other)?))));
    let common: Vec<Common> = common.map(|(one, other)| Common { one, other }).collect();
    let mut of = adjusted(&common, percent_factor(metric))?;
    if !metric.sampled {
        of.interval = None;
    }
    let part = |side: fn(&Common) -> i128| common.iter().map(side).sum::<i128>();
    let volumes = (part(|cell| cell.one.1), part(|cell| cell.other.1));
    let both = |cell: &&SharedCell| {
        let has = |vendor: &VendorId| cell.sides.iter().any(|side| side.vendor == *vendor);
        has(one) && has(other) && (cell.side(one).is_none() || cell.side(other).is_none())
    };
    let left_out: Vec<String> = cells.iter().filter(both).map(SharedCell::name).collect();
    let share = |volume: i128, vendor| Quotient::new(volume * 100, *wholes.get(vendor)?);
    let shares = (share(volumes.0, one)?, share(volumes.1, other)?);
    let (volume, cells) = (volumes.0 + volumes.1, common.len());
    if of.one >= of.other {
        let (one, other) = (one.clone(), other.clone());
        return Some(Pair { one, other, cells, left_out, adjusted: of, shares, volume });
    }
    let turned =
        Adjusted { one: of.other, other: of.one, interval: of.interval.map(|(low, high)| (-high, -low)) };
    let shares = (shares.1, shares.0);
    let (one, other) = (other.clone(), one.clone());
    Some(Pair { one, other, cells, left_out, adjusted: turned, shares, volume })
}
