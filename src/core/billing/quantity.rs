//! What the client's record counts of a rate in a month, by site and stretch.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;

use super::expected::Unpriced;
use super::stretch::{Stretch, is_counted_so, stretches};
use crate::core::Book;
use crate::core::contract::record::{Contract, Rate, Scope};
use crate::core::contract::terms::{covers, is_expected};
use crate::core::metric::record::Metric;
use crate::core::organisation::record::Site;
use crate::core::rollup::{Cell, Cells, Rollup, Subject, WithheldCells};
use crate::kit::calendar::{Grain, add_days, days_between, week_of};
use crate::kit::exact::of_whole;
use crate::kit::id::{MetricId, RateId, SiteId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;

/// What a quantity is counted of.
#[derive(Clone, Copy)]
pub struct Counting<'a> {
    pub book: &'a Book,
    pub rollup: &'a Rollup<'a>,
    pub contract: &'a Contract,
    pub id: &'a RateId,
    pub month: Period,
    pub stretches: &'a [Stretch<'a>],
}

/// What was counted at one site.
#[derive(Clone, Debug)]
pub struct Counted {
    /// One for each stretch; what is paid by days is in months of it.
    pub by_stretch: Vec<BigRational>,
    pub rows: BTreeSet<u32>,
    pub provisional: bool,
    pub missing: Vec<Period>,
    /// Rows that their sender withheld, all or some: what was counted beside them is not all of it.
    pub withheld: Vec<Period>,
    pub unclear: Vec<Period>,
}

impl Counted {
    pub fn none(stretches: usize) -> Counted {
        Counted {
            by_stretch: vec![of_whole(0); stretches],
            rows: BTreeSet::new(),
            provisional: false,
            missing: Vec::new(),
            withheld: Vec::new(),
            unclear: Vec::new(),
        }
    }

    pub fn total(&self) -> BigRational {
        self.by_stretch.iter().sum()
    }

    pub fn add(&mut self, other: &Counted) {
        for (sum, part) in self.by_stretch.iter_mut().zip(&other.by_stretch) {
            *sum += part;
        }
        self.rows.extend(&other.rows);
        self.provisional |= other.provisional;
    }
}

/// By site, in order of id: those with rows in the month, and those whose rows have not come.
pub type BySite = BTreeMap<SiteId, Counted>;

/// Stretches that count the same rows.
struct Counter<'a> {
    metric: &'a Metric,
    scope: &'a Scope,
    rate: &'a Rate,
    /// Places of the stretches.
    of: Vec<usize>,
}

/// A row's period, the day that stands for it, and the stretches that it is paid in with its weight in each.
struct Share {
    period: Period,
    day: Date,
    weights: Vec<(usize, BigRational)>,
}

