//! What is not whole, and what always holds.

use super::*;

#[test]
fn a_month_without_its_rows_has_no_amount() {
    let terms = || card(vec![rate("labelling", BillingUnit::Unit, "weekly", "1")]);
    let weeks = ["2026-W40", "2026-W41", "2026-W42", "2026-W43"];
    let rows = || weeks.map(|week| row(week, "weekly", "100", "1")).to_vec();
    let why = |month: ExpectedMonth| month.lines[0].cost.as_ref().err().cloned();
    let last = vec![(SiteId::new("porto"), period("2026-W44"))];
    let metric = || MetricId::new("weekly");
    assert_eq!(
        why(one(terms(), rows(), "2026-10")),
        Some(Unpriced::Missing { metric: metric(), rows: last })
    );
    assert_eq!(
        why(one(terms(), Vec::new(), "2026-10")),
        Some(Unpriced::NothingReported { metric: metric() })
    );
    let running = book(date(2026, 10, 20), vec![(YEAR, terms())], rows());
    assert_eq!(why(month_of(&running, "2026-10")), Some(Unpriced::Running));
    // A site that begins later owes nothing before.
    let mut all = rows();
    all.extend([row("2026-W44", "weekly", "100", "1"), row("2026-W43", "weekly", "5", "1").at("lisbon")]);
    all.push(row("2026-W44", "weekly", "5", "1").at("lisbon"));
    let month = one(terms(), all, "2026-10");
    assert_eq!(amounts(&month), [1_000, 50_000]);
    assert!(month.is_whole());
}

#[test]
fn provisional_rows_mark_an_amount_and_do_not_refuse_it() {
    let terms = card(vec![rate("labelling", BillingUnit::Unit, "units", "1")]);
    let month = one(terms, vec![row("2026-10", "units", "7", "1").provisional()], "2026-10");
    let cost = month.lines[0].cost.as_ref().unwrap();
    assert_eq!((cost.amount, cost.provisional, cost.rows.as_slice()), (Money(700), true, &[0][..]));
}

#[test]
fn a_whole_beside_its_parts_has_no_amount() {
    let terms = card(vec![rate("labelling", BillingUnit::Unit, "units", "1")]);
    let rows = vec![row("2026-10", "units", "7", "1"), row("2026-10", "units", "3", "1").queue("pt")];
    let month = one(terms, rows, "2026-10");
    assert!(matches!(month.lines[0].cost, Err(Unpriced::Unclear { .. })));
}

#[test]
fn months_of_a_contract_end_with_the_day_of_the_book() {
    let register = book(date(2026, 3, 10), vec![(date(2026, 1, 20), card(Vec::new()))], Vec::new());
    let months = months_of(&register, &register.contracts[&ContractId::new("msa")]);
    assert_eq!(months, [period("2026-01"), period("2026-02"), period("2026-03")]);
}

/// A plain generator: the same lines on every run.
fn next(state: &mut u64) -> i64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    i64::try_from(*state >> 33).unwrap()
}

#[test]
fn ten_thousand_lines_do_not_drift() {
    let (mut state, mut exact, mut sum) = (7, of_whole(0), 0_i128);
    for _ in 0..10_000 {
        let quantity = fraction(next(&mut state) % 40_000_000_000, 1_000_000);
        let price = fraction(next(&mut state) % 100_000_000, 1_000_000);
        let minor = in_minor(&(quantity * price), "USD");
        let line = rounded(&minor).unwrap();
        let off = of_whole(line.0) - &minor;
        assert!(fraction(-1, 2) < off && off <= fraction(1, 2), "rounded once, half up");
        exact += minor;
        sum += i128::from(line.0);
    }
    let drift = BigRational::from(BigInt::from(sum)) - exact;
    assert!(drift < of_whole(5_000) && drift > of_whole(-5_000), "at most half a cent a line");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Rows in any order make the same lines, and parts of the days add up to the whole.
    #[test]
    fn order_of_rows_changes_nothing(values in proptest::collection::vec(0_i64..100_000, 31), turn in 0_usize..31, cut in 2_i8..31) {
        let at = |price| card(vec![rate("labelling", BillingUnit::Unit, "daily", price)]);
        let mut rows: Vec<Row> = values.iter().enumerate().map(|(at, value)| {
            row(&format!("2026-10-{:02}", at + 1), "daily", &value.to_string(), "1")
        }).collect();
        let of = |rows: Vec<Row>| {
            let versions = vec![(YEAR, at("0.0137")), (date(2026, 10, cut), at("0.0211"))];
            let month = month_of(&book(LATER, versions, rows), "2026-10");
            (amounts(&month), month.lines[0].cost.as_ref().unwrap().exact.clone())
        };
        let before = of(rows.clone());
        rows.rotate_left(turn);
        prop_assert_eq!(&before, &of(rows));
        let cut = usize::try_from(cut).unwrap() - 1;
        let (first, rest): (i64, i64) = (values[..cut].iter().sum(), values[cut..].iter().sum());
        prop_assert_eq!(before.1, fraction(first * 137 + rest * 211, 100));
    }

    /// A graduated price list never costs less than a slab of falling prices, and both nothing of nothing.
    #[test]
    fn graduated_costs_at_least_the_slab(volume in 0_i64..40_000) {
        let volume = of_whole(volume);
        let of = |mode| tiered(&tiers(), mode, &volume);
        prop_assert!(of(TierMode::Graduated) >= of(TierMode::Slab));
    }

    /// Outside the deadband a band is one line on each side.
    #[test]
    fn a_band_is_symmetric(over in 0_i64..5_000, deadband in 0_i64..2_000) {
        let (baseline, deadband) = (of_whole(10_000), of_whole(deadband));
        let at = |volume: i64| beyond(&baseline, &deadband, BandCounts::FromDeadband, &of_whole(volume));
        prop_assert_eq!(at(10_000 + over), -at(10_000 - over));
    }
}
