use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

use super::price::{beyond, in_minor, rounded, tiered};
use super::*;
use crate::core::contract::record::{
    BandCounts, BillingUnit, CostCategory, QuantityCap, RampedPrice, Rate, Scope, Terms, Tier, TierMode,
    VolumeBand,
};
use crate::core::metric::record::MetricKind;
use crate::core::rollup::Rollup;
use crate::core::settings::forms::Currency;
use crate::kit::calendar::Grain;
use crate::kit::exact::{of_decimal, of_whole};
use crate::kit::id::{ContractId, MetricId, RateId, SiteId};
use crate::kit::number::Money;
use crate::kit::source::{At, Setting};
use crate::subject::register::Register;
use crate::testing::computed::*;

mod parts;

fn rate(id: &str, unit: BillingUnit, metric: &str, price: &str) -> Rate {
    Rate {
        id: RateId::new(id),
        name: id.to_owned(),
        unit,
        category: Setting::default(CostCategory::Production),
        price: Some(At::new(dec(price), place("price"))),
        quantity: At::new(MetricId::new(metric), place("quantity")),
        scope: Scope::default(),
        role: None,
        tier_mode: None,
        tiers: Vec::new(),
        premiums: BTreeMap::new(),
        minimum_quantity: None,
        volume_band: None,
        in_office_shrinkage_percent: None,
        external_shrinkage_percent: None,
        ramp: Vec::new(),
        cap: None,
        place: place("rate"),
    }
}

fn tiers() -> Vec<Tier> {
    let tier = |above: &str, price: &str| Tier {
        above: At::new(dec(above), place("above")),
        price: At::new(dec(price), place("tier")),
        place: place("tiers"),
    };
    vec![tier("0", "0.9"), tier("10000", "0.8")]
}

/// No fee, one rate or more.
fn card(rates: Vec<Rate>) -> Terms {
    Terms {
        monthly_fee: None,
        credits: None,
        rates: rates.into_iter().map(|rate| (rate.id.clone(), rate)).collect(),
        ..terms(Vec::new())
    }
}

/// The metrics `units` by the month, `weekly` by the week, `daily` by the day, and levels `people` by the week and `staff` by the month.
fn book(as_of: Date, versions: Vec<(Date, Terms)>, rows: Vec<Row>) -> Register {
    let mut register = register(as_of, vec![contract("msa", versions)], rows);
    let count = MetricKind::Count;
    for metric in [
        metric("units", count, Grain::Month),
        metric("weekly", count, Grain::Week),
        metric("daily", count, Grain::Day),
        metric("hires", count, Grain::Month),
        metric("people", MetricKind::Level, Grain::Week),
        metric("staff", MetricKind::Level, Grain::Month),
    ] {
        register.metrics.insert(metric.id.clone(), metric);
    }
    register
}

fn month_of(register: &Register, month: &str) -> ExpectedMonth {
    let contract = &register.contracts[&ContractId::new("msa")];
    expected_month(register, &Rollup::new(register), contract, period(month))
}

const YEAR: Date = date(2026, 1, 1);
const LATER: Date = date(2027, 1, 10);

fn one(terms: Terms, rows: Vec<Row>, month: &str) -> ExpectedMonth {
    month_of(&book(LATER, vec![(YEAR, terms)], rows), month)
}

fn amounts(month: &ExpectedMonth) -> Vec<i64> {
    month.lines.iter().map(|line| line.cost.as_ref().map_or(i64::MIN, |cost| cost.amount.0)).collect()
}

fn quantity(line: &ExpectedLine) -> BigRational {
    line.cost.as_ref().unwrap().quantity.clone()
}

fn fraction(num: i64, den: i64) -> BigRational {
    BigRational::new(BigInt::from(num), BigInt::from(den))
}

fn texts(line: &ExpectedLine) -> Vec<String> {
    line.cost.as_ref().unwrap().steps.iter().map(|step| step.text.clone()).collect()
}

fn productive(price: &str) -> Rate {
    Rate {
        in_office_shrinkage_percent: Some(At::new(dec("10.3"), place("in-office"))),
        external_shrinkage_percent: Some(At::new(dec("14"), place("external"))),
        ..rate("hours", BillingUnit::ProductiveHour, "units", price)
    }
}

