use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::core::attainment::judge_all;
use crate::core::contract::record::{
    Contract, CreditBase, CreditMethod, Credits, EarnBack, EarnBackKind, IncidentRule, PointsRow,
    ServiceLevel, ShareOf, Terms, Window,
};
use crate::core::invoiced::Invoiced;
use crate::core::rollup::Rollup;
use crate::kit::id::{ContractId, MetricId};
use crate::kit::number::{Decimal, Money};
use crate::kit::period::Period;
use crate::kit::source::At;
use crate::subject::register::Register;
use crate::testing::computed::*;

mod rulings;

/// Monthly uptime from January 2026 on.
fn uptime(values: &[&str]) -> Vec<Row> {
    let months = std::iter::successors(Some(Period::Month(2026, 1)), |month| Some(month.next()));
    months.zip(values).map(|(month, value)| row(&month.to_string(), "uptime", value, "100")).collect()
}

fn ledger(register: &Register) -> Vec<CreditMonth> {
    credits(register, &judge_all(register, &Rollup::new(register)))
}

fn of(as_of: Date, terms: Terms, rows: Vec<Row>) -> Vec<CreditMonth> {
    ledger(&register(as_of, vec![contract("msa", vec![(date(2026, 1, 1), terms)])], rows))
}

fn allocated(id: &str, percent: &str) -> ServiceLevel {
    ServiceLevel {
        allocation: Some(At::new(dec(percent), place("allocation"))),
        ..clause(id, "uptime", "95")
    }
}

fn with_fee(minor: i64, clauses: Vec<ServiceLevel>) -> Terms {
    Terms { monthly_fee: Some(Money(minor).into()), ..terms(clauses) }
}

fn owed(month: &CreditMonth) -> Vec<i64> {
    month.lines.iter().map(|line| line.owed.0).collect()
}

fn texts(steps: &[Step]) -> Vec<&str> {
    steps.iter().map(|step| step.text.as_str()).collect()
}

#[test]
fn v09_of_what_was_invoiced() {
    let clause = ServiceLevel { pool: Some("quality".to_owned()), ..allocated("sla", "40") };
    let mut terms = Terms { monthly_fee: None, ..with_fee(1, vec![clause]) };
    let credits = terms.credits.as_mut().unwrap();
    credits.share_of = ShareOf::Invoiced;
    credits.pools.insert("quality".to_owned(), At::new(dec("50"), place("pool")));
    let line = |month: i8, minor: i64, currency: &str, on: Date| Invoiced {
        contract: ContractId::new("msa"),
        month: Period::Month(2026, month),
        issued_on: on,
        amount: At::new(Money(minor), place("line")),
        currency: currency.to_owned(),
        place: place("line"),
    };
    let contracts = vec![contract("msa", vec![(date(2026, 1, 1), terms)])];
    let mut register = register(date(2026, 4, 1), contracts, uptime(&["90", "90", "90"]));
    let issued = date(2026, 3, 5);
    register.invoiced = vec![
        line(1, 10_400_000, "USD", issued),
        line(1, -400_000, "USD", issued),
        line(1, 777, "EUR", issued),
        line(2, 500, "USD", date(2026, 4, 2)),
    ];
    let months = ledger(&register);
    assert_eq!(months.len(), 1, "of two months nothing in dollars had come by the first of April");
    assert_eq!((months[0].net, months[0].fee), (Money(200_000), Money(10_000_000)));
    let expected = "100,000.00 USD × 10% at risk × 50% pool × 40% allocation = 2,000.00 USD";
    assert_eq!(texts(&months[0].lines[0].steps), [expected]);
    assert_eq!(
        months[0].steps[0].text,
        "Invoiced for 1 January 2026 to 31 January 2026, 2 lines: 100,000.00 USD"
    );
    let open = uninvoiced(&register, &judge_all(&register, &Rollup::new(&register)));
    let open: Vec<Period> = open.into_iter().map(|(_, month)| month).collect();
    assert_eq!(open, [Period::Month(2026, 2), Period::Month(2026, 3)]);
}

