//! Windows, amendments, ramps: which terms judge what.

use jiff::civil::date;

use super::*;
use crate::kit::source::At;

fn weeks(values: &[(&str, &str, &str)]) -> Vec<Row> {
    values.iter().map(|(at, numerator, denominator)| row(at, "accuracy", numerator, denominator)).collect()
}

/// February 2026 under 95, from Monday 16 February under 90.
fn amended(straddle: Straddle, rows: Vec<Row>) -> Ruling {
    let clause = |target| ServiceLevel { straddle, ..clause("sla", "accuracy", target) };
    let versions =
        vec![(date(2026, 1, 1), terms(vec![clause("95")])), (date(2026, 2, 16), terms(vec![clause("90")]))];
    at(&rulings(&register(date(2026, 3, 1), vec![contract("msa", versions)], rows)), "2026-02").clone()
}

fn february() -> Vec<Row> {
    weeks(&[
        ("2026-W06", "96", "100"),
        ("2026-W07", "96", "100"),
        ("2026-W08", "270", "300"),
        ("2026-W09", "91", "100"),
    ])
}

#[test]
fn start_and_end_take_one_target() {
    // 553 of 600 is 92.17%.
    let start = amended(Straddle::Start, february());
    assert_eq!((start.outcome, start.target, start.version), (Outcome::Missed, Target::Line(dec("95")), 0));
    let end = amended(Straddle::End, february());
    assert_eq!((end.outcome, end.target, end.version), (Outcome::Met, Target::Line(dec("90")), 1));
}

#[test]
fn split_blends_by_volume() {
    // 95 × 200 + 90 × 400 over 600 = 91.666…
    let split = amended(Straddle::Split, february());
    assert_eq!((&split.outcome, split.target), (&Outcome::Met, Target::Line(dec("91.666666"))));
    let targets: Vec<Target> = split.slices.iter().map(|slice| slice.target).collect();
    let line = |target| Target::Line(dec(target));
    assert_eq!(targets, [line("95"), line("95"), line("90"), line("90")]);
    assert!(split.slices.iter().all(|slice| slice.met == Some(true)));

    // 550 of 600 meets the blend exactly; one less misses it, and the shown target lies above the value.
    let mut rows = february();
    rows[2].numerator = dec("267");
    assert_eq!(amended(Straddle::Split, rows.clone()).outcome, Outcome::Met);
    rows[2].numerator = dec("266.999999");
    let missed = amended(Straddle::Split, rows);
    assert_eq!((missed.outcome, missed.target), (Outcome::Missed, Target::Line(dec("91.666667"))));
}

#[test]
fn split_judges_each_slice_under_timeslices() {
    let clause = |slice_target| ServiceLevel {
        aggregation: Aggregation::Timeslices,
        slice_target: Some(At::new(dec(slice_target), place("slice-target"))),
        ..clause("sla", "accuracy", "75")
    };
    let versions =
        vec![(date(2026, 1, 1), terms(vec![clause("97")])), (date(2026, 2, 16), terms(vec![clause("90")]))];
    let register = register(date(2026, 3, 1), vec![contract("msa", versions)], february());
    let ruling = at(&rulings(&register), "2026-02").clone();
    let met: Vec<_> = ruling.slices.iter().map(|slice| slice.met).collect();
    assert_eq!(met, [Some(false), Some(false), Some(true), Some(true)]);
    assert_eq!((shown(&ruling).as_str(), ruling.outcome), ("50.00", Outcome::Missed));
}

#[test]
fn a_ramp_step_holds_from_its_day() {
    let step = |from, target| RampStep {
        from: At::new(from, place(target)),
        target: At::new(dec(target), place(target)),
        place: place(target),
    };
    let clause = ServiceLevel {
        window: Window::Week,
        ramp: vec![step(date(2026, 1, 5), "90"), step(date(2026, 2, 9), "95")],
        ..clause("sla", "accuracy", "95")
    };
    let rows = weeks(&[("2026-W06", "92", "100"), ("2026-W07", "92", "100")]);
    let rulings = one(clause, date(2026, 3, 1), rows);
    let (before, after) = (at(&rulings, "2026-W06"), at(&rulings, "2026-W07"));
    assert_eq!((&before.outcome, before.target), (&Outcome::Met, Target::Line(dec("90"))));
    assert_eq!(before.target_place, place("90"));
    assert_eq!((&after.outcome, after.target), (&Outcome::Missed, Target::Line(dec("95"))));
}

#[test]
fn results_before_measured_from_take_no_part() {
    let clause = ServiceLevel { measured_from: Some(date(2026, 2, 16)), ..clause("sla", "accuracy", "95") };
    let rows = weeks(&[("2026-W06", "10", "100"), ("2026-W08", "96", "100"), ("2026-W09", "96", "100")]);
    let rulings = one(clause, date(2026, 3, 1), rows);
    assert_eq!(rulings.len(), 1, "January was not measured");
    assert_eq!((shown(&rulings[0]).as_str(), rulings[0].rows.as_slice()), ("96.00", [1, 2].as_slice()));
}