#[test]
fn v15_productive_hours_are_exact() {
    let of = |hours: &str| {
        one(card(vec![productive("11.48")]), vec![row("2026-10", "units", hours, "1")], "2026-10")
    };
    let one_agent = of("176");
    assert_eq!(quantity(&one_agent.lines[0]), of_decimal(dec("135.76992")));
    assert_eq!(
        texts(&one_agent.lines[0]),
        [
            "units of October 2026: 176",
            "Productive: 176 × (1 − 10.3%) × (1 − 14%) = 135.76992",
            "135.76992 × 11.48 = 1,558.64 USD",
        ]
    );
    // 150 agents: 20,365.488 hours, 20,365.49 as shown; at 11.48 they cost 233,795.80.
    let all = of("26400");
    assert_eq!(quantity(&all.lines[0]), of_decimal(dec("20365.488")));
    assert_eq!(amounts(&all), [23_379_580]);
}

#[test]
fn v16_a_volume_band_charges_more_and_credits_less() {
    let band = |counts| VolumeBand {
        baseline: At::new(dec("10000"), place("baseline")),
        deadband: At::new(dec("1000"), place("deadband")).into(),
        counts: Setting::default(counts),
        additional_price: At::new(dec("0.15"), place("additional")),
        reduced_price: At::new(dec("0.12"), place("reduced")),
        place: place("band"),
    };
    let of = |counts, volume: &str| {
        let plain = rate("labelling", BillingUnit::Unit, "units", "1");
        let rate = Rate { price: None, volume_band: Some(band(counts)), ..plain };
        amounts(&one(card(vec![rate]), vec![row("2026-10", "units", volume, "1")], "2026-10"))
    };
    let from_deadband = BandCounts::FromDeadband;
    assert_eq!(of(from_deadband, "8500"), [-6_000], "60.00 is credited");
    assert_eq!(of(from_deadband, "12000"), [15_000], "150.00 more");
    assert_eq!((of(from_deadband, "9200"), of(from_deadband, "11000")), (vec![0], vec![0]));
    assert_eq!(of(BandCounts::FromBaseline, "8500"), [-18_000], "1,500 × 0.12");
    // With a price the baseline is paid whatever is delivered.
    let rate = Rate {
        volume_band: Some(band(from_deadband)),
        ..rate("labelling", BillingUnit::Unit, "units", "0.85")
    };
    let month = one(card(vec![rate]), vec![row("2026-10", "units", "8500", "1")], "2026-10");
    assert_eq!(amounts(&month), [850_000, -6_000]);
    assert_eq!([&month.lines[0].kind, &month.lines[1].kind], [&LineKind::Quantity, &LineKind::Band]);
}

#[test]
fn tiers_by_slab_and_graduated() {
    let volume = of_whole(12_000);
    assert_eq!(tiered(&tiers(), TierMode::Graduated, &volume), of_whole(10_600));
    assert_eq!(tiered(&tiers(), TierMode::Slab, &volume), of_whole(9_600));
    // A tier holds above its bound, not at it.
    assert_eq!(tiered(&tiers(), TierMode::Slab, &of_whole(10_000)), of_whole(9_000));
    assert_eq!(tiered(&tiers(), TierMode::Graduated, &of_whole(10_000)), of_whole(9_000));
    assert_eq!(tiered(&tiers(), TierMode::Slab, &of_whole(0)), of_whole(0));
    let rate = Rate {
        price: None,
        tier_mode: Some(TierMode::Graduated),
        tiers: tiers(),
        ..rate("review", BillingUnit::Unit, "units", "1")
    };
    let rows = vec![row("2026-10", "units", "5000", "1"), row("2026-10", "units", "7000", "1").at("lisbon")];
    let month = one(card(vec![rate]), rows, "2026-10");
    assert_eq!(amounts(&month), [1_060_000], "the tiers are those of both sites together");
    assert_eq!(month.lines[0].site, None);
}

