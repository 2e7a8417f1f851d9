use std::collections::BTreeMap;
use std::time::Instant;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::core::contract::record::{
    BillingUnit, InvoiceTolerance, QuantityCap, Rate, Scope, Terms, VolumeBand,
};
use crate::core::metric::record::MetricKind;
use crate::core::settings::forms::Currency;
use crate::kit::calendar::Grain;
use crate::kit::declared::Month;
use crate::kit::exact::{of_decimal, of_whole};
use crate::kit::id::MetricId;
use crate::kit::kept::WorkedOut;
use crate::kit::source::{At, Setting};
use crate::testing::computed::*;

mod faults;

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

fn hours() -> Rate {
    rate("hours", BillingUnit::PaidHour, "hours", "11.48")
}

fn card(rates: Vec<Rate>) -> Terms {
    Terms {
        monthly_fee: None,
        credits: None,
        rates: rates.into_iter().map(|rate| (rate.id.clone(), rate)).collect(),
        ..terms(Vec::new())
    }
}

/// A line of contract `msa`, invoice `INV-1`, issued on 5 November 2026, for October.
fn line(rate: &str, quantity: &str, price: &str, minor: i64) -> InvoiceLine {
    InvoiceLine {
        invoice: "INV-1".to_owned().into(),
        contract: ContractId::new("msa").into(),
        issued_on: date(2026, 11, 5).into(),
        due_on: None,
        month: Month::new(period("2026-10")).unwrap().into(),
        rate: Some(RateId::new(rate).into()),
        category: None,
        site: None,
        project: None,
        quantity: Some(dec(quantity).into()),
        price: Some(dec(price).into()),
        amount_minor: Money(minor).into(),
        currency: Currency::new("USD").into(),
        order: None,
        note: None,
        place: place("data/invoices/acme.csv"),
    }
}

impl InvoiceLine {
    fn of(mut self, invoice: &str) -> InvoiceLine {
        self.invoice = invoice.to_owned().into();
        self
    }

    fn at(mut self, site: &str) -> InvoiceLine {
        self.site = Some(SiteId::new(site).into());
        self
    }

    fn on(mut self, day: Date) -> InvoiceLine {
        self.issued_on = day.into();
        self
    }

    fn month(mut self, month: &str) -> InvoiceLine {
        self.month = Month::new(period(month)).unwrap().into();
        self
    }
}

fn book(terms: Terms, rows: Vec<Row>, lines: Vec<InvoiceLine>) -> Register {
    let mut register =
        register(date(2026, 12, 1), vec![contract("msa", vec![(date(2026, 10, 1), terms)])], rows);
    for metric in [
        metric("hours", MetricKind::Count, Grain::Month),
        metric("hires", MetricKind::Count, Grain::Month),
        metric("staff", MetricKind::Level, Grain::Month),
    ] {
        register.metrics.insert(metric.id.clone(), metric);
    }
    register.invoices = lines;
    register
}

fn computed(register: &Register) -> Figures {
    let rollup = Rollup::new(register);
    let (part_of, scorecards, worked_out) = (BTreeMap::default(), BTreeMap::new(), WorkedOut::default());
    Figures::compute(&Given {
        register,
        rollup: &rollup,
        period: period("2026-W48"),
        judged: &[],
        charts: &[],
        part_of: &part_of,
        scorecards: &scorecards,
        credits: &[],
        uninvoiced: &[],
        worked_out: &worked_out,
        recorded: None,
    })
}

fn matched(terms: Terms, rows: Vec<Row>, lines: Vec<InvoiceLine>) -> Figures {
    computed(&book(terms, rows, lines))
}

fn october(figures: &Figures) -> &MonthMatch {
    &figures.months[&(ContractId::new("msa"), period("2026-10"))]
}

fn sums(amounts: Amounts) -> [i64; 4] {
    [amounts.invoiced, amounts.disputed, amounts.payable(), amounts.unmatched].map(|money| money.0)
}

fn whys(figures: &Figures) -> Vec<(&Why, i64)> {
    figures.exceptions.iter().map(|exception| (&exception.why, exception.at_stake.0)).collect()
}

fn approved() -> Vec<Row> {
    vec![row("2026-10", "hours", "20364", "1")]
}

#[test]
fn v17_what_is_over_the_record_is_disputed() {
    let figures = matched(card(vec![hours()]), approved(), vec![line("hours", "20500", "11.48", 23_534_000)]);
    let month = october(&figures);
    let group = &month.groups[0];
    assert_eq!((group.expected, group.recorded.clone()), (Some(Money(23_377_872)), Some(of_whole(20_364))));
    assert_eq!(sums(month.amounts), [23_534_000, 156_128, 23_377_872, 0]);
    assert_eq!((group.price_part, group.quantity_part), (Money(0), Money(156_128)));
    let over = &group.billed - of_whole(20_364);
    assert_eq!(over, of_whole(136));
    // 0.668%
    assert_eq!(crate::kit::exact::half_up(&(over * of_whole(100_000) / of_whole(20_364))), 668);
    let (billed, recorded) = (of_whole(20_500), of_whole(20_364));
    assert_eq!(whys(&figures), [(&Why::Quantity { billed, recorded }, 156_128)]);
    assert_eq!((month.left, group.left), (Money(0), Some(Money(0))));
    let invoice = &figures.invoices[&(VendorId::new("acme"), "INV-1".to_owned())];
    assert_eq!(sums(invoice.amounts["USD"]), [23_534_000, 156_128, 23_377_872, 0]);
}

