use super::*;
use crate::core::settings::travel::RiskTier;
use crate::kit::id::{PartId, PlanId};
use crate::subject::plan::record::PlanSeverity;
use crate::subject::visit::record::VisitArea;
use crate::testing::{Bench, action, at, day, plan, visit};

fn finding(due: &str) -> VisitFinding {
    VisitFinding {
        id: at(PartId::new("desk")),
        title: at("Phones on desks".to_owned()),
        area: at(VisitArea::CleanDesk),
        severity: at(PlanSeverity::High),
        owner: at("Site lead".to_owned()),
        due_on: at(day(due)),
        action: None,
        plan: None,
        decision: None,
        done_on: None,
        evidence: None,
    }
}

/// Porto, at which nobody was before; the report is of 15 November 2026.
fn bench(visits: Vec<Visit>, tier: Option<RiskTier>) -> Bench {
    let mut bench = Bench::new();
    let porto = bench.register.sites.get_mut("acme-porto").expect("the bench has it");
    porto.risk_tier = tier.map(at);
    for visit in visits {
        bench.register.visits.insert(visit.id.clone(), visit);
    }
    bench
}

fn cover(bench: &Bench) -> Option<SiteCover> {
    figures(&bench.register).sites.remove("acme-porto")
}

#[test]
fn g3_a_visit_is_due_so_many_days_after_the_last_one_was_over() {
    let held = visit("summer", "2026-08-10", "2026-08-14", VisitStatus::Held);
    let cover = cover(&bench(vec![held], Some(RiskTier::High))).expect("it has a cadence");
    assert_eq!((cover.since_days, cover.due), (93, Some((day("2026-11-12"), 3))));
    assert!(cover.is_overdue());
}

#[test]
fn g3_one_that_was_never_visited_counts_from_its_first_day() {
    let mut bench = bench(Vec::new(), Some(RiskTier::Low));
    bench.register.sites.get_mut("acme-porto").expect("the bench has it").opened_on = at(day("2026-01-01"));
    let first = cover(&bench).expect("it has a cadence");
    assert_eq!((first.last, first.since_days, first.due), (None, 318, Some((day("2027-01-01"), -47))));
}

#[test]
fn g3_without_a_cadence_and_without_a_visit_nothing_is_said() {
    assert!(cover(&bench(Vec::new(), None)).is_none());
    let planned = visit("winter", "2026-12-07", "2026-12-09", VisitStatus::Planned);
    let cover = cover(&bench(vec![planned], None)).expect("it has a visit");
    assert!(cover.due.is_none() && cover.next.is_some() && !cover.is_overdue());
}

#[test]
fn g2_working_days_of_thirteen_weeks_each_once() {
    // 17 August to 15 November: 13 weeks of five days. The first visit begins before, and two meet on a day.
    let mut other = visit("second", "2026-08-19", "2026-08-23", VisitStatus::Held);
    other.site = at(SiteId::new("acme-lyon"));
    let visits = vec![
        visit("first", "2026-08-13", "2026-08-19", VisitStatus::Held),
        other,
        visit("winter", "2026-12-07", "2026-12-09", VisitStatus::Planned),
        visit("dropped", "2026-10-05", "2026-10-09", VisitStatus::Planned),
    ];
    let mut bench = bench(visits, None);
    bench.register.settings.calendar.holidays.insert(day("2026-12-08"));
    let load = figures(&bench.register).travel.remove("ada-north").expect("she travels");
    assert_eq!((load.behind.travelled, load.behind.working), (5, 65), "17 to 21 August");
    assert_eq!((load.ahead.travelled, load.ahead.working), (2, 64), "a holiday is no working day");
}

#[test]
fn x76_what_was_done_before_the_visit_answers_nothing() {
    let mut held = visit("summer", "2026-08-10", "2026-08-14", VisitStatus::Held);
    let mut answered = finding("2026-10-30");
    answered.action = Some(at((PlanId::new("desks"), PartId::new("lockers"))));
    held.findings = vec![finding("2026-12-01"), answered];
    let mut bench = bench(vec![held], None);
    let state =
        |bench: &Bench| figures(&bench.register).visits.remove("summer").expect("it is there").findings;
    let mut desks = plan("desks");
    desks.actions = vec![action("lockers", "2026-10-30")];
    bench.add_plan(desks.clone());
    let found = state(&bench);
    assert_eq!((found[0].is_answered, found[0].age_days, found[0].is_overdue()), (false, -16, false));
    assert!(found[1].is_answered && found[1].is_overdue());
    desks.actions[0].done_on = Some(at(day("2026-08-01")));
    bench.add_plan(desks.clone());
    assert!(!state(&bench)[1].is_answered && state(&bench)[1].is_open());
    desks.actions[0].done_on = Some(at(day("2026-11-10")));
    bench.add_plan(desks);
    assert_eq!(state(&bench)[1].closed_on, Some(day("2026-11-10")));
}

#[test]
fn what_came_of_a_visit_is_said_on_its_day() {
    let mut cancelled = visit("c", "2026-11-10", "2026-11-11", VisitStatus::Cancelled);
    cancelled.cancelled_on = Some(at(day("2026-11-16")));
    let visits = vec![
        visit("a", "2026-11-13", "2026-11-17", VisitStatus::Held),
        visit("b", "2026-11-10", "2026-11-12", VisitStatus::Planned),
        cancelled,
        visit("d", "2026-11-12", "2026-11-15", VisitStatus::Held),
    ];
    let states = figures(&bench(visits, None).register).visits;
    let standings: Vec<Standing> = states.values().map(|state| state.standing).collect();
    assert_eq!(standings, [Standing::UnderWay, Standing::Unrecorded(3), Standing::Planned, Standing::Held]);
}
