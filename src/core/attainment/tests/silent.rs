//! What the field means where texts were silent: 0/0 in a slice, rounding, gaps, pools of small windows, wholes beside parts.

use jiff::civil::date;
use num_bigint::BigInt;
use num_rational::BigRational;

use super::*;
use crate::kit::source::At;

fn weekly(clause: ServiceLevel) -> ServiceLevel {
    ServiceLevel { window: Window::Week, ..clause }
}

/// Weeks 6, 7, … of 2026 with numerator and denominator.
fn weeks(figures: &[(&str, &str)]) -> Vec<Row> {
    let at = (6..).map(|week| format!("2026-W{week:02}"));
    at.zip(figures).map(|(at, (over, under))| row(&at, "accuracy", over, under)).collect()
}

fn february(clause: ServiceLevel, figures: &[(&str, &str)]) -> Ruling {
    at(&one(clause, date(2026, 3, 1), weeks(figures)), "2026-02").clone()
}

fn by_mean(on_zero: OnZero, direction: Direction, target: &str) -> ServiceLevel {
    ServiceLevel {
        aggregation: Aggregation::RatioTimeslices,
        direction,
        on_zero,
        ..clause("sla", "accuracy", target)
    }
}

fn by_slices(on_zero: OnZero) -> ServiceLevel {
    ServiceLevel {
        aggregation: Aggregation::Timeslices,
        slice_target: Some(At::new(dec("95"), place("slice-target"))),
        on_zero,
        ..clause("sla", "accuracy", "75")
    }
}

#[test]
fn r14_a_slice_of_nothing_is_what_the_clause_says_of_it() {
    let figures = [("90", "100"), ("0", "0"), ("98", "100"), ("98", "100")];
    let share = |on_zero| shown(&february(by_slices(on_zero), &figures));
    assert_eq!(
        [share(OnZero::NotMeasured), share(OnZero::Met), share(OnZero::Missed)],
        ["66.67", "75.00", "50.00"]
    );
    let mean = |on_zero, direction| shown(&february(by_mean(on_zero, direction, "95"), &figures));
    assert_eq!(mean(OnZero::NotMeasured, Direction::AtLeast), "95.33", "286 ÷ 3");
    assert_eq!(mean(OnZero::Met, Direction::AtLeast), "96.50", "386 ÷ 4: met is 100%");
    assert_eq!(mean(OnZero::Missed, Direction::AtLeast), "71.50", "286 ÷ 4: missed is 0%");
    assert_eq!(mean(OnZero::Met, Direction::AtMost), "71.50", "the best of an at-most is 0%");
    assert_eq!(mean(OnZero::Missed, Direction::AtMost), "96.50");
    let sums = |on_zero| {
        february(ServiceLevel { on_zero, ..clause("sla", "accuracy", "95") }, &[("0", "0"), ("0", "0")])
    };
    assert_eq!(sums(OnZero::Met).outcome, Outcome::Met, "under occurrences the window is asked");
    assert_eq!(sums(OnZero::Missed).outcome, Outcome::Missed);
    let little =
        ServiceLevel { min_volume: dec("10").into(), ..by_mean(OnZero::Met, Direction::AtLeast, "95") };
    assert_eq!(february(little, &[("0", "0")]).outcome, Outcome::Met, "0/0 is asked before too little is");
}

#[test]
fn r18_rounding_is_of_the_result_and_never_of_a_slice() {
    let rounding = Rounding { decimals: Some(0), mode: RoundMode::HalfUp };
    let slices = february(
        ServiceLevel { rounding, ..by_slices(OnZero::NotMeasured) },
        &[("94.6", "100"), ("96", "100"), ("96", "100")],
    );
    // 94.6% rounds to 95% and is none: two of three slices met, 66.67%, which rounds to 67%.
    assert_eq!(
        slices.slices.iter().map(|slice| slice.met).collect::<Vec<_>>()[..3],
        [Some(false), Some(true), Some(true)]
    );
    assert_eq!((shown(&slices), slices.outcome), ("67.00".to_owned(), Outcome::Missed));
    let mean = february(
        ServiceLevel { rounding, ..by_mean(OnZero::NotMeasured, Direction::AtLeast, "95") },
        &[("94.4", "100"), ("94.6", "100")],
    );
    assert_eq!((shown(&mean), mean.outcome), ("95.00".to_owned(), Outcome::Met), "94.5 rounds half up");
}

