//! The fee of a month, each day at its own.

use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;

use super::step::{Step, amount, money, result};
use crate::core::contract::record::{Contract, Terms};
use crate::kit::calendar::{add_days, day_label, days_between};
use crate::kit::exact::of_whole;
use crate::kit::number::{Decimal, Money};
use crate::kit::period::Period;
use crate::kit::source::{At, Place};

/// The fees of a month's days in force.
pub struct FeeDays<'a> {
    /// Of the month's last day in force.
    pub terms: &'a Terms,
    pub version: usize,
    /// That day.
    pub on: Date,
    /// Each fee, and the first and last day it holds for; one or more.
    pub parts: Vec<FeePart<'a>>,
    /// Days of the whole month.
    pub days: i32,
}

/// Days in force with one fee.
#[derive(Clone, Copy, Debug)]
pub struct FeePart<'a> {
    pub fee: Money,
    pub place: &'a Place,
    /// Index into the contract's versions.
    pub version: usize,
    pub first: Date,
    pub last: Date,
}

impl FeePart<'_> {
    pub fn days(&self) -> i32 {
        days_between(self.first, self.last) + 1
    }
}

impl<'a> FeeDays<'a> {
    /// Exact, in minor units: each day at its own fee.
    pub fn fee(&self) -> BigRational {
        let of_days =
            |part: &FeePart<'_>| of_whole(part.fee.0) * BigInt::from(part.days()) / BigInt::from(self.days);
        self.parts.iter().map(of_days).sum()
    }

    /// Of the last of its fees.
    pub fn place(&self) -> &'a Place {
        self.parts[self.parts.len() - 1].place
    }

    pub fn settings(&self) -> Vec<(&'static str, Decimal, Place)> {
        self.parts.iter().map(|part| ("monthly-fee-minor", minor(part.fee), part.place.clone())).collect()
    }

    /// The sentence that derives it. A month that is not whole in force has its fee by calendar days, both ends counted; so has one in
    /// which an amendment changes the fee.
    pub fn step(&self) -> Step {
        let (currency, exact) = (&*self.terms.currency, self.fee());
        let same = self.parts.windows(2).all(|pair| pair[0].fee == pair[1].fee);
        let days: i32 = self.parts.iter().map(FeePart::days).sum();
        let text = if same && days == self.days {
            format!("Monthly fee: {}", amount(&exact, currency))
        } else {
            let each = self.parts.iter().map(|part| {
                format!(
                    "{} × {} ÷ {} ({} to {})",
                    money(part.fee, currency),
                    part.days(),
                    self.days,
                    day_label(part.first),
                    day_label(part.last)
                )
            });
            format!(
                "Fee by days in force: {} = {}",
                each.collect::<Vec<_>>().join(" + "),
                amount(&exact, currency)
            )
        };
        Step { text, formula: "credit-fee", result: result(&exact), settings: self.settings() }
    }
}

/// Of the days of a month from `since` to `until`; `None` where none of them is in force with a fee.
pub fn fee_days(contract: &Contract, month: Period, since: Date, until: Date) -> Option<FeeDays<'_>> {
    let (first, last) = (month.first_day(), month.last_day());
    let days = days_between(first, last) + 1;
    let (first, last) = (first.max(since), last.min(until));
    let mut parts: Vec<FeePart<'_>> = Vec::new();
    let mut ruling: Option<(usize, Date, &Terms)> = None;
    for (at, version) in contract.versions.iter().enumerate() {
        let next = contract.versions.get(at + 1).map_or(Date::MAX, |next| add_days(next.from, -1));
        let from = version.from.max(contract.effective_on).max(first);
        let to = next.min(*version.terms.ends_on).min(last);
        if from > to {
            continue;
        }
        ruling = Some((at, to, &version.terms));
        if let Some(At { value: fee, place }) = &version.terms.monthly_fee {
            // An amendment of something else leaves the fee as it is.
            match parts.last_mut().filter(|part| part.fee == *fee && add_days(part.last, 1) == from) {
                Some(part) => part.last = to,
                None => parts.push(FeePart { fee: *fee, place, version: at, first: from, last: to }),
            }
        }
    }
    let (version, on, terms) = ruling?;
    (!parts.is_empty()).then_some(FeeDays { terms, version, on, parts, days })
}

/// An amount in minor units as a setting's value.
fn minor(money: Money) -> Decimal {
    Decimal::from_micro(money.0.saturating_mul(Decimal::SCALE))
}
