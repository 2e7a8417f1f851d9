//! One test a policy.

use jiff::civil::date;

use super::*;
use crate::kit::number::Quotient;
use crate::kit::source::At;
use crate::kit::source::Extent;

const W06: &str = "2026-W06";
const W07: &str = "2026-W07";

fn weekly(clause: ServiceLevel) -> ServiceLevel {
    ServiceLevel { window: Window::Week, ..clause }
}

/// February 2026 (weeks 6 to 9) of one clause over weekly accuracy.
fn february(clause: ServiceLevel, rows: Vec<Row>) -> Ruling {
    at(&one(clause, date(2026, 3, 1), rows), "2026-02").clone()
}

fn why(ruling: &Ruling) -> &WhyNot {
    match &ruling.outcome {
        Outcome::NotMeasured(why) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn equality_meets_and_a_hair_less_misses() {
    let exact =
        |value| february(clause("sla", "accuracy", "95"), vec![row(W06, "accuracy", value, "100")]).outcome;
    assert_eq!(exact("95"), Outcome::Met);
    assert_eq!(exact("94.999999"), Outcome::Missed);
}

#[test]
fn at_most_range_and_neutral() {
    let judged = |direction, target: Target, value| {
        let clause = ServiceLevel { direction, target: target.into(), ..clause("sla", "accuracy", "5") };
        february(clause, vec![row(W06, "accuracy", value, "100")]).outcome
    };
    assert_eq!(judged(Direction::AtMost, Target::Line(dec("5")), "5"), Outcome::Met);
    assert_eq!(judged(Direction::AtMost, Target::Line(dec("5")), "5.1"), Outcome::Missed);
    let range = Target::Range { low: dec("75"), high: dec("85") };
    assert_eq!(judged(Direction::Range, range, "75"), Outcome::Met);
    assert_eq!(judged(Direction::Range, range, "85"), Outcome::Met);
    assert_eq!(judged(Direction::Range, range, "74.9"), Outcome::Missed);
    assert_eq!(judged(Direction::Range, range, "85.1"), Outcome::Missed);
    assert_eq!(judged(Direction::Neutral, Target::None, "3"), Outcome::Shown);
}

#[test]
fn missing_is_not_zero_and_not_met() {
    let ruling = february(clause("sla", "accuracy", "95"), vec![]);
    assert_eq!(why(&ruling), &WhyNot::Late);
    assert_eq!(ruling.missing.len(), 4);
    assert_eq!((ruling.score, ruling.value), (None, None));
}

#[test]
fn zero_denominator_is_what_the_clause_says() {
    let judged = |on_zero| {
        let clause = ServiceLevel { on_zero, ..clause("sla", "accuracy", "95") };
        february(clause, vec![row(W06, "accuracy", "0", "0")])
    };
    assert_eq!(why(&judged(OnZero::NotMeasured)), &WhyNot::ZeroDenominator);
    let met = judged(OnZero::Met);
    assert_eq!((met.outcome, met.score, met.value), (Outcome::Met, Some(Quotient::from(dec("100"))), None));
    let missed = judged(OnZero::Missed);
    assert_eq!((missed.outcome, missed.score), (Outcome::Missed, Some(Quotient::from(dec("0")))));
}

#[test]
fn a_late_report_is_a_miss_after_its_days_of_grace() {
    let judged = |days, as_of| {
        let clause =
            ServiceLevel { on_missing: OnMissing::MissedAfter { days }, ..clause("sla", "accuracy", "95") };
        let rows = vec![row(W06, "accuracy", "99", "100")];
        at(&one(clause, as_of, rows), "2026-02").clone()
    };
    let early = judged(10, date(2026, 3, 10));
    assert_eq!((early.outcome, early.missing.len()), (Outcome::Met, 3));
    let late = judged(10, date(2026, 3, 11));
    assert_eq!(
        (late.outcome, late.score, late.severe),
        (Outcome::Missed, Some(Quotient::from(dec("0"))), false)
    );
}

#[test]
fn a_silent_site_is_named_and_can_miss_the_window() {
    let rows = || {
        vec![
            row(W06, "accuracy", "99", "100"),
            row(W06, "accuracy", "99", "100").at("riga"),
            row(W07, "accuracy", "99", "100"),
            row("2026-W08", "accuracy", "99", "100"),
            row("2026-W08", "accuracy", "99", "100").at("riga"),
            row("2026-W09", "accuracy", "99", "100"),
            row("2026-W09", "accuracy", "99", "100").at("riga"),
        ]
    };
    let ruling = february(clause("sla", "accuracy", "95"), rows());
    assert_eq!(ruling.missing_sites, [(period(W07), SiteId::new("riga"))]);
    assert_eq!((ruling.missing.len(), ruling.outcome), (0, Outcome::Met));
    let strict =
        ServiceLevel { on_missing: OnMissing::MissedAfter { days: 0 }, ..clause("sla", "accuracy", "95") };
    assert_eq!(february(strict, rows()).outcome, Outcome::Missed);
}

#[test]
fn low_volume_is_not_judged() {
    let clause = ServiceLevel { min_volume: dec("100").into(), ..clause("sla", "accuracy", "95") };
    let ruling = february(clause.clone(), vec![row(W06, "accuracy", "10", "99")]);
    assert_eq!(why(&ruling), &WhyNot::BelowMinVolume { volume: dec("99"), minimum: dec("100") });
    assert_eq!(february(clause, vec![row(W06, "accuracy", "10", "100")]).outcome, Outcome::Missed);
}

#[test]
fn low_volume_is_pooled_and_reported_once_in_the_later_window() {
    let clause = weekly(ServiceLevel {
        min_volume: dec("100").into(),
        below_min_volume: BelowMinVolume::CombineNext,
        ..clause("sla", "accuracy", "95")
    });
    let rows = vec![
        row(W06, "accuracy", "40", "40"),
        row(W07, "accuracy", "30", "50"),
        row("2026-W08", "accuracy", "20", "20"),
        row("2026-W09", "accuracy", "60", "60"),
    ];
    let rulings = one(clause, date(2026, 3, 1), rows);
    assert_eq!(why(at(&rulings, W06)), &WhyNot::CombinedInto(period("2026-W08")));
    assert_eq!(why(at(&rulings, W07)), &WhyNot::CombinedInto(period("2026-W08")));
    let pooled = at(&rulings, "2026-W08");
    assert_eq!((shown(pooled).as_str(), &pooled.outcome), ("81.82", &Outcome::Missed));
    assert_eq!(pooled.combined_with, [period(W06), period(W07)]);
    assert_eq!(pooled.rows, [0, 1, 2]);
    // Nothing is pooled twice, and the last window waits for the next.
    assert!(matches!(why(at(&rulings, "2026-W09")), WhyNot::BelowMinVolume { .. }));
}

/// 0/0 is asked before how much there is, whether something waits or not; what waits goes on waiting.
#[test]
fn nothing_to_measure_is_decided_by_itself_and_the_pool_goes_on() {
    let clause = |on_zero: OnZero| {
        weekly(ServiceLevel {
            min_volume: dec("10").into(),
            below_min_volume: BelowMinVolume::CombineNext,
            on_zero,
            ..clause("sla", "accuracy", "95")
        })
    };
    let rows = || {
        vec![
            row(W06, "accuracy", "4", "4"),
            row(W07, "accuracy", "0", "0"),
            row("2026-W08", "accuracy", "6", "6"),
            row("2026-W09", "accuracy", "0", "0"),
        ]
    };
    for (rule, outcome) in [(OnZero::Met, Outcome::Met), (OnZero::Missed, Outcome::Missed)] {
        let rulings = one(clause(rule), date(2026, 3, 1), rows());
        assert_eq!((&at(&rulings, W07).outcome, &at(&rulings, "2026-W09").outcome), (&outcome, &outcome));
        assert_eq!(at(&rulings, "2026-W08").combined_with, [period(W06)]);
    }
    let rulings = one(clause(OnZero::NotMeasured), date(2026, 3, 1), rows());
    assert_eq!(why(at(&rulings, W07)), &WhyNot::ZeroDenominator);
    assert_eq!(why(at(&rulings, "2026-W09")), &WhyNot::ZeroDenominator);
    assert_eq!(at(&rulings, "2026-W08").combined_with, [period(W06)]);
}

#[test]
fn counts_means_levels_and_percentiles() {
    let judged = |kind, clause: ServiceLevel, rows: Vec<Row>| {
        let versions = vec![(date(2026, 1, 1), terms(vec![clause]))];
        let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], rows);
        register.metrics.insert(MetricId::new("m"), metric("m", kind, Grain::Week));
        at(&rulings(&register), "2026-02").clone()
    };
    let rows = || vec![row(W06, "m", "10", "1"), row(W07, "m", "20", "3")];
    let sla = |target| clause("sla", "m", target);
    assert_eq!(shown(&judged(MetricKind::Count, sla("30"), rows())), "30.00");
    assert_eq!(shown(&judged(MetricKind::Mean, sla("30"), rows())), "17.50");
    let level = judged(MetricKind::Level, sla("30"), rows());
    assert_eq!((shown(&level).as_str(), level.rows.as_slice()), ("20.00", [1].as_slice()));
    assert_eq!(why(&judged(MetricKind::Percentile, sla("30"), rows())), &WhyNot::NotAggregable);
    let by_slice = ServiceLevel {
        aggregation: Aggregation::Timeslices,
        slice_target: Some(At::new(dec("15"), place("slice-target"))),
        ..sla("50")
    };
    assert_eq!(shown(&judged(MetricKind::Percentile, by_slice, rows())), "50.00");
    let two_sites = vec![row(W06, "m", "10", "0"), row(W06, "m", "20", "0").at("riga")];
    let weekly = weekly(sla("5"));
    let versions = vec![(date(2026, 1, 1), terms(vec![weekly]))];
    let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], two_sites);
    register.metrics.insert(MetricId::new("m"), metric("m", MetricKind::Percentile, Grain::Week));
    assert_eq!(why(at(&rulings(&register), W06)), &WhyNot::NotAggregable);
}

