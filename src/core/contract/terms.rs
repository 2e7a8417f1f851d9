//! What a contract says on a day: the clause in force, its target with the ramp, and whom it reaches.

use jiff::civil::Date;

use crate::core::Book;
use crate::core::contract::record::{Contract, Scope, ServiceLevel, Target};
use crate::core::organisation::record::{Project, Queue, Site, covers_language};
use crate::kit::calendar::{add_days, days_between};
use crate::kit::id::{ServiceLevelId, SiteId};
use crate::kit::period::Period;
use crate::kit::source::Place;

/// The day that stands for a period as long as nothing changes inside it: a day itself, a week's Thursday, the middle day of a month.
/// Where a month's terms change, [`crate::core::contract::standing`] finds the day.
pub fn middle_day(period: Period) -> Date {
    match period {
        Period::Day(day) => day,
        Period::Week(week) => week.thursday(),
        Period::Month(..) | Period::Quarter(..) | Period::Year(_) => {
            let first = period.first_day();
            add_days(first, (days_between(first, period.last_day()) + 1) / 2)
        }
    }
}

/// The index of the version in force on a day; `None` outside the contract's dates.
pub fn version_on(contract: &Contract, day: Date) -> Option<usize> {
    let at = contract.versions.iter().rposition(|version| version.from <= day)?;
    (contract.effective_on <= day && day <= *contract.versions[at].terms.ends_on).then_some(at)
}

/// The clause in force on a day and the index of its version; `None` when the terms of that day have no such clause.
pub fn clause_on<'a>(
    contract: &'a Contract,
    id: &ServiceLevelId,
    day: Date,
) -> Option<(usize, &'a ServiceLevel)> {
    let at = version_on(contract, day)?;
    contract.versions[at].terms.service_levels.get(id).map(|clause| (at, clause))
}

/// Whether results count from that day on: `measured-from`, else always.
pub fn is_measured(clause: &ServiceLevel, day: Date) -> bool {
    clause.measured_from.is_none_or(|from| from <= day)
}

/// The target of a day and where it is written: the last ramp step begun by then, else the clause's own target.
pub fn target_on(clause: &ServiceLevel, day: Date) -> (Target, &Place) {
    let step = clause.ramp.iter().rev().find(|step| step.from <= day);
    match (clause.target(), step) {
        (Target::Line(_), Some(step)) => (Target::Line(*step.target), &step.place),
        (target, _) => (target, clause.target_place()),
    }
}

/// Days from `first` to `last`, both included, on which the clause is in force and measured.
pub fn days_in_force(contract: &Contract, id: &ServiceLevelId, first: Date, last: Date) -> u32 {
    count(runs(contract, id, first, last, true))
}

/// Days from `first` to `last`, both included, on which the clause is in force, measured or not.
pub fn days_agreed(contract: &Contract, id: &ServiceLevelId, first: Date, last: Date) -> u32 {
    count(runs(contract, id, first, last, false))
}

/// First and last day from `first` to `last`, both included, on which the clause is in force and measured.
pub fn edge_days(contract: &Contract, id: &ServiceLevelId, first: Date, last: Date) -> Option<(Date, Date)> {
    let mut runs = runs(contract, id, first, last, true).filter(|(from, to)| from <= to);
    let one = runs.next()?;
    Some(runs.fold(one, |(first, last), (from, to)| (first.min(from), last.max(to))))
}

/// What each version with the clause covers of the days from `first` to `last`; the last before the first where it is nothing.
fn runs<'a>(
    contract: &'a Contract,
    id: &'a ServiceLevelId,
    first: Date,
    last: Date,
    measured: bool,
) -> impl Iterator<Item = (Date, Date)> + 'a {
    contract.versions.iter().enumerate().filter_map(move |(at, version)| {
        let clause = version.terms.service_levels.get(id)?;
        let until = contract.versions.get(at + 1).map_or(Date::MAX, |next| add_days(next.from, -1));
        let starts =
            [Some(version.from), Some(contract.effective_on), clause.measured_from.filter(|_| measured)];
        let from = starts.into_iter().flatten().fold(first, Date::max);
        Some((from, until.min(*version.terms.ends_on).min(last)))
    })
}