#[test]
fn price_and_quantity_parts_add_up_to_what_is_over() {
    let figures = matched(card(vec![hours()]), approved(), vec![line("hours", "20500", "12", 24_600_000)]);
    let group = &october(&figures).groups[0];
    // (12.00 − 11.48) × 20,500 and (20,500 − 20,364) × 11.48
    assert_eq!((group.price_part, group.quantity_part), (Money(1_066_000), Money(156_128)));
    assert_eq!(group.amounts.disputed, Money(24_600_000 - 23_377_872));
    assert_eq!(group.agreed, Some(of_decimal(dec("11.48"))));
}

#[test]
fn less_is_still_to_be_invoiced_and_pays_for_nothing_else() {
    let other = rate("review", BillingUnit::Unit, "hires", "1");
    let mut rows = approved();
    rows.push(row("2026-10", "hires", "500", "1"));
    let lines = vec![line("hours", "20000", "11.48", 22_960_000), line("review", "600", "1", 60_000)];
    let figures = matched(card(vec![hours(), other]), rows, lines);
    let month = october(&figures);
    // 364 × 11.48 are to come; 100 units are disputed.
    assert_eq!((month.left, month.amounts.disputed), (Money(417_872), Money(10_000)));
    assert!(month.is_whole());
    // November has no row yet: neither 0 nor known.
    let november = &figures.months[&(ContractId::new("msa"), period("2026-11"))];
    assert!(!november.is_whole());
    assert_eq!(november.groups[0].left, None);
}

#[test]
fn a_tolerance_passes_within_the_percentage_and_the_amount() {
    let of = |percent: &str, most: i64| {
        let tolerance = InvoiceTolerance {
            price_percent: Setting::default(dec("0")),
            quantity_percent: Setting::default(dec(percent)),
            most: Setting::default(Money(most)),
            place: place("tolerance"),
        };
        let terms = Terms { invoice_tolerance: Some(tolerance), ..card(vec![hours()]) };
        let figures = matched(terms, approved(), vec![line("hours", "20500", "11.48", 23_534_000)]);
        october(&figures).amounts.disputed.0
    };
    assert_eq!(of("0.7", 156_128), 0);
    assert_eq!(of("0.7", 156_127), 156_128, "within the percentage alone");
    assert_eq!(of("0.6", 1_000_000), 156_128, "within the amount alone");
}

#[test]
fn a_line_below_zero_takes_back() {
    let lines = vec![
        line("hours", "20500", "11.48", 23_534_000),
        line("hours", "-136", "11.48", -156_128).of("INV-2").on(date(2026, 11, 20)),
        line("hours", "0", "11.48", 0),
    ];
    let figures = matched(card(vec![hours()]), approved(), lines);
    assert_eq!(sums(october(&figures).amounts), [23_377_872, 0, 23_377_872, 0]);
    assert!(figures.exceptions.is_empty());
    assert_eq!(october(&figures).groups[0].lines.len(), 3, "a line of zero is kept");
}

#[test]
fn what_was_not_measured_is_unmatched_and_not_disputed() {
    let figures = matched(card(vec![hours()]), Vec::new(), vec![line("hours", "20500", "11.48", 23_534_000)]);
    let month = october(&figures);
    assert_eq!(sums(month.amounts), [23_534_000, 0, 23_534_000, 23_534_000]);
    assert_eq!((month.groups[0].expected, month.groups[0].left), (None, None));
    // Its price is known all the same.
    let figures = matched(card(vec![hours()]), Vec::new(), vec![line("hours", "100", "12", 120_000)]);
    assert_eq!(sums(october(&figures).amounts), [120_000, 5_200, 114_800, 114_800]);
}

#[test]
fn lines_that_all_name_a_site_are_matched_by_site() {
    let rows = vec![row("2026-10", "hours", "100", "1"), row("2026-10", "hours", "200", "1").at("lisbon")];
    let lines = || {
        vec![
            line("hours", "150", "11.48", 172_200).at("porto"),
            line("hours", "150", "11.48", 172_200).at("lisbon"),
        ]
    };
    let figures = matched(card(vec![hours()]), rows.clone(), lines());
    // 50 too many at Porto, 50 to come at Lisbon.
    let month = october(&figures);
    assert_eq!((month.amounts.disputed, month.left), (Money(57_400), Money(57_400)));
    let mut together = lines();
    together[0].site = None;
    let figures = matched(card(vec![hours()]), rows, together);
    let month = october(&figures);
    assert_eq!((month.groups.len(), month.amounts.disputed, month.left), (1, Money(0), Money(0)));
}