#[test]
fn v09_at_risk_pool_and_allocation() {
    let clause = ServiceLevel { pool: Some("quality".to_owned()), ..allocated("sla", "40") };
    let mut terms = with_fee(10_000_000, vec![clause]);
    let credits = terms.credits.as_mut().unwrap();
    credits.pools.insert("quality".to_owned(), At::new(dec("50"), place("pool")));
    let months = of(date(2026, 2, 1), terms, uptime(&["90"]));
    let line = &months[0].lines[0];
    assert_eq!((line.raw, line.owed, months[0].net), (Money(200_000), Money(200_000), Money(200_000)));
    let expected = "100,000.00 USD × 10% at risk × 50% pool × 40% allocation = 2,000.00 USD";
    assert_eq!(texts(&line.steps), [expected]);
    let names: Vec<&str> = line.steps[0].settings.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, ["at-risk-percent", "credits.pools", "allocation-percent"]);
    assert_eq!(months[0].claim_by, Some(date(2026, 3, 2)));
    assert!(
        line.steps
            .iter()
            .chain(&months[0].steps)
            .all(|step| crate::core::formula::formula(step.formula).is_some())
    );
}

#[test]
fn v09_three_per_cent_of_the_fee() {
    let mut terms = with_fee(100_000, vec![allocated("sla", "50")]);
    let credits = terms.credits.as_mut().unwrap();
    (credits.at_risk_percent, credits.cap_percent) = (dec("6").into(), None);
    let months = of(date(2026, 2, 1), terms, uptime(&["90"]));
    assert_eq!((months[0].owed, months[0].cap), (Money(3_000), Money(6_000)));
}

#[test]
fn v10_over_the_cap_each_line_is_scaled_and_the_parts_add_up() {
    let terms = terms(vec![allocated("a", "50"), allocated("b", "40"), allocated("c", "30")]);
    let month = &of(date(2026, 2, 1), terms, uptime(&["90"]))[0];
    assert_eq!((month.at_risk, month.cap), (Money(4_000_000), Money(4_000_000)));
    assert_eq!((month.raw_total, month.owed), (Money(4_800_000), Money(4_000_000)));
    assert_eq!(owed(month), [1_666_667, 1_333_333, 1_000_000]);
    let capped = month.lines[0].steps.last().unwrap();
    assert_eq!(capped.text, "Capped: 20,000.00 USD × 40,000.00 USD ÷ 48,000.00 USD = 16,666.67 USD");
}

#[test]
fn v10_under_highest_only_the_dearest_miss_counts() {
    let mut terms = terms(vec![allocated("a", "50"), allocated("b", "50"), allocated("c", "30")]);
    terms.credits.as_mut().unwrap().incident_rule = IncidentRule::Highest;
    let month = &of(date(2026, 2, 1), terms, uptime(&["90"]))[0];
    assert_eq!((owed(month), month.owed), (vec![2_000_000, 0, 0], Money(2_000_000)));
    assert_eq!(month.raw_total, Money(5_200_000));
}

fn pointed(id: &str) -> ServiceLevel {
    ServiceLevel {
        score: points_by_bands(),
        repeat_multiplier: At::new(dec("2"), place("repeat")).into(),
        ..clause(id, "uptime", "99")
    }
}

fn by_points(clauses: Vec<ServiceLevel>) -> Terms {
    let mut terms = with_fee(10_000_000, clauses);
    let credits = terms.credits.as_mut().unwrap();
    credits.method = CreditMethod::Points;
    let rows = [("5", "0"), ("10", "2"), ("15", "4"), ("20", "6"), ("25", "8"), ("30", "10")];
    credits.points = rows
        .map(|(at_least, percent)| PointsRow {
            at_least: dec(at_least),
            percent: dec(percent),
            place: place("row"),
        })
        .to_vec();
    terms
}

