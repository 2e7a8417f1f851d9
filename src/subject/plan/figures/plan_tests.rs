use super::*;
use crate::testing::{Bench, action, at, criterion, day, plan};

/// Porto's accuracy in weeks 36 to 46 of 2026, `None` where no row is.
fn bench(values: [Option<i64>; 11], closed_on: Option<&str>) -> Bench {
    const WEEKS: [&str; 11] = [
        "2026-W36", "2026-W37", "2026-W38", "2026-W39", "2026-W40", "2026-W41", "2026-W42", "2026-W43",
        "2026-W44", "2026-W45", "2026-W46",
    ];
    let mut bench = Bench::new();
    for (week, value) in WEEKS.iter().zip(values) {
        if let Some(value) = value {
            bench.add_row(week, value, 100);
        }
    }
    let mut plan = plan("porto-accuracy");
    plan.success = vec![criterion(4, "2026-W40")];
    plan.closed_on = closed_on.map(day).map(at);
    bench.add_plan(plan);
    bench
}

fn state(bench: &Bench) -> PlanState {
    plan_state(&bench.register, &Rollup::new(&bench.register), &bench.register.plans["porto-accuracy"])
}

fn verdict_of(values: [Option<i64>; 11]) -> (Verdict, u32) {
    let state = state(&bench(values, None));
    (state.criteria[0].verdict, state.criteria[0].run)
}

const BAD: Option<i64> = Some(90);
const MET: Option<i64> = Some(95);

#[test]
fn x02_a_criterion_is_proven_by_its_last_run() {
    let proven = [BAD, BAD, BAD, BAD, BAD, BAD, BAD, MET, MET, MET, MET];
    assert_eq!(verdict_of(proven), (Verdict::Proven, 4));
    let too_early = [BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, MET, MET, MET];
    assert_eq!(verdict_of(too_early), (Verdict::TooEarly, 3));
    let failing = [BAD, BAD, BAD, BAD, MET, MET, MET, MET, MET, MET, BAD];
    assert_eq!(verdict_of(failing), (Verdict::Failing, 0), "an earlier run does not count");
    assert_eq!(verdict_of([None; 11]), (Verdict::NoData, 0));
    let before = [MET, MET, MET, MET, None, None, None, None, None, None, None];
    assert_eq!(verdict_of(before), (Verdict::NoData, 0), "periods before `from` do not count");
}

#[test]
fn x02_a_late_count_gives_a_plan_no_more_time() {
    let of = |detected: &str, last: Option<i64>| {
        let mut bench = bench([BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, last], None);
        let mut late = bench.register.plans["porto-accuracy"].clone();
        late.success = vec![criterion(4, "2026-W45")];
        late.detected_on = at(day(detected));
        bench.add_plan(late);
        state(&bench).criteria[0].verdict
    };
    // Weeks 39 to 46 are eight, and four in a row are needed.
    assert_eq!(of("2026-09-21", BAD), Verdict::Failing);
    assert_eq!(of("2026-09-28", BAD), Verdict::TooEarly);
    assert_eq!(of("2026-09-21", MET), Verdict::TooEarly, "one that counts was met");
}

#[test]
fn x02_a_missing_period_breaks_the_run() {
    let gap = [BAD, BAD, BAD, BAD, MET, MET, MET, MET, None, MET, MET];
    assert_eq!(verdict_of(gap), (Verdict::TooEarly, 2));
    let silent = [BAD, BAD, BAD, BAD, MET, MET, MET, MET, MET, MET, None];
    assert_eq!(verdict_of(silent), (Verdict::TooEarly, 0));
}

#[test]
fn x02_a_closed_plan_is_judged_by_what_was_known_when_it_was_closed() {
    let values = [BAD, BAD, BAD, BAD, BAD, MET, MET, MET, MET, MET, MET];
    // Week 44 ends on Sunday 1 November.
    let closed = state(&bench(values, Some("2026-11-01")));
    assert_eq!((closed.criteria[0].verdict, closed.criteria[0].run), (Verdict::Proven, 4));
    let early = state(&bench(values, Some("2026-10-31")));
    assert_eq!((early.criteria[0].verdict, early.proven), (Verdict::TooEarly, false));
    assert_eq!(early.criteria[0].periods.len(), 7, "later periods are shown, and do not count");
}

