//! The fee of a month, and the limits that are shares of it.

use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;

use super::entry::Step;
use super::wording::{amount, money, result};
use crate::core::contract::record::{Contract, Credits, Terms};
use crate::kit::calendar::{add_days, day_label, days_between};
use crate::kit::exact::{floor, half_up, of_whole, percent};
use crate::kit::number::{Decimal, Money};
use crate::kit::period::Period;
use crate::kit::source::{At, Place};

/// What a month's credits are shares of.
pub struct FeeMonth<'a> {
    pub month: Period,
    /// Terms of the month's last day in force: they rule fee basis, limits, pools and incident rule of the month.
    pub terms: &'a Terms,
    /// Index of that version into `Contract::versions`, and that day.
    pub version: usize,
    pub on: Date,
    pub credits: &'a Credits,
    pub fee_place: Place,
    /// The month itself, then each stretch of months whose window is billed to it by all its fees.
    pub bases: Vec<Base>,
    pub steps: Vec<Step>,
}

/// Fees that credits are shares of, with their limits.
pub struct Base {
    /// First and last day of the fees.
    pub days: (Date, Date),
    /// Exact, in minor units.
    pub fee: BigRational,
    pub at_risk: Money,
    pub cap: Money,
}

impl Base {
    /// Most that its windows can cost.
    pub fn limit(&self) -> Money {
        self.at_risk.min(self.cap)
    }
}

impl FeeMonth<'_> {
    /// Of the month itself.
    pub fn fee(&self) -> &BigRational {
        &self.bases[0].fee
    }

    /// The widest of the bases: all credits of the month stay within its limit.
    pub fn widest(&self) -> &Base {
        self.bases
            .iter()
            .fold(&self.bases[0], |widest, base| if base.fee > widest.fee { base } else { widest })
    }

    /// Adds the fees of several months, by the days from `first` to `last`, and returns the place of the base.
    pub fn add_base(&mut self, contract: &Contract, months: &[Period], first: Date, last: Date) -> usize {
        if let Some(at) = self.bases.iter().position(|base| base.days == (first, last)) {
            return at;
        }
        let currency = &self.terms.currency;
        let each: Vec<BigRational> = months
            .iter()
            .filter_map(|month| in_force(contract, *month, first, last))
            .map(|in_force| in_force.fee())
            .collect();
        let fee: BigRational = each.iter().sum();
        let parts: Vec<String> = each.iter().map(|fee| amount(fee, currency)).collect();
        let settings: Vec<_> = months
            .iter()
            .filter_map(|month| in_force(contract, *month, first, last))
            .flat_map(|in_force| in_force.settings())
            .collect();
        let text = format!("Fees by month: {} = {}", parts.join(" + "), amount(&fee, currency));
        self.steps.push(Step { text, formula: "credit-base", result: result(&fee), settings });
        let (at_risk, cap) =
            limits(&fee, self.credits, currency, self.on, "credit-base-limit", &mut self.steps);
        self.bases.push(Base { days: (first, last), fee, at_risk, cap });
        self.bases.len() - 1
    }
}

/// `None` when the month has no day in force, or its terms have no fee or no credits. A month that is not whole in force has its fee
/// by calendar days, both ends counted; so has one in which an amendment changes the fee.
pub fn fee_month(contract: &Contract, month: Period) -> Option<FeeMonth<'_>> {
    let (first, last) = (month.first_day(), month.last_day());
    let in_month = days_between(first, last) + 1;
    let in_force = in_force(contract, month, first, last)?;
    let (terms, credits, parts) = (in_force.terms, in_force.credits?, &in_force.parts);
    let (_, place, ..) = parts.last()?;
    let fee_place = (*place).clone();
    let currency = &terms.currency;
    let exact = in_force.fee();
    let same = parts.windows(2).all(|pair| pair[0].0 == pair[1].0);
    let days: i32 = parts.iter().map(|(_, _, from, to)| days_between(*from, *to) + 1).sum();
    let text = if same && days == in_month {
        format!("Monthly fee: {}", amount(&exact, currency))
    } else {
        let each = parts.iter().map(|(fee, _, from, to)| {
            let days = days_between(*from, *to) + 1;
            format!(
                "{} × {days} ÷ {in_month} ({} to {})",
                money(*fee, currency),
                day_label(*from),
                day_label(*to)
            )
        });
        format!(
            "Fee by days in force: {} = {}",
            each.collect::<Vec<_>>().join(" + "),
            amount(&exact, currency)
        )
    };
    let mut steps =
        vec![Step { text, formula: "credit-fee", result: result(&exact), settings: in_force.settings() }];
    let (version, on) = (in_force.version, in_force.on);
    let (at_risk, cap) = limits(&exact, credits, currency, on, "credit-limit", &mut steps);
    let bases = vec![Base { days: (first, last), fee: exact, at_risk, cap }];
    Some(FeeMonth { month, terms, version, on, credits, fee_place, bases, steps })
}

