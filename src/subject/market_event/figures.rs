//! Which events lie ahead.

use jiff::civil::Date;

use crate::core::organisation::record::Project;
use crate::kit::calendar::add_days;
use crate::subject::market_event::record::MarketEvent;
use crate::subject::register::Register;

pub use crate::subject::absent::figures::Figures;

/// Eight weeks: what comes within them is told on pages of sites, languages and projects.
pub const AHEAD_DAYS: i32 = 56;

/// The as-of date and the last day that is told of.
pub fn ahead(register: &Register) -> (Date, Date) {
    (register.as_of(), add_days(register.as_of(), AHEAD_DAYS))
}

/// Events of which a day lies between two days, in order of their first.
pub fn between(
    register: &Register,
    days: (Date, Date),
    which: impl Fn(&MarketEvent) -> bool,
) -> Vec<&MarketEvent> {
    let events = register.market_events.iter().filter(|event| event.touches(days) && which(event));
    let mut events: Vec<&MarketEvent> = events.collect();
    events.sort_by_key(|event| (*event.starts_on, *event.ends_on, &*event.id));
    events
}

/// Whether a project feels it: an open site of its does.
pub fn is_felt_by(register: &Register, event: &MarketEvent, project: &Project) -> bool {
    let sites = project.sites.iter().filter_map(|id| register.sites.get(id));
    let mut open = sites.filter(|site| site.closed_on.as_deref().is_none_or(|on| *on >= *event.starts_on));
    open.any(|site| event.is_felt_at(site))
}
