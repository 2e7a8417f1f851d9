//! What the field means where texts were silent about money, with amounts worked out by hand.

use super::*;
use crate::core::contract::record::OnMissing;
use crate::core::settings::forms::Currency;
use crate::kit::source::At;

pub fn by_base(base: CreditBase, terms: Terms) -> Terms {
    let credits = terms.credits.map(|credits| Credits { base: Some(base), ..credits });
    Terms { credits, ..terms }
}

fn in_pool(name: &str, percent: &str, terms: Terms) -> Terms {
    let mut terms = terms;
    if let Some(credits) = &mut terms.credits {
        credits.pools.insert(name.to_owned(), At::new(dec(percent), place("pool")));
    }
    terms
}

/// A million a month, in March half of it.
fn falling_fee(terms: impl Fn(i64) -> Terms) -> Contract {
    contract("msa", vec![(date(2026, 1, 1), terms(100_000_000)), (date(2026, 3, 1), terms(50_000_000))])
}

fn quarterly(id: &str, percent: &str) -> ServiceLevel {
    ServiceLevel { window: Window::Quarter, ..allocated(id, percent) }
}

#[test]
fn r07_the_base_of_a_quarter_is_what_the_contract_says() {
    let march = |base| {
        let contract = falling_fee(|fee| by_base(base, with_fee(fee, vec![quarterly("sla", "100")])));
        let rows = uptime(&["90", "90", "90"]);
        ledger(&register(date(2026, 4, 5), vec![contract], rows)).pop().unwrap()
    };
    let last = march(CreditBase::LastMonth);
    assert_eq!(
        (last.month, last.owed, last.cap),
        (Period::Month(2026, 3), Money(5_000_000), Money(5_000_000))
    );
    let whole = march(CreditBase::Window);
    assert_eq!((whole.fee, whole.owed, whole.cap), (Money(50_000_000), Money(25_000_000), Money(25_000_000)));
    assert_eq!(
        texts(&whole.steps)[3],
        "Fees by month: 1,000,000.00 USD + 1,000,000.00 USD + 500,000.00 USD = 2,500,000.00 USD"
    );
    assert_eq!(
        texts(&whole.lines[0].steps),
        ["2,500,000.00 USD × 10% at risk × 100% pool × 100% allocation = 250,000.00 USD"]
    );
}

#[test]
fn r07_each_month_of_the_base_counts_by_its_days_in_force() {
    let terms = by_base(CreditBase::Window, with_fee(3_100_000, vec![quarterly("sla", "100")]));
    let versions = vec![(date(2026, 1, 22), Terms { ends_on: date(2026, 3, 20).into(), ..terms })];
    let rows = uptime(&["90", "90", "90"]);
    let months = ledger(&register(date(2026, 4, 5), vec![contract("msa", versions)], rows));
    // 10 of 31 days, all of February, 20 of 31.
    assert_eq!(months.last().unwrap().owed, Money(100_000 + 310_000 + 200_000));
}

#[test]
fn r07_what_months_cost_stays_within_the_months_own_limit() {
    let contract = falling_fee(|fee| {
        let monthly = || vec![allocated("a", "100"), allocated("b", "100"), quarterly("c", "10")];
        by_base(CreditBase::Window, with_fee(fee, monthly()))
    });
    let rows = uptime(&["90", "90", "90"]);
    let march = ledger(&register(date(2026, 4, 5), vec![contract], rows)).pop().unwrap();
    // Two misses of 50,000 share the 50,000 of March; the quarter's 10% of 250,000 stands beside them.
    assert_eq!(owed(&march), [2_500_000, 2_500_000, 2_500_000]);
    assert!(texts(&march.steps).contains(&"100,000.00 USD is over the limit of 50,000.00 USD"));
}

#[test]
fn r07_points_are_looked_up_by_base() {
    let quarter = ServiceLevel { window: Window::Quarter, ..pointed("q") };
    let terms = by_base(CreditBase::Window, by_points(vec![pointed("m"), quarter]));
    let mut terms = terms;
    let first = terms.credits.as_mut().unwrap();
    first.points[0] = PointsRow { at_least: dec("4"), percent: dec("2"), place: place("row") };
    first.points.truncate(1);
    let months = of(date(2026, 4, 5), terms, uptime(&["99", "99", "90"]));
    // Four points each: 2% of March's 100,000.00, and 2% of the quarter's 300,000.00 (96% is one of two points below 97).
    let march = months.last().unwrap();
    assert_eq!(march.lines.len(), 2);
    assert_eq!(owed(march), [200_000, 0], "the quarter's 96% has 3 points, below the first row");
}

#[test]
fn r12_repeats_are_counted_from_credits_from() {
    let clause = ServiceLevel {
        credits_from: Some(date(2026, 2, 1)),
        repeat_multiplier: At::new(dec("2"), place("repeat")).into(),
        ..allocated("sla", "20")
    };
    let register = register(
        date(2026, 5, 3),
        vec![contract("msa", vec![(date(2026, 1, 1), with_fee(10_000_000, vec![clause]))])],
        uptime(&["90", "90", "90"]),
    );
    let judged = judge_all(&register, &Rollup::new(&register));
    let shown: Vec<u32> = judged[0].rulings.iter().map(|ruling| ruling.streak).collect();
    assert_eq!(shown, [1, 2, 3, 0], "what is shown counts from measured-from");
    let months = credits(&register, &judged);
    assert_eq!(months.iter().map(|month| month.owed.0).collect::<Vec<_>>(), [200_000, 400_000, 0]);
    assert!(texts(&months[1].lines[0].steps)[0].contains("× 2 for the 2nd miss in a row"));
}

