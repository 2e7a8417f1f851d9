//! Exchange rates: what one unit of a currency was worth on a day, and who says so.

use std::collections::BTreeMap;

use jiff::civil::Date;
use num_rational::BigRational;

use crate::core::contract::known::Known;
use crate::core::registered::Rowed;
use crate::core::settings::forms::Currency;
use crate::kit::declared::{Reader, Row};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::exact::of_decimal;
use crate::kit::number::Decimal;
use crate::kit::source::{At, Place};

/// What an amount of a currency was worth in another on a day.
#[derive(Clone, Debug, Row)]
#[record(noun = "exchange rate", path = "data/exchange-rates/<file>.csv")]
pub struct ExchangeRate {
    /// The day it was published for.
    #[key(example = "2026-10-30")]
    pub on: At<Date>,
    /// ISO 4217, three capitals.
    #[key(example = "EUR")]
    pub from: At<Currency>,
    /// Likewise, another one.
    #[key(example = "USD")]
    pub to: At<Currency>,
    /// So many units of `to` for `per` units of `from`; above 0.
    #[key(example = 1.0874, range = 0..=1_000_000_000)]
    pub rate: At<Decimal>,
    /// How many units of `from` the rate is for: 100 where yen are quoted by the hundred.
    #[key(example = 1, default = 1_u32, range = 1..=1_000_000)]
    pub per: At<u32>,
    /// Who published it.
    #[key(example = "European Central Bank, reference rate")]
    pub source: At<String>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = Vec<ExchangeRate>;

impl Rowed for ExchangeRate {
    fn check(draft: &mut ExchangeRateDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        if let Some(rate) = draft.rate.as_ref().filter(|rate| rate.micro() == 0) {
            reader.bad_value(
                rate,
                "`rate` is 0",
                "no currency is worth nothing: expected more",
                "correct it",
            );
            reader.refuse();
        }
        if let (Some(from), Some(to)) = (&draft.from, &draft.to)
            && from.value == to.value
        {
            let message = format!("`{}` is exchanged for itself", to.as_str());
            reader.bad_value(to, message, "expected another currency", "correct one of the two");
            reader.refuse();
        }
    }

    /// A day has one rate of a pair, whoever says it.
    fn across(rows: &mut [Self], _: &Known<'_>) -> Vec<Diagnostic> {
        let mut first_of: BTreeMap<(Date, &str, &str), &ExchangeRate> = BTreeMap::new();
        let mut found = Vec::new();
        for row in rows.iter() {
            let first = *first_of.entry((*row.on, row.from.as_str(), row.to.as_str())).or_insert(row);
            if first.for_one() == row.for_one() {
                continue;
            }
            let (from, to) = (row.from.as_str(), row.to.as_str());
            let message = format!("`{from}` to `{to}` has another rate of {} already", *row.on);
            found.push(
                Diagnostic::new(&codes::DUPLICATE_ROW, row.place.clone(), message)
                    .label(format!("{} here, {} there", row.rate.value, first.rate.value))
                    .related(first.place.clone(), "the first one")
                    .help("keep the one that the contract names as its source"),
            );
        }
        found
    }
}

impl ExchangeRate {
    /// Exact, for one unit of `from`.
    pub fn for_one(&self) -> BigRational {
        of_decimal(*self.rate) / num_bigint::BigInt::from(*self.per)
    }
}
