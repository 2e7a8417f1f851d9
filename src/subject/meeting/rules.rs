//! Meetings that were not held, and what they agreed on that is late.

use crate::kit::calendar::day_label;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::meeting::figures::action_state;

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::MEETING_MISSED, check: meeting_missed },
    FigureRule { code: &codes::MEETING_ACTION_OVERDUE, check: action_overdue },
];

/// A window is over, and no meeting was held in it or since.
pub fn meeting_missed(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    for (id, state) in report.meetings.iter().filter(|(_, state)| state.is_missed()) {
        let (Some(meeting), [first, rest @ ..]) = (report.register.meetings.get(id), state.missed_since())
        else {
            continue;
        };
        let last = rest.last().unwrap_or(first);
        let message = format!(
            "meeting `{id}` was not held from {} to {}",
            day_label(first.first),
            day_label(last.last)
        );
        let every = plural(*meeting.every_days as usize, "day");
        let label = match state.last.and_then(|at| meeting.held.get(at)) {
            Some(held) => {
                format!("it is to be held every {every}; it was last held on {}", day_label(*held.on))
            }
            None => format!("it is to be held every {every}, and was never held"),
        };
        diagnostics.push(
            Diagnostic::new(&codes::MEETING_MISSED, meeting.every_days.place.clone(), message)
                .label(label)
                .help("hold it, and write the day and its minutes under `[[held]]`, or end the series"),
        );
    }
}

/// What was agreed on is past its day.
pub fn action_overdue(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    let as_of = register.as_of();
    for meeting in register.meetings.values() {
        for held in meeting.held.iter().filter(|held| *held.on <= as_of) {
            for action in &held.own_actions {
                let state = action_state(action, as_of);
                if !state.is_overdue() {
                    continue;
                }
                let late = plural(state.age_days.unsigned_abs() as usize, "day");
                diagnostics.push(
                    Diagnostic::new(
                        &codes::MEETING_ACTION_OVERDUE,
                        action.due_on.place.clone(),
                        format!("action `{}` of meeting `{}` is {late} late", action.id, meeting.id),
                    )
                    .label(format!("`{}` was to do it by then", action.owner.as_str()))
                    .help("write `done-on` with its evidence, or agree on another date"),
                );
            }
        }
    }
}
