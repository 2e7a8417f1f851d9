//! The days of a month in which one price of a rate holds.

use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;

use super::expected::PricePart;
use crate::core::contract::record::{Contract, RampedPrice, Rate};
use crate::core::contract::terms::version_on;
use crate::kit::calendar::{add_days, days_between};
use crate::kit::exact::{of_decimal, of_whole, percent};
use crate::kit::id::RateId;
use crate::kit::period::Period;

/// Days, one after another, with the same terms of a rate and the same step of its ramp.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'a> {
    /// Index into the contract's versions: the first that has these terms.
    pub version: usize,
    pub rate: &'a Rate,
    /// The step of the ramp; `None`: the whole price.
    pub step: Option<&'a RampedPrice>,
    pub first: Date,
    pub last: Date,
}

impl Stretch<'_> {
    pub fn days(&self) -> i32 {
        days_between(self.first, self.last) + 1
    }

    pub fn holds(&self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }

    /// Whether the terms of two are the same, whichever their days.
    pub fn is_like(&self, other: &Stretch<'_>) -> bool {
        self.rate == other.rate && self.step == other.step
    }

    /// The share of the price that its ramp leaves.
    pub fn ramped(&self) -> BigRational {
        self.step.map_or_else(|| of_whole(1), |step| percent(*step.percent))
    }

    /// The price of one, in units of the currency; `None` with tiers, or where the fee pays for the baseline.
    pub fn price(&self) -> Option<BigRational> {
        self.rate.price.as_ref().map(|price| of_decimal(**price) * self.ramped())
    }

    /// What one costs on its days.
    pub fn prices(&self) -> Vec<PricePart> {
        let part = |price, place: &crate::kit::source::Place| PricePart {
            version: self.version,
            first: self.first,
            last: self.last,
            price,
            place: place.clone(),
        };
        match (&self.rate.price, self.price()) {
            (Some(written), Some(price)) => vec![part(price, &written.place)],
            _ => {
                let tiers = self.rate.tiers.iter();
                tiers.map(|tier| part(of_decimal(*tier.price), &tier.price.place)).collect()
            }
        }
    }

    /// Its share of the days of a month.
    pub fn share(&self, month: Period) -> BigRational {
        BigRational::new(BigInt::from(self.days()), BigInt::from(month.days()))
    }
}

/// Those of a month, in order of days; none where the rate is not in force in it.
pub fn stretches<'a>(contract: &'a Contract, id: &RateId, month: Period) -> Vec<Stretch<'a>> {
    let mut found: Vec<Stretch<'a>> = Vec::new();
    for (at, version) in contract.versions.iter().enumerate() {
        let next = contract.versions.get(at + 1).map_or(Date::MAX, |next| add_days(next.from, -1));
        let first = version.from.max(contract.effective_on).max(month.first_day());
        let last = next.min(*version.terms.ends_on).min(month.last_day());
        let Some(rate) = version.terms.rates.get(id).filter(|_| first <= last) else { continue };
        let cuts = rate.ramp.iter().map(|step| *step.from).filter(|day| first < *day && *day <= last);
        let firsts: Vec<Date> = std::iter::once(first).chain(cuts).collect();
        for (at_cut, from) in firsts.iter().enumerate() {
            let to = firsts.get(at_cut + 1).map_or(last, |next| add_days(*next, -1));
            let step = rate.ramp.iter().rev().find(|step| *step.from <= *from);
            let stretch = Stretch { version: at, rate, step, first: *from, last: to };
            match found.last_mut() {
                Some(before) if before.is_like(&stretch) && add_days(before.last, 1) == *from => {
                    before.last = to;
                }
                _ => found.push(stretch),
            }
        }
    }
    found
}

/// Whether a rate is in force on a day with the metric and scope of another day's terms.
pub fn is_counted_so(contract: &Contract, id: &RateId, like: &Rate, day: Date) -> bool {
    let terms = version_on(contract, day).and_then(|at| contract.versions.get(at)).map(|at| &at.terms);
    terms
        .and_then(|terms| terms.rates.get(id))
        .is_some_and(|rate| *rate.quantity == *like.quantity && rate.scope == like.scope)
}
