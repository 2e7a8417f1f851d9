//! The misses of a month and what each costs before incident rule and cap.

use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;

use super::entry::{CreditLine, EarnBackState};
use super::fee::FeeMonth;
use super::share::split;
use super::wording::{amount, money, ordinal, result};
use crate::core::attainment::{Judged, Outcome, Ruling};
use crate::core::billing::Step;
use crate::core::contract::record::{Contract, CreditMethod, ScoreRule, ServiceLevel};
use crate::kit::calendar::day_label;
use crate::kit::diag::plural;
use crate::kit::exact::{Toward, half_up, of_decimal, of_whole, percent, to_decimal};
use crate::kit::number::{Decimal, Money};
use crate::kit::period::Period;
use crate::kit::source::{At, Place};

/// A window of a credit-bearing service level, billed to a month.
#[derive(Clone, Copy)]
pub struct Billed<'a> {
    pub month: Period,
    pub judged_at: usize,
    pub ruling_at: usize,
    pub judged: &'a Judged,
    pub ruling: &'a Ruling,
    /// Of the terms that judged the window.
    pub clause: &'a ServiceLevel,
    pub chargeable: Chargeable,
    /// First and last day of the window by the calendar.
    pub days: (Date, Date),
    /// Place in [`FeeMonth::bases`]: what its credit is a share of.
    pub base: usize,
}

impl Billed<'_> {
    /// Consecutive misses up to and including this one that cost money: those from `credits-from` on. A window that is not measured
    /// neither counts nor starts anew.
    pub fn repeats(&self) -> u32 {
        let from = costs_from(self.clause);
        let last = |ruling: &Ruling| ruling.window.period.last_day();
        let costs = |ruling: &&Ruling| from.is_none_or(|from| from <= last(ruling));
        let before = self.judged.rulings.get(..=self.ruling_at).unwrap_or_default();
        let judged =
            before.iter().rev().filter(|ruling| matches!(ruling.outcome, Outcome::Met | Outcome::Missed));
        let misses = judged.take_while(|ruling| ruling.missed() && costs(ruling)).count();
        u32::try_from(misses).unwrap_or(u32::MAX)
    }
}

/// The day from which misses cost money.
pub fn costs_from(clause: &ServiceLevel) -> Option<Date> {
    clause.credits_from.or(clause.measured_from)
}

/// The days of a window that money is owed for, by the calendar.
#[derive(Clone, Copy, Debug)]
pub struct Chargeable {
    /// `credits-from`, else `measured-from`, where it lies inside the window; else the window's first day.
    pub from: Date,
    /// The window's last day, or the contract's.
    pub last: Date,
    /// Days in force from `from` on, 1 or more, and of the whole window.
    pub days: u32,
    pub of: u32,
}

impl Chargeable {
    fn is_part(&self) -> bool {
        self.days < self.of
    }

    fn share(&self) -> BigRational {
        BigRational::new(BigInt::from(self.days), BigInt::from(self.of))
    }
}

/// Whether a clause costs money: it is judged by the month, the quarter or the year and has an allocation, or bands with points.
pub fn bears_credits(contract: &Contract, clause: &ServiceLevel, version: usize) -> bool {
    let credits = contract.versions.get(version).and_then(|version| version.terms.credits.as_ref());
    clause.window.months().is_some()
        && credits.is_some_and(|credits| match credits.method {
            CreditMethod::Allocation => clause.allocation.is_some(),
            CreditMethod::Points => has_points(clause),
        })
}

fn has_points(clause: &ServiceLevel) -> bool {
    matches!(&clause.score, ScoreRule::Bands(bands) if bands.iter().any(|band| band.points > Decimal::ZERO))
}

/// One line for each miss, in the order given.
pub fn lines(contract: &Contract, month: &FeeMonth<'_>, missed: &[Billed<'_>]) -> Vec<CreditLine> {
    let mut lines: Vec<CreditLine> = missed.iter().map(line).collect();
    match month.credits.method {
        CreditMethod::Allocation => {
            for (line, billed) in lines.iter_mut().zip(missed) {
                allocate(contract, month, billed, line);
            }
        }
        CreditMethod::Points => by_points(month, missed, &mut lines),
    }
    lines
}

