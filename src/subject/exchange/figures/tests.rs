use super::*;
use crate::core::settings::forms::Currency;
use crate::kit::number::Decimal;
use crate::kit::source::At;
use crate::testing::{Bench, day, place};

/// `2026-10-30 EUR USD 1.0874`, with units behind the rate where it is for more than one, and the source last.
fn rows(lines: &[&str]) -> Vec<ExchangeRate> {
    let row = |(at, line): (usize, &&str)| {
        let words: Vec<&str> = line.split(' ').collect();
        let place = place("data/exchange-rates/bank.csv", u32::try_from(at).unwrap() + 2);
        ExchangeRate {
            on: At::new(day(words[0]), place.clone()),
            from: At::new(Currency::new(words[1]), place.clone()),
            to: At::new(Currency::new(words[2]), place.clone()),
            rate: At::new(Decimal::parse(words[3]).unwrap(), place.clone()),
            per: At::new(words.get(4).map_or(1, |per| per.parse().unwrap()), place.clone()),
            source: At::new(words.get(5).unwrap_or(&"bank").to_string(), place.clone()),
            place,
        }
    };
    lines.iter().enumerate().map(row).collect()
}

/// An amount in minor units on a day, and the lines that it rests on.
fn worth(lines: &[&str], amount: i64, from: &str, to: &str, on: &str) -> Result<(i64, Vec<u32>), NoRate> {
    let (bench, rows) = (Bench::new(), rows(lines));
    let rates = Rates::of(&bench.register, &rows);
    rates
        .exchange(Money(amount), from, to, day(on))
        .map(|exchanged| (exchanged.amount.0, exchanged.rate.rows.iter().map(|row| row.place.line).collect()))
}

#[test]
fn a_rate_holds_both_ways_and_the_amount_is_rounded_once() {
    let bank = ["2026-10-30 EUR USD 1.0874"];
    assert_eq!(worth(&bank, 100_000, "EUR", "USD", "2026-10-30"), Ok((108_740, vec![2])));
    // 1,000.00 ÷ 1.0874 = 919.6247…
    assert_eq!(worth(&bank, 100_000, "USD", "EUR", "2026-10-31"), Ok((91_962, vec![2])));
    assert_eq!(worth(&bank, 108_740, "USD", "EUR", "2026-10-31"), Ok((100_000, vec![2])), "exactly back");
    // 0.46 × 1.25 = 0.575; half goes up, below zero too.
    let half = ["2026-10-30 EUR USD 1.25"];
    assert_eq!(worth(&half, 46, "EUR", "USD", "2026-10-30"), Ok((58, vec![2])));
    assert_eq!(worth(&half, -46, "EUR", "USD", "2026-10-30"), Ok((-57, vec![2])));
}

#[test]
fn yen_have_no_minor_units_and_dinars_a_thousand() {
    let bank = ["2026-10-30 JPY USD 0.654 100", "2026-10-30 KWD USD 3.2541"];
    // 1,000,000 yen × 0.00654 = 6,540.00 USD.
    assert_eq!(worth(&bank, 1_000_000, "JPY", "USD", "2026-10-30"), Ok((654_000, vec![2])));
    // 6,540.00 USD ÷ 0.00654 = 1,000,000 yen.
    assert_eq!(worth(&bank, 654_000, "USD", "JPY", "2026-10-30"), Ok((1_000_000, vec![2])));
    // 1,234.567 KWD × 3.2541 = 4,017.404… USD.
    assert_eq!(worth(&bank, 1_234_567, "KWD", "USD", "2026-10-30"), Ok((401_740, vec![3])));
    // 100.00 USD ÷ 3.2541 = 30.7304… KWD.
    assert_eq!(worth(&bank, 10_000, "USD", "KWD", "2026-10-30"), Ok((30_730, vec![3])));
}