fn count(runs: impl Iterator<Item = (Date, Date)>) -> u32 {
    runs.map(|(from, to)| days_between(from, to).saturating_add(1).max(0).unsigned_abs()).sum()
}

/// The projects a scope speaks of: those it names and those of its queues; `None` = all.
fn projects_of<'a>(book: &'a Book, scope: &'a Scope) -> Option<Vec<&'a Project>> {
    if scope.projects.is_empty() && scope.queues.is_empty() {
        return None;
    }
    let named = |project: &&Project| {
        let by_name = scope.projects.is_empty() || scope.projects.contains(&project.id);
        let by_queue =
            scope.queues.is_empty() || project.queues.iter().any(|queue| scope.queues.contains(&queue.id));
        by_name && by_queue
    };
    Some(book.projects.values().filter(named).collect())
}

/// Whether a scope covers a site: named (or none is named), working on one of the scope's projects or queues, and speaking one of
/// its languages.
pub fn covers(book: &Book, scope: &Scope, site: &Site) -> bool {
    let named = scope.sites.is_empty() || scope.sites.contains(&site.id);
    let works = || {
        projects_of(book, scope)
            .is_none_or(|projects| projects.iter().any(|project| works_at(project, scope, &site.id)))
    };
    let speaks = || {
        // A site that lists `en` works `en-GB`; one that lists `en-GB` has rows that a clause of `en` speaks of.
        let meet = |has: &str| {
            scope.languages.iter().any(|wants| covers_language(has, wants) || covers_language(wants, has))
        };
        scope.languages.is_empty() || site.languages.iter().any(|has| meet(has))
    };
    named && works() && speaks()
}

/// Whether a site works on what a scope has of a project: on the project, or on one of the queues named.
fn works_at(project: &Project, scope: &Scope, site: &SiteId) -> bool {
    let mut queues = project.queues.iter().filter(|queue| scope.queues.contains(&queue.id));
    project.sites.contains(site)
        && (scope.queues.is_empty() || queues.any(|queue| queue.is_worked_at(project, site)))
}

/// Whether rows are to be expected on a day: the site is open, and one of the scope's projects or queues runs.
pub fn is_expected(book: &Book, scope: &Scope, site: Option<&Site>, day: Date) -> bool {
    let runs = |starts: Date, ends: Option<Date>| starts <= day && ends.is_none_or(|ends| day <= ends);
    if site.map(Site::days).is_some_and(|(opened, closed)| !runs(opened, closed)) {
        return false;
    }
    let Some(projects) = projects_of(book, scope) else { return true };
    let at_site = |project: &&&Project| site.is_none_or(|site| project.sites.contains(&site.id));
    let mut running = projects
        .iter()
        .filter(at_site)
        .filter(|project| runs(*project.starts_on, project.ends_on.as_deref().copied()));
    running.any(|project| {
        let worked = |queue: &&Queue| site.is_none_or(|site| queue.is_worked_at(project, &site.id));
        let queues = project.queues.iter().filter(|queue| scope.queues.contains(&queue.id)).filter(worked);
        scope.queues.is_empty() || queues.map(Queue::days).any(|(starts, ends)| runs(starts, ends))
    })
}

/// Sites that any version of a clause covers, in order of id.
pub fn sites_in_scope<'a>(book: &'a Book, contract: &'a Contract, id: &ServiceLevelId) -> Vec<&'a SiteId> {
    let scopes: Vec<&Scope> = contract
        .versions
        .iter()
        .filter_map(|version| version.terms.service_levels.get(id))
        .map(|clause| &clause.scope)
        .collect();
    book.sites_of(&contract.vendor)
        .filter(|site| scopes.iter().any(|scope| covers(book, scope, site)))
        .map(|site| &site.id)
        .collect()
}
