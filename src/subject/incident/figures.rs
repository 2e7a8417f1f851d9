//! How each incident stands on the as-of date: whether somebody responded in time, and whether it is past the day by which it is closed.

use jiff::civil::Date;

use crate::core::settings::policy::Clock;
use crate::kit::calendar::{add_days, days_between};
use crate::kit::id::VendorId;
use crate::subject::given::{Computed, Given};
use crate::subject::incident::record::Incident;
use crate::subject::register::Register;

/// An incident that was reported so many days ago still has its say where it is closed.
const RECENT_DAYS: i32 = 91;

/// What a report keeps of them: what is past its clock first, then what is open, each by severity, then the latest.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub states: Vec<IncidentState>,
}

/// An incident that was reported by the as-of date.
#[derive(Clone, Debug)]
pub struct IncidentState {
    /// Index of its row.
    pub at: usize,
    pub vendor: VendorId,
    pub clock: Clock,
    pub response: Response,
    pub closing: Closing,
    /// Days since it was reported.
    pub age_days: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    InTime,
    Late,
    /// Nobody has responded, and it is not certain that it is too late: the day of the report has no hour.
    Waiting,
    /// Nobody has responded, and whatever the hour of the report it is too late.
    Overdue,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// On a day, so many days after its last one where that is above 0.
    Closed(Date, i32),
    /// By a day; so many days after it where that is above 0.
    Open(Date, i32),
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        Figures::of(given.register)
    }

    fn of_issue(given: &Given<'_>) -> Figures {
        Figures::compute(given)
    }
}

impl Figures {
    /// Of the records alone.
    pub fn of(register: &Register) -> Figures {
        let as_of = register.as_of();
        let rows = &register.incidents.rows;
        let known = rows.iter().enumerate().filter(|(_, row)| *row.reported_on <= as_of);
        let states = known.filter_map(|(at, row)| {
            let vendor = register.sites.get(&*row.site)?.vendor.value.clone();
            let clock = register.settings.incident_clock(*row.severity);
            Some(IncidentState {
                at,
                vendor,
                response: response(row, &clock, as_of),
                closing: closing(row, &clock, as_of),
                age_days: days_between(*row.reported_on, as_of),
                clock,
            })
        });
        let mut states: Vec<IncidentState> = states.collect();
        states.sort_by_key(|state| {
            let row = &rows[state.at];
            let rank = (!state.is_past_clock(), !state.is_open(), *row.severity);
            (rank, std::cmp::Reverse(*row.reported_on), row.reference.as_str().to_owned())
        });
        Figures { states }
    }
}

/// Days have no hour. A response is late when its hours are beyond the clock; where there is none, when the whole days since are.
fn response(row: &Incident, clock: &Clock, as_of: Date) -> Response {
    let limit = *clock.respond_hours;
    let by_then = row.responded_on.as_deref().is_some_and(|on| *on <= as_of);
    match row.response_hours.as_deref().filter(|_| by_then) {
        Some(hours) if *hours <= limit => Response::InTime,
        Some(_) => Response::Late,
        // Hours that could not be read are a defect where they stand.
        None if by_then => Response::Waiting,
        None => {
            let hours = i64::from(days_between(*row.reported_on, as_of)) * 24;
            if hours > i64::from(limit) { Response::Overdue } else { Response::Waiting }
        }
    }
}

fn closing(row: &Incident, clock: &Clock, as_of: Date) -> Closing {
    let due_on = add_days(*row.reported_on, i32::try_from(*clock.close_days).unwrap_or(i32::MAX));
    match row.closed_on.as_deref().filter(|on| **on <= as_of) {
        Some(on) => Closing::Closed(*on, days_between(due_on, *on)),
        None => Closing::Open(due_on, days_between(due_on, as_of)),
    }
}

impl IncidentState {
    pub fn is_open(&self) -> bool {
        matches!(self.closing, Closing::Open(..))
    }

    /// Open beyond its last day, or without a response beyond its hours.
    pub fn is_past_clock(&self) -> bool {
        matches!(self.closing, Closing::Open(_, late) if late > 0)
            || self.is_open() && self.response == Response::Overdue
    }

    /// Whether it is open, or was reported lately.
    pub fn is_recent(&self) -> bool {
        self.is_open() || self.age_days <= RECENT_DAYS
    }

    pub fn is_answered_late(&self) -> bool {
        matches!(self.response, Response::Late | Response::Overdue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::settings::incident::IncidentSeverity;
    use crate::kit::id::SiteId;
    use crate::kit::source::Setting;
    use crate::subject::incident::record::{IncidentCategory, TicketRef};
    use crate::testing::{at, day, place};

    fn row(reported: &str, response: Option<(&str, u32)>, closed: Option<&str>) -> Incident {
        Incident {
            reported_on: at(day(reported)),
            site: at(SiteId::new("porto")),
            severity: at(IncidentSeverity::High),
            category: at(IncidentCategory::ToolingFailure),
            responded_on: response.map(|(on, _)| at(day(on))),
            response_hours: response.map(|(_, hours)| at(hours)),
            closed_on: closed.map(|on| at(day(on))),
            reference: at(TicketRef::new("INC-1")),
            content_warning: None,
            plan: None,
            risk: None,
            place: place("data/incidents/2026.csv", 2),
        }
    }

    fn clock() -> Clock {
        let setting = |value| Setting { value, place: None };
        Clock { respond_hours: setting(24), close_days: setting(14) }
    }

    #[test]
    fn a_response_is_late_beyond_its_hours_and_a_missing_one_when_it_is_certain() {
        let of = |row: &Incident, as_of| response(row, &clock(), day(as_of));
        assert_eq!(of(&row("2026-11-02", Some(("2026-11-03", 24)), None), "2026-11-15"), Response::InTime);
        assert_eq!(of(&row("2026-11-02", Some(("2026-11-03", 25)), None), "2026-11-15"), Response::Late);
        let silent = row("2026-11-02", None, None);
        assert_eq!(of(&silent, "2026-11-03"), Response::Waiting, "reported late in the day it had 24 hours");
        assert_eq!(of(&silent, "2026-11-04"), Response::Overdue);
        let later = row("2026-11-02", Some(("2026-11-06", 90)), None);
        assert_eq!(of(&later, "2026-11-03"), Response::Waiting, "nobody had responded by then");
    }

    #[test]
    fn an_incident_is_past_its_clock_from_the_day_after_its_last_one() {
        let of = |row: &Incident, as_of| closing(row, &clock(), day(as_of));
        let open = row("2026-11-02", None, Some("2026-11-20"));
        assert_eq!(of(&open, "2026-11-16"), Closing::Open(day("2026-11-16"), 0));
        assert_eq!(of(&open, "2026-11-19"), Closing::Open(day("2026-11-16"), 3));
        assert_eq!(of(&open, "2026-11-20"), Closing::Closed(day("2026-11-20"), 4));
    }
}
