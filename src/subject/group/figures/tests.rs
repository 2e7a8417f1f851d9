//! Known numbers by hand: counts of one window, changes, sums over sums, members that begin in the middle of a year, groups of one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::{Date, date};

use super::pooled::{Length, pooled};
use super::results::{Change, awaited, lies_in, results, year_before};
use super::{Given, Group, groups, has_groups};
use crate::core::attainment::judge_all;
use crate::core::contract::record::{ServiceLevel, Window};
use crate::core::credit::credits;
use crate::core::metric::record::MetricKind;
use crate::core::organisation::record::Vendor;
use crate::core::rollup::Rollup;
use crate::core::settings::forms::{Country, Currency};
use crate::kit::calendar::Grain;
use crate::kit::id::{ContractId, MetricId, PartId, SiteId, VendorId};
use crate::kit::period::{Period, Year};
use crate::kit::source::At;
use crate::subject::group::figures::owed::Credits;
use crate::subject::register::Register;
use crate::testing::computed::*;

/// A vendor each, `v-` and the name of its one site, which is also the word of its contract.
fn book(as_of: Date, names: &[&'static str], levels: &[ServiceLevel], rows: Vec<Row>) -> Register {
    let contracts = names.iter().map(|name| {
        let mut contract = contract(name, vec![(date(2026, 1, 1), terms(levels.to_vec()))]);
        contract.vendor = vendor_of(name);
        contract
    });
    let mut register = register(as_of, contracts.collect(), rows);
    let acme = register.vendors.remove(&VendorId::new("acme")).unwrap();
    for name in names {
        let vendor = Vendor { id: vendor_of(name), ..acme.clone() };
        register.vendors.insert(vendor.id.clone(), vendor);
    }
    for name in names {
        register.sites.entry(SiteId::new(name)).or_insert_with(|| site(name)).vendor =
            At::new(vendor_of(name), place(name));
    }
    register.sites.retain(|id, _| names.contains(&id.as_str()));
    let mut measurements = (*register.measurements).clone();
    measurements.vendor_of_site = measurements.sites.iter().map(|id| vendor_of(id.as_str())).collect();
    register.measurements = Arc::new(measurements);
    register
}

fn vendor_of(name: &str) -> VendorId {
    VendorId::new(format!("v-{name}").as_str())
}

/// What `look` says of a register.
fn with<T>(register: &Register, look: impl FnOnce(&Given<'_>) -> T) -> T {
    let rollup = Rollup::new(register);
    let judged = judge_all(register, &rollup);
    let owed = credits(register, &judged);
    look(&Given {
        register,
        rollup: &rollup,
        judged: &judged,
        credits: &owed,
        uninvoiced: &[],
        project_states: &BTreeMap::new(),
    })
}

/// Met, missed, not measured.
fn counted(given: &Given<'_>, group: &Group, window: Window, at: Period) -> Option<(usize, usize, usize)> {
    let results = results(given, group);
    let count = results.count(window, at)?;
    Some((count.met.len(), count.missed.len(), count.unmeasured.len()))
}

const SEPTEMBER: Period = Period::Month(2026, 9);
const OCTOBER: Period = Period::Month(2026, 10);

fn three_vendors() -> Register {
    let rows = vec![
        row("2026-09", "uptime", "96", "100").at("a"),
        row("2026-09", "uptime", "94", "100").at("b"),
        row("2026-09", "uptime", "97", "100").at("c"),
        row("2026-10", "uptime", "94", "100").at("a"),
        row("2026-10", "uptime", "95", "100").at("b"),
    ];
    book(date(2026, 11, 15), &["a", "b", "c"], &[clause("uptime", "uptime", "95")], rows)
}

#[test]
fn n_of_m_counts_one_month_and_what_is_missing_is_neither_met_nor_missed() {
    with(&three_vendors(), |given| {
        assert_eq!(counted(given, &Group::Book, Window::Month, SEPTEMBER), Some((2, 1, 0)));
        // C sent nothing: one of the two that were judged, and one that was not measured.
        assert_eq!(counted(given, &Group::Book, Window::Month, OCTOBER), Some((1, 1, 1)));
        let results = results(given, &Group::Book);
        assert_eq!(results.leading(), Some((Window::Month, OCTOBER)));
        // A was met and is missed, B was missed and is met; C was judged in one of the two.
        let change = results.change(Window::Month, SEPTEMBER, OCTOBER);
        assert_eq!(change, Change { better: 1, worse: 1, both: 2 });
        let silent = results.silent.get(&(MetricId::new("uptime"), OCTOBER));
        assert_eq!(silent, Some(&BTreeSet::from([SiteId::new("c")])), "missing rows are named");
    });
}

#[test]
fn weeks_quarters_and_fiscal_years_are_counted_each_by_themselves() {
    let of = |id: &str, metric: &str, window| ServiceLevel { window, ..clause(id, metric, "95") };
    let levels = [
        of("weekly", "accuracy", Window::Week),
        of("quarterly", "uptime", Window::Quarter),
        of("yearly", "uptime", Window::Year),
        of("rolling", "accuracy", Window::Rolling4),
    ];
    let mut rows: Vec<Row> = Vec::new();
    for (month, a, b) in [("04", "99", "90"), ("05", "99", "90"), ("06", "90", "99")] {
        rows.push(row(&format!("2026-{month}"), "uptime", a, "100").at("a"));
        rows.push(row(&format!("2026-{month}"), "uptime", b, "100").at("b"));
    }
    // Thursday of week 14 is 2 April, of week 13 it is 26 March.
    for (week, a, b) in [("2026-W13", "9", "10"), ("2026-W14", "10", "9"), ("2026-W15", "10", "10")] {
        rows.push(row(week, "accuracy", a, "10").at("a"));
        rows.push(row(week, "accuracy", b, "10").at("b"));
    }
    let mut register = book(date(2026, 7, 5), &["a", "b"], &levels, rows);
    register.settings.calendar.year_starts = 4;
    with(&register, |given| {
        let quarter = Period::quarter_of(date(2026, 5, 1), 4);
        assert_eq!(quarter.label(), "Q1 2026/27");
        // A 288 of 300 is 96%, B 279 of 300 is 93%.
        assert_eq!(counted(given, &Group::Book, Window::Quarter, quarter), Some((1, 1, 0)));
        let week = period("2026-W14");
        assert_eq!(counted(given, &Group::Book, Window::Week, week), Some((1, 1, 0)));
        let results = results(given, &Group::Book);
        assert!(results.has_rolling, "rolling windows are told of, and stand in no count");
        let april = results.inside(Period::Month(2026, 4));
        // Weeks 14 and 15 of two vendors, and two weeks later in April without a row.
        let (window, inside) = april.unwrap();
        assert_eq!((window, inside.met.len(), inside.missed.len()), (Window::Week, 3, 1));
        // The calendar year of 2025 is over, the fiscal one that has begun in April 2026 is not.
        let running = Period::Year(Year::of(date(2026, 5, 1), 4));
        assert_eq!(counted(given, &Group::Book, Window::Year, running), None);
    });
}

#[test]
fn the_year_before_is_the_same_week_month_quarter_or_year() {
    let of = |text: &str| period(text);
    assert_eq!(year_before(of("2026-W46")), Some(of("2025-W46")));
    assert_eq!(year_before(of("2026-W53")), None, "2025 has 52 weeks");
    assert_eq!(year_before(of("2026-11")), Some(of("2025-11")));
    let fiscal = Period::quarter_of(date(2019, 2, 14), 4);
    assert_eq!(year_before(fiscal).map(Period::label).as_deref(), Some("Q4 2017/18"));
    assert!(lies_in(of("2026-W14"), of("2026-04")) && !lies_in(of("2026-W14"), of("2026-03")));
    assert!(lies_in(of("2026-04"), Period::quarter_of(date(2026, 5, 1), 4)));
    assert!(!lies_in(of("2026-04"), of("2026-W14")));
}

#[test]
fn a_member_that_begins_in_the_middle_of_a_year_changes_nothing_before() {
    let mut register = three_vendors();
    let mut late = register.contracts.remove(&ContractId::new("c")).unwrap();
    late.effective_on = date(2026, 10, 1);
    late.versions[0].from = date(2026, 10, 1);
    register.contracts.insert(late.id.clone(), late);
    with(&register, |given| {
        assert_eq!(counted(given, &Group::Book, Window::Month, SEPTEMBER), Some((1, 1, 0)));
        assert_eq!(counted(given, &Group::Book, Window::Month, OCTOBER), Some((1, 1, 1)));
        let change = results(given, &Group::Book).change(Window::Month, SEPTEMBER, OCTOBER);
        assert_eq!(change.both, 2, "judged in both months");
    });
}

#[test]
fn what_is_not_due_yet_is_awaited_and_counted_nowhere() {
    let mut register = three_vendors();
    register.metrics.get_mut(&MetricId::new("uptime")).unwrap().lag_days = 30;
    with(&register, |given| {
        assert_eq!(counted(given, &Group::Book, Window::Month, OCTOBER), None, "due on 30 November");
        assert_eq!(counted(given, &Group::Book, Window::Month, SEPTEMBER), Some((2, 1, 0)));
        assert_eq!(awaited(given, &Group::Book, Window::Month, OCTOBER).len(), 3);
        assert!(awaited(given, &Group::Book, Window::Month, SEPTEMBER).is_empty());
    });
}

/// Value of a metric over a period, as it is shown.
fn value(given: &Given<'_>, metric: &str, period: Period) -> Option<String> {
    let metric = &given.register.metrics[&MetricId::new(metric)];
    let pooled = pooled(given, &Group::Book, metric)?;
    pooled.value(metric, period).map(|(value, _)| value.show(2))
}

#[test]
fn metrics_are_sums_over_sums_and_percentiles_are_never_rolled_up() {
    let kinds = [
        ("ratio", MetricKind::Ratio),
        ("count", MetricKind::Count),
        ("mean", MetricKind::Mean),
        ("level", MetricKind::Level),
        ("p95", MetricKind::Percentile),
    ];
    let mut rows = Vec::new();
    for (id, _) in kinds {
        // Weeks 14 and 17 lie in April, week 18 ends on 3 May and has its Thursday on 30 April; week 19 is of May.
        for (week, a, b) in [
            ("2026-W14", ("90", "100"), ("10", "50")),
            ("2026-W18", ("80", "100"), ("20", "50")),
            ("2026-W19", ("1", "100"), ("1", "50")),
        ] {
            rows.push(row(week, id, a.0, a.1).at("a"));
            rows.push(row(week, id, b.0, b.1).at("b"));
        }
    }
    let mut register = book(date(2026, 5, 10), &["a", "b"], &[], rows);
    for (id, kind) in kinds {
        register.metrics.insert(MetricId::new(id), metric(id, kind, Grain::Week));
    }
    with(&register, |given| {
        let april = Period::Month(2026, 4);
        // (90 + 10 + 80 + 20) ÷ (100 + 50 + 100 + 50); the mean of the ratios would be 57.5.
        assert_eq!(value(given, "ratio", april).as_deref(), Some("66.67"));
        assert_eq!(value(given, "count", april).as_deref(), Some("200.00"));
        // (90 × 100 + 10 × 50 + 80 × 100 + 20 × 50) ÷ 300
        assert_eq!(value(given, "mean", april).as_deref(), Some("61.67"));
        assert_eq!(value(given, "level", april).as_deref(), Some("100.00"), "the last week of the month");
        assert_eq!(value(given, "p95", april), None);
        let ratio = &given.register.metrics[&MetricId::new("ratio")];
        let of_ratio = pooled(given, &Group::Book, ratio).unwrap();
        let newest =
            |length| of_ratio.newest(given.register, ratio, length).map(|new| (new.period, new.is_over));
        assert_eq!(newest(Length::Week), Some((period("2026-W19"), true)));
        assert_eq!(newest(Length::Month), Some((april, true)), "May is running");
        assert!(of_ratio.covers(period("2026-W14")), "the first row begins with the week");
        assert!(!of_ratio.covers(Period::Year(Year::new(2026, 1))), "nothing is known of its first weeks");
        assert_eq!(newest(Length::Year), Some((Period::Year(Year::new(2026, 1)), false)), "the year so far");
    });
}

#[test]
fn a_vendor_with_another_definition_is_in_no_sum() {
    let mut register = three_vendors();
    register.metrics.get_mut(&MetricId::new("uptime")).unwrap().definition =
        Some(At::new("uptime-v2".to_owned(), place("metric")));
    let level = |register: &mut Register, contract: &str, named: &str| {
        let terms = &mut register.contracts.get_mut(&ContractId::new(contract)).unwrap().versions[0].terms;
        terms.service_levels.values_mut().for_each(|level| {
            level.metric_definition = Some(At::new(named.to_owned(), place("definition")));
        });
    };
    level(&mut register, "a", "uptime-v2");
    level(&mut register, "c", "uptime-v1");
    with(&register, |given| {
        // Of A and B alone: (96 + 94) ÷ 200.
        assert_eq!(value(given, "uptime", SEPTEMBER).as_deref(), Some("95.00"));
        let metric = &given.register.metrics[&MetricId::new("uptime")];
        let apart = pooled(given, &Group::Book, metric).unwrap().apart;
        assert_eq!(apart, BTreeSet::from([vendor_of("c")]));
    });
}

#[test]
fn a_group_of_one_and_a_book_of_one_vendor_repeat_nobody() {
    let rows = || vec![row("2026-10", "uptime", "96", "100").at("a")];
    let alone = book(date(2026, 11, 15), &["a"], &[clause("uptime", "uptime", "95")], rows());
    assert!(!has_groups(&alone) && groups(&alone).is_empty());
    let mut three = three_vendors();
    assert_eq!(groups(&three), [Group::Book], "all sites are in one country, which is the whole book");
    three.sites.get_mut(&SiteId::new("a")).unwrap().country = Country::new("PL").into();
    assert_eq!(
        groups(&three),
        [Group::Book, Group::Country("PT".to_owned())],
        "one site in PL adds nothing up"
    );
    let tag = |id: &str| At::new(PartId::new(id), place("tag"));
    three.sites.get_mut(&SiteId::new("a")).unwrap().tags = vec![tag("alone"), tag("pair")];
    assert!(!groups(&three).contains(&Group::Tag(PartId::new("alone"))));
    three.vendors.get_mut(&vendor_of("b")).unwrap().tags = vec![tag("pair")];
    assert!(groups(&three).contains(&Group::Tag(PartId::new("pair"))));
}

#[test]
fn a_vendor_and_its_site_with_one_tag_are_counted_once() {
    let mut register = three_vendors();
    let tag = || vec![At::new(PartId::new("second-wave"), place("tag"))];
    register.vendors.get_mut(&vendor_of("a")).unwrap().tags = tag();
    register.sites.get_mut(&SiteId::new("a")).unwrap().tags = tag();
    register.sites.get_mut(&SiteId::new("b")).unwrap().tags = tag();
    let group = Group::Tag(PartId::new("second-wave"));
    let members = group.members(&register);
    assert_eq!((members.vendors.len(), members.sites.len()), (1, 1));
    with(&register, |given| {
        // A contract-wide, B at its site; C is not in it.
        assert_eq!(counted(given, &group, Window::Month, SEPTEMBER), Some((1, 1, 0)));
    });
}

#[test]
fn credits_are_added_up_by_currency_and_open_accounts_are_named() {
    let mut register = three_vendors();
    for (id, currency) in [("a", "USD"), ("b", "EUR"), ("c", "USD")] {
        let terms = &mut register.contracts.get_mut(&ContractId::new(id)).unwrap().versions[0].terms;
        terms.currency = Currency::new(currency);
        let levels = terms.service_levels.values_mut();
        levels.for_each(|level| level.allocation = Some(At::new(dec("50"), place("allocation"))));
    }
    with(&register, |given| {
        let credits = Credits::of(given, &Group::Book);
        let net = |period| -> Vec<(&str, i64, usize)> {
            credits.over(period).into_iter().map(|(currency, one)| (currency, one.net, one.months)).collect()
        };
        // B missed September: 50% of the 10% of 400,000.00 that is at risk.
        assert_eq!(net(SEPTEMBER), [("EUR", 2_000_000, 1), ("USD", 0, 2)]);
        assert_eq!(net(OCTOBER), [("EUR", 0, 1), ("USD", 2_000_000, 2)]);
        let fourth = Period::quarter_of(date(2026, 10, 1), 1);
        assert_eq!(net(fourth), net(OCTOBER), "November is not closed");
        assert_eq!(credits.open(given, fourth).len(), 3);
        assert!(credits.open(given, OCTOBER).is_empty());
        let single = Credits::of(given, &Group::Site(SiteId::new("a")));
        assert!(single.is_empty(), "a credit belongs to a contract, not to a site");
    });
}