/// The second and any later consecutive miss that costs money counts `repeat-multiplier` times: always by that factor, it does not
/// grow (V11).
fn line(billed: &Billed<'_>) -> CreditLine {
    let clause = billed.clause;
    let repeat = billed.repeats() >= 2 && *clause.repeat_multiplier != Decimal::from_int(1);
    let multiplier = if repeat { *clause.repeat_multiplier } else { Decimal::from_int(1) };
    CreditLine {
        service_level: clause.id.clone(),
        judged: billed.judged_at,
        ruling: billed.ruling_at,
        multiplier,
        points: billed.ruling.points,
        raw: Money(0),
        owed: Money(0),
        earn_back: EarnBackState::None,
        steps: Vec::new(),
    }
}

/// The pool of a clause: the credited month's, or where its terms have it no more, that of the terms that judged the window.
pub fn pool_of<'a>(
    contract: &'a Contract,
    month: &FeeMonth<'a>,
    billed: &Billed<'_>,
) -> Option<&'a At<Decimal>> {
    let name = billed.clause.pool.as_ref()?;
    let judged_by = || contract.versions.get(billed.ruling.version)?.terms.credits.as_ref();
    month.credits.pools.get(name).or_else(|| judged_by()?.pools.get(name))
}

/// fee × at-risk × pool × allocation × multiplier, rounded once (V9).
fn allocate(contract: &Contract, month: &FeeMonth<'_>, billed: &Billed<'_>, line: &mut CreditLine) {
    let (clause, credits, currency) = (billed.clause, month.credits, &month.terms.currency);
    let Some(At { value: allocation, place: allocation_place }) = &clause.allocation else { return };
    let pool = pool_of(contract, month, billed);
    let pool_percent = pool.map_or(Decimal::from_int(100), |share| **share);
    let fee = &month.bases[billed.base].fee;
    let exact = fee
        * percent(*credits.at_risk_percent)
        * percent(pool_percent)
        * percent(*allocation)
        * of_decimal(line.multiplier)
        * billed.chargeable.share();
    line.raw = Money(half_up(&exact));
    let mut text = format!(
        "{} × {}% at risk × {pool_percent}% pool × {allocation}% allocation",
        amount(fee, currency),
        credits.at_risk_percent
    );
    if billed.ruling.version != month.version {
        text.push_str(&format!(" by the terms of {}", day_label(billed.ruling.terms_on)));
    }
    text.push_str(&repeat_words(billed, line));
    if billed.chargeable.is_part() {
        text.push_str(&format!(" × {}", days_words(&billed.chargeable)));
    }
    text.push_str(&format!(" = {}", money(line.raw, currency)));
    let mut settings =
        vec![("at-risk-percent", *credits.at_risk_percent, credits.at_risk_percent.place.clone())];
    settings.extend(pool.map(|share| ("credits.pools", **share, share.place.clone())));
    settings.push(("allocation-percent", *allocation, allocation_place.clone()));
    settings.extend(repeat_setting(billed, line));
    line.steps.push(Step { text, formula: "credit-allocation", result: result(&exact), settings });
}

/// `17 of 31 days, 15 to 31 May 2026`
fn days_words(chargeable: &Chargeable) -> String {
    let Chargeable { from, last, days, of } = chargeable;
    let of = plural(usize::try_from(*of).unwrap_or(0), "day");
    format!("{days} of {of} from {} to {}", day_label(*from), day_label(*last))
}

/// The part of a miss's points that falls on days that money is owed for; nothing where all of its days are.
pub fn charge(month: &FeeMonth<'_>, billed: &Billed<'_>, line: &mut CreditLine, before: Money) -> Money {
    let chargeable = &billed.chargeable;
    if month.credits.method != CreditMethod::Points || !chargeable.is_part() {
        return before;
    }
    let exact = of_whole(before.0) * chargeable.share();
    let after = Money(half_up(&exact));
    let currency = &month.terms.currency;
    let text =
        format!("{} × {} = {}", money(before, currency), days_words(chargeable), money(after, currency));
    let formula = "credit-days";
    line.steps.push(Step { text, formula, result: result(&exact), settings: Vec::new() });
    after
}