#[test]
fn relief_subtracts_or_leaves_out_and_shows_both() {
    let judged = |relief: Relief| {
        let versions = vec![(date(2026, 1, 1), terms(vec![clause("sla", "accuracy", "95")]))];
        let rows = vec![row(W06, "accuracy", "96", "100"), row(W07, "accuracy", "60", "100")];
        let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], rows);
        register.relief.insert(relief.id.clone(), relief);
        at(&rulings(&register), "2026-02").clone()
    };
    let event = || relief("cut", "sla", date(2026, 2, 9), date(2026, 2, 15));
    let whole = judged(event());
    assert_eq!((shown(&whole).as_str(), &whole.outcome), ("96.00", &Outcome::Met));
    assert_eq!(whole.value_without_relief.unwrap().show(2), "78.00");
    assert_eq!(
        (whole.rows.as_slice(), whole.missing.len()),
        ([0].as_slice(), 2),
        "a slice left out is not missing"
    );

    let part = Subtract {
        period: period(W07).into(),
        site: SiteId::new("porto").into(),
        numerator: dec("0").into(),
        denominator: dec("40").into(),
        place: place("subtract"),
        table: Extent { place: place("subtract"), last_line: 1 },
    };
    let subtracted = judged(Relief { subtract: vec![part.clone()], ..event() });
    assert_eq!(subtracted.value.unwrap().show(2), "97.50");
    let too_much =
        judged(Relief { subtract: vec![Subtract { denominator: dec("90").into(), ..part }], ..event() });
    assert_eq!(too_much.value.unwrap().show(2), "97.50", "never above 100% of what is left");

    let unapproved = judged(Relief { approved_by: None, ..event() });
    assert_eq!((unapproved.outcome, unapproved.value_without_relief), (Outcome::Missed, None));
    let later = judged(Relief { approved_on: Some(date(2026, 3, 2).into()), ..event() });
    assert_eq!(later.outcome, Outcome::Missed, "not approved by the as-of date");
    let partly_inside = judged(Relief { from_on: date(2026, 2, 10).into(), ..event() });
    assert_eq!(partly_inside.outcome, Outcome::Missed, "only whole slices inside the dates are left out");
    let elsewhere = judged(Relief { sites: vec![SiteId::new("riga").into()], ..event() });
    assert_eq!(elsewhere.outcome, Outcome::Missed);
}

