//! The fee of a month, and the limits that are shares of it.

use jiff::civil::Date;
use num_rational::BigRational;

use super::wording::{amount, money, result};
use crate::core::Book;
use crate::core::billing::{Step, fee_days};
use crate::core::contract::record::{Contract, Credits, ShareOf, Terms};
use crate::core::invoiced::Invoiced;
use crate::kit::calendar::{add_days, day_label};
use crate::kit::diag::plural;
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

    /// Adds the fees of several months, by the days from `first` to `last`, and returns the place of the base; `None` where they are what was
    /// invoiced, and a month is not.
    pub fn add_base(
        &mut self,
        book: &Book,
        contract: &Contract,
        months: &[Period],
        first: Date,
        last: Date,
    ) -> Option<usize> {
        if let Some(at) = self.bases.iter().position(|base| base.days == (first, last)) {
            return Some(at);
        }
        if self.credits.share_of == ShareOf::Invoiced {
            return self.add_invoiced(book, contract, months, first, last);
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
        Some(self.bases.len() - 1)
    }

    fn add_invoiced(
        &mut self,
        book: &Book,
        contract: &Contract,
        months: &[Period],
        first: Date,
        last: Date,
    ) -> Option<usize> {
        let currency = &self.terms.currency;
        let in_force = months.iter().filter(|month| in_force(contract, **month, first, last).is_some());
        let mut lines = Vec::new();
        for month in in_force {
            let of_month = invoiced(book, contract, *month, currency);
            if of_month.is_empty() {
                return None;
            }
            lines.extend(of_month);
        }
        let (fee, step) = invoiced_step(&lines, &first, &last, currency);
        self.steps.push(step);
        let (at_risk, cap) =
            limits(&fee, self.credits, currency, self.on, "credit-base-limit", &mut self.steps);
        self.bases.push(Base { days: (first, last), fee, at_risk, cap });
        Some(self.bases.len() - 1)
    }
}

/// Lines for a month of a contract in a currency that had come by the as-of date, before any credit.
fn invoiced<'b>(book: &'b Book, contract: &Contract, month: Period, currency: &str) -> Vec<&'b Invoiced> {
    let as_of = book.as_of();
    let is_of = |line: &&Invoiced| {
        line.contract == contract.id
            && line.month == month
            && line.issued_on <= as_of
            && line.currency == currency
    };
    book.invoiced.iter().filter(is_of).collect()
}

/// What lines add up to, never below zero, and the sentence that says so.
fn invoiced_step(lines: &[&Invoiced], first: &Date, last: &Date, currency: &str) -> (BigRational, Step) {
    let sum: BigRational = lines.iter().map(|line| of_whole(line.amount.0)).sum();
    let fee = sum.max(of_whole(0));
    let count = plural(lines.len(), "line");
    let days = format!("{} to {}", day_label(*first), day_label(*last));
    let text = format!("Invoiced for {days}, {count}: {}", amount(&fee, currency));
    let of_line = |line: &&Invoiced| ("amount_minor", minor(line.amount.value), line.amount.place.clone());
    let settings = lines.iter().map(of_line).collect();
    let step = Step { text, formula: "credit-invoiced", result: result(&fee), settings };
    (fee, step)
}

/// A month's fee, or that credits are shares of what is invoiced and nothing is.
pub enum Fee<'a> {
    Known(FeeMonth<'a>),
    NotInvoiced,
}

/// `None` when the month has no day in force, or its terms have no fee or no credits. A month that is not whole in force has its fee
/// by calendar days, both ends counted; so has one in which an amendment changes the fee.
pub fn fee_month<'a>(book: &Book, contract: &'a Contract, month: Period) -> Option<Fee<'a>> {
    match ruling(contract, month).filter(|(terms, ..)| is_by_invoice(terms)) {
        Some(ruling) => invoiced_month(book, contract, month, ruling),
        None => paid_month(contract, month).map(Fee::Known),
    }
}

fn is_by_invoice(terms: &Terms) -> bool {
    terms.credits.as_ref().is_some_and(|credits| credits.share_of == ShareOf::Invoiced)
}

/// The terms of a month's last day in force, the index of their version, and that day.
fn ruling(contract: &Contract, month: Period) -> Option<(&Terms, usize, Date)> {
    in_force(contract, month, month.first_day(), month.last_day())
}

/// The same of the days of a month from `since` to `until`.
fn in_force(contract: &Contract, month: Period, since: Date, until: Date) -> Option<(&Terms, usize, Date)> {
    let first = month.first_day().max(since).max(contract.effective_on);
    let last = month.last_day().min(until);
    let mut versions = contract.versions.iter().enumerate().rev();
    versions.find_map(|(at, version)| {
        let next = contract.versions.get(at + 1).map_or(Date::MAX, |next| add_days(next.from, -1));
        let to = next.min(*version.terms.ends_on).min(last);
        (version.from.max(first) <= to).then_some((&version.terms, at, to))
    })
}

fn invoiced_month<'a>(
    book: &Book,
    contract: &Contract,
    month: Period,
    (terms, version, on): (&'a Terms, usize, Date),
) -> Option<Fee<'a>> {
    let credits = terms.credits.as_ref()?;
    let currency = &terms.currency;
    let lines = invoiced(book, contract, month, currency);
    let Some(line) = lines.first() else { return Some(Fee::NotInvoiced) };
    let fee_place = line.place.clone();
    let (first, last) = (month.first_day(), month.last_day());
    let (fee, step) = invoiced_step(&lines, &first, &last, currency);
    let mut steps = vec![step];
    let (at_risk, cap) = limits(&fee, credits, currency, on, "credit-limit", &mut steps);
    let bases = vec![Base { days: (first, last), fee, at_risk, cap }];
    Some(Fee::Known(FeeMonth { month, terms, version, on, credits, fee_place, bases, steps }))
}

/// Of the fee that the contract names.
fn paid_month(contract: &Contract, month: Period) -> Option<FeeMonth<'_>> {
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

/// Whether a month has a fee to take credits from, or will be invoiced.
pub fn has_fee(contract: &Contract, month: Period) -> bool {
    let (first, last) = (month.first_day(), month.last_day());
    let by_invoice = |(terms, ..): (&Terms, usize, Date)| is_by_invoice(terms);
    ruling(contract, month).is_some_and(by_invoice)
        || fee_days(contract, month, first, last).is_some_and(|in_force| in_force.terms.credits.is_some())
}

/// The fee as shown.
pub fn shown(fee: &BigRational) -> Money {
    Money(half_up(fee))
}

/// An amount in minor units as a setting's value.
fn minor(money: Money) -> Decimal {
    Decimal::from_micro(money.0.saturating_mul(Decimal::SCALE))
}