#[test]
fn too_few_days_in_force_is_not_judged() {
    let judged = |min_days: u32| {
        let clause = ServiceLevel { min_days: min_days.into(), ..clause("sla", "accuracy", "95") };
        let versions = vec![(date(2026, 2, 16), terms(vec![clause]))];
        let rows = weeks(&[("2026-W08", "96", "100"), ("2026-W09", "96", "100")]);
        rulings(&register(date(2026, 3, 1), vec![contract("msa", versions)], rows))[0].outcome.clone()
    };
    assert_eq!(judged(14), Outcome::Met);
    assert_eq!(judged(15), Outcome::NotMeasured(WhyNot::PartialPeriod { days: 14, minimum: 15 }));
}

#[test]
fn weeks_belong_to_the_month_of_their_thursday() {
    let rulings = one(clause("sla", "accuracy", "95"), date(2026, 4, 26), vec![]);
    let spans: Vec<_> = rulings.iter().map(|r| (r.window.period.to_string(), r.missing.len())).collect();
    // The week of 29 December 2025 has its Thursday on 1 January.
    let expected = [("2026-01", 5), ("2026-02", 4), ("2026-03", 4)];
    assert_eq!(spans, expected.map(|(month, weeks)| (month.to_owned(), weeks)));
}

#[test]
fn daily_rows_belong_to_the_calendar_month() {
    let versions = vec![(date(2026, 1, 1), terms(vec![clause("sla", "daily", "95")]))];
    let rows = vec![row("2026-02-01", "daily", "96", "100"), row("2026-02-28", "daily", "96", "100")];
    let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], rows);
    register.metrics.insert(MetricId::new("daily"), metric("daily", MetricKind::Ratio, Grain::Day));
    let rulings = rulings(&register);
    let february = at(&rulings, "2026-02");
    assert_eq!((february.window.first, february.window.last), (date(2026, 2, 1), date(2026, 2, 28)));
    assert_eq!((february.rows.as_slice(), february.missing.len()), ([0, 1].as_slice(), 26));
}

#[test]
fn rolling_windows_start_when_full() {
    let clause = ServiceLevel { window: Window::Rolling4, ..clause("sla", "accuracy", "95") };
    let rows = weeks(&[("2026-W01", "96", "100"), ("2026-W05", "90", "100")]);
    let rulings = one(clause, date(2026, 2, 1), rows);
    let windows: Vec<String> = rulings.iter().map(|ruling| ruling.window.period.to_string()).collect();
    assert_eq!(windows, ["2026-W04", "2026-W05"]);
    assert_eq!(rulings[0].window.first, date(2025, 12, 29));
    assert_eq!((rulings[0].rows.as_slice(), rulings[1].rows.as_slice()), ([0].as_slice(), [1].as_slice()));
}

#[test]
fn quarters_hold_their_weeks() {
    let clause = ServiceLevel { window: Window::Quarter, ..clause("sla", "accuracy", "95") };
    let rows = weeks(&[("2026-W01", "96", "100"), ("2026-W13", "96", "100"), ("2026-W14", "1", "100")]);
    let rulings = one(clause, date(2026, 4, 12), rows);
    assert_eq!(rulings.len(), 1);
    assert_eq!(
        (rulings[0].window.period, rulings[0].rows.as_slice()),
        (Period::quarter_of(date(2026, 1, 1), 1), [0, 1].as_slice())
    );
}

#[test]
fn monthly_rows_cannot_be_judged_by_the_week() {
    let clause = ServiceLevel { window: Window::Week, ..clause("sla", "uptime", "95") };
    let rulings = one(clause, date(2026, 2, 1), vec![row("2026-01", "uptime", "99", "100")]);
    assert_eq!(rulings.len(), 5);
    assert!(rulings.iter().all(|r| r.outcome == Outcome::NotMeasured(WhyNot::CoarserThanWindow)));
}

#[test]
fn a_site_is_judged_while_it_is_open_and_in_scope() {
    let versions = vec![(
        date(2026, 1, 1),
        terms(vec![ServiceLevel { window: Window::Week, ..clause("sla", "accuracy", "95") }]),
    )];
    let rows = weeks(&[("2026-W06", "96", "100")]);
    let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], rows);
    let porto = register.sites.get_mut("porto").unwrap();
    (porto.opened_on, porto.closed_on) = (date(2026, 2, 2).into(), Some(date(2026, 2, 15).into()));
    let rollup = Rollup::new(&register);
    let judged = judge_all(&register, &rollup);
    assert_eq!(judged.len(), 2);
    assert!(matches!(judged[0].subject, Subject::Vendor(_)));
    let windows: Vec<String> =
        judged[1].rulings.iter().map(|ruling| ruling.window.period.to_string()).collect();
    assert_eq!(windows, ["2026-W06", "2026-W07"]);
}

#[test]
fn a_contract_judges_only_its_own_days() {
    let ended = Terms { ends_on: date(2026, 2, 14).into(), ..terms(vec![clause("sla", "accuracy", "95")]) };
    let rows = weeks(&[("2026-W06", "96", "100"), ("2026-W07", "96", "100"), ("2026-W08", "1", "100")]);
    let register = register(date(2026, 4, 26), vec![contract("msa", vec![(date(2026, 2, 2), ended)])], rows);
    let rulings = rulings(&register);
    assert_eq!(rulings.len(), 1);
    assert_eq!(rulings[0].rows, [0, 1], "week 8 lies after the contract's end");
}
