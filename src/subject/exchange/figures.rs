//! What an amount of one currency is worth in another on a day: exact until its one rounding, with the rows it rests on, or the reason why
//! it is not known.
//!
//! An amount takes the newest rate that is not later than its day and not older than the book allows. A rate holds both ways; where a day has
//! one of each direction, the one that is asked for counts as it is written. Only where no row of the pair counts do two rows that meet in a
//! third currency: of one day and of one source, since a rate made of two days or two sources is nobody's.

use std::collections::BTreeMap;

use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;

use crate::core::Book;
use crate::core::settings::record::{ExchangeDay, Settings};
use crate::kit::calendar::days_between;
use crate::kit::currency::exponent;
use crate::kit::exact::of_whole;
use crate::kit::number::Money;
use crate::kit::period::Period;
use crate::subject::exchange::record::ExchangeRate;

/// What a report keeps of them: nothing, since every amount asks [`Rates`].
pub type Figures = ();

/// The rates that a book may use, by pair of currencies.
#[derive(Clone, Debug)]
pub struct Rates<'r> {
    /// By the lesser and the greater code; oldest first, then in the order of files and lines.
    pairs: BTreeMap<(&'r str, &'r str), Vec<&'r ExchangeRate>>,
    /// Days by which a rate may be older than the day it is used for.
    max_age: i32,
}

/// Units of one currency for one unit of another, and the rows that say so.
#[derive(Clone, Debug)]
pub struct Rate<'r> {
    pub exact: BigRational,
    /// None where the currencies are the same, two where they meet in a third.
    pub rows: Vec<&'r ExchangeRate>,
}

/// Why an amount has no value in another currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRate {
    /// No row of the two currencies is of that day or before it.
    Absent,
    /// The newest row is older than the book allows.
    TooOld { newest: Date },
    /// Rows of one day say different things.
    Contradicted { on: Date },
    /// The value does not fit into 64 bits of minor units.
    TooLarge,
}

/// An amount in another currency.
#[derive(Clone, Debug)]
pub struct Exchanged<'r> {
    /// In minor units, rounded once, half up.
    pub amount: Money,
    /// The same, exact.
    pub exact: BigRational,
    pub rate: Rate<'r>,
}

/// The day whose rate an amount takes: by the book's rule the last of the month that it is for, or that of its invoice where it has one. A
/// month that is not over has its rate of today.
pub fn day_of(settings: &Settings, month: Period, issued_on: Option<Date>) -> Date {
    let by_rule = match *settings.exchange_day {
        ExchangeDay::MonthEnd => month.last_day(),
        ExchangeDay::InvoiceDate => issued_on.unwrap_or(month.last_day()),
    };
    by_rule.min(settings.as_of.on)
}

impl<'r> Rates<'r> {
    /// Rows after the as-of date count for no day.
    pub fn of(book: &Book, rows: &'r [ExchangeRate]) -> Rates<'r> {
        let mut pairs: BTreeMap<_, Vec<&ExchangeRate>> = BTreeMap::new();
        for row in rows.iter().filter(|row| *row.on <= book.as_of()) {
            pairs.entry(pair(row.from.as_str(), row.to.as_str())).or_default().push(row);
        }
        pairs.values_mut().for_each(|rows| rows.sort_by_key(|row| *row.on));
        let max_age = i32::try_from(*book.settings.exchange_max_age_days).unwrap_or(i32::MAX);
        Rates { pairs, max_age }
    }

    /// What one unit of `from` is worth in `to` on a day.
    pub fn rate(&self, from: &str, to: &str, on: Date) -> Result<Rate<'r>, NoRate> {
        if from == to {
            return Ok(Rate { exact: of_whole(1), rows: Vec::new() });
        }
        match self.direct(from, to, on) {
            Err(why @ (NoRate::Absent | NoRate::TooOld { .. })) => self.crossed(from, to, on).ok_or(why),
            known => known,
        }
    }

