//! Which day's terms a credit goes by, and which days of a window it is owed for.

use jiff::civil::{Date, date};

use super::*;
use crate::core::attainment::judge_all;
use crate::core::contract::record::{
    CreditBase, CreditMethod, PointsRow, ScoreBand, ScoreRule, ServiceLevel, Straddle, Terms, Window,
};
use crate::core::rollup::Rollup;
use crate::kit::id::MetricId;
use crate::kit::number::Money;
use crate::kit::period::Period;
use crate::kit::source::At;
use crate::subject::register::Register;
use crate::testing::computed::*;

/// Monthly uptime from January 2026 on.
fn uptime(values: &[&str]) -> Vec<Row> {
    let months = std::iter::successors(Some(Period::Month(2026, 1)), |month| Some(month.next()));
    months.zip(values).map(|(month, value)| row(&month.to_string(), "uptime", value, "100")).collect()
}

fn ledger(register: &Register) -> Vec<CreditMonth> {
    credits(register, &judge_all(register, &Rollup::new(register)))
}

fn of(as_of: Date, versions: Vec<(Date, Terms)>, rows: Vec<Row>) -> Vec<CreditMonth> {
    ledger(&register(as_of, vec![contract("msa", versions)], rows))
}

fn allocated(percent: &str) -> ServiceLevel {
    ServiceLevel {
        allocation: Some(At::new(dec(percent), place("allocation"))),
        ..clause("sla", "uptime", "95")
    }
}

/// 31,000.00 USD a month, 10% of it at risk.
fn with_fee(clause: ServiceLevel) -> Terms {
    Terms { monthly_fee: Some(Money(3_100_000).into()), ..terms(vec![clause]) }
}

fn months(ledger: &[CreditMonth]) -> Vec<(String, i64)> {
    ledger.iter().map(|month| (month.month.to_string(), month.owed.0)).collect()
}

fn owed(month: &str, minor: i64) -> (String, i64) {
    (month.to_owned(), minor)
}

#[test]
fn d1_a_contract_owes_for_the_month_it_begins_or_ends_in() {
    let begun =
        of(date(2026, 5, 31), vec![(date(2026, 5, 20), with_fee(allocated("100")))], uptime(&["90"; 5]));
    assert_eq!(months(&begun), [owed("2026-05", 120_000)], "12 of 31 days");
    let ended = Terms { ends_on: date(2026, 5, 10).into(), ..with_fee(allocated("100")) };
    let ended = of(date(2026, 7, 31), vec![(date(2026, 5, 1), ended)], uptime(&["90"; 7]));
    assert_eq!(months(&ended), [owed("2026-05", 100_000)], "10 of 31 days");
    let fee = &ended[0].steps[0].text;
    assert_eq!(
        fee,
        "Fee by days in force: 31,000.00 USD × 10 ÷ 31 (1 May 2026 to 10 May 2026) = 10,000.00 USD"
    );
}

#[test]
fn d1_relief_of_april_owes_nothing_for_april() {
    let versions = vec![(
        date(2026, 1, 1),
        Terms { monthly_fee: Some(Money(2_800_000).into()), ..terms(vec![allocated("100")]) },
    )];
    let mut register =
        register(date(2026, 4, 30), vec![contract("msa", versions)], uptime(&["99", "99", "99", "90"]));
    assert_eq!(months(&ledger(&register)).last(), Some(&owed("2026-04", 280_000)));
    let event = relief("april", "sla", date(2026, 4, 1), date(2026, 4, 30));
    register.relief.insert(event.id.clone(), event);
    assert_eq!(months(&ledger(&register)).last(), Some(&owed("2026-04", 0)));
}

#[test]
fn r02_the_ledger_has_a_month_on_its_last_day() {
    let last = |day| {
        let ledger = of(day, vec![(date(2026, 1, 1), with_fee(allocated("100")))], uptime(&["90"; 4]));
        ledger.last().map(|month| month.month.to_string())
    };
    let found = [date(2026, 3, 29), date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 30)].map(last);
    assert_eq!(found.map(Option::unwrap), ["2026-02", "2026-02", "2026-03", "2026-04"]);
    // Weekly rows of April end on 3 May.
    let weekly = |day| {
        let clause = ServiceLevel { metric: MetricId::new("accuracy"), ..allocated("100") };
        let rows = vec![row("2026-W02", "accuracy", "90", "100")];
        of(day, vec![(date(2026, 1, 1), with_fee(clause))], rows).last().map(|month| month.month.to_string())
    };
    assert_eq!([date(2026, 4, 30), date(2026, 5, 3)].map(weekly).map(Option::unwrap), ["2026-03", "2026-04"]);
}