#[test]
fn d8_a_blended_target_and_a_mean_of_days_are_ratios_of_integers() {
    let split = |target: &str| {
        terms(vec![ServiceLevel {
            target: Target::Line(dec(target)).into(),
            ..clause("sla", "accuracy", "0")
        }])
    };
    let versions = vec![(date(2026, 1, 1), split("90")), (date(2026, 2, 16), split("80"))];
    let rows = weeks(&[("90", "100"), ("90", "100"), ("90", "100")]);
    let blended =
        at(&rulings(&register(date(2026, 3, 1), vec![contract("msa", versions)], rows)), "2026-02").clone();
    let exact = |num: i64, den: i64| BigRational::new(BigInt::from(num), BigInt::from(den));
    assert_eq!(blended.beyond.target.as_deref(), Some(&exact(260, 3)));
    assert_eq!(blended.target, Target::Line(dec("86.666666")), "on the side that agrees with met");

    let days: Vec<Row> = (1..=28)
        .map(|day| row(&format!("2026-02-{day:02}"), "daily", "90", &(89 + 2 * day).to_string()))
        .collect();
    let versions = vec![(
        date(2026, 1, 1),
        terms(vec![ServiceLevel {
            metric: MetricId::new("daily"),
            ..by_mean(OnZero::NotMeasured, Direction::AtLeast, "95")
        }]),
    )];
    let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], days);
    register.metrics.insert(MetricId::new("daily"), metric("daily", MetricKind::Ratio, Grain::Day));
    let mean = at(&rulings(&register), "2026-02").clone();
    let sum: BigRational = (1..=28).map(|day| exact(9000, 89 + 2 * day)).sum();
    assert_eq!(mean.exact_value(), Some(sum / BigInt::from(28)));
}

#[test]
fn d8_a_tie_under_at_most_never_reads_as_beyond_its_line() {
    let terms_of = |target: &str| {
        terms(vec![ServiceLevel {
            direction: Direction::AtMost,
            target: Target::Line(dec(target)).into(),
            ..clause("sla", "m", "0")
        }])
    };
    let versions = vec![(date(2026, 1, 1), terms_of("10")), (date(2026, 2, 16), terms_of("11"))];
    // Three and four samples: the line is (3 × 10 + 4 × 11) ÷ 7 = 74 ÷ 7, and so is the value.
    let rows = vec![row("2026-W06", "m", "10", "3"), row("2026-W08", "m", "11", "4")];
    let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], rows);
    register.metrics.insert(MetricId::new("m"), metric("m", MetricKind::Mean, Grain::Week));
    let tie = at(&rulings(&register), "2026-02").clone();
    let Target::Line(line) = tie.target else { panic!("a line") };
    assert_eq!((tie.outcome, line), (Outcome::Met, dec("10.571429")));
    assert_eq!(tie.value.unwrap().show_against(line, 2), "10.57");
}

#[test]
fn r16_d2_relief_of_each_site_is_relief_of_the_contract() {
    let judged = |sites: &[&str], rows: Vec<Row>| {
        let clause = ServiceLevel {
            on_missing: OnMissing::MissedAfter { days: 0 },
            ..weekly(clause("sla", "accuracy", "95"))
        };
        let versions = vec![(date(2026, 1, 1), terms(vec![clause]))];
        let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], rows);
        let event = relief("cut", "sla", date(2026, 2, 9), date(2026, 2, 15));
        let event = Relief { sites: sites.iter().map(|id| SiteId::new(id).into()).collect(), ..event };
        register.relief.insert(event.id.clone(), event);
        at(&rulings(&register), "2026-W07").clone()
    };
    let alone = weeks(&[("96", "100")]);
    let relieved = Outcome::NotMeasured(WhyNot::AllRelieved);
    assert_eq!(judged(&[], alone.clone()).outcome, relieved);
    assert_eq!(judged(&["porto"], alone.clone()).outcome, relieved, "the relief that names the only site");
    let two = [alone.clone(), vec![row("2026-W06", "accuracy", "96", "100").at("riga")]].concat();
    let half = judged(&["porto"], two.clone());
    assert_eq!((half.outcome, half.missing.len()), (Outcome::Missed, 1), "Riga owes its row");
    assert_eq!(judged(&["porto", "riga"], two.clone()).outcome, relieved);
    let there = [two, vec![row("2026-W07", "accuracy", "96", "100").at("riga")]].concat();
    let met = judged(&["porto"], there);
    assert_eq!(
        (met.outcome, met.missing_sites.len()),
        (Outcome::Met, 0),
        "Porto owes nothing, Riga's row is there"
    );
}