/// The month's points look up a share of the fee; each line has its part of the amount by its points (V12). Points of windows whose
/// credit is a share of other fees are counted apart.
fn by_points(month: &FeeMonth<'_>, missed: &[Billed<'_>], lines: &mut [CreditLine]) {
    for base in 0..month.bases.len() {
        let of_base: Vec<usize> = (0..missed.len()).filter(|&at| missed[at].base == base).collect();
        by_points_of(month, base, &of_base, missed, lines);
    }
}

fn by_points_of(
    month: &FeeMonth<'_>,
    base: usize,
    chosen: &[usize],
    missed: &[Billed<'_>],
    lines: &mut [CreditLine],
) {
    let counted: Vec<BigRational> =
        chosen.iter().map(|&at| of_decimal(lines[at].points) * of_decimal(lines[at].multiplier)).collect();
    let total: BigRational = counted.iter().sum();
    let raw = points_amount(month, base, &total);
    let weights: Vec<i128> = chosen
        .iter()
        .map(|&at| i128::from(lines[at].points.micro()) * i128::from(lines[at].multiplier.micro()))
        .collect();
    let total_words = to_decimal(&total, Toward::Lower).counted("point");
    for ((&at, counted), part) in chosen.iter().zip(&counted).zip(split(raw, &weights)) {
        let line = &mut lines[at];
        line.raw = part;
        let billed = &missed[at];
        let mut text = String::new();
        if is_repeat(line) {
            let product = show_points(counted);
            text = format!("{}{} = {product}; ", line.points.counted("point"), repeat_words(billed, line));
        }
        text.push_str(&format!(
            "{} of {} of the month: {}",
            show_points(counted),
            total_words,
            money(part, &month.terms.currency)
        ));
        let place = band_place(billed.clause, line.points);
        let mut settings: Vec<_> =
            place.map(|place| ("bands.points", line.points, place)).into_iter().collect();
        settings.extend(repeat_setting(billed, line));
        line.steps.push(Step { text, formula: "credit-points", result: result(&of_whole(part.0)), settings });
    }
}

/// Floor row: the last one whose points are reached; below the first nothing is owed.
pub fn points_amount(month: &FeeMonth<'_>, base: usize, points: &BigRational) -> Money {
    let row = month.credits.points.iter().rev().find(|row| of_decimal(row.at_least) <= *points);
    row.map_or(Money(0), |row| Money(half_up(&(&month.bases[base].fee * percent(row.percent)))))
}

/// The sentence of the points table.
pub fn points_step(month: &FeeMonth<'_>, base: usize, points: &BigRational, amount_owed: Money) -> Step {
    let currency = &month.terms.currency;
    let row = month.credits.points.iter().rev().find(|row| of_decimal(row.at_least) <= *points);
    let text = match row {
        Some(row) => format!(
            "{} reach the row of {}: {} × {}% = {}",
            to_decimal(points, Toward::Lower).counted("point"),
            row.at_least,
            amount(&month.bases[base].fee, currency),
            row.percent,
            money(amount_owed, currency)
        ),
        None => {
            format!(
                "No row of the table is reached by {}",
                to_decimal(points, Toward::Lower).counted("point")
            )
        }
    };
    let settings = row.map(|row| ("credits.points", row.percent, row.place.clone())).into_iter().collect();
    Step { text, formula: "credit-points-table", result: result(&of_whole(amount_owed.0)), settings }
}

fn is_repeat(line: &CreditLine) -> bool {
    line.multiplier != Decimal::from_int(1)
}

/// ` × 2 for the 3rd miss in a row`; nothing for a miss that is no repeat.
fn repeat_words(billed: &Billed<'_>, line: &CreditLine) -> String {
    let words = || format!(" × {} for the {} miss in a row", line.multiplier, ordinal(billed.repeats()));
    if is_repeat(line) { words() } else { String::new() }
}

fn repeat_setting(billed: &Billed<'_>, line: &CreditLine) -> Option<(&'static str, Decimal, Place)> {
    let place = billed.clause.repeat_multiplier.place.clone().filter(|_| is_repeat(line))?;
    Some(("repeat-multiplier", line.multiplier, place))
}

fn show_points(points: &BigRational) -> String {
    to_decimal(points, Toward::Lower).to_string()
}

fn band_place(clause: &ServiceLevel, points: Decimal) -> Option<Place> {
    let ScoreRule::Bands(bands) = &clause.score else { return None };
    bands.iter().find(|band| band.points == points).map(|band| band.place.clone())
}
