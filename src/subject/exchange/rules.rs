//! Amounts that cannot be told in the book's currency.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::kit::calendar::days_between;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::kit::period::Period;
use crate::kit::source::Place;
use crate::subject::context::{Context, FigureRule, Rule};
use crate::subject::exchange::figures::{NoRate, Rates, day_of};
use crate::subject::register::Register;

pub const RULES: &[Rule] = &[Rule { code: &codes::EXCHANGE_RATE_MISSING, check: exchange_rate_missing }];

pub const FIGURE_RULES: &[FigureRule] = &[];

/// An amount that has to be told in the book's currency.
#[derive(Clone, Copy, Debug)]
pub struct Needed<'n> {
    pub currency: &'n str,
    /// The month that it is for.
    pub month: Period,
    /// The day whose rate it takes.
    pub on: Date,
    /// Where it stands.
    pub place: &'n Place,
}

/// X47: an amount in another currency has no rate. Once for each currency and month, at the first that needs it; of a currency without any rate once for
/// all its months.
pub fn exchange_rate_missing(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    if context.is_whole("data/exchange-rates/") {
        let needed = needed(context.register);
        diagnostics.extend(missing(context.register, needed));
    }
}

/// What the accounts of a book need: its lines of invoices, accruals and credit notes, and, of the months for which it keeps accounts, the
/// contracts with a monthly fee. Of a book without accounts nothing is added up across currencies.
pub fn needed(register: &Register) -> Vec<Needed<'_>> {
    let (settings, as_of) = (&register.settings, register.as_of());
    let own = settings.currency.as_str();
    let by_rule = |currency, month: Period, issued: Option<Date>, place| Needed {
        currency,
        month,
        on: day_of(settings, month, issued),
        place,
    };
    let lines = register.invoices.iter().filter(|line| *line.issued_on <= as_of);
    let lines =
        lines.map(|line| by_rule(line.currency.as_str(), **line.month, Some(*line.issued_on), &line.place));
    let accruals = register.accruals.iter().filter(|accrual| *accrual.posted_on <= as_of);
    let accruals = accruals.map(|of| by_rule(of.currency.as_str(), **of.month, None, &of.place));
    let notes = register.credit_notes.iter().filter(|note| *note.issued_on <= as_of);
    let notes =
        notes.map(|note| by_rule(note.currency.as_str(), **note.month, Some(*note.issued_on), &note.place));
    let mut needed: Vec<Needed<'_>> = lines.chain(accruals).chain(notes).collect();
    let planned = register.budget_lines.iter().map(|line| **line.month);
    let first = needed.iter().map(|needed| needed.month).chain(planned).min();
    for contract in register.contracts.values() {
        let months = std::iter::successors(first, |month| Some(month.next()));
        for month in months.take_while(|month| month.last_day() <= as_of) {
            let Some(terms) = contract.terms_on(month.last_day()) else { continue };
            if let Some(fee) = &terms.monthly_fee {
                needed.push(by_rule(terms.currency.as_str(), month, None, &fee.place));
            }
        }
    }
    needed.retain(|needed| needed.currency != own);
    needed
}

