//! How series of meetings stand on the as-of date: which windows were kept, when the next is due, what is open of what was agreed on.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::kit::calendar::{add_days, days_between};
use crate::kit::id::MeetingId;
use crate::kit::period::Period;
use crate::subject::given::{Computed, Given};
use crate::subject::meeting::record::{Meeting, MeetingAction};
use crate::subject::register::Register;

/// What a report keeps of them: series that have begun.
pub type Figures = BTreeMap<MeetingId, MeetingState>;

/// A series on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingState {
    /// Windows that have begun, oldest first.
    pub windows: Vec<Window>,
    /// The last meeting that was held; by its place in the series.
    pub last: Option<usize>,
    /// By when the next has to be held; `None`: the series has ended.
    pub due_on: Option<Date>,
}

/// A stretch of days in which one meeting has to be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub first: Date,
    pub last: Date,
    /// The first meeting in it, by its place in the series.
    pub held: Option<usize>,
    pub standing: Standing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Kept,
    Missed,
    /// Not over, and not held yet.
    Running,
}

/// An action of a meeting on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionState {
    pub is_done: bool,
    /// Days past due on the day, or on that on which it was done; below 0 they lie ahead.
    pub age_days: i32,
}

impl ActionState {
    pub fn is_overdue(self) -> bool {
        !self.is_done && self.age_days > 0
    }
}

impl MeetingState {
    pub fn with(&self, standing: Standing) -> impl Iterator<Item = &Window> {
        self.windows.iter().filter(move |window| window.standing == standing)
    }

    /// The windows without a meeting since the last one that was held; empty when one was held in the newest window.
    pub fn missed_since(&self) -> &[Window] {
        if self.windows.last().is_some_and(|window| window.standing == Standing::Kept) {
            return &[];
        }
        let after = self.windows.iter().rposition(|window| window.standing == Standing::Kept);
        let open = &self.windows[after.map_or(0, |at| at + 1)..];
        match open.last() {
            Some(last) if last.standing == Standing::Running => &open[..open.len() - 1],
            _ => open,
        }
    }

    /// Windows that were missed in the days of a period: one is missed on the day after its last, whatever was held later.
    pub fn missed_in(&self, period: Period) -> impl Iterator<Item = &Window> {
        self.with(Standing::Missed).filter(move |window| period.contains(add_days(window.last, 1)))
    }

    pub fn is_missed(&self) -> bool {
        self.due_on.is_some() && !self.missed_since().is_empty()
    }
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        figures(given.register)
    }

    fn of_issue(given: &Given<'_>) -> Figures {
        figures(given.register)
    }
}

pub fn figures(register: &Register) -> Figures {
    let as_of = register.as_of();
    let begun = register.meetings.values().filter(|meeting| *meeting.starts_on <= as_of);
    begun.map(|meeting| (meeting.id.clone(), state(meeting, as_of))).collect()
}

fn state(meeting: &Meeting, as_of: Date) -> MeetingState {
    let every = i32::try_from(*meeting.every_days).unwrap_or(i32::MAX).max(1);
    let end = meeting.ends_on.as_deref().copied().unwrap_or(Date::MAX);
    let held_in = |first: Date, last: Date| {
        let is_in = |on: Date| first <= on && on <= last && on <= as_of;
        meeting.held.iter().position(|held| is_in(*held.on))
    };
    let mut windows = Vec::new();
    let mut first = *meeting.starts_on;
    // A window that the end of the series cuts asks for nothing.
    while first <= as_of && add_days(first, every - 1) <= end && first < Date::MAX {
        let last = add_days(first, every - 1);
        let held = held_in(first, last);
        let standing = match held {
            Some(_) => Standing::Kept,
            None if last < as_of => Standing::Missed,
            None => Standing::Running,
        };
        windows.push(Window { first, last, held, standing });
        first = add_days(first, every);
    }
    let next = match windows.last() {
        Some(last) if last.standing == Standing::Running => last.last,
        _ => add_days(first, every - 1),
    };
    MeetingState {
        windows,
        last: meeting.held.iter().rposition(|held| *held.on <= as_of),
        due_on: (next <= end).then_some(next),
    }
}

/// How an action of a meeting stands.
pub fn action_state(action: &MeetingAction, as_of: Date) -> ActionState {
    let done = action.done_on.as_deref().copied().filter(|on| *on <= as_of);
    ActionState { is_done: done.is_some(), age_days: days_between(*action.due_on, done.unwrap_or(as_of)) }
}

#[cfg(test)]
mod tests;
