//! The fee of a month, and the limits that are shares of it.

use jiff::civil::Date;
use num_rational::BigRational;

use super::wording::{amount, money, result};
use crate::core::billing::{Step, fee_days};
use crate::core::contract::record::{Contract, Credits, Terms};
use crate::kit::calendar::day_label;
use crate::kit::exact::{floor, half_up, of_whole, percent};
use crate::kit::number::{Decimal, Money};
use crate::kit::period::Period;
use crate::kit::source::Place;

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
            .filter_map(|month| fee_days(contract, *month, first, last))
            .map(|in_force| in_force.fee())
            .collect();
        let fee: BigRational = each.iter().sum();
        let parts: Vec<String> = each.iter().map(|fee| amount(fee, currency)).collect();
        let settings: Vec<_> = months
            .iter()
            .filter_map(|month| fee_days(contract, *month, first, last))
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
    let in_force = fee_days(contract, month, first, last)?;
    let (terms, credits) = (in_force.terms, in_force.terms.credits.as_ref()?);
    let fee_place = in_force.place().clone();
    let currency = &terms.currency;
    let exact = in_force.fee();
    let mut steps = vec![in_force.step()];
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
    fee_days(contract, month, first, last).is_some_and(|in_force| in_force.terms.credits.is_some())
}

/// The fee as shown.
pub fn shown(fee: &BigRational) -> Money {
    Money(half_up(fee))
}