#[test]
fn v11_a_repeat_counts_double_and_stays_double() {
    let months = of(
        date(2026, 7, 26),
        by_points(vec![pointed("sla")]),
        uptime(&["96.5", "98.5", "96.5", "99", "96.5"]),
    );
    let points: Vec<String> = months
        .iter()
        .map(|month| {
            let line = month.lines.first();
            line.map_or("met".to_owned(), |line| format!("{} × {}", line.points, line.multiplier))
        })
        .collect();
    assert_eq!(points, ["3 × 1", "1 × 2", "3 × 2", "met", "3 × 1", "met"]);
    let step = &months[2].lines[0].steps[0];
    assert_eq!(step.text, "3 points × 2 for the 3rd miss in a row = 6; 6 of 6 points of the month: 0.00 USD");
    let first = &months[0].lines[0].steps[0];
    assert_eq!(first.text, "3 of 3 points of the month: 0.00 USD");
}

#[test]
fn v11_a_repeat_multiplies_an_allocation() {
    let clause = ServiceLevel {
        repeat_multiplier: At::new(dec("2"), place("repeat")).into(),
        ..allocated("sla", "20")
    };
    let months = of(date(2026, 3, 1), with_fee(10_000_000, vec![clause]), uptime(&["90", "90"]));
    let expected = "100,000.00 USD × 10% at risk × 100% pool × 20% allocation × 2 for the 2nd miss in a row = 4,000.00 USD";
    assert_eq!(texts(&months[1].lines[0].steps), [expected]);
}

#[test]
fn v12_points_take_the_floor_row_of_the_table() {
    let contract = contract("msa", vec![(date(2026, 1, 1), by_points(vec![pointed("sla")]))]);
    let book = register(date(2026, 4, 1), Vec::new(), Vec::new());
    let Some(Fee::Known(month)) = fee_month(&book, &contract, Period::Month(2026, 3)) else { panic!() };
    let amount = |points| lines::points_amount(&month, 0, &crate::kit::exact::of_decimal(dec(points))).0;
    assert_eq!(
        ["4", "5", "9.999999", "10", "12", "15", "29", "30", "99"].map(amount),
        [0, 0, 0, 200_000, 200_000, 400_000, 800_000, 1_000_000, 1_000_000]
    );
}

#[test]
fn v12_lines_share_the_amount_by_their_points() {
    let clauses = vec![pointed("a"), pointed("b"), pointed("c")];
    let months = of(date(2026, 4, 26), by_points(clauses), uptime(&["90", "98.5", "90"]));
    // Three times 4 points reach the row of 10: 2% of 100,000.00.
    assert_eq!((months[0].owed, owed(&months[0])), (Money(200_000), vec![66_667, 66_667, 66_666]));
    // Three repeats of 1 point are 6, in March three repeats of 4 are 24.
    assert_eq!((months[1].owed, months[2].owed), (Money(0), Money(600_000)));
    let table = months[2].steps.last().unwrap();
    assert_eq!(table.text, "24 points reach the row of 20: 100,000.00 USD × 6% = 6,000.00 USD");
}

fn earning(kind: EarnBackKind, level: &str, max_wait: u32) -> Terms {
    let earn_back =
        EarnBack { kind, level: dec(level).into(), windows: 3, max_wait, place: place("earn-back") };
    with_fee(10_000_000, vec![ServiceLevel { earn_back: Some(earn_back), ..allocated("sla", "20") }])
}

#[test]
fn v13_three_months_at_the_level_earn_the_credit_back() {
    let terms = || earning(EarnBackKind::Consecutive, "97", 6);
    let months = of(date(2026, 5, 3), terms(), uptime(&["94", "97.2", "97.0", "97.5"]));
    assert_eq!(months[0].lines[0].earn_back, EarnBackState::EarnedBack { at: Period::Month(2026, 4) });
    assert_eq!((months[0].owed, months[0].net), (Money(200_000), Money(0)));

    let early = of(date(2026, 4, 19), terms(), uptime(&["94", "97.2", "97.0"]));
    assert_eq!(early[0].lines[0].earn_back, EarnBackState::Provisional { have: 2, need: 3 });
    assert_eq!(early[0].net, Money(200_000));

    let restarted = of(date(2026, 5, 3), terms(), uptime(&["94", "97.2", "96.9", "97.5"]));
    assert_eq!(restarted[0].lines[0].earn_back, EarnBackState::Provisional { have: 1, need: 3 });
    let late = uptime(&["94", "97.2", "96.9", "97.5", "97.5", "96.9", "97.5", "97.5", "97.5"]);
    let lapsed = of(date(2026, 10, 4), terms(), late);
    assert_eq!(lapsed[0].lines[0].earn_back, EarnBackState::Final, "not within six windows");
}

