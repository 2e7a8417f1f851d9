//! Metrics of a group: sums over sums, over its sites and over time, never a mean of ratios; percentiles are never rolled up.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::contract::record::Scope;
use crate::core::metric::record::{Metric, MetricKind};
use crate::core::rollup::{Cell, Subject, cell_value};
use crate::kit::calendar::{Grain, add_days};
use crate::kit::id::{SiteId, VendorId};
use crate::kit::number::Quotient;
use crate::kit::period::{Period, Year};
use crate::subject::group::figures::results::lies_in;
use crate::subject::group::figures::{Given, Group};
use crate::subject::register::Register;

/// The rows of a metric, added up over the sites of a group.
#[derive(Clone, Debug, Default)]
pub struct Pooled {
    /// By the period of the rows.
    pub cells: BTreeMap<Period, Cell>,
    /// Sites that have a row in it.
    sites: BTreeMap<Period, BTreeSet<SiteId>>,
    /// Vendors whose contract names another definition of the metric: their rows are in no sum.
    pub apart: BTreeSet<VendorId>,
    /// Sites whose rows are added up.
    pub members: BTreeSet<SiteId>,
}

/// A metric of a group; `None` where it has no row, and of a percentile.
pub fn pooled(given: &Given<'_>, group: &Group, metric: &Metric) -> Option<Pooled> {
    if metric.kind == MetricKind::Percentile {
        return None;
    }
    let members = group.members(given.register);
    let scope = Scope { projects: members.projects.clone().unwrap_or_default(), ..Scope::default() };
    let mut pooled = Pooled::default();
    for id in members.all_sites(given.register) {
        let Some(site) = given.register.sites.get(&id) else { continue };
        let cells = given.rollup.cells(&Subject::Site(id.clone()), &metric.id, &scope);
        if cells.is_empty() {
            continue;
        }
        if measures_otherwise(given.register, &site.vendor, metric) {
            pooled.apart.insert(site.vendor.value.clone());
            continue;
        }
        for (period, cell) in cells.iter() {
            add(pooled.cells.entry(*period).or_default(), cell, metric.kind);
            pooled.sites.entry(*period).or_default().insert(id.clone());
        }
        pooled.members.insert(id);
    }
    pooled.cells.values_mut().for_each(|cell| cell.rows.sort_unstable());
    (!pooled.cells.is_empty() || !pooled.apart.is_empty()).then_some(pooled)
}

/// Whether a contract of the vendor in force names another definition than the metric has.
pub fn measures_otherwise(register: &Register, vendor: &VendorId, metric: &Metric) -> bool {
    let terms = register.contracts_of(vendor).filter_map(|contract| contract.terms_on(register.as_of()));
    let mut levels = terms.flat_map(|terms| terms.service_levels.values());
    levels.any(|level| level.metric == metric.id && level.other_definition(metric).is_some())
}

/// Counts and levels have no denominator of their own.
fn add(sum: &mut Cell, cell: &Cell, kind: MetricKind) {
    sum.numerator += cell.numerator;
    match kind {
        MetricKind::Ratio | MetricKind::Mean => sum.denominator += cell.denominator,
        MetricKind::Count | MetricKind::Level | MetricKind::Percentile => sum.denominator = cell.denominator,
    }
    sum.provisional |= cell.provisional;
    sum.is_unclear |= cell.is_unclear;
    sum.rows.extend_from_slice(&cell.rows);
}

impl Pooled {
    /// The sum of a period; of a level the last rows in it. `None` without a row.
    pub fn over(&self, metric: &Metric, period: Period) -> Option<Cell> {
        let mut own = self.cells.iter().filter(|(of, _)| lies_in(**of, period));
        if metric.kind == MetricKind::Level {
            return own.next_back().map(|(_, cell)| cell.clone());
        }
        let mut sum = own.next().map(|(_, cell)| cell.clone())?;
        own.for_each(|(_, cell)| add(&mut sum, cell, metric.kind));
        sum.rows.sort_unstable();
        Some(sum)
    }

    /// Its value in a period, in the unit of the metric.
    pub fn value(&self, metric: &Metric, period: Period) -> Option<(Quotient, Cell)> {
        let cell = self.over(metric, period)?;
        Some((cell_value(metric, &cell)?, cell))
    }

    /// The sites that have a row in a period.
    pub fn sites_in(&self, period: Period) -> BTreeSet<&SiteId> {
        self.sites.iter().filter(|(of, _)| lies_in(**of, period)).flat_map(|(_, sites)| sites).collect()
    }

    /// Periods of rows that lie in a period: of weekly rows four or five make a month.
    pub fn rows_in(&self, period: Period) -> usize {
        self.cells.keys().filter(|of| lies_in(**of, period)).count()
    }

    /// Whether the rows had begun when a period did: of a part of it nothing is said as if it were the whole.
    pub fn covers(&self, period: Period) -> bool {
        let first = self.cells.keys().next();
        first.is_some_and(|first| !lies_in(*first, period) || !lies_in(first.previous(), period))
    }

    /// The newest period of a length that has a row and has ended, its figures due; where no year is whole, the year so far.
    pub fn newest(&self, register: &Register, metric: &Metric, length: Length) -> Option<Newest> {
        let last = self.cells.keys().next_back()?;
        let starts = register.settings.calendar.year_starts;
        let mut period = length.holding(*last, starts)?;
        let first = self.cells.keys().next()?.first_day();
        let running = period;
        while period.last_day() >= first {
            let has_ended =
                add_days(closes(metric.grain, period), i32::try_from(metric.lag_days).unwrap_or(i32::MAX))
                    <= register.as_of();
            let is_told = length != Length::Year || self.covers(period);
            if has_ended && is_told && self.over(metric, period).is_some() {
                return Some(Newest { period, is_over: true });
            }
            period = period.previous();
        }
        (length == Length::Year).then_some(Newest { period: running, is_over: false })
    }
}

/// The newest period that is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newest {
    pub period: Period,
    /// Else it is the year so far.
    pub is_over: bool,
}

/// How long a period is over which is added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Length {
    Week,
    Month,
    Quarter,
    Year,
}

impl Length {
    pub const ALL: [Length; 4] = [Length::Week, Length::Month, Length::Quarter, Length::Year];

    /// The period of this length that a row belongs to; `None` where the row is longer.
    pub fn holding(self, row: Period, starts: i8) -> Option<Period> {
        let day = match row {
            Period::Week(week) => week.thursday(),
            _ => row.first_day(),
        };
        match (self, row) {
            (Length::Week, Period::Month(..)) => None,
            (Length::Week, _) => Some(Period::Week(crate::kit::calendar::week_of(day))),
            (Length::Month, _) => Some(Period::month_of(day)),
            (Length::Quarter, _) => Some(Period::quarter_of(day, starts)),
            (Length::Year, _) => Some(Period::Year(Year::of(day, starts))),
        }
    }
}

/// The day on which the last row of a period has ended: of weekly rows a Sunday.
pub fn closes(grain: Grain, period: Period) -> jiff::civil::Date {
    match grain {
        Grain::Week => period.weeks().1,
        Grain::Day | Grain::Month => period.last_day(),
    }
}