/// At-risk amount and cap of fees, with their steps.
fn limits(
    fee: &BigRational,
    credits: &Credits,
    currency: &str,
    on: Date,
    formula: &'static str,
    steps: &mut Vec<Step>,
) -> (Money, Money) {
    let mut share = |name: &'static str, words: &str, rate: Decimal, place: &Place| {
        let cut = Money(floor(&(fee * percent(rate))));
        steps.push(Step {
            text: format!(
                "{} × {rate}% {words} by the terms of {} = {}",
                amount(fee, currency),
                day_label(on),
                money(cut, currency)
            ),
            formula,
            result: result(&of_whole(cut.0)),
            settings: vec![(name, rate, place.clone())],
        });
        cut
    };
    let at_risk =
        share("at-risk-percent", "at risk", *credits.at_risk_percent, &credits.at_risk_percent.place);
    (at_risk, share("cap-percent", "cap", **credits.cap(), &credits.cap().place))
}

/// Whether a month has a fee to take credits from.
pub fn has_fee(contract: &Contract, month: Period) -> bool {
    let (first, last) = (month.first_day(), month.last_day());
    in_force(contract, month, first, last).is_some_and(|in_force| in_force.credits.is_some())
}

/// What is in force in a month.
struct InForce<'a> {
    /// Of the month's last day in force.
    terms: &'a Terms,
    version: usize,
    /// That day.
    on: Date,
    credits: Option<&'a Credits>,
    /// Each fee with its place, and the first and last day it holds for; one or more.
    parts: Vec<(Money, &'a Place, Date, Date)>,
    /// Days of the whole month.
    days: i32,
}

impl InForce<'_> {
    /// Exact, in minor units: each day at its own fee.
    fn fee(&self) -> BigRational {
        let of_days = |(fee, _, from, to): &(Money, &Place, Date, Date)| {
            of_whole(fee.0) * BigInt::from(days_between(*from, *to) + 1) / BigInt::from(self.days)
        };
        self.parts.iter().map(of_days).sum()
    }

    fn settings(&self) -> Vec<(&'static str, Decimal, Place)> {
        let parts = self.parts.iter();
        parts.map(|(fee, place, ..)| ("monthly-fee-minor", minor(*fee), (*place).clone())).collect()
    }
}

/// Of the days of a month from `since` to `until`.
fn in_force(contract: &Contract, month: Period, since: Date, until: Date) -> Option<InForce<'_>> {
    let (first, last) = (month.first_day(), month.last_day());
    let days = days_between(first, last) + 1;
    let (first, last) = (first.max(since), last.min(until));
    let mut parts: Vec<(Money, &Place, Date, Date)> = Vec::new();
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
            match parts
                .last_mut()
                .filter(|(before, _, _, until)| *before == *fee && add_days(*until, 1) == from)
            {
                Some(part) => part.3 = to,
                None => parts.push((*fee, place, from, to)),
            }
        }
    }
    let (version, on, terms) = ruling?;
    let credits = terms.credits.as_ref();
    (!parts.is_empty()).then_some(InForce { terms, version, on, credits, parts, days })
}

/// The fee as shown.
pub fn shown(fee: &BigRational) -> Money {
    Money(half_up(fee))
}

/// An amount in minor units as a setting's value.
fn minor(money: Money) -> Decimal {
    Decimal::from_micro(money.0.saturating_mul(Decimal::SCALE))
}