#[test]
fn one_window_is_a_window_in_the_words_of_earn_back() {
    let said = |values: &[&str], max_wait: u32| {
        let terms = earning(EarnBackKind::Consecutive, "97", max_wait);
        let mut level = terms.service_levels.values().next().unwrap().clone();
        level.earn_back.as_mut().unwrap().windows = 1;
        let months = of(date(2026, 4, 19), with_fee(10_000_000, vec![level]), uptime(values));
        months[0].lines[0].steps.last().unwrap().text.clone()
    };
    assert_eq!(said(&["94"], 0), "Provisional: 0 of 1 window in a row at 97");
    assert_eq!(said(&["94", "97.5"], 0), "Earned back in February 2026: 1 window in a row at 97");
    assert_eq!(said(&["94", "96"], 1), "Final: no window at 97 within 1 window");
}

#[test]
fn v13_a_year_average_is_a_mean_of_months() {
    let mut values = vec!["96.0"; 11];
    values.push("90.0");
    let months = of(date(2027, 1, 31), earning(EarnBackKind::YearAverage, "95", 0), uptime(&values));
    let december = months.last().unwrap();
    assert_eq!(december.lines[0].earn_back, EarnBackState::EarnedBack { at: Period::Month(2026, 12) });
    let step = december.lines[0].steps.last().unwrap();
    assert_eq!(
        step.text,
        "Earned back: the mean of 12 windows of the 1st contract year is 95.50, the level 95"
    );
    assert_eq!(step.result.cmp_decimal(dec("200000")), std::cmp::Ordering::Equal, "what it returns");

    // Fifty times the volume in the bad month would pool to 91.08; the contract speaks of months.
    let mut rows = uptime(&values);
    rows[11] = row("2026-12", "uptime", "4500", "5000");
    let months = of(date(2027, 1, 31), earning(EarnBackKind::YearAverage, "95", 0), rows);
    assert!(matches!(months[11].lines[0].earn_back, EarnBackState::EarnedBack { .. }));

    let missed = of(date(2027, 1, 31), earning(EarnBackKind::YearAverage, "95.6", 0), uptime(&values));
    assert_eq!(missed[11].lines[0].earn_back, EarnBackState::Final);
    let open = of(date(2026, 12, 6), earning(EarnBackKind::YearAverage, "95", 0), uptime(&["90"]));
    assert_eq!(open[0].lines[0].earn_back, EarnBackState::Provisional { have: 1, need: 12 });
}

#[test]
fn a_part_month_has_its_fee_by_calendar_days() {
    let terms =
        Terms { ends_on: date(2026, 3, 20).into(), ..with_fee(3_100_000, vec![allocated("sla", "100")]) };
    let versions = vec![(date(2026, 1, 12), terms)];
    let months =
        ledger(&register(date(2026, 6, 7), vec![contract("msa", versions)], uptime(&["90", "90", "90"])));
    let fees: Vec<i64> = months.iter().map(|month| month.fee.0).collect();
    assert_eq!(fees, [2_000_000, 3_100_000, 2_000_000]);
    assert_eq!(months[0].owed, Money(200_000));
    assert_eq!(
        months[0].steps[0].text,
        "Fee by days in force: 31,000.00 USD × 20 ÷ 31 (12 January 2026 to 31 January 2026) = 20,000.00 USD"
    );
}

