//! When somebody last met a stakeholder, and by when somebody has to.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::kit::calendar::{add_days, days_between};
use crate::kit::id::StakeholderId;
use crate::kit::source::At;
use crate::subject::given::{Computed, Given};
use crate::subject::register::Register;
use crate::subject::stakeholder::record::Stakeholder;

/// What a report keeps of them: those that are kept by the as-of date.
pub type Figures = BTreeMap<StakeholderId, StakeholderState>;

/// A stakeholder on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StakeholderState {
    /// The day of the last meeting or talk; `None`: there was none.
    pub met: Option<Met>,
    /// With a cadence: by when somebody has to meet it, and the days since then; below 0 they lie ahead.
    pub due: Option<(Date, i32)>,
}

/// A day with the key that says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    pub key: &'static str,
    pub on: At<Date>,
}

impl StakeholderState {
    pub fn is_unserved(&self) -> bool {
        self.due.is_some_and(|(_, late)| late > 0)
    }
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let register = given.register;
        let kept = register.stakeholders.values().filter(|one| *one.since_on <= register.as_of());
        kept.map(|one| (one.id.clone(), state(register, one))).collect()
    }
}

fn state(register: &Register, one: &Stakeholder) -> StakeholderState {
    let as_of = register.as_of();
    let series = one.meeting.as_ref().and_then(|id| register.meetings.get(&**id));
    let held = series.and_then(|meeting| meeting.held.iter().rfind(|held| *held.on <= as_of));
    let held = held.map(|held| Met { key: "on", on: held.on.clone() });
    let spoken = one.spoken_on.as_ref().filter(|on| ***on <= as_of);
    let spoken = spoken.map(|on| Met { key: "spoken-on", on: on.clone() });
    let met = [held, spoken].into_iter().flatten().max_by_key(|met| *met.on);
    let since = met.as_ref().map_or(*one.since_on, |met| *met.on);
    let due = one.every_days.as_ref().map(|every| {
        let on = add_days(since, i32::try_from(**every).unwrap_or(i32::MAX));
        (on, days_between(on, as_of))
    });
    StakeholderState { met, due }
}
