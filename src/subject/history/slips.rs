//! Due dates that slipped: moves that git recorded, and those that only the plan's log tells.

use jiff::civil::Date;

use super::change::{Change, History};
use crate::subject::plan::record::{LogEntry, Plan};

/// One move of an action's due date.
#[derive(Clone, Copy, Debug)]
pub enum Slip<'a> {
    Recorded(&'a Change),
    Logged(&'a LogEntry),
}

/// How the due date of an action moved up to a day: what the record holds, oldest first, then entries of the log whose former
/// date the record does not know, so that a book without a history has slips too and none counts twice.
pub fn slips<'a>(history: &'a History, plan: &'a Plan, action: &str, by: Date) -> Vec<Slip<'a>> {
    let moves = history.moves(&plan.id, action);
    let told = plan.log.iter().filter(|entry| {
        let Some((of, was_on)) = &entry.moved() else { return false };
        let is_known = moves.iter().any(|change| change.before == was_on.to_string());
        of.as_str() == action && entry.on <= by && !is_known
    });
    let told: Vec<Slip<'a>> = told.map(Slip::Logged).collect();
    moves.into_iter().map(Slip::Recorded).chain(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::PartId;
    use crate::subject::plan::record::LogKind;
    use crate::testing::{at, day, place, plan};

    #[test]
    fn a_log_tells_slips_where_there_is_no_history() {
        let mut plan = plan("a");
        let entry = |on: &str, was: &str| LogEntry {
            on: at(day(on)),
            kind: at(LogKind::DueDateMoved),
            text: at("Training took longer".to_owned()),
            action: Some(at(PartId::new("brief"))),
            due_was_on: Some(at(day(was))),
            place: place("data/plans/a.toml", 9),
        };
        plan.log = vec![entry("2026-10-12", "2026-10-15"), entry("2026-11-20", "2026-10-30")];
        let history = History::default();
        let count = |action: &str, by: &str| slips(&history, &plan, action, day(by)).len();
        assert_eq!((count("brief", "2026-11-15"), count("brief", "2026-11-30")), (1, 2));
        assert_eq!(count("other", "2026-11-30"), 0);
    }
}