impl<'a> Counting<'a> {
    /// Counts what a metric of the rate says: its own quantity, that of a premium, or that of a cap.
    pub fn count(
        &self,
        by_days: bool,
        metric: impl Fn(&'a Rate) -> Option<&'a MetricId>,
    ) -> Result<BySite, Unpriced> {
        let mut counters: Vec<Counter<'a>> = Vec::new();
        for (at, stretch) in self.stretches.iter().enumerate() {
            let Some(id) = metric(stretch.rate) else { continue };
            let scope = &stretch.rate.scope;
            match counters.iter_mut().find(|one| one.metric.id == *id && one.scope == scope) {
                Some(counter) => counter.of.push(at),
                None => {
                    let Some(metric) = self.book.metrics.get(id) else {
                        return Err(Unpriced::NoMetric { metric: id.clone() });
                    };
                    counters.push(Counter { metric, scope, rate: stretch.rate, of: vec![at] });
                }
            }
        }
        let mut found = BySite::new();
        let mut expected = None;
        for counter in &counters {
            let shares = self.shares(counter, by_days);
            if shares.iter().any(|share| share.period.last_day() > self.book.as_of()) {
                return Err(Unpriced::Running);
            }
            for site in self.book.sites_of(&self.contract.vendor) {
                if !covers(self.book, counter.scope, site) {
                    continue;
                }
                let is_due =
                    shares.iter().any(|share| is_expected(self.book, counter.scope, Some(site), share.day));
                expected = expected.or_else(|| is_due.then(|| counter.metric.id.clone()));
                self.count_site(counter, site, &shares, &mut found);
            }
        }
        match expected {
            Some(metric) if found.is_empty() => Err(Unpriced::NothingReported { metric }),
            _ => Ok(found),
        }
    }

    fn count_site(&self, counter: &Counter<'a>, site: &Site, shares: &[Share], found: &mut BySite) {
        let subject = Subject::Site(site.id.clone());
        let cells = self.rollup.cells(&subject, &counter.metric.id, counter.scope);
        let withheld = self.rollup.withheld(&subject, &counter.metric.id, counter.scope);
        let begun = first_reported(self.contract, &cells, &withheld);
        let named = counter.scope.sites.contains(&site.id);
        for share in shares {
            let cell = cell_of(&cells, share.period);
            let has_begun = named || begun.is_some_and(|begun| begun <= share.period);
            let is_due = has_begun && is_expected(self.book, counter.scope, Some(site), share.day);
            let is_withheld = withheld.contains_key(&share.period);
            if cell.is_none() && !is_withheld && !is_due {
                continue;
            }
            let counted = found.entry(site.id.clone()).or_insert_with(|| Counted::none(self.stretches.len()));
            if is_withheld {
                counted.withheld.push(share.period);
                continue;
            }
            let Some(cell) = cell else {
                counted.missing.push(share.period);
                continue;
            };
            if cell.is_unclear || cell.not_aggregable {
                counted.unclear.push(share.period);
                continue;
            }
            let value = BigRational::new(BigInt::from(cell.numerator), BigInt::from(Decimal::SCALE));
            for (at, weight) in &share.weights {
                if let Some(sum) = counted.by_stretch.get_mut(*at) {
                    *sum += &value * weight;
                }
            }
            counted.rows.extend(&cell.rows);
            counted.provisional |= cell.provisional;
        }
    }

    /// The rows that the month rests on, and how each is shared out.
    fn shares(&self, counter: &Counter<'a>, by_days: bool) -> Vec<Share> {
        match (counter.metric.grain, by_days) {
            (Grain::Month, false) => self.whole_month(counter).into_iter().collect(),
            (Grain::Month, true) => {
                let (period, weights) = (self.month, self.by_days(counter, &of_whole(1)));
                let day = self.stretches[counter.of[0]].first;
                vec![Share { period, day, weights }]
            }
            (Grain::Week, true) => self.level_weeks(counter),
            (Grain::Week, false) => self.each_row(counter, weeks(self.month), |_| of_whole(1)),
            (Grain::Day, _) => {
                let day = of_whole(1) / BigInt::from(self.month.days());
                let weight = |_: &Period| if by_days { day.clone() } else { of_whole(1) };
                self.each_row(counter, days(self.month), weight)
            }
        }
    }

    /// Each row whose own day lies in a stretch.
    fn each_row(
        &self,
        counter: &Counter<'a>,
        rows: impl Iterator<Item = (Period, Date)>,
        weight: impl Fn(&Period) -> BigRational,
    ) -> Vec<Share> {
        let placed = rows.filter_map(|(period, day)| {
            let at = counter.of.iter().copied().find(|at| self.stretches[*at].holds(day))?;
            let weights = vec![(at, weight(&period))];
            Some(Share { period, day, weights })
        });
        placed.collect()
    }

    /// The row of a month is paid by the terms that cover most of its days in force, the later in a tie; it belongs whole to one contract.
    fn whole_month(&self, counter: &Counter<'a>) -> Option<Share> {
        let days_like = |one: &Stretch<'_>| -> i32 {
            self.stretches.iter().filter(|other| other.is_like(one)).map(Stretch::days).sum()
        };
        // `max_by_key` keeps the last of equals.
        let (at, stretch) = self.stretches.iter().enumerate().max_by_key(|(_, one)| days_like(one))?;
        let is_ours = counter.of.contains(&at) && !self.leaves(counter);
        let weights = vec![(at, of_whole(1))];
        is_ours.then_some(Share { period: self.month, day: stretch.first, weights })
    }