/// What is said of amounts that have no rate to the book's currency.
pub fn missing<'n>(register: &Register, needed: impl IntoIterator<Item = Needed<'n>>) -> Vec<Diagnostic> {
    let rates = Rates::of(register, &register.exchange_rates);
    let own = register.settings.currency.as_str();
    let mut without: BTreeMap<(&str, Period), (Needed<'_>, NoRate)> = BTreeMap::new();
    let mut sound: BTreeSet<(&str, Date)> = BTreeSet::new();
    for needed in needed {
        let key = (needed.currency, needed.on);
        if sound.contains(&key) {
            continue;
        }
        let Err(why) = rates.rate(needed.currency, own, needed.on) else {
            sound.insert(key);
            continue;
        };
        let first = without.entry((needed.currency, needed.month)).or_insert((needed, why));
        if needed.place < first.0.place {
            *first = (needed, why);
        }
    }
    let mut absent: BTreeMap<&str, Vec<Needed<'_>>> = BTreeMap::new();
    let mut found = Vec::new();
    for (needed, why) in without.into_values() {
        match why {
            NoRate::Absent => absent.entry(needed.currency).or_default().push(needed),
            why => found.push(told(register, &needed, why)),
        }
    }
    found.extend(absent.into_values().filter_map(|months| match months.as_slice() {
        [only] => Some(told(register, only, NoRate::Absent)),
        several => told_together(register, several),
    }));
    found
}

/// Of several months without a rate: one cause, one message, at the first amount.
fn told_together(register: &Register, months: &[Needed<'_>]) -> Option<Diagnostic> {
    let own = register.settings.currency.as_str();
    let earliest = months.iter().min_by_key(|needed| (needed.month, needed.on))?;
    let latest = months.iter().max_by_key(|needed| (needed.month, needed.on))?;
    let first = months.iter().min_by_key(|needed| needed.place)?;
    let from = first.currency;
    let (count, one, other) = (plural(months.len(), "month"), earliest.month, latest.month);
    let message =
        format!("no exchange rate from `{from}` to `{own}`, for the amounts of {count}, {one} to {other}");
    let missing = Diagnostic::new(&codes::EXCHANGE_RATE_MISSING, first.place.clone(), message);
    let label = format!("data/exchange-rates has none of these two currencies up to {}", latest.on);
    Some(
        missing
            .label(label)
            .help(format!("add rates to a file of data/exchange-rates, from {} on", earliest.on)),
    )
}

fn told(register: &Register, needed: &Needed<'_>, why: NoRate) -> Diagnostic {
    let own = register.settings.currency.as_str();
    let (from, on) = (needed.currency, needed.on);
    let message =
        format!("no exchange rate from `{from}` to `{own}` for {on}, for the amounts of {}", needed.month);
    let most = *register.settings.exchange_max_age_days;
    let label = match why {
        NoRate::Absent => "data/exchange-rates has none of these two currencies up to that day".to_owned(),
        NoRate::TooOld { newest } => {
            let age = plural(days_between(newest, on).unsigned_abs() as usize, "day");
            format!("the newest is of {newest}, {age} before; {most} are allowed")
        }
        NoRate::Contradicted { on } => format!("the rows of {on} say different things"),
        NoRate::TooLarge => "the amount is too large".to_owned(),
    };
    Diagnostic::new(&codes::EXCHANGE_RATE_MISSING, needed.place.clone(), message)
        .label(label)
        .help(format!("add the rate of {on} to a file of data/exchange-rates"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::settings::forms::Currency;
    use crate::testing::{Bench, day, place};

    #[test]
    fn x47_is_said_once_for_a_currency_without_rates_at_the_first_line() {
        let bench = Bench::new();
        let (second, first, other) = (
            place("data/invoices/a.csv", 9),
            place("data/invoices/a.csv", 3),
            place("data/invoices/a.csv", 4),
        );
        let need = |currency, month, on, place| Needed {
            currency,
            month: Period::parse(month).unwrap(),
            on: day(on),
            place,
        };
        let needed = [
            need("EUR", "2026-10", "2026-10-31", &second),
            need("EUR", "2026-10", "2026-10-31", &first),
            need("EUR", "2026-09", "2026-09-30", &other),
            need("USD", "2026-09", "2026-09-30", &other),
        ];
        let told = missing(&bench.register, needed);
        let lines: Vec<(u32, &str)> = told.iter().map(|one| (one.place.line, one.message.as_str())).collect();
        assert_eq!(
            lines,
            [(3, "no exchange rate from `EUR` to `USD`, for the amounts of 2 months, 2026-09 to 2026-10")]
        );
        assert_eq!(told[0].help, "add rates to a file of data/exchange-rates, from 2026-09-30 on");
        let one = missing(&bench.register, [need("EUR", "2026-10", "2026-10-31", &first)]);
        let message = "no exchange rate from `EUR` to `USD` for 2026-10-31, for the amounts of 2026-10";
        assert_eq!(one[0].message, message);
    }

    #[test]
    fn a_book_without_accounts_needs_no_rates() {
        let mut bench = Bench::new();
        bench.terms(|terms| {
            terms.currency = Currency::new("EUR");
            terms.monthly_fee = Some(crate::kit::number::Money(100).into());
        });
        assert!(needed(&bench.register).is_empty());
    }
}
