//! A month of a contract, and the months that there are.

use std::collections::BTreeSet;

use super::expected::{Cost, ExpectedLine, ExpectedMonth, LineKind, PricePart, Unpriced};
use super::fee::{FeeDays, fee_days};
use super::lines::rate_lines;
use super::price::{in_minor, rounded};
use super::quantity::Counting;
use super::stretch::stretches;
use crate::core::Book;
use crate::core::contract::record::{Contract, CostCategory, MONTHLY_FEE};
use crate::core::rollup::Rollup;
use crate::kit::exact::of_whole;
use crate::kit::id::RateId;
use crate::kit::period::Period;

/// What a month of a contract should cost; without lines where no day of it is in force.
pub fn expected_month(book: &Book, rollup: &Rollup<'_>, contract: &Contract, month: Period) -> ExpectedMonth {
    let by_then = contract.versions.iter().rfind(|version| version.from <= month.last_day());
    let currency = by_then.map_or_else(String::new, |version| version.terms.currency.to_string());
    let fee = fee_days(contract, month, month.first_day(), month.last_day());
    let mut lines: Vec<ExpectedLine> = fee.map(|fee| fee_line(&fee, &currency)).into_iter().collect();
    let rates: BTreeSet<&RateId> =
        contract.versions.iter().flat_map(|version| version.terms.rates.keys()).collect();
    for id in rates {
        let stretches = stretches(contract, id, month);
        if !stretches.is_empty() {
            let counting = Counting { book, rollup, contract, id, month, stretches: &stretches };
            lines.extend(rate_lines(&counting, &currency));
        }
    }
    if month.last_day() > book.as_of() {
        // What a month comes to is known at its end, the fee too: an amendment may still change it.
        lines.iter_mut().for_each(|line| line.cost = Err(Unpriced::Running));
    }
    ExpectedMonth { contract: contract.id.clone(), month, currency, lines }
}

/// The months in which a contract is in force on some day, up to the one of the book's day.
pub fn months_of(book: &Book, contract: &Contract) -> Vec<Period> {
    let last = contract.ends_on.min(book.as_of());
    let first = Period::month_of(contract.effective_on);
    std::iter::successors(Some(first), |month| Some(month.next()))
        .take_while(|month| month.first_day() <= last)
        .collect()
}

/// The monthly fee, each day at its own.
fn fee_line(fee: &FeeDays<'_>, currency: &str) -> ExpectedLine {
    let unit = in_minor(&of_whole(1), currency);
    let prices = fee.parts.iter().map(|part| PricePart {
        version: part.version,
        first: part.first,
        last: part.last,
        price: of_whole(part.fee.0) / &unit,
        place: part.place.clone(),
    });
    let exact = fee.fee();
    let cost = rounded(&exact).ok_or(Unpriced::TooLarge).map(|amount| Cost {
        recorded: of_whole(1),
        quantity: of_whole(1),
        allowed: None,
        exact,
        amount,
        provisional: false,
        rows: Vec::new(),
        steps: vec![fee.step()],
    });
    ExpectedLine {
        rate: RateId::new(MONTHLY_FEE),
        kind: LineKind::Fee,
        category: CostCategory::Production,
        unit: None,
        site: None,
        prices: prices.collect(),
        cost,
    }
}
