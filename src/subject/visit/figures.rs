//! How visits stand on the as-of date: what was found and whether it is mended, when each site is to be visited next, how much people travel.

mod travel;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::organisation::record::Site;
use crate::core::settings::policy::Cadence;
use crate::kit::calendar::{add_days, days_between};
use crate::kit::id::{PersonId, SiteId, VisitId};
use crate::subject::decision::record::DecisionStatus;
use crate::subject::given::{Computed, Given};
use crate::subject::invoice::record::InvoiceLine;
use crate::subject::register::Register;
use crate::subject::visit::record::{Visit, VisitCost, VisitFinding, VisitStatus};

pub use travel::{Stretch, TravelLoad, WINDOW_DAYS, travelled_by, window};

/// What a report keeps of them.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub visits: BTreeMap<VisitId, VisitState>,
    /// Sites that are open, and have a cadence or a visit.
    pub sites: BTreeMap<SiteId, SiteCover>,
    /// People who travel, or manage a site that has a cadence.
    pub travel: BTreeMap<PersonId, TravelLoad>,
}

/// A visit on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitState {
    pub standing: Standing,
    /// In the order of its findings; empty before it was held.
    pub findings: Vec<FoundState>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Planned,
    /// They have left, and are not back.
    UnderWay,
    /// Days since it was to end; nobody says whether it was held.
    Unrecorded(i32),
    Held,
    Cancelled,
}

/// What was found, on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundState {
    /// An action, a plan or a decision that is there, or a day on which it was mended.
    pub is_answered: bool,
    /// Mended, or its action done, its plan closed, its decision taken.
    pub closed_on: Option<Date>,
    /// Days since it was to be mended; below 0 they lie ahead.
    pub age_days: i32,
}

/// When a site was visited, and is to be visited next.
#[derive(Clone, Debug)]
pub struct SiteCover {
    /// The last visit that was held; `None`: it was never visited.
    pub last: Option<VisitId>,
    /// Days since they were back from it; without one since the site was opened.
    pub since_days: i32,
    /// `None`: nobody has said how often it is visited.
    pub cadence: Option<Cadence>,
    /// With a cadence: when the next visit is due, and the days since then; below 0 they lie ahead.
    pub due: Option<(Date, i32)>,
    /// The next visit that is planned.
    pub next: Option<VisitId>,
}

impl FoundState {
    pub fn is_open(&self) -> bool {
        self.closed_on.is_none()
    }

    pub fn is_overdue(&self) -> bool {
        self.is_open() && self.age_days > 0
    }
}

impl SiteCover {
    /// X75: not visited in its cadence.
    pub fn is_overdue(&self) -> bool {
        self.due.is_some_and(|(_, late)| late > 0)
    }
}

/// Whether a line of a visit is billed by an invoice of the site's vendor that was issued by the as-of day.
pub fn is_invoiced(register: &Register, visit: &Visit, cost: &VisitCost) -> bool {
    billed_by(register, visit, cost).is_some_and(|line| *line.issued_on <= register.as_of())
}

/// A line of the invoice that a visit's line names, of the site's vendor.
pub fn billed_by<'r>(register: &'r Register, visit: &Visit, cost: &VisitCost) -> Option<&'r InvoiceLine> {
    let number = cost.invoice.as_deref()?;
    let vendor = &register.sites.get(&*visit.site)?.vendor.value;
    let is_vendors =
        |line: &&InvoiceLine| register.contracts.get(&*line.contract).is_some_and(|of| of.vendor == *vendor);
    register.invoices.iter().filter(|line| *line.invoice == *number).find(is_vendors)
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
    let state = |visit: &Visit| (visit.id.clone(), visit_state(register, visit));
    let visits: BTreeMap<_, _> = register.visits.values().map(state).collect();
    let policy = register.settings.visit_policy();
    let mut sites = BTreeMap::new();
    for (id, site) in &register.sites {
        let (opened, closed) = site.days();
        let is_open = opened <= as_of && closed.is_none_or(|closed| closed >= as_of);
        let cadence = policy.cadence(site.visit_every_days.as_ref(), site.risk_tier.as_deref().copied());
        let cover = cover(register, &visits, site, cadence);
        if is_open && (cover.cadence.is_some() || cover.last.is_some() || cover.next.is_some()) {
            sites.insert(id.clone(), cover);
        }
    }
    let managers = sites.iter().filter(|(_, cover)| cover.cadence.is_some());
    let managers = managers.filter_map(|(id, _)| Some(register.sites.get(id)?.manager.value.clone()));
    let people: BTreeSet<PersonId> = register
        .visits
        .values()
        .flat_map(|visit| visit.people.iter().map(|person| person.value.clone()))
        .chain(managers)
        .collect();
    let load = |person: PersonId| {
        let load = travel::load(register, &visits, &person);
        (person, load)
    };
    let travel = people.into_iter().map(load).collect();
    Figures { visits, sites, travel }
}