    /// Whether the month's row belongs to another contract of the vendor: one that counts the same metric before or after this one in
    /// the month, for more of its days, or for as many and later.
    fn leaves(&self, counter: &Counter<'a>) -> bool {
        let days: i32 = self.stretches.iter().map(Stretch::days).sum();
        let Some((first, last)) = self.stretches.first().zip(self.stretches.last()) else { return false };
        let others =
            self.book.contracts_of(&self.contract.vendor).filter(|other| other.id != self.contract.id);
        others.into_iter().any(|other| {
            let ids: BTreeSet<&RateId> =
                other.versions.iter().flat_map(|version| version.terms.rates.keys()).collect();
            ids.into_iter().any(|id| {
                let theirs = stretches(other, id, self.month);
                let same = |one: &Stretch<'_>| {
                    counts(one.rate, &counter.metric.id) && one.rate.scope == *counter.scope
                };
                let all: i32 = theirs.iter().filter(|one| same(one)).map(Stretch::days).sum();
                let before = theirs.iter().all(|one| one.last < first.first);
                let after = theirs.iter().all(|one| one.first > last.last);
                all > 0 && ((after && all >= days) || (before && all > days))
            })
        })
    }

    /// A level by the week: the mean over the weeks of the month, each by its days in force, paid by the days of the stretches. Where no
    /// week of the month has a day in force, the weeks that hold its days stand for it.
    fn level_weeks(&self, counter: &Counter<'a>) -> Vec<Share> {
        let in_force = |period: Period| -> Vec<Date> {
            let days = std::iter::successors(Some(period.first_day()), |day| Some(add_days(*day, 1))).take(7);
            days.filter(|day| is_counted_so(self.contract, self.id, counter.rate, *day)).collect()
        };
        let mut chosen: Vec<(Period, Date, i32)> = weeks(self.month)
            .filter_map(|(period, thursday)| {
                let days = in_force(period);
                let day = if days.contains(&thursday) { thursday } else { *days.first()? };
                Some((period, day, i32::try_from(days.len()).ok()?))
            })
            .collect();
        if chosen.is_empty() {
            let mut of_days: BTreeMap<Period, (Date, i32)> = BTreeMap::new();
            for at in &counter.of {
                let (first, last) = (self.stretches[*at].first, self.stretches[*at].last);
                for day in std::iter::successors(Some(first), |day| Some(add_days(*day, 1)))
                    .take_while(|day| *day <= last)
                {
                    of_days.entry(Period::Week(week_of(day))).or_insert((day, 0)).1 += 1;
                }
            }
            chosen = of_days.into_iter().map(|(period, (day, days))| (period, day, days)).collect();
        }
        let all: i32 = chosen.iter().map(|(.., days)| days).sum();
        let share = |(period, day, days): (Period, Date, i32)| {
            let mean = BigRational::new(BigInt::from(days), BigInt::from(all));
            Share { period, day, weights: self.by_days(counter, &mean) }
        };
        chosen.into_iter().map(share).collect()
    }

    /// A weight shared out to the stretches by their days of the month.
    fn by_days(&self, counter: &Counter<'a>, weight: &BigRational) -> Vec<(usize, BigRational)> {
        let of = |at: &usize| (*at, self.stretches[*at].share(self.month) * weight);
        counter.of.iter().map(of).collect()
    }
}

/// Whether a rate is paid by a metric in any of its parts.
fn counts(rate: &Rate, metric: &MetricId) -> bool {
    let premiums = rate.premiums.values().map(|premium| &*premium.quantity);
    let cap = rate.cap.as_ref().map(|cap| &*cap.of);
    premiums.chain(cap).chain([&*rate.quantity]).any(|of| of == metric)
}

/// The first period with a row that ends under the contract.
fn first_reported(contract: &Contract, cells: &Cells, withheld: &WithheldCells) -> Option<Period> {
    let is_of_contract = |period: &&Period| period.last_day() >= contract.effective_on;
    let there = cells.iter().map(|(period, _)| period).find(is_of_contract);
    there.into_iter().chain(withheld.keys().find(is_of_contract)).min().copied()
}

fn cell_of(cells: &Cells, period: Period) -> Option<&Cell> {
    let at = cells.binary_search_by_key(&period, |(period, _)| *period).ok()?;
    cells.get(at).map(|(_, cell)| cell)
}

/// Weeks whose Thursday lies in a month, with the Thursday.
fn weeks(month: Period) -> impl Iterator<Item = (Period, Date)> {
    let (first, last) = month.weeks();
    let all = std::iter::successors(Some(week_of(first)), |week| Some(week.next()));
    all.take_while(move |week| week.monday() <= last).map(|week| (Period::Week(week), week.thursday()))
}

/// Days of a month.
fn days(month: Period) -> impl Iterator<Item = (Period, Date)> {
    let (first, last) = (month.first_day(), month.last_day());
    (0..=days_between(first, last)).map(move |n| add_days(first, n)).map(|day| (Period::Day(day), day))
}
