//! The fee of a month, and the limits that are shares of it.

use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;

use super::entry::Step;
use super::wording::{amount, money, result};
use crate::compute::exact::{floor, half_up, of_whole, percent};
use crate::model::{Contract, Credits, Decimal, Money, Period, Terms, add_days, day_label, days_between};
use crate::source::Place;

/// A month of a contract, as far as it lies in force.
pub struct FeeMonth<'a> {
    pub month: Period,
    /// Terms of the month's last day in force: they rule fee basis, limits and incident rule of the month.
    pub terms: &'a Terms,
    /// Index of that version into `Contract::versions`.
    pub version: usize,
    pub credits: &'a Credits,
    /// Exact, in minor units.
    pub fee: BigRational,
    pub fee_place: Place,
    pub at_risk: Money,
    pub cap: Money,
    pub steps: Vec<Step>,
}

impl FeeMonth<'_> {
    /// Most that this month can owe.
    pub fn limit(&self) -> Money {
        self.at_risk.min(self.cap)
    }
}

/// `None` when the month has no day in force, or its terms have no fee or no credits. A month that is not whole in force has its fee
/// by calendar days, both ends counted; so has one in which an amendment changes the fee.
pub fn fee_month(contract: &Contract, month: Period) -> Option<FeeMonth<'_>> {
    let (first, last) = (month.first_day(), month.last_day());
    let in_month = days_between(first, last) + 1;
    let InForce { terms, version, on, credits, parts } = in_force(contract, month)?;
    let (_, place, ..) = parts.last()?;
    let fee_place = (*place).clone();
    let currency = &terms.currency;
    let exact: BigRational = parts
        .iter()
        .map(|(fee, _, from, to)| {
            of_whole(fee.0) * BigInt::from(days_between(*from, *to) + 1) / BigInt::from(in_month)
        })
        .sum();
    let settings =
        parts.iter().map(|(fee, place, ..)| ("monthly-fee-minor", minor(*fee), (*place).clone())).collect();
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
    let mut steps = vec![Step { text, formula: "credit-fee", result: result(&exact), settings }];
    let mut share = |name: &'static str, words: &str, rate: Decimal, place: &Place| {
        let limit = &exact * percent(rate);
        let cut = Money(floor(&limit));
        steps.push(Step {
            text: format!(
                "{} × {rate}% {words} by the terms of {} = {}",
                amount(&exact, currency),
                day_label(on),
                money(cut, currency)
            ),
            formula: "credit-limit",
            result: result(&of_whole(cut.0)),
            settings: vec![(name, rate, place.clone())],
        });
        cut
    };
    let at_risk = share("at-risk-percent", "at risk", credits.at_risk_percent, &credits.at_risk_place);
    let cap_place = credits.cap_place.as_ref().unwrap_or(&credits.at_risk_place);
    let cap = share("cap-percent", "cap", credits.cap_percent, cap_place);
    Some(FeeMonth { month, terms, version, credits, fee: exact, fee_place, at_risk, cap, steps })
}

/// Whether a month has a fee to take credits from.
pub fn has_fee(contract: &Contract, month: Period) -> bool {
    in_force(contract, month).is_some()
}

/// What is in force in a month.
struct InForce<'a> {
    /// Of the month's last day in force.
    terms: &'a Terms,
    version: usize,
    /// That day.
    on: Date,
    credits: &'a Credits,
    /// Each fee with its place, and the first and last day it holds for; one or more.
    parts: Vec<(Money, &'a Place, Date, Date)>,
}

fn in_force(contract: &Contract, month: Period) -> Option<InForce<'_>> {
    let (first, last) = (month.first_day(), month.last_day());
    let mut parts: Vec<(Money, &Place, Date, Date)> = Vec::new();
    let mut ruling: Option<(usize, Date, &Terms)> = None;
    for (at, version) in contract.versions.iter().enumerate() {
        let next = contract.versions.get(at + 1).map_or(Date::MAX, |next| add_days(next.from, -1));
        let from = version.from.max(contract.effective_on).max(first);
        let to = next.min(version.terms.ends_on).min(last);
        if from > to {
            continue;
        }
        ruling = Some((at, to, &version.terms));
        if let (Some(fee), Some(place)) = (version.terms.monthly_fee, &version.terms.monthly_fee_place) {
            // An amendment of something else leaves the fee as it is.
            match parts
                .last_mut()
                .filter(|(before, _, _, until)| *before == fee && add_days(*until, 1) == from)
            {
                Some(part) => part.3 = to,
                None => parts.push((fee, place, from, to)),
            }
        }
    }
    let (version, on, terms) = ruling?;
    let credits = terms.credits.as_ref()?;
    (!parts.is_empty()).then_some(InForce { terms, version, on, credits, parts })
}

/// The fee as shown.
pub fn shown(fee: &BigRational) -> Money {
    Money(half_up(fee))
}

/// An amount in minor units as a setting's value.
fn minor(money: Money) -> Decimal {
    Decimal::from_micro(money.0.saturating_mul(Decimal::SCALE))
}
