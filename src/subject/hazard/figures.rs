//! How a hazard stands on the as-of date: its score, which controls are in place, and when each is checked next.

use jiff::civil::Date;

use crate::kit::calendar::{add_days, days_between};
use crate::kit::id::HazardId;
use crate::kit::source::At;
use crate::subject::given::{Computed, Given};
use crate::subject::hazard::record::{Control, Hazard};

/// What a report keeps of them: those without a control first, then the highest score.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub states: Vec<HazardState>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HazardState {
    pub hazard: HazardId,
    /// Likelihood × severity, 1 to 25.
    pub score: u32,
    /// In the order of its controls.
    pub controls: Vec<ControlState>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlState {
    Planned,
    /// In place; its next check is due, and so many days ago where that is above 0.
    InPlace {
        check_due_on: Date,
        age_days: i32,
    },
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let as_of = given.register.as_of();
        let mut states: Vec<HazardState> =
            given.register.hazards.values().map(|hazard| state(hazard, as_of)).collect();
        states.sort_by_key(|state| {
            (state.is_controlled(), std::cmp::Reverse(state.score), state.hazard.clone())
        });
        Figures { states }
    }
}

fn state(hazard: &Hazard, as_of: Date) -> HazardState {
    let controls = hazard.controls.iter().map(|control| control_state(control, as_of)).collect();
    HazardState { hazard: hazard.id.clone(), score: *hazard.likelihood * *hazard.severity, controls }
}

fn control_state(control: &Control, as_of: Date) -> ControlState {
    let Some((_, looked)) = last_look(control, as_of) else { return ControlState::Planned };
    let check_due_on = add_days(**looked, i32::try_from(*control.check_days).unwrap_or(i32::MAX));
    ControlState::InPlace { check_due_on, age_days: days_between(check_due_on, as_of) }
}

/// Key and day from which the next check counts: the last check, else the first day; `None` of what is planned.
pub fn last_look(control: &Control, as_of: Date) -> Option<(&'static str, &At<Date>)> {
    let by_then = |on: &&At<Date>| ***on <= as_of;
    let first = control.in_place_on.as_ref().filter(by_then)?;
    let checked = control.checked_on.as_ref().filter(by_then);
    Some(checked.map_or(("in-place-on", first), |on| ("checked-on", on)))
}

impl HazardState {
    /// Whether a control is in place.
    pub fn is_controlled(&self) -> bool {
        self.controls.iter().any(|control| matches!(control, ControlState::InPlace { .. }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::{PartId, SiteId};
    use crate::kit::source::Setting;
    use crate::testing::{at, day, place};

    #[test]
    fn k8_a_control_is_checked_from_its_last_check_or_its_first_day() {
        let mut control = Control {
            id: at(PartId::new("stop")),
            title: at("A stop".to_owned()),
            owner: at("Site lead".to_owned()),
            in_place_on: Some(at(day("2026-03-02"))),
            checked_on: None,
            check_days: Setting { value: 90, place: None },
        };
        let of = |control: &Control, on: &str| control_state(control, day(on));
        assert_eq!(of(&control, "2026-03-01"), ControlState::Planned);
        let due = |on: &str, age_days| ControlState::InPlace { check_due_on: day(on), age_days };
        assert_eq!(of(&control, "2026-06-01"), due("2026-05-31", 1));
        control.checked_on = Some(at(day("2026-05-20")));
        assert_eq!(of(&control, "2026-06-01"), due("2026-08-18", -78));
        let hazard = Hazard {
            id: HazardId::new("hours"),
            title: at("Hours".to_owned()),
            site: at(SiteId::new("porto")),
            exposed: at("All".to_owned()),
            likelihood: at(4),
            severity: at(5),
            controls: vec![control],
            place: place("data/hazards/hours.toml", 1),
        };
        let of = |on: &str| state(&hazard, day(on));
        assert!(!of("2026-03-01").is_controlled() && of("2026-03-02").is_controlled());
        assert_eq!(of("2026-03-02").score, 20);
    }
}