#[test]
fn r13_a_named_pool_never_pays_more_than_itself() {
    let pooled = |id: &str| ServiceLevel { pool: Some("quality".to_owned()), ..allocated(id, "100") };
    let terms = in_pool("quality", "30", with_fee(100_000_000, vec![pooled("a"), pooled("b")]));
    let month = &of(date(2026, 2, 1), terms, uptime(&["90"]))[0];
    assert_eq!((month.raw_total, month.owed), (Money(6_000_000), Money(3_000_000)));
    assert_eq!(owed(month), [1_500_000, 1_500_000]);
    assert_eq!(
        month.lines[0].steps.last().unwrap().text,
        "Held to pool quality: 30,000.00 USD × 30,000.00 USD ÷ 60,000.00 USD = 15,000.00 USD"
    );
    assert_eq!(month.steps.last().unwrap().text, "60,000.00 USD is over pool quality of 30,000.00 USD");

    let repeated = ServiceLevel { repeat_multiplier: dec("2").into(), ..pooled("a") };
    let terms = in_pool("quality", "30", with_fee(100_000_000, vec![repeated, allocated("b", "80")]));
    let months = of(date(2026, 3, 1), terms, uptime(&["90", "90"]));
    assert_eq!(owed(&months[1]), [2_727_272 + 1, 7_272_727], "30,000 and 80,000 under the cap of 100,000");
}

#[test]
fn r15_one_run_returns_several_credits_and_the_oldest_first() {
    let terms = earning(EarnBackKind::Consecutive, "97", 4);
    let months = of(date(2026, 7, 26), terms, uptime(&["94", "94", "97", "98", "99"]));
    let states: Vec<&EarnBackState> =
        months.iter().flat_map(|month| &month.lines).map(|line| &line.earn_back).collect();
    let back = EarnBackState::EarnedBack { at: Period::Month(2026, 5) };
    assert_eq!(states, [&back, &back], "the run of March to May ends within four windows of both");
    assert_eq!(months.iter().map(|month| month.net.0).collect::<Vec<_>>(), [0; 6]);

    let terms = earning(EarnBackKind::Consecutive, "97", 3);
    let months = of(date(2026, 7, 26), terms, uptime(&["94", "94", "97", "98", "99"]));
    let states: Vec<&EarnBackState> =
        months.iter().flat_map(|month| &month.lines).map(|line| &line.earn_back).collect();
    assert_eq!(states, [&EarnBackState::Final, &back], "January's wait is over in April");
}

#[test]
fn r15_a_year_average_needs_twelve_months_in_force() {
    let terms = Terms { ends_on: date(2026, 6, 30).into(), ..earning(EarnBackKind::YearAverage, "95", 0) };
    let months = of(date(2027, 1, 31), terms, uptime(&["90", "99", "99", "99", "99", "99"]));
    assert_eq!((months[0].lines[0].earn_back.clone(), months[0].net), (EarnBackState::Final, Money(200_000)));
    assert_eq!(
        months[0].lines[0].steps.last().unwrap().text,
        "Final: 6 of the 12 months of the 1st contract year were in force"
    );
}

#[test]
fn r17_ties_of_the_remainder_go_by_the_service_levels_id() {
    let terms = with_fee(1_000, vec![allocated("c", "100"), allocated("a", "100"), allocated("b", "100")]);
    let month = &of(date(2026, 2, 1), terms, uptime(&["90"]))[0];
    let named: Vec<(&str, i64)> =
        month.lines.iter().map(|line| (line.service_level.as_str(), line.owed.0)).collect();
    assert_eq!(named, [("a", 34), ("b", 33), ("c", 33)]);
}

#[test]
fn d4_yen_are_whole_and_dinars_have_three_decimals() {
    let first = |currency: &str| {
        let terms =
            Terms { currency: Currency::new(currency), ..with_fee(12_345_678, vec![allocated("sla", "50")]) };
        let month = of(date(2026, 2, 1), terms, uptime(&["90"])).remove(0);
        (month.lines[0].steps[0].text.clone(), month.owed)
    };
    let owed = Money(617_284);
    assert_eq!(
        first("JPY"),
        ("12,345,678 JPY × 10% at risk × 100% pool × 50% allocation = 617,284 JPY".to_owned(), owed)
    );
    assert_eq!(
        first("KWD"),
        ("12,345.678 KWD × 10% at risk × 100% pool × 50% allocation = 617.284 KWD".to_owned(), owed)
    );
}

#[test]
fn a_withheld_month_costs_nothing_and_a_missing_one_costs_as_a_miss() {
    // 10% of a fee of 1,000,000.00: 100,000.00 at risk, all of it allocated to the clause.
    let clause =
        || ServiceLevel { on_missing: OnMissing::MissedAfter { days: 0 }, ..allocated("sla", "100") };
    let february = |rows: Vec<Row>| {
        let months = of(date(2026, 3, 15), with_fee(100_000_000, vec![clause()]), rows);
        let of = months.iter().find(|month| month.month == Period::Month(2026, 2));
        of.map_or((0, 0), |month| (month.owed.0, month.net.0))
    };
    let january = || uptime(&["96"]);
    assert_eq!(february(january()), (10_000_000, 10_000_000), "February was never sent");
    let withheld = || row("2026-02", "uptime", "0", "0").withheld();
    assert_eq!(february([january(), vec![withheld()]].concat()), (0, 0));
    // Riga withholds, and Porto misses by what it sent: 90 of 100.
    let beside = [uptime(&["96", "90"]), vec![withheld().at("riga")]].concat();
    assert_eq!(february(beside), (10_000_000, 10_000_000), "what is there is judged");
    let met = [uptime(&["96", "96"]), vec![withheld().at("riga")]].concat();
    assert_eq!(february(met), (0, 0), "the site that withheld its row owes none");
}