    /// What an amount in minor units of `from` is worth in minor units of `to`.
    pub fn exchange(&self, amount: Money, from: &str, to: &str, on: Date) -> Result<Exchanged<'r>, NoRate> {
        self.exchange_exact(&of_whole(amount.0), from, to, on)
    }

    /// The same of an amount that is not whole.
    pub fn exchange_exact(
        &self,
        minor: &BigRational,
        from: &str,
        to: &str,
        on: Date,
    ) -> Result<Exchanged<'r>, NoRate> {
        let rate = self.rate(from, to, on)?;
        let exact = minor * &rate.exact * unit(to) / unit(from);
        let half = BigRational::new(BigInt::from(1), BigInt::from(2));
        let rounded = (&exact + half).floor().to_integer();
        let amount = Money(i64::try_from(&rounded).map_err(|_| NoRate::TooLarge)?);
        Ok(Exchanged { amount, exact, rate })
    }

    /// By the rows of the pair alone.
    fn direct(&self, from: &str, to: &str, on: Date) -> Result<Rate<'r>, NoRate> {
        let rows = self.pairs.get(&pair(from, to)).map_or(&[][..], Vec::as_slice);
        let rows = &rows[..rows.partition_point(|row| *row.on <= on)];
        let newest = *rows.last().ok_or(NoRate::Absent)?.on;
        if days_between(newest, on) > self.max_age {
            return Err(NoRate::TooOld { newest });
        }
        let of_day = &rows[rows.partition_point(|row| *row.on < newest)..];
        let as_written = of_day.iter().filter(|row| row.from.as_str() == from);
        let written: Vec<&ExchangeRate> = as_written.copied().collect();
        let chosen = if written.is_empty() { of_day } else { &written };
        let exact = units(chosen[0], from);
        if chosen.iter().any(|row| units(row, from) != exact) {
            return Err(NoRate::Contradicted { on: newest });
        }
        Ok(Rate { exact, rows: vec![chosen[0]] })
    }

    /// Through a third currency: the newest day on which one source has both legs; of several currencies the first by its code.
    fn crossed(&self, from: &str, to: &str, on: Date) -> Option<Rate<'r>> {
        let counts = |row: &&&ExchangeRate| *row.on <= on && days_between(*row.on, on) <= self.max_age;
        let mut found: Option<(Date, Rate<'r>)> = None;
        for ((one, other), legs) in &self.pairs {
            let third = match (*one == from, *other == from) {
                (true, _) => *other,
                (_, true) => *one,
                _ => continue,
            };
            let Some(onward) = self.pairs.get(&pair(third, to)) else { continue };
            for leg in legs.iter().filter(counts) {
                if found.as_ref().is_some_and(|(day, _)| day >= &*leg.on) {
                    continue;
                }
                let meets = |next: &&&ExchangeRate| *next.on == *leg.on && *next.source == *leg.source;
                let Some(next) = onward.iter().find(meets) else { continue };
                // A leg that is contradicted on its day is no leg.
                if self.direct(from, third, *leg.on).is_err() || self.direct(third, to, *leg.on).is_err() {
                    continue;
                }
                let exact = units(leg, from) * units(next, third);
                found = Some((*leg.on, Rate { exact, rows: vec![*leg, *next] }));
            }
        }
        found.map(|(_, rate)| rate)
    }
}

/// A pair of currencies, whichever way a rate is written.
fn pair<'c>(one: &'c str, other: &'c str) -> (&'c str, &'c str) {
    if one <= other { (one, other) } else { (other, one) }
}

/// Units of the other currency of a row for one unit of `from`.
fn units(row: &ExchangeRate, from: &str) -> BigRational {
    let forth = row.for_one();
    if row.from.as_str() == from { forth } else { forth.recip() }
}

/// Minor units of a currency's unit.
fn unit(currency: &str) -> BigRational {
    BigRational::from(BigInt::from(10).pow(exponent(currency).into()))
}

#[cfg(test)]
mod tests;