#[test]
fn r20_a_result_with_rows_missing_says_which() {
    let rows = |last: bool| {
        let mut rows = weeks(&[("96", "100"); 4]);
        let riga = weeks(&[("96", "100"); 4]).into_iter().map(|row| row.at("riga"));
        rows.extend(riga.take(if last { 4 } else { 3 }));
        rows
    };
    let gaps = |rows| {
        let rulings = one(clause("sla", "accuracy", "95"), date(2026, 3, 1), rows);
        at(&rulings, "2026-02").gaps()
    };
    assert_eq!(gaps(rows(true)), None);
    assert_eq!(gaps(rows(false)), Some(Gaps { slices: (3, 4), sites: Some((1, 2)), withheld: (0, 0) }));
    assert_eq!(
        gaps(weeks(&[("96", "100"); 3])),
        Some(Gaps { slices: (3, 4), sites: None, withheld: (0, 0) })
    );
}

#[test]
fn r20_min_volume_of_a_count_is_held_against_the_count_itself() {
    let judged = |count: &str| {
        let clause = ServiceLevel { min_volume: dec("100").into(), ..clause("sla", "m", "120") };
        let versions = vec![(date(2026, 1, 1), terms(vec![clause]))];
        let rows = vec![row("2026-W06", "m", count, "0"), row("2026-W07", "m", "50", "0")];
        let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], rows);
        register.metrics.insert(MetricId::new("m"), metric("m", MetricKind::Count, Grain::Week));
        at(&rulings(&register), "2026-02").outcome.clone()
    };
    assert!(matches!(judged("49"), Outcome::NotMeasured(WhyNot::BelowMinVolume { .. })), "49 + 50");
    assert_eq!(judged("50"), Outcome::Missed, "100 of 120");
}

fn pooling(on_missing: OnMissing) -> ServiceLevel {
    ServiceLevel {
        min_volume: dec("10").into(),
        below_min_volume: BelowMinVolume::CombineNext,
        on_missing,
        ..weekly(clause("sla", "accuracy", "95"))
    }
}

fn outcomes(rulings: &[Ruling]) -> Vec<(String, Outcome)> {
    let from = rulings.iter().position(|ruling| ruling.window.period == period("2026-W06")).unwrap();
    rulings[from..].iter().map(|ruling| (ruling.window.period.to_string(), ruling.outcome.clone())).collect()
}

fn small() -> Outcome {
    Outcome::NotMeasured(WhyNot::BelowMinVolume { volume: dec("4"), minimum: dec("10") })
}

#[test]
fn r21_a_missing_window_is_passed_over_under_flag() {
    let mut rows = weeks(&[("4", "4"), ("0", "0"), ("6", "6")]);
    rows.remove(1);
    let rulings = one(pooling(OnMissing::Flag), date(2026, 2, 22), rows);
    let into = Outcome::NotMeasured(WhyNot::CombinedInto(period("2026-W08")));
    assert_eq!(
        outcomes(&rulings),
        [
            ("2026-W06".to_owned(), into),
            ("2026-W07".to_owned(), Outcome::NotMeasured(WhyNot::Late)),
            ("2026-W08".to_owned(), Outcome::Met),
        ]
    );
    assert_eq!(rulings.last().unwrap().combined_with, [period("2026-W06")]);
}

#[test]
fn r21_a_missing_window_is_missed_and_ends_the_pool_under_missed() {
    let mut rows = weeks(&[("4", "4"), ("0", "0"), ("4", "4"), ("6", "6")]);
    rows.remove(1);
    let rulings = one(pooling(OnMissing::MissedAfter { days: 0 }), date(2026, 3, 1), rows);
    let into = Outcome::NotMeasured(WhyNot::CombinedInto(period("2026-W09")));
    assert_eq!(
        outcomes(&rulings),
        [
            ("2026-W06".to_owned(), small()),
            ("2026-W07".to_owned(), Outcome::Missed),
            ("2026-W08".to_owned(), into),
            ("2026-W09".to_owned(), Outcome::Met),
        ]
    );
    assert_eq!(rulings.last().unwrap().combined_with, [period("2026-W08")], "week 6 is in no pool any more");
}

