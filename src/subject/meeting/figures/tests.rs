use super::*;
use crate::kit::id::{MeetingId, PersonId};
use crate::subject::meeting::record::{Held, MeetingKind};
use crate::testing::{at, day, place};

fn held(on: &str) -> Held {
    Held {
        on: at(day(on)),
        minutes: at("Folder".to_owned()),
        summary: None,
        decisions: Vec::new(),
        actions: Vec::new(),
        own_actions: Vec::new(),
    }
}

/// Every 28 days from 5 January 2026, a Monday.
fn series(days: &[&str]) -> Meeting {
    Meeting {
        id: MeetingId::new("acme-monthly"),
        title: at("Monthly review with Acme".to_owned()),
        kind: at(MeetingKind::Monthly),
        vendor: None,
        starts_on: at(day("2026-01-05")),
        ends_on: None,
        every_days: at(28),
        next_on: None,
        owner: at(PersonId::new("ada-north")),
        roles: Vec::new(),
        held: days.iter().map(|on| held(on)).collect(),
        place: place("data/meetings/acme-monthly.toml", 1),
    }
}

fn standings(state: &MeetingState) -> Vec<Standing> {
    state.windows.iter().map(|window| window.standing).collect()
}

#[test]
fn a_window_is_kept_by_one_meeting_and_missed_when_it_is_over() {
    let meeting = series(&["2026-01-20", "2026-03-03"]);
    let then = state(&meeting, day("2026-03-29"));
    assert_eq!(standings(&then), [Standing::Kept, Standing::Missed, Standing::Kept]);
    assert!(!then.is_missed(), "one was held since");
    assert_eq!(then.due_on, Some(day("2026-04-26")));
    let later = state(&meeting, day("2026-04-26"));
    assert_eq!(standings(&later)[3], Standing::Running, "its last day is not over");
    assert!(!later.is_missed());
    let over = state(&meeting, day("2026-04-27"));
    assert!(over.is_missed());
    assert_eq!(over.missed_since().len(), 1);
    assert_eq!(over.due_on, Some(day("2026-05-24")));
}

#[test]
fn a_series_that_has_ended_misses_nothing_and_a_meeting_after_the_day_was_not_held() {
    let mut meeting = series(&["2026-02-10"]);
    let early = state(&meeting, day("2026-02-05"));
    assert_eq!(standings(&early), [Standing::Missed, Standing::Running]);
    assert_eq!(early.last, None);
    meeting.ends_on = Some(at(day("2026-03-15")));
    let ended = state(&meeting, day("2026-06-01"));
    assert_eq!(standings(&ended), [Standing::Missed, Standing::Kept], "the cut window asks for nothing");
    assert!(!ended.is_missed());
    assert_eq!(ended.due_on, None);
}