#[test]
fn relief_of_one_site_leaves_the_others_in() {
    let versions = vec![(date(2026, 1, 1), terms(vec![weekly(clause("sla", "accuracy", "95"))]))];
    let rows = vec![row(W06, "accuracy", "96", "100"), row(W06, "accuracy", "10", "100").at("riga")];
    let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], rows);
    let event = Relief {
        sites: vec![SiteId::new("riga").into()],
        ..relief("cut", "sla", date(2026, 2, 2), date(2026, 2, 8))
    };
    register.relief.insert(event.id.clone(), event);
    let rulings = rulings(&register);
    let ruling = at(&rulings, W06);
    assert_eq!((shown(ruling).as_str(), ruling.rows.as_slice()), ("96.00", [0].as_slice()));
    assert_eq!(ruling.value_without_relief.unwrap().show(2), "53.00");
    let rollup = Rollup::new(&register);
    let contract = register.contracts.values().next().unwrap();
    let riga = judge(&register, &rollup, contract, &slid("sla"), &Subject::Site(SiteId::new("riga")));
    assert_eq!(why(at(&riga.rulings, W06)), &WhyNot::AllRelieved);
}

#[test]
fn contractual_rounding_comes_before_the_comparison() {
    let judged = |rounding, value| {
        let clause = ServiceLevel { rounding, ..clause("sla", "accuracy", "95") };
        february(clause, vec![row(W06, "accuracy", value, "1000")])
    };
    let to = |mode| Rounding { decimals: Some(1), mode };
    assert_eq!(judged(Rounding::NONE, "949.5").outcome, Outcome::Missed);
    let rounded = judged(to(RoundMode::HalfUp), "949.5");
    assert_eq!((shown(&rounded).as_str(), rounded.outcome), ("95.00", Outcome::Met));
    assert_eq!(judged(to(RoundMode::HalfUp), "949.49").outcome, Outcome::Missed);
    assert_eq!(judged(to(RoundMode::Down), "949.99").outcome, Outcome::Missed);
}