#[test]
fn x56_people_above_the_record_are_ghosts_and_x48_training_has_a_cap() {
    let heads = rate("agents", BillingUnit::FteMonth, "staff", "3000");
    let rows = vec![row("2026-10", "staff", "9", "1")];
    let figures = matched(card(vec![heads]), rows, vec![line("agents", "10", "3000", 3_000_000)]);
    let (billed, recorded) = (of_whole(10), of_whole(9));
    assert_eq!(whys(&figures), [(&Why::GhostHeadcount { billed, recorded }, 300_000)]);
    let cap = QuantityCap {
        each: At::new(dec("80"), place("each")),
        of: At::new(MetricId::new("hires"), place("of")),
        place: place("cap"),
    };
    let training = Rate { cap: Some(cap), ..rate("training", BillingUnit::PaidHour, "hours", "10") };
    let rows = vec![row("2026-10", "hours", "100", "1"), row("2026-10", "hires", "1", "1")];
    let figures = matched(card(vec![training]), rows, vec![line("training", "100", "10", 100_000)]);
    let (billed, paid) = (of_whole(100), of_whole(80));
    assert_eq!(whys(&figures), [(&Why::OverCap { billed, paid }, 20_000)]);
}

#[test]
fn a_shortfall_may_be_billed_and_a_credit_for_less_has_to_be() {
    let minimum = Rate { minimum_quantity: Some(At::new(dec("25000"), place("minimum"))), ..hours() };
    let figures = matched(card(vec![minimum]), approved(), vec![line("hours", "25000", "11.48", 28_700_000)]);
    assert_eq!(sums(october(&figures).amounts), [28_700_000, 0, 28_700_000, 0]);
    let band = VolumeBand {
        baseline: At::new(dec("10000"), place("baseline")),
        deadband: Setting::default(dec("1000")),
        counts: Setting::default(crate::core::contract::record::BandCounts::FromDeadband),
        additional_price: At::new(dec("0.15"), place("additional")),
        reduced_price: At::new(dec("0.12"), place("reduced")),
        place: place("band"),
    };
    let units =
        || Rate { volume_band: Some(band.clone()), ..rate("units", BillingUnit::Unit, "hours", "0.85") };
    let rows = vec![row("2026-10", "hours", "8500", "1")];
    let whole = || line("units", "10000", "0.85", 850_000);
    let figures = matched(card(vec![units()]), rows.clone(), vec![whole()]);
    assert_eq!(sums(october(&figures).amounts), [850_000, 6_000, 844_000, 0]);
    assert_eq!(whys(&figures), [(&Why::NotCredited { credit: Money(6_000) }, 6_000)]);
    let credit = line("units", "-500", "0.12", -6_000);
    let figures = matched(card(vec![units()]), rows.clone(), vec![whole(), credit]);
    assert_eq!(sums(october(&figures).amounts), [844_000, 0, 844_000, 0]);
    assert!(figures.exceptions.is_empty());
    let figures = matched(card(vec![units()]), rows, Vec::new());
    assert_eq!(october(&figures).left, Money(844_000));
}

#[test]
fn a_fee_is_matched_by_its_amount() {
    let terms = || Terms { monthly_fee: Some(At::new(Money(3_100_000), place("fee"))), ..card(Vec::new()) };
    let fee = |quantity: &str, minor| line("monthly-fee", quantity, "31000", minor);
    let disputed = |lines| october(&matched(terms(), Vec::new(), lines)).amounts.disputed.0;
    assert_eq!(disputed(vec![fee("1", 3_100_000)]), 0);
    assert_eq!(disputed(vec![fee("0.5", 1_550_000), fee("0.5", 1_550_000).of("INV-2")]), 1_550_000, "a twin");
    assert_eq!(disputed(vec![fee("0.4", 1_240_000), fee("0.6", 1_860_000)]), 0);
    assert_eq!(disputed(vec![line("monthly-fee", "1", "32000", 3_200_000)]), 100_000);
}

/// 30,000 lines of 40 invoices a month; run with `--run-ignored all --no-capture`.
#[test]
#[ignore = "prints a time"]
#[allow(clippy::print_stdout, reason = "the time is what the test tells")]
fn thirty_thousand_lines_take_less_than_a_second() {
    let lines = (0..30_000).map(|n| {
        line("hours", &format!("{}", n % 900), "11.48", n % 900 * 1_148).of(&format!("INV-{}", n % 40))
    });
    let register = book(card(vec![hours()]), approved(), lines.collect());
    let before = Instant::now();
    let figures = computed(&register);
    println!("{} lines in {:?}", figures.lines.len(), before.elapsed());
    assert_eq!(figures.lines.len(), 30_000);
}
