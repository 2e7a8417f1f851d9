use std::collections::BTreeSet;

use super::*;
use crate::kit::declared::Tallied;
use crate::kit::id::{MetricId, PartId, PersonId, ProjectId, SiteId, VendorId};
use crate::kit::words::Direction;
use crate::subject::access::record::{AccessCount, AccessMeasure};
use crate::subject::gate::figures::found::{Wanted, Why};
use crate::subject::gate::record::{GateArea, Planned};
use crate::testing::{Bench, at, day, place};

fn criterion(id: &str, area: GateArea, measured: bool) -> Criterion {
    Criterion {
        id: at(PartId::new(id)),
        area: at(area),
        title: at("Something holds".to_owned()),
        owner: at(PersonId::new("ada-north")),
        due_on: None,
        done_on: None,
        evidence: None,
        measured: at(measured),
        site: None,
        procedures: Vec::new(),
        metric: None,
        direction: None,
        target: None,
        queue: None,
        language: None,
        place: place("data/gates/launch.toml", 9),
    }
}

fn gate(criteria: Vec<Criterion>) -> Gate {
    Gate {
        in_place_of: None,
        id: GateId::new("launch"),
        title: at("Launch of Atlas in Porto".to_owned()),
        project: at(ProjectId::new("atlas")),
        kind: at(GateKind::Launch),
        opened_on: at(day("2026-10-01")),
        due_on: Some(at(day("2026-11-12"))),
        owner: at(PersonId::new("ada-north")),
        sites: BTreeSet::from([SiteId::new("acme-porto")]),
        planned: Vec::new(),
        criteria,
        decision: None,
        decided_by: None,
        decided_on: None,
        reason: None,
        conditions: Vec::new(),
        place: place("data/gates/launch.toml", 1),
    }
}

fn count(on: &str, measure: AccessMeasure, count: Tallied) -> AccessCount {
    AccessCount {
        as_of: at(day(on)),
        vendor: at(VendorId::new("acme")),
        site: at(SiteId::new("acme-porto")),
        project: Some(at(ProjectId::new("atlas"))),
        queue: None,
        role: None,
        measure: at(measure),
        count: at(count),
        place: place("data/access/accounts.csv", 2),
    }
}

/// Forty active accounts, 36 usable on 12 November; ten and none a week before.
fn bench() -> Bench {
    let mut bench = Bench::new();
    let known = Tallied::Known;
    bench.register.access.counts = vec![
        count("2026-11-05", AccessMeasure::Active, known(10)),
        count("2026-11-05", AccessMeasure::Usable, known(0)),
        count("2026-11-12", AccessMeasure::Active, known(40)),
        count("2026-11-12", AccessMeasure::Usable, known(36)),
    ];
    bench
}

fn state_of(bench: &mut Bench, gate: Gate) -> GateState {
    let id = gate.id.clone();
    bench.register.gates.insert(id.clone(), gate);
    let rollup = Rollup::new(&bench.register);
    states(&bench.register, &rollup, &History::default()).remove(&id).expect("the gate")
}

#[test]
fn e2_readiness_is_usable_accounts_of_planned_ones() {
    let mut gate = gate(vec![criterion("accounts", GateArea::Accounts, true)]);
    let planned = |accounts| {
        vec![Planned {
            site: at(SiteId::new("acme-porto")),
            accounts: Some(at(accounts)),
            people: None,
            place: place("data/gates/launch.toml", 5),
        }]
    };
    gate.planned = planned(38);
    let state = state_of(&mut bench(), gate.clone());
    assert_eq!(state.criteria[0].result, CriterionResult::NotMet);
    let Found::Enough { have, wanted, .. } = state.criteria[0].found[0].1 else { panic!("counted") };
    assert_eq!((have, wanted), (36, Wanted::Planned(38)));
    gate.planned = planned(36);
    assert!(state_of(&mut bench(), gate.clone()).is_ready());
    gate.planned.clear();
    let state = state_of(&mut bench(), gate);
    let Found::Enough { have, wanted, .. } = state.criteria[0].found[0].1 else { panic!("counted") };
    assert_eq!((have, wanted), (36, Wanted::Active(40)), "without a plan all active ones");
}