#[test]
fn each_week_is_paid_by_the_terms_of_its_thursday() {
    let at = |price| card(vec![rate("labelling", BillingUnit::Unit, "weekly", price)]);
    // October 2026 has the Thursdays 1, 8, 15, 22 and 29; the price changes on Friday the 16th.
    let weeks = ["2026-W40", "2026-W41", "2026-W42", "2026-W43", "2026-W44"];
    let rows = || weeks.map(|week| row(week, "weekly", "100", "1")).to_vec();
    let versions = vec![(YEAR, at("1")), (date(2026, 10, 16), at("2"))];
    let month = month_of(&book(LATER, versions, rows()), "2026-10");
    assert_eq!(amounts(&month), [30_000 + 40_000]);
    assert_eq!(
        texts(&month.lines[0])[1],
        "300 × 1 (1 October 2026 to 15 October 2026) + 200 × 2 (16 October 2026 to 31 October 2026) = 700.00 USD"
    );
    // A monthly row goes whole by the terms of most of its days: 16 of 31 are the later ones; in November 15 of 30 are, and the later wins.
    let at = |price| card(vec![rate("labelling", BillingUnit::Unit, "units", price)]);
    let monthly = |from: Date, month: &'static str| {
        let versions = vec![(YEAR, at("1")), (from, at("2"))];
        amounts(&month_of(&book(LATER, versions, vec![row(month, "units", "100", "1")]), month))
    };
    assert_eq!(monthly(date(2026, 10, 16), "2026-10"), [20_000]);
    assert_eq!(monthly(date(2026, 10, 17), "2026-10"), [10_000]);
    assert_eq!(monthly(date(2026, 11, 16), "2026-11"), [20_000]);
}

#[test]
fn a_partial_first_month_has_fee_minimum_and_heads_by_days() {
    let begins = date(2026, 10, 22);
    let minimum = Rate {
        minimum_quantity: Some(At::new(dec("3100"), place("minimum"))),
        ..rate("labelling", BillingUnit::Unit, "daily", "1")
    };
    let heads = rate("agents", BillingUnit::FteMonth, "staff", "3100");
    let terms =
        Terms { monthly_fee: Some(At::new(Money(3_100_000), place("fee"))), ..card(vec![minimum, heads]) };
    let mut rows: Vec<Row> =
        (22..=31).map(|day| row(&format!("2026-10-{day}"), "daily", "70", "1")).collect();
    rows.push(row("2026-10", "staff", "12", "1"));
    let month = month_of(&book(LATER, vec![(begins, terms)], rows), "2026-10");
    // 10 of 31 days: fee 10,000.00; heads 12 × 10 ÷ 31 × 3,100 = 12,000.00; minimum 1,000, of which 300 lack.
    assert_eq!(amounts(&month), [1_000_000, 1_200_000, 70_000, 30_000]);
    assert_eq!(month.lines[3].kind, LineKind::Shortfall);
    assert_eq!(quantity(&month.lines[3]), of_whole(300));
    assert_eq!(month.total(), Some(Money(2_300_000)));
}

#[test]
fn heads_are_paid_each_day_at_its_price() {
    let at = |price| card(vec![rate("agents", BillingUnit::FteMonth, "staff", price)]);
    let versions = vec![(YEAR, at("3000")), (date(2026, 11, 11), at("6000"))];
    let month = month_of(&book(LATER, versions, vec![row("2026-11", "staff", "9", "1")]), "2026-11");
    // 9 × (10 × 3,000 + 20 × 6,000) ÷ 30
    assert_eq!(amounts(&month), [4_500_000]);
    assert_eq!(quantity(&month.lines[0]), of_whole(9));
}