#[test]
fn r08_limits_and_pools_are_of_the_last_day_and_the_clause_by_its_straddle() {
    let on = |straddle| {
        let version = |at_risk: &str, pool: &str, allocation: &str, fee| {
            let clause = ServiceLevel { straddle, pool: Some("quality".to_owned()), ..allocated(allocation) };
            let mut terms = Terms { monthly_fee: Some(Money(fee).into()), ..terms(vec![clause]) };
            let credits = terms.credits.as_mut().unwrap();
            (credits.at_risk_percent, credits.cap_percent) = (dec(at_risk).into(), None);
            credits.pools.insert("quality".to_owned(), At::new(dec(pool), place("pool")));
            terms
        };
        let versions = vec![
            (date(2026, 1, 1), version("10", "100", "100", 3_100_000)),
            (date(2026, 1, 21), version("20", "50", "40", 6_200_000)),
        ];
        of(date(2026, 1, 31), versions, uptime(&["90"]))
    };
    // 20 days of 31,000 and 11 of 62,000 are 42,000; 20% of it at risk, half of that in the pool.
    let start = on(Straddle::Start);
    assert_eq!(
        (start[0].fee, start[0].at_risk, months(&start)),
        (Money(4_200_000), Money(840_000), vec![owed("2026-01", 420_000)])
    );
    let texts: Vec<&str> =
        start[0].steps.iter().chain(&start[0].lines[0].steps).map(|step| step.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Fee by days in force: 31,000.00 USD × 20 ÷ 31 (1 January 2026 to 20 January 2026) + 62,000.00 USD × 11 ÷ 31 (21 January 2026 to 31 January 2026) = 42,000.00 USD",
            "42,000.00 USD × 20% at risk by the terms of 31 January 2026 = 8,400.00 USD",
            "42,000.00 USD × 20% cap by the terms of 31 January 2026 = 8,400.00 USD",
            "42,000.00 USD × 20% at risk × 50% pool × 100% allocation by the terms of 1 January 2026 = 4,200.00 USD",
        ]
    );
    assert_eq!(months(&on(Straddle::End)), [owed("2026-01", 168_000)]);
    assert_eq!(
        months(&on(Straddle::Split)),
        [owed("2026-01", 420_000)],
        "the row is of the terms of its first twenty days"
    );
}

#[test]
fn r11_a_credit_is_owed_for_the_days_from_credits_from_on() {
    let clause = |from| ServiceLevel { credits_from: from, ..allocated("100") };
    let on = |clause| {
        of(date(2026, 3, 31), vec![(date(2026, 1, 1), with_fee(clause))], uptime(&["90", "90", "90"]))
    };
    let ledger = on(clause(Some(date(2026, 3, 15))));
    assert_eq!(months(&ledger), [owed("2026-03", 170_000)], "17 of 31 days");
    assert_eq!(
        ledger[0].lines[0].steps[0].text,
        "31,000.00 USD × 10% at risk × 100% pool × 100% allocation × 17 of 31 days from 15 March 2026 to 31 March 2026 = 1,700.00 USD"
    );
    assert_eq!(months(&on(clause(Some(date(2026, 3, 1))))), [owed("2026-03", 310_000)]);
    // `measured-from` alone does the same.
    let measured = ServiceLevel { measured_from: Some(date(2026, 3, 15)), ..allocated("100") };
    assert_eq!(months(&on(measured)), [owed("2026-03", 170_000)]);
    // Of a contract that begins in the month: of its days in force.
    let begun = of(
        date(2026, 3, 31),
        vec![(date(2026, 3, 12), with_fee(clause(Some(date(2026, 3, 22)))))],
        uptime(&["90"; 3]),
    );
    assert_eq!(months(&begun), [owed("2026-03", 100_000)], "31,000 × 20 ÷ 31 × 10% × 10 of 20 days");
}

