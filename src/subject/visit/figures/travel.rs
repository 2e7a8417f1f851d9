//! G2: the working days of 13 weeks that somebody travelled, and those of the next 13 for which it is planned.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::kit::calendar::{Calendar, add_days};
use crate::kit::id::{PersonId, VisitId};
use crate::kit::number::Quotient;
use crate::subject::register::Register;
use crate::subject::visit::figures::{Standing, VisitState};
use crate::subject::visit::record::Visit;

/// 13 weeks.
pub const WINDOW_DAYS: i32 = 91;

/// How much somebody travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TravelLoad {
    pub behind: Stretch,
    /// As far as it is planned.
    pub ahead: Stretch,
}

/// 13 weeks up to the as-of date, or from the day after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub first: Date,
    pub last: Date,
    /// Working days on which they travelled; a day of two visits once.
    pub travelled: u32,
    /// Working days by the book's calendar.
    pub working: u32,
    /// Visits of those days.
    pub visits: Vec<VisitId>,
}

impl Stretch {
    /// In percent; `None` where all days are holidays.
    pub fn share(&self) -> Option<Quotient> {
        Quotient::new(i128::from(self.travelled) * 100, i128::from(self.working)).filter(|_| self.working > 0)
    }
}

/// The 13 weeks that end on a day.
pub fn window(as_of: Date) -> (Date, Date) {
    (add_days(as_of, 1 - WINDOW_DAYS), as_of)
}

pub fn load(register: &Register, states: &BTreeMap<VisitId, VisitState>, person: &PersonId) -> TravelLoad {
    let (first, last) = window(register.as_of());
    let ahead = (add_days(last, 1), add_days(last, WINDOW_DAYS));
    let stretch = |(first, last)| {
        let visits: Vec<&Visit> = travelled_by(register, states, person, (first, last));
        let days: BTreeSet<Date> =
            visits.iter().flat_map(|visit| working_days(&register.settings.calendar, visit.days())).collect();
        let within = days.range(first..=last).count();
        Stretch {
            first,
            last,
            travelled: u32::try_from(within).unwrap_or(u32::MAX),
            working: u32::try_from(working_days(&register.settings.calendar, (first, last)).count())
                .unwrap_or(u32::MAX),
            visits: visits.iter().map(|visit| visit.id.clone()).collect(),
        }
    };
    TravelLoad { behind: stretch((first, last)), ahead: stretch(ahead) }
}

/// Visits of a person with a day between two: those that were or are being held, and those that are planned. What was planned for days that have
/// passed and is not said to be held was not travelled.
pub fn travelled_by<'r>(
    register: &'r Register,
    states: &BTreeMap<VisitId, VisitState>,
    person: &PersonId,
    (first, last): (Date, Date),
) -> Vec<&'r Visit> {
    let as_of = register.as_of();
    let goes = |visit: &&Visit| {
        let (from, to) = visit.days();
        let is_travelled = match states.get(&visit.id).map(|state| state.standing) {
            Some(Standing::Held | Standing::UnderWay) => true,
            Some(Standing::Planned) => last > as_of,
            _ => false,
        };
        is_travelled && from <= last && to >= first && visit.people.iter().any(|one| *one == *person)
    };
    register.visits.values().filter(goes).collect()
}

fn working_days(calendar: &Calendar, (first, last): (Date, Date)) -> impl Iterator<Item = Date> + use<'_> {
    let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
    days.take_while(move |day| *day <= last).filter(|day| calendar.is_working_day(*day))
}