#[test]
fn x03_a_proven_plan_relapses_at_the_first_miss_after_closing() {
    let values = [BAD, BAD, BAD, BAD, MET, MET, MET, MET, BAD, MET, BAD];
    let closed = state(&bench(values, Some("2026-10-27")));
    assert!(closed.proven);
    assert_eq!(closed.relapsed, Period::parse("2026-W46"), "week 44 began before");
    let on_sunday = state(&bench(values, Some("2026-10-25")));
    assert_eq!(on_sunday.relapsed, Period::parse("2026-W44"));
    assert_eq!(state(&bench(values, None)).relapsed, None, "an open plan cannot relapse");
}

#[test]
fn no_concern_asks_the_chart_too() {
    let high = [Some(99), Some(98), Some(99), Some(98), Some(99), Some(98), Some(99), Some(98)];
    let mut values = [MET; 11];
    values[..8].copy_from_slice(&high);
    let mut bench = bench(values, None);
    let with = |bench: &mut Bench, no_concern| {
        let plan = bench.register.plans.get_mut("porto-accuracy").expect("the plan");
        plan.success[0].no_concern = at(no_concern);
    };
    bench.register.settings.fix_limits_after = crate::core::settings::forms::FixedAfter(Some(8)).into();
    assert_eq!(state(&bench).criteria[0].verdict, Verdict::Proven);
    with(&mut bench, true);
    let concerned = state(&bench);
    assert_eq!(concerned.criteria[0].variation, Variation::ConcernLow);
    assert_eq!(concerned.criteria[0].verdict, Verdict::Failing, "on target, and worse than it was");
}

#[test]
fn actions_are_counted_on_the_as_of_date() {
    let mut bench = bench([MET; 11], None);
    let mut plan = plan("porto-accuracy");
    plan.actions = vec![action("a", "2026-10-30"), action("b", "2026-11-14"), action("c", "2026-11-20")];
    plan.actions[0].done_on = Some(at(day("2026-11-02")));
    bench.add_plan(plan);
    let state = state(&bench);
    assert_eq!((state.actions_done, state.actions_overdue, state.next_action), (1, 1, Some(1)));
    assert!(!state.proven, "no criterion, no proof");
}

#[test]
fn a_quarter_before_the_miss_is_looked_at_and_does_not_count() {
    let mut bench = bench([BAD, MET, BAD, BAD, BAD, MET, MET, MET, MET, MET, MET], None);
    let before = |bench: &Bench| {
        let states = state(bench).criteria.remove(0);
        let of = |periods: &[CriterionPeriod]| periods.first().map(|p| p.period.to_string());
        (of(&states.before), states.before.len(), of(&states.periods))
    };
    // Nothing is known before week 36; week 40 is the first that counts.
    assert_eq!(before(&bench), (Some("2026-W36".to_owned()), 4, Some("2026-W40".to_owned())));
    let plan = bench.register.plans.get_mut("porto-accuracy").expect("the plan");
    plan.success[0].from = at(Period::parse("2026-W48").expect("a week"));
    assert_eq!(before(&bench), (Some("2026-W36".to_owned()), 11, None), "to come: all weeks are shown");
    let plan = bench.register.plans.get_mut("porto-accuracy").expect("the plan");
    plan.detected_on = at(day("2027-01-04"));
    assert_eq!(before(&bench).0.as_deref(), Some("2026-W41"), "thirteen weeks");
}

#[test]
fn a_closed_plan_is_shown_for_a_year() {
    let state = state(&bench([MET; 11], None)).criteria.remove(0);
    assert_eq!(state.shown(None).len(), 7);
    assert_eq!(state.shown(Some(day("2025-11-02"))).len(), 5, "week 44 ends on 1 November");
    let relapsed = CriterionState { relapsed: Period::parse("2026-W45"), ..state };
    assert_eq!(relapsed.shown(Some(day("2025-11-02"))).len(), 6);
}