/// What was settled after the as-of date was planned on it.
fn visit_state(register: &Register, visit: &Visit) -> VisitState {
    let as_of = register.as_of();
    let by_then = |day: Option<&Date>| day.is_some_and(|day| *day <= as_of);
    let is_held = *visit.status == VisitStatus::Held;
    let standing = if is_held && by_then(visit.back_on.as_deref()) {
        Standing::Held
    } else if is_held && by_then(visit.held_on.as_deref()) {
        Standing::UnderWay
    } else if *visit.status == VisitStatus::Cancelled && by_then(visit.cancelled_on.as_deref()) {
        Standing::Cancelled
    } else if *visit.status == VisitStatus::Planned && *visit.ends_on < as_of {
        Standing::Unrecorded(days_between(*visit.ends_on, as_of))
    } else {
        Standing::Planned
    };
    let findings = match standing {
        Standing::Held => {
            let found_on = visit.days().0;
            visit.findings.iter().map(|finding| found_state(register, finding, found_on)).collect()
        }
        _ => Vec::new(),
    };
    VisitState { standing, findings }
}

/// What was done before the visit began answers nothing that it found, and neither does a decision that was withdrawn.
fn found_state(register: &Register, finding: &VisitFinding, found_on: Date) -> FoundState {
    let as_of = register.as_of();
    let is_later = |day: Option<&Date>| day.is_none_or(|day| *day >= found_on);
    let action = finding
        .action
        .as_deref()
        .and_then(|(plan, id)| register.plans.get(plan)?.actions.iter().find(|action| action.id == *id));
    let action = action.filter(|action| is_later(action.done_on.as_deref()));
    let plan = finding.plan.as_deref().and_then(|plan| register.plans.get(plan));
    let plan = plan.filter(|plan| is_later(plan.closed_on.as_deref()));
    let decision = finding.decision.as_deref().and_then(|decision| register.decisions.get(decision));
    let decision = decision.filter(|decision| {
        *decision.status != DecisionStatus::Withdrawn && is_later(decision.decided_on.as_deref())
    });
    let days = [
        finding.done_on.as_deref(),
        action.and_then(|action| action.done_on.as_deref()),
        plan.and_then(|plan| plan.closed_on.as_deref()),
        decision.and_then(|decision| decision.decided_on.as_deref()),
    ];
    let closed_on = days.into_iter().flatten().copied().filter(|day| *day <= as_of).min();
    FoundState {
        is_answered: closed_on.is_some() || action.is_some() || plan.is_some() || decision.is_some(),
        closed_on,
        age_days: days_between(*finding.due_on, as_of),
    }
}

fn cover(
    register: &Register,
    visits: &BTreeMap<VisitId, VisitState>,
    site: &Site,
    cadence: Option<Cadence>,
) -> SiteCover {
    let own = || {
        let own = register.visits.values().filter(|visit| *visit.site == site.id);
        own.filter_map(|visit| Some((visit, visits.get(&visit.id)?)))
    };
    let held = own().filter(|(_, state)| state.standing == Standing::Held);
    let last = held.max_by_key(|(visit, _)| (visit.days().1, &visit.id)).map(|(visit, _)| visit);
    let coming = own().filter(|(_, state)| matches!(state.standing, Standing::Planned | Standing::UnderWay));
    let next = coming.min_by_key(|(visit, _)| (visit.days().0, &visit.id)).map(|(visit, _)| visit);
    let since = last.map_or(*site.opened_on, |visit| visit.days().1);
    let due = cadence.as_ref().map(|(_, every)| {
        let on = add_days(since, i32::try_from(**every).unwrap_or(i32::MAX));
        (on, days_between(on, register.as_of()))
    });
    SiteCover {
        last: last.map(|visit| visit.id.clone()),
        since_days: days_between(since, register.as_of()),
        cadence,
        due,
        next: next.map(|visit| visit.id.clone()),
    }
}