#[test]
fn what_is_not_counted_or_not_told_is_not_met() {
    let hires = gate(vec![criterion("hires", GateArea::Hires, true)]);
    let why = |bench: &mut Bench, gate: Gate| match state_of(bench, gate).criteria.remove(0).found.remove(0).1
    {
        Found::Unknown(why) => why,
        found => panic!("{found:?}"),
    };
    assert_eq!(why(&mut bench(), hires), Why::NothingPlanned);
    let permissions = gate(vec![criterion("permissions", GateArea::Permissions, true)]);
    let not_counted = why(&mut bench(), permissions);
    assert_eq!(not_counted.text(), "permissions are not counted here");
    let mut hidden = bench();
    hidden.register.access.counts[3].count = at(Tallied::Hidden);
    let accounts = gate(vec![criterion("accounts", GateArea::Accounts, true)]);
    assert_eq!(why(&mut hidden, accounts.clone()), Why::NotTold);
    assert_eq!(state_of(&mut hidden, accounts).criteria[0].result, CriterionResult::NotMeasured);
}

#[test]
fn nothing_may_be_left_at_an_exit_even_before_it_is_overdue() {
    let mut exit = gate(vec![criterion("gone", GateArea::AccountsRemoved, true)]);
    exit.kind = at(GateKind::Exit);
    let state = state_of(&mut bench(), exit.clone());
    assert_eq!(
        state.criteria[0].result,
        CriterionResult::NotMet,
        "none is to be removed yet, and forty are there"
    );
    let mut empty = bench();
    empty.register.access.counts[2].count = at(Tallied::Known(0));
    assert_eq!(state_of(&mut empty, exit).criteria[0].result, CriterionResult::Met);
}

#[test]
fn a_metric_is_asked_of_the_newest_period_that_is_due() {
    let mut calibration = criterion("calibration", GateArea::Calibration, true);
    calibration.metric = Some(at(MetricId::new("accuracy")));
    calibration.direction = Some(at(Direction::AtLeast));
    calibration.target = Some(at(crate::kit::number::Decimal::from_int(95)));
    let mut bench = Bench::new();
    bench.add_row("2026-W45", 96, 100);
    let state = state_of(&mut bench, gate(vec![calibration.clone()]));
    assert_eq!(state.criteria[0].result, CriterionResult::NotMeasured, "week 46 has no row");
    bench.add_row("2026-W46", 95, 100);
    assert_eq!(
        state_of(&mut bench, gate(vec![calibration.clone()])).criteria[0].result,
        CriterionResult::Met
    );
    bench.register.metrics.values_mut().for_each(|metric| metric.lag_days = 7);
    calibration.target = Some(at(crate::kit::number::Decimal::from_int(96)));
    assert_eq!(
        state_of(&mut bench, gate(vec![calibration])).criteria[0].result,
        CriterionResult::Met,
        "week 46 is not due yet, and week 45 has 96"
    );
}

#[test]
fn a_decision_is_held_against_what_was_known_on_its_day() {
    let mut ticked = criterion("training", GateArea::Training, false);
    ticked.done_on = Some(at(day("2026-11-10")));
    let mut gate = gate(vec![criterion("accounts", GateArea::Accounts, true), ticked]);
    gate.decision = Some(at(GateDecision::Go));
    gate.decided_by = Some(at(PersonId::new("ada-north")));
    gate.decided_on = Some(at(day("2026-11-09")));
    let state = state_of(&mut bench(), gate.clone());
    let was: Vec<_> = state.criteria.iter().map(|criterion| criterion.was_met).collect();
    assert_eq!(
        was,
        [Some(false), Some(false)],
        "ten accounts, none usable, and the training was a day later"
    );
    assert!(state.is_passed() && state.criteria[1].is_met());
    let mut before = bench();
    before.register.settings.as_of.on = day("2026-11-08");
    let state = state_of(&mut before, gate);
    assert!(state.is_open() && state.criteria[0].was_met.is_none(), "nothing was decided by then");
}

#[test]
fn a_gate_is_due_on_its_own_day_else_with_its_project() {
    let mut own = gate(vec![criterion("other", GateArea::Other, false)]);
    let state = state_of(&mut bench(), own.clone());
    assert_eq!(state.due.as_ref().map(|due| (due.key, due.age_days)), Some(("due-on", 3)));
    assert!(
        state.is_overdue() && state.is_late(&state.criteria[0]),
        "a criterion without a day is due with the gate"
    );
    own.due_on = None;
    let state = state_of(&mut bench(), own.clone());
    assert_eq!(state.due.map(|due| due.key), Some("starts-on"));
    own.kind = at(GateKind::Exit);
    let key = |bench: &mut Bench| state_of(bench, own.clone()).due.map(|due| due.key);
    let mut endless = bench();
    endless.register.projects.values_mut().for_each(|project| project.ends_on = None);
    assert_eq!(key(&mut endless), None);
}