#[test]
fn below_the_minimum_is_severe() {
    let clause = ServiceLevel {
        minimum: Some(At::new(dec("90"), place("minimum"))),
        ..clause("sla", "accuracy", "95")
    };
    let judged = |value| february(clause.clone(), vec![row(W06, "accuracy", value, "100")]).severe;
    assert!(judged("89.99") && !judged("90") && !judged("96"));
}

/// To six decimals, cut.
fn six(score: Option<Quotient>) -> String {
    Decimal::from_micro(i64::try_from(score.unwrap().cut(6)).unwrap()).to_string()
}

#[test]
fn linear_scores_run_from_floor_to_target() {
    let floor = |floor| ScoreRule::Linear(At::new(dec(floor), place("floor")));
    let score = |direction, target, rule, value| {
        let clause = ServiceLevel { direction, score: rule, ..clause("sla", "accuracy", target) };
        six(february(clause, vec![row(W06, "accuracy", value, "100")]).score)
    };
    let up = |value| score(Direction::AtLeast, "95", floor("80"), value);
    assert_eq!([up("80"), up("87.5"), up("95"), up("99"), up("10")], ["0", "50", "100", "100", "0"]);
    assert_eq!(up("94.999999"), "99.999993", "cut, never rounded into a hit");
    let down = |value| score(Direction::AtMost, "5", floor("15"), value);
    assert_eq!([down("15"), down("10"), down("5"), down("90")], ["0", "50", "100", "0"]);
    assert_eq!(score(Direction::AtLeast, "95", floor("99"), "94"), "0", "a floor beyond the target");
}

#[test]
fn a_range_scores_by_its_distance_on_both_sides() {
    let judged = |value| {
        let clause = ServiceLevel {
            direction: Direction::Range,
            target: Target::Range { low: dec("75"), high: dec("85") }.into(),
            score: ScoreRule::Linear(At::new(dec("65"), place("floor"))),
            ..clause("sla", "accuracy", "0")
        };
        six(february(clause, vec![row(W06, "accuracy", value, "100")]).score)
    };
    assert_eq!(
        [judged("80"), judged("70"), judged("90"), judged("60"), judged("95")],
        ["100", "50", "50", "0", "0"]
    );
}

#[test]
fn provisional_rows_mark_their_window() {
    let rows = vec![row(W06, "accuracy", "96", "100"), row(W07, "accuracy", "96", "100").provisional()];
    assert!(february(clause("sla", "accuracy", "95"), rows).provisional);
}

#[test]
fn scope_by_queue_takes_only_its_rows() {
    let mut scoped = clause("sla", "accuracy", "95");
    scoped.scope.queues.insert(QueueId::new("pt"));
    let rows = vec![
        row(W06, "accuracy", "96", "100").queue("pt"),
        row(W06, "accuracy", "10", "100").queue("et"),
        row(W06, "accuracy", "10", "100"),
    ];
    let versions = vec![(date(2026, 1, 1), terms(vec![scoped]))];
    let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], rows);
    register.projects.insert(ProjectId::new("atlas"), atlas());
    let rulings = rulings(&register);
    assert_eq!(
        (shown(at(&rulings, "2026-02")).as_str(), at(&rulings, "2026-02").rows.as_slice()),
        ("96.00", [0].as_slice())
    );
}

#[test]
fn when_the_work_is_over_nothing_is_due() {
    let mut scoped = weekly(clause("sla", "accuracy", "95"));
    scoped.scope.projects.insert(ProjectId::new("atlas"));
    let versions = vec![(date(2026, 1, 1), terms(vec![scoped]))];
    let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], Vec::new());
    let atlas =
        Project { starts_on: date(2026, 2, 2).into(), ends_on: Some(date(2026, 2, 15).into()), ..atlas() };
    register.projects.insert(atlas.id.clone(), atlas);
    let due: Vec<String> = rulings(&register)
        .iter()
        .filter(|ruling| ruling.outcome != Outcome::NotMeasured(WhyNot::NotInForce))
        .map(|ruling| ruling.window.period.to_string())
        .collect();
    assert_eq!(due, [W06, W07]);
}