#[test]
fn r21_a_pool_that_is_open_at_the_contracts_end_is_judged_as_it_stands() {
    let judged = |as_of| {
        let terms = Terms { ends_on: date(2026, 2, 15).into(), ..terms(vec![pooling(OnMissing::Flag)]) };
        let rows = weeks(&[("4", "4"), ("2", "4")]);
        rulings(&register(as_of, vec![contract("msa", vec![(date(2026, 1, 1), terms)])], rows))
    };
    let ended = judged(date(2026, 2, 15));
    let into = Outcome::NotMeasured(WhyNot::CombinedInto(period("2026-W07")));
    assert_eq!(outcomes(&ended), [("2026-W06".to_owned(), into), ("2026-W07".to_owned(), Outcome::Missed)]);
    let last = ended.last().unwrap();
    assert!(last.open_pool && shown(last) == "75.00" && last.combined_with == [period("2026-W06")]);
    let open = judged(date(2026, 2, 14));
    assert_eq!(outcomes(&open), [("2026-W06".to_owned(), small())], "a window is still to come");
}

#[test]
fn r19_a_language_covers_its_variants_and_a_queue_names_its_sites() {
    assert!(covers_language("en", "en-GB") && covers_language("EN", "en") && !covers_language("en-GB", "en"));
    assert!(!covers_language("en", "eng") && !covers_language("en-GB", "en-US"));
    let judged = |queue_sites: &[&str]| {
        let mut scoped = clause("sla", "accuracy", "95");
        scoped.scope.queues.insert(QueueId::new("pt"));
        let rows = vec![
            row("2026-W06", "accuracy", "96", "100").queue("pt"),
            row("2026-W06", "accuracy", "96", "100").queue("et").at("riga"),
        ];
        let versions = vec![(date(2026, 1, 1), terms(vec![scoped]))];
        let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], rows);
        let mut atlas = atlas();
        atlas.sites.insert(SiteId::new("riga"));
        atlas.queues[0].sites = queue_sites.iter().map(|id| SiteId::new(id).into()).collect();
        register.projects.insert(atlas.id.clone(), atlas);
        let subjects: Vec<Subject> =
            judge_all(&register, &Rollup::new(&register)).into_iter().map(|judged| judged.subject).collect();
        subjects
    };
    let vendor = Subject::Vendor(VendorId::new("acme"));
    let site = |id| Subject::Site(SiteId::new(id));
    assert_eq!(judged(&[]), [vendor.clone(), site("porto"), site("riga")]);
    assert_eq!(judged(&["porto"]), [vendor, site("porto")], "Riga works none of the clause's queues");
}

#[test]
fn r10_a_whole_beside_its_queues_is_what_the_metric_says() {
    let judged = |whole_rows, queue: Option<&str>| {
        let mut scoped = ServiceLevel { metric: MetricId::new("m"), ..clause("sla", "m", "1000") };
        scoped.scope.queues.extend(queue.map(QueueId::new));
        let whole = [row("2026-W06", "m", "800", "0"), row("2026-W07", "m", "300", "0")];
        let rows = vec![
            whole[0].clone(),
            row("2026-W06", "m", "500", "0").queue("pt"),
            row("2026-W06", "m", "300", "0").queue("et"),
            whole[1].clone(),
        ];
        let versions = vec![(date(2026, 1, 1), terms(vec![scoped]))];
        let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], rows);
        register.projects.insert(ProjectId::new("atlas"), atlas());
        register
            .metrics
            .insert(MetricId::new("m"), Metric { whole_rows, ..metric("m", MetricKind::Count, Grain::Week) });
        at(&rulings(&register), "2026-02").clone()
    };
    let total = judged(Some(WholeRows::Total), None);
    assert_eq!((shown(&total).as_str(), total.rows.as_slice()), ("1,100.00", [0, 3].as_slice()));
    let rest = judged(Some(WholeRows::Rest), None);
    assert_eq!((shown(&rest), rest.rows.len()), ("1,900.00".to_owned(), 4));
    let unsaid = judged(None, None);
    assert_eq!((unsaid.outcome, unsaid.value), (Outcome::NotMeasured(WhyNot::WholeBesideParts), None));
    assert_eq!(shown(&judged(None, Some("pt"))), "500.00", "a clause of one queue has no whole before it");
}
