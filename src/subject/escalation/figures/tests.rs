use super::*;
use crate::core::settings::escalation::EscalationStep;
use crate::kit::id::{PartId, PersonId, VendorId};
use crate::subject::escalation::record::Answer;
use crate::testing::{Bench, at, day, place};

fn step(id: &str, days: u32) -> EscalationStep {
    EscalationStep {
        id: at(PartId::new(id)),
        title: at("Somebody".to_owned()),
        person: None,
        working_days: at(days),
        place: place("data/book.toml", 9),
    }
}

fn answer(id: &str, on: &str, settles: bool) -> Answer {
    Answer {
        step: at(PartId::new(id)),
        on: at(day(on)),
        by: at("ada-north".to_owned()),
        text: at("No".to_owned()),
        settles: at(settles),
    }
}

fn raised(answers: Vec<Answer>) -> Escalation {
    Escalation {
        id: EscalationId::new("review"),
        title: at("The review was not held".to_owned()),
        vendor: at(VendorId::new("acme")),
        site: None,
        service_levels: Vec::new(),
        meeting: None,
        plan: None,
        raised_on: at(day("2026-11-02")),
        raised_by: at(PersonId::new("ada-north")),
        reason: at("Two dates were turned down".to_owned()),
        answers,
        decision: None,
        actions: Vec::new(),
        closed_on: None,
        outcome: None,
        place: place("data/escalations/review.toml", 1),
    }
}

/// Raised on Monday 2 November 2026: three working days, then five.
fn stands(as_of: &str, answers: Vec<Answer>, closed: Option<&str>) -> EscalationState {
    let mut bench = Bench::new();
    bench.register.settings.as_of.on = day(as_of);
    bench.register.settings.escalation_steps = vec![step("leads", 3), step("heads", 5)];
    let one = Escalation { closed_on: closed.map(|on| at(day(on))), ..raised(answers) };
    state(&bench.register, &one)
}

#[test]
fn l3_a_clock_runs_on_working_days_and_an_unanswered_step_rises() {
    let running = stands("2026-11-05", Vec::new(), None);
    assert_eq!((running.steps.len(), running.is_overdue()), (1, false), "its last day is not over");
    let risen = stands("2026-11-06", Vec::new(), None);
    assert_eq!(risen.steps.len(), 2);
    assert_eq!((risen.steps[0].due_on, risen.steps[0].late_days), (day("2026-11-05"), 1));
    assert_eq!(risen.now().map(|now| now.due_on), Some(day("2026-11-12")), "five working days on");
    assert!(risen.is_overdue());
    let both = stands("2026-11-16", Vec::new(), None);
    assert_eq!(both.overdue().count(), 2);
    assert_eq!(both.steps[1].late_days, 2, "Friday and Monday");
}

#[test]
fn l3_an_answer_starts_the_next_clock_or_settles_it() {
    let passed = stands("2026-11-09", vec![answer("leads", "2026-11-04", false)], None);
    assert_eq!(passed.now().map(|now| (now.step, now.due_on)), Some((1, day("2026-11-11"))));
    assert!(!passed.is_overdue());
    let settled = stands("2026-11-30", vec![answer("leads", "2026-11-06", true)], None);
    assert_eq!((settled.steps.len(), settled.steps[0].late_days), (1, 1), "late, but settled");
    assert!(!settled.is_overdue());
    let before = stands("2026-11-03", vec![answer("leads", "2026-11-04", true)], None);
    assert!(before.now().is_some(), "what was said later was not said yet");
}

#[test]
fn l3_nothing_runs_once_it_is_closed() {
    let closed = stands("2026-11-30", Vec::new(), Some("2026-11-09"));
    assert!(closed.is_closed && !closed.is_overdue());
    assert_eq!(closed.steps[0].late_days, 2, "to the day on which it was closed");
    assert!(!stands("2026-11-05", Vec::new(), Some("2026-11-09")).is_closed);
}

#[test]
fn l3_a_late_answer_moves_no_clock_that_runs() {
    // The first was due on Thursday 5 November and answers on the 10th: the second still answers by the 12th.
    let late = stands("2026-11-11", vec![answer("leads", "2026-11-10", false)], None);
    assert_eq!(late.now().map(|now| (now.from, now.due_on)), Some((day("2026-11-05"), day("2026-11-12"))));
    let between = vec![answer("heads", "2026-11-09", true), answer("leads", "2026-11-10", false)];
    let settled = stands("2026-11-30", between, None);
    assert!(!settled.is_overdue(), "it had risen to the heads, and they settled it");
}

#[test]
fn l3_an_answer_before_its_step_was_asked_is_early() {
    let early = |as_of: &str, answers: Vec<Answer>| {
        let mut bench = Bench::new();
        bench.register.settings.as_of.on = day(as_of);
        bench.register.settings.escalation_steps = vec![step("leads", 3), step("heads", 5)];
        let mut one = raised(answers);
        one.answers.sort_by_key(|answer| *answer.on);
        state(&bench.register, &one).early(&one, &bench.register)
    };
    let heads = |on: &str| answer("heads", on, false);
    assert_eq!(early("2026-11-04", vec![heads("2026-11-03")]), [(0, None)], "the leads have until the 5th");
    assert_eq!(early("2026-11-09", vec![heads("2026-11-03")]), [(0, Some(day("2026-11-05")))]);
    let leads = |on: &str| answer("leads", on, false);
    assert_eq!(
        early("2026-11-09", vec![heads("2026-11-03"), leads("2026-11-04")]),
        [(0, Some(day("2026-11-04")))]
    );
    let none = |answers: Vec<Answer>| early("2026-11-09", answers).is_empty();
    assert!(none(vec![leads("2026-11-04"), heads("2026-11-04")]), "on the same day");
    assert!(none(vec![heads("2026-11-06")]), "it had risen by itself");
    assert!(none(vec![answer("leads", "2026-11-03", true), heads("2026-11-04")]), "settled before");
}