#[test]
fn a_level_by_the_week_is_the_mean_of_its_weeks() {
    let terms = || card(vec![rate("agents", BillingUnit::SeatMonth, "people", "100")]);
    let weeks = ["2026-W40", "2026-W41", "2026-W42", "2026-W43", "2026-W44"];
    let rows =
        || weeks.into_iter().zip(["10", "10", "10", "10", "15"]).map(|(w, n)| row(w, "people", n, "1"));
    assert_eq!(amounts(&one(terms(), rows().collect(), "2026-10")), [110_000], "11 seats");
    // From Friday the 30th on, week 44 has three days in force, and October two.
    let partial = month_of(&book(LATER, vec![(date(2026, 10, 30), terms())], rows().collect()), "2026-10");
    assert_eq!(quantity(&partial.lines[0]), of_whole(15) * fraction(2, 31));
    let gap = one(terms(), rows().filter(|row| row.period != period("2026-W42")).collect(), "2026-10");
    let missing = vec![(SiteId::new("porto"), period("2026-W42"))];
    assert_eq!(
        gap.lines[0].cost.as_ref().err(),
        Some(&Unpriced::Missing { metric: MetricId::new("people"), rows: missing })
    );
}

#[test]
fn a_quantity_of_which_a_part_was_withheld_has_no_amount() {
    let terms = || card(vec![rate("labelling", BillingUnit::Unit, "units", "10")]);
    let there = || row("2026-10", "units", "100", "1");
    assert_eq!(amounts(&one(terms(), vec![there()], "2026-10")), [100_000]);
    let why = |rows: Vec<Row>| one(terms(), rows, "2026-10").lines[0].cost.as_ref().err().cloned();
    let of = |site: &str| {
        let rows = vec![(SiteId::new(site), period("2026-10"))];
        Some(Unpriced::Withheld { metric: MetricId::new("units"), rows })
    };
    assert_eq!(why(vec![there().withheld()]), of("porto"));
    assert_eq!(why(vec![there(), there().queue("pt").withheld()]), of("porto"), "100 is not all of it");
    assert_eq!(why(vec![there(), there().at("lisbon").withheld()]), of("lisbon"));
}

#[test]
fn a_ramp_shares_the_price_by_days() {
    let step = |from: Date, percent: &str| RampedPrice {
        from: from.into(),
        percent: At::new(dec(percent), place("percent")),
        place: place("ramp"),
    };
    let ramp = vec![step(date(2026, 1, 5), "50"), step(date(2026, 10, 17), "100")];
    let rate = Rate { ramp, ..rate("labelling", BillingUnit::Unit, "daily", "2") };
    let rows = (1..=31).map(|day| row(&format!("2026-10-{day:02}"), "daily", "10", "1")).collect();
    // 16 days at half the price, 15 at all of it.
    assert_eq!(amounts(&one(card(vec![rate]), rows, "2026-10")), [16_000 + 30_000]);
}

#[test]
fn a_cap_bounds_what_is_paid_at_each_site() {
    let cap = QuantityCap {
        each: At::new(dec("80"), place("each")),
        of: At::new(MetricId::new("hires"), place("of")),
        place: place("cap"),
    };
    let rate = Rate { cap: Some(cap), ..rate("training", BillingUnit::PaidHour, "units", "10") };
    let rows = vec![
        row("2026-10", "units", "100", "1"),
        row("2026-10", "hires", "1", "1"),
        row("2026-10", "units", "60", "1").at("lisbon"),
        row("2026-10", "hires", "1", "1").at("lisbon"),
    ];
    let month = one(card(vec![rate]), rows, "2026-10");
    assert_eq!(amounts(&month), [60_000, 80_000], "Lisbon 60 hours, Porto 80 of 100");
    let cost = month.lines[1].cost.as_ref().unwrap();
    assert_eq!((&cost.recorded, &cost.quantity), (&of_whole(100), &of_whole(80)));
}

#[test]
fn minor_units_are_those_of_the_currency() {
    let of = |currency: &str| {
        let rate = rate("labelling", BillingUnit::Unit, "units", "0.1235");
        let terms = Terms { currency: Currency::new(currency), ..card(vec![rate]) };
        amounts(&one(terms, vec![row("2026-10", "units", "100", "1")], "2026-10"))[0]
    };
    // 12.35 of each.
    assert_eq!((of("USD"), of("JPY"), of("KWD")), (1_235, 12, 12_350));
    assert_eq!(rounded(&in_minor(&fraction(25, 2), "JPY")), Some(Money(13)), "the half goes up");
    assert_eq!(rounded(&in_minor(&of_whole(i64::MAX), "USD")), None, "never a smaller amount than it is");
}