#[test]
fn r11_points_are_owed_for_the_days_from_credits_from_on() {
    let band = |bound: Option<&str>, points: &str| ScoreBand {
        bound: bound.map(dec),
        score: dec("0"),
        points: dec(points),
        place: place("band"),
    };
    let clause = ServiceLevel {
        score: ScoreRule::Bands(vec![band(Some("95"), "0"), band(None, "10")]),
        credits_from: Some(date(2026, 3, 15)),
        ..clause("sla", "uptime", "95")
    };
    let mut terms = with_fee(clause);
    let credits = terms.credits.as_mut().unwrap();
    credits.method = CreditMethod::Points;
    credits.points = vec![PointsRow { at_least: dec("10"), percent: dec("2"), place: place("row") }];
    let ledger = of(date(2026, 3, 31), vec![(date(2026, 1, 1), terms)], uptime(&["90", "90", "90"]));
    assert_eq!(months(&ledger), [owed("2026-03", 34_000)], "620.00 × 17 ÷ 31");
    let last = ledger[0].lines[0].steps.last().unwrap();
    assert_eq!(last.text, "620.00 USD × 17 of 31 days from 15 March 2026 to 31 March 2026 = 340.00 USD");
}

#[test]
fn r09_a_window_that_changes_is_owed_for_once() {
    let clause = |window| ServiceLevel { window, ..allocated("100") };
    let version = |window| Terms { ends_on: date(2026, 12, 31).into(), ..with_fee(clause(window)) };
    let on = |from, to| {
        let versions = vec![(date(2026, 1, 1), version(from)), (date(2026, 5, 1), version(to))];
        let ledger = of(date(2026, 7, 31), versions, uptime(&["99", "99", "99", "90", "90", "90", "99"]));
        ledger
            .iter()
            .filter(|month| !month.lines.is_empty())
            .map(|month| month.month.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(on(Window::Month, Window::Quarter), ["2026-04", "2026-06"]);
    assert_eq!(on(Window::Quarter, Window::Month), ["2026-04", "2026-05", "2026-06"]);
}

/// Monthly rows: a quarter that becomes months on 12 August has July, and August is the month's whole; months that become a quarter on 10 March
/// leave it all of March.
#[test]
fn r07_the_fees_of_a_window_that_is_cut_are_those_of_its_rows() {
    let quarterly = || {
        let mut terms = with_fee(ServiceLevel { window: Window::Quarter, ..allocated("100") });
        terms.credits.as_mut().unwrap().base = Some(CreditBase::Window);
        terms
    };
    let monthly = || {
        let mut terms = with_fee(allocated("100"));
        terms.credits.as_mut().unwrap().base = Some(CreditBase::Window);
        terms
    };
    let shortened = vec![(date(2026, 7, 1), quarterly()), (date(2026, 8, 12), monthly())];
    let found = of(date(2026, 8, 31), shortened, uptime(&["90"; 8]));
    assert_eq!(months(&found), [owed("2026-07", 310_000), owed("2026-08", 310_000)]);
    let lengthened = vec![(date(2026, 1, 1), monthly()), (date(2026, 3, 10), quarterly())];
    let found = of(date(2026, 3, 31), lengthened, uptime(&["90"; 3]));
    assert_eq!(
        months(&found),
        [owed("2026-01", 310_000), owed("2026-02", 310_000), owed("2026-03", 310_000)]
    );
}

/// A contract that ended on 10 October, of which a quarter is judged on the last day of December: its credit is claimed from then on.
#[test]
fn r02_what_is_judged_after_the_end_can_still_be_claimed() {
    let mut terms = with_fee(ServiceLevel { window: Window::Quarter, ..allocated("100") });
    terms.ends_on = date(2026, 10, 10).into();
    let credits = terms.credits.as_mut().unwrap();
    (credits.base, credits.claim_within_days) =
        (Some(CreditBase::Window), Some(At::new(30, place("claim-within-days"))));
    let found = of(date(2026, 12, 31), vec![(date(2026, 10, 1), terms)], uptime(&["90"; 10]));
    assert_eq!(months(&found), [owed("2026-10", 100_000)]);
    assert_eq!(found[0].claim_by, Some(date(2027, 1, 30)));
}