#[test]
fn the_newest_rate_counts_that_is_not_later_and_not_too_old() {
    let bank = ["2026-10-23 EUR USD 1.1", "2026-10-30 EUR USD 1.2", "2026-11-02 EUR USD 1.3"];
    let at = |on: &str| worth(&bank, 100, "EUR", "USD", on).map(|(amount, _)| amount);
    assert_eq!((at("2026-10-30"), at("2026-10-29")), (Ok(120), Ok(110)));
    assert_eq!(at("2026-11-09"), Ok(130), "seven days");
    assert_eq!(at("2026-11-10"), Err(NoRate::TooOld { newest: day("2026-11-02") }), "eight");
    assert_eq!(at("2026-10-22"), Err(NoRate::Absent), "all are later");
    assert_eq!(worth(&bank, 100, "EUR", "GBP", "2026-10-30"), Err(NoRate::Absent));
    assert_eq!(worth(&[], 100, "USD", "USD", "2026-10-30"), Ok((100, Vec::new())), "the same currency");
    let later = ["2026-11-14 EUR USD 1.2", "2026-11-16 EUR USD 1.4"];
    assert_eq!(
        worth(&later, 100, "EUR", "USD", "2026-11-16"),
        Ok((120, vec![2])),
        "the 16th is not yet known"
    );
}

#[test]
fn the_direction_that_is_asked_for_counts_as_written() {
    let both = ["2026-10-30 EUR USD 1.25", "2026-10-30 USD EUR 0.81"];
    assert_eq!(worth(&both, 10_000, "EUR", "USD", "2026-10-30"), Ok((12_500, vec![2])));
    assert_eq!(worth(&both, 10_000, "USD", "EUR", "2026-10-30"), Ok((8_100, vec![3])));
    let twice = ["2026-10-30 EUR USD 1.25", "2026-10-30 EUR USD 1.26"];
    let contradicted = Err(NoRate::Contradicted { on: day("2026-10-30") });
    assert_eq!(worth(&twice, 100, "EUR", "USD", "2026-10-30"), contradicted);
    assert_eq!(worth(&twice, 100, "USD", "EUR", "2026-10-30"), contradicted);
}

#[test]
fn two_rows_meet_in_a_third_currency_on_one_day_and_of_one_source() {
    let bank =
        ["2026-10-29 EUR JPY 160 1 ecb", "2026-10-29 EUR USD 1.25 1 ecb", "2026-10-30 EUR USD 1.5 1 fed"];
    // 160 yen are a euro, a euro 1.25 dollars.
    assert_eq!(worth(&bank, 160, "JPY", "USD", "2026-10-31"), Ok((125, vec![2, 3])));
    assert_eq!(worth(&bank, 125, "USD", "JPY", "2026-10-31"), Ok((160, vec![3, 2])));
    assert_eq!(worth(&bank, 160, "JPY", "USD", "2026-11-06"), Err(NoRate::Absent), "too old");
    let strange = ["2026-10-30 EUR JPY 160 1 ecb", "2026-10-30 EUR USD 1.25 1 fed"];
    assert_eq!(worth(&strange, 160, "JPY", "USD", "2026-10-31"), Err(NoRate::Absent), "two sources");
    let days = ["2026-10-29 EUR JPY 160 1 ecb", "2026-10-30 EUR USD 1.25 1 ecb"];
    assert_eq!(worth(&days, 160, "JPY", "USD", "2026-10-31"), Err(NoRate::Absent), "two days");
    let own = ["2026-10-28 JPY USD 1 100 bank", bank[0], bank[1]];
    assert_eq!(
        worth(&own, 1000, "JPY", "USD", "2026-10-31"),
        Ok((1000, vec![2])),
        "a rate of the pair comes first"
    );
}

#[test]
fn an_amount_that_does_not_fit_is_no_number() {
    let bank = ["2026-10-30 KWD JPY 1000000"];
    assert_eq!(worth(&bank, i64::MAX, "KWD", "JPY", "2026-10-30"), Err(NoRate::TooLarge));
}

#[test]
fn the_day_is_the_months_last_or_the_invoices_and_never_after_today() {
    let mut settings = Bench::new().register.settings.clone();
    let month = |text: &str| Period::parse(text).unwrap();
    let issued = Some(day("2026-11-05"));
    assert_eq!(day_of(&settings, month("2026-10"), issued), day("2026-10-31"));
    assert_eq!(day_of(&settings, month("2026-11"), issued), day("2026-11-15"), "it is not over");
    settings.exchange_day = ExchangeDay::InvoiceDate.into();
    assert_eq!(day_of(&settings, month("2026-10"), issued), day("2026-11-05"));
    assert_eq!(day_of(&settings, month("2026-10"), None), day("2026-10-31"), "no invoice has come");
}
