//! Why a rate cost another amount than was planned: of budget lines that name it, price and volume, and of hours the work and how well they were used.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use num_rational::BigRational;

use super::track::Track;
use super::variance::{Labour, Split, Volume, labour, split};
use crate::core::contract::record::Scope;
use crate::core::rollup::{Rollup, Subject};
use crate::kit::calendar::{Grain, week_of};
use crate::kit::declared::Month;
use crate::kit::exact::of_decimal;
use crate::kit::id::{MetricId, RateId, VendorId};
use crate::kit::number::{Decimal, Money};
use crate::kit::period::Period;
use crate::subject::budget::figures::BudgetState;
use crate::subject::budget_line::record::BudgetLine;
use crate::subject::exchange::figures::{Rates, day_of};
use crate::subject::register::Register;

/// What a rate was planned to cost and cost, over the months that have ended and of which all is known.
#[derive(Clone, Debug)]
pub struct RateSplit {
    pub vendor: VendorId,
    pub rate: RateId,
    pub split: Split,
    /// Where every line says what its quantity is to bring, and the record says what came.
    pub labour: Option<Labour>,
}

/// What came: tracks, rows, and exchange rates.
pub struct Measured<'m> {
    pub register: &'m Register,
    pub rollup: &'m Rollup<'m>,
    pub tracks: &'m [Track],
}

/// By vendor and rate, in order.
pub fn splits(measured: &Measured<'_>, state: &BudgetState, closed: &[Month]) -> Vec<RateSplit> {
    let mut planned: BTreeMap<(&VendorId, &RateId), BTreeMap<Month, Vec<&BudgetLine>>> = BTreeMap::new();
    let lines = state.lines.iter().filter_map(|at| measured.register.budget_lines.get(*at));
    for line in lines.filter(|line| closed.contains(&line.month) && line.quantity.is_some()) {
        if let (Some(vendor), Some(rate)) = (&line.vendor, &line.rate) {
            let of_rate = planned.entry((&**vendor, &**rate)).or_default();
            of_rate.entry(*line.month).or_default().push(line);
        }
    }
    let of = |((vendor, rate), months): (_, BTreeMap<Month, Vec<&BudgetLine>>)| {
        measured.rate_split(vendor, rate, &months)
    };
    planned.into_iter().filter_map(of).collect()
}

impl Measured<'_> {
    fn rate_split(
        &self,
        vendor: &VendorId,
        rate: &RateId,
        months: &BTreeMap<Month, Vec<&BudgetLine>>,
    ) -> Option<RateSplit> {
        let zero = || BigRational::from(BigInt::ZERO);
        let mut planned = Volume { amount: 0, quantity: zero() };
        let mut actual = planned.clone();
        let mut disputed = 0_i64;
        let mut units = Some([zero(), zero()]);
        for (month, lines) in months {
            // A month of which something is not known is in neither of the two.
            let Some((came, held)) = self.came(vendor, rate, *month) else { continue };
            disputed = disputed.checked_add(held)?;
            for line in lines {
                planned.amount = planned.amount.checked_add(line.amount_minor.0)?;
                planned.quantity += of_decimal(line.quantity.as_deref().copied().unwrap_or(Decimal::ZERO));
            }
            actual.amount = actual.amount.checked_add(came.amount)?;
            actual.quantity += came.quantity;
            units = units.zip(self.units(vendor, *month, lines)).map(|([planned, came], of)| {
                let [more, arrived] = of;
                [planned + more, came + arrived]
            });
        }
        Some(RateSplit {
            vendor: vendor.clone(),
            rate: rate.clone(),
            split: split(&planned, &actual)?.apart_from(disputed)?,
            labour: units.and_then(|[brings, came]| labour(&planned, &actual, [&brings, &came])),
        })
    }

    /// What the rate cost in a month by all contracts of the vendor, in minor units of the book's currency, how many were delivered, and what of that is disputed; `None` where one of them is not known.
    fn came(&self, vendor: &VendorId, rate: &RateId, month: Month) -> Option<(Volume, i64)> {
        let rates = Rates::of(self.register, &self.register.exchange_rates);
        let own = self.register.settings.currency.as_str();
        let on = day_of(&self.register.settings, *month, None);
        let tracks =
            self.tracks.iter().filter(|track| track.vendor == *vendor && track.rate.as_ref() == Some(rate));
        let services = tracks.filter_map(|track| {
            let (_, delivered) = track.services.iter().find(|(of, _)| *of == month)?;
            Some((track, delivered))
        });
        let mut came: Option<(Volume, i64)> = None;
        for (track, delivered) in services {
            let cost = delivered.payable() + delivered.open(self.register.as_of());
            let told = |minor: i128| {
                rates.exchange(Money(i64::try_from(minor).ok()?), &track.currency, own, on).ok()
            };
            let (amount, held) = (told(cost)?.amount.0, told(delivered.beyond)?.amount.0);
            let recorded = delivered.recorded.clone()?;
            came = Some(match came {
                None => (Volume { amount, quantity: recorded }, held),
                Some((sum, before)) => {
                    let amount = sum.amount.checked_add(amount)?;
                    (Volume { amount, quantity: sum.quantity + recorded }, before.checked_add(held)?)
                }
            });
        }
        came
    }

    /// The units that lines are to bring, and those that came by the client's record; `None` where a line names none, lines name several metrics, or a row has not come.
    fn units(&self, vendor: &VendorId, month: Month, lines: &[&BudgetLine]) -> Option<[BigRational; 2]> {
        let metrics: BTreeSet<&MetricId> =
            lines.iter().filter_map(|line| line.units_metric.as_deref()).collect();
        let [metric] = metrics.into_iter().collect::<Vec<_>>()[..] else { return None };
        let planned: Option<Vec<BigRational>> =
            lines.iter().map(|line| line.units.as_deref().map(|units| of_decimal(*units))).collect();
        let wanted = periods(self.register.metrics.get(metric)?.grain, month);
        let cells = self.rollup.cells(&Subject::Vendor(vendor.clone()), metric, &Scope::default());
        let mut came = BigInt::ZERO;
        for period in wanted {
            let (_, cell) = cells.iter().find(|(of, cell)| *of == period && !cell.is_unclear)?;
            came += BigInt::from(cell.numerator);
        }
        let came = BigRational::new(came, BigInt::from(Decimal::SCALE));
        Some([planned?.iter().sum(), came])
    }
}

/// The periods of a grain that belong to a month: a week to that of its Thursday.
pub fn periods(grain: Grain, month: Month) -> Vec<Period> {
    let (first, last) = match grain {
        Grain::Month => return vec![*month],
        Grain::Day => (Period::Day(month.first_day()), month.last_day()),
        Grain::Week => (Period::Week(week_of(month.weeks().0)), month.weeks().1),
    };
    std::iter::successors(Some(first), |period| Some(period.next()))
        .take_while(|one| one.last_day() <= last)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r01_the_weeks_of_a_month_are_those_of_its_thursdays() {
        let april = Month::new(Period::Month(2025, 4)).unwrap();
        let weeks: Vec<String> = periods(Grain::Week, april).iter().map(ToString::to_string).collect();
        assert_eq!(weeks, ["2025-W14", "2025-W15", "2025-W16", "2025-W17"]);
        assert_eq!((periods(Grain::Day, april).len(), periods(Grain::Month, april)), (30, vec![*april]));
    }
}