#[test]
fn an_amended_fee_counts_by_days() {
    let versions = vec![
        (date(2026, 1, 1), with_fee(3_000_000, vec![allocated("sla", "100")])),
        (date(2026, 4, 11), with_fee(6_000_000, vec![allocated("sla", "100")])),
    ];
    let months = ledger(&register(date(2026, 5, 3), vec![contract("msa", versions)], Vec::new()));
    assert_eq!(months[3].fee, Money(5_000_000));
    assert!(months.iter().all(|month| month.owed == Money(0)), "nothing measured, nothing owed");
    assert_eq!(
        months[3].steps[0].text,
        "Fee by days in force: 30,000.00 USD × 10 ÷ 30 (1 April 2026 to 10 April 2026) + 60,000.00 USD × 20 ÷ 30 (11 April 2026 to 30 April 2026) = 50,000.00 USD"
    );
}

#[test]
fn money_starts_at_credits_from() {
    let clause = ServiceLevel { credits_from: Some(date(2026, 2, 1)), ..allocated("sla", "20") };
    let months = of(date(2026, 5, 3), with_fee(10_000_000, vec![clause]), uptime(&["90", "90", "90"]));
    assert_eq!(months.iter().map(|month| month.owed.0).collect::<Vec<_>>(), [200_000, 200_000, 0]);
}

#[test]
fn a_quarter_is_billed_to_its_last_month() {
    let clause = ServiceLevel { window: Window::Quarter, ..allocated("sla", "20") };
    let terms = rulings::by_base(CreditBase::LastMonth, with_fee(10_000_000, vec![clause]));
    let months = of(date(2026, 4, 5), terms, uptime(&["90", "90", "90"]));
    assert_eq!(months.iter().map(|month| month.owed.0).collect::<Vec<_>>(), [200_000]);
}

#[test]
fn weekly_windows_and_other_contracts_cost_nothing_here() {
    let weekly =
        ServiceLevel { window: Window::Week, metric: MetricId::new("accuracy"), ..allocated("sla", "20") };
    let months = of(date(2026, 2, 1), terms(vec![weekly]), vec![row("2026-W02", "accuracy", "1", "100")]);
    assert!(months.is_empty());
}

#[test]
fn provisional_figures_mark_the_month() {
    let mut rows = uptime(&["99"]);
    rows[0] = rows[0].clone().provisional();
    assert!(of(date(2026, 2, 1), terms(vec![allocated("sla", "20")]), rows)[0].provisional);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn parts_add_up_and_never_pass_the_cap(
        fee in 1_i64..10_000_000_000,
        allocations in prop::collection::vec(1_i64..120_000_000, 1..7),
        cap in 0_i64..30_000_000,
        day in 1_i8..28,
        highest in any::<bool>(),
        points in any::<bool>(),
    ) {
        let names = ["a", "b", "c", "d", "e", "f", "g"];
        let clauses: Vec<ServiceLevel> = allocations.iter().zip(names).map(|(allocation, id)| ServiceLevel {
            allocation: Some(At::new(Decimal::from_micro(*allocation), place("allocation"))),
            score: pointed(id).score,
            ..clause(id, "uptime", "95")
        }).collect();
        let mut terms = Terms { monthly_fee: Some(Money(fee).into()), ..by_points(clauses) };
        let credits = terms.credits.as_mut().unwrap();
        credits.cap_percent = Some(Decimal::from_micro(cap).into());
        credits.method = if points { CreditMethod::Points } else { CreditMethod::Allocation };
        credits.incident_rule = if highest { IncidentRule::Highest } else { IncidentRule::Sum };
        let versions = vec![(date(2026, 1, day), terms)];
        let months = ledger(&register(date(2026, 4, 5), vec![contract("msa", versions)], uptime(&["90", "91", "80"])));
        prop_assert!(!months.is_empty());
        for month in months {
            let sum: i64 = month.lines.iter().map(|line| line.owed.0).sum();
            prop_assert_eq!(sum, month.owed.0);
            prop_assert!(month.owed <= month.cap && month.owed <= month.at_risk && month.owed <= month.raw_total.max(month.owed));
            prop_assert!(month.lines.iter().all(|line| line.owed.0 >= 0));
        }
    }
}
