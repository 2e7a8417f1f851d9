//! Where a row belongs. It cannot be cut, so it belongs whole to one contract and to the terms of one day: a weekly row to those of
//! its Thursday, a monthly row to those that cover most of its days in force.

use jiff::civil::Date;

use crate::core::Book;
use crate::core::contract::record::{Contract, Scope, ServiceLevel, Target};
use crate::core::contract::terms::{clause_on, days_in_force, edge_days, is_measured, middle_day, target_on};
use crate::kit::calendar::{add_days, days_between};
use crate::kit::id::ServiceLevelId;
use crate::kit::number::Decimal;
use crate::kit::period::Period;

/// The day that stands for a period in a clause, and the index of the version in force on it. `None`: the clause does not judge its
/// rows, or leaves them to another contract.
pub fn standing(
    book: &Book,
    contract: &Contract,
    id: &ServiceLevelId,
    period: Period,
) -> Option<(Date, usize)> {
    let day = middle_day(period);
    let whole = || {
        let (version, clause) = clause_on(contract, id, day)?;
        is_measured(clause, day).then_some((day, version))
    };
    if !matches!(period, Period::Month(..)) {
        return whole();
    }
    let cuts = cuts(contract, id, period);
    let (stands, in_force) =
        if cuts.is_empty() { (whole()?, period.days()) } else { most(contract, id, period, &cuts)? };
    let is_ours = in_force == period.days() || !leaves(book, contract, id, stands.1, period);
    is_ours.then_some(stands)
}

/// Days inside a month, past its first, on which what a clause says may change, in order.
fn cuts(contract: &Contract, id: &ServiceLevelId, period: Period) -> Vec<Date> {
    let mut days = vec![contract.effective_on];
    for version in &contract.versions {
        days.extend([version.from, add_days(*version.terms.ends_on, 1)]);
        if let Some(clause) = version.terms.service_levels.get(id) {
            days.extend(clause.ramp.iter().map(|step| *step.from).chain(clause.measured_from));
        }
    }
    days.retain(|day| period.first_day() < *day && *day <= period.last_day());
    days.sort_unstable();
    days.dedup();
    days
}

/// What a row is held against, whatever else the terms say.
#[derive(PartialEq)]
struct Held<'a> {
    clause: (&'a str, &'a Scope),
    words: (
        crate::kit::words::Direction,
        crate::core::contract::record::Aggregation,
        crate::core::contract::record::Window,
    ),
    target: Target,
    slice_target: Option<Decimal>,
    minimum: Option<Decimal>,
}

impl<'a> Held<'a> {
    fn on(clause: &'a ServiceLevel, day: Date) -> Held<'a> {
        Held {
            clause: (clause.metric.as_str(), &clause.scope),
            words: (clause.direction, clause.aggregation, clause.window),
            target: target_on(clause, day).0,
            slice_target: clause.slice_target.as_ref().map(|line| **line),
            minimum: clause.minimum.as_ref().map(|line| **line),
        }
    }
}

/// Days of a month from one change of the terms to the next.
struct Stretch {
    first: Date,
    last: Date,
    version: usize,
}

/// The terms that hold on most days of a month, the later of equals, by the day of theirs that is nearest to the month's middle; and how
/// many days of the month are in force.
fn most(
    contract: &Contract,
    id: &ServiceLevelId,
    period: Period,
    cuts: &[Date],
) -> Option<((Date, usize), i32)> {
    let mut groups: Vec<(Held<'_>, i32, Vec<Stretch>)> = Vec::new();
    let firsts = std::iter::once(period.first_day()).chain(cuts.iter().copied());
    let lasts = cuts.iter().map(|cut| add_days(*cut, -1)).chain([period.last_day()]);
    for (first, last) in firsts.zip(lasts) {
        let Some((version, clause)) = clause_on(contract, id, first) else { continue };
        if !is_measured(clause, first) {
            continue;
        }
        let (held, days) = (Held::on(clause, first), days_between(first, last) + 1);
        let stretch = Stretch { first, last, version };
        // What was last seen stands last, so that the later of equals is found.
        match groups.iter().position(|(other, ..)| *other == held) {
            Some(at) => {
                let (_, before, mut stretches) = groups.remove(at);
                stretches.push(stretch);
                groups.push((held, before + days, stretches));
            }
            None => groups.push((held, days, vec![stretch])),
        }
    }
    let in_force = groups.iter().map(|(_, days, _)| days).sum();
    // `max_by_key` keeps the last of equals.
    let (_, _, stretches) = groups.into_iter().max_by_key(|(_, days, _)| *days)?;
    let middle = middle_day(period);
    let near = |stretch: &Stretch| middle.clamp(stretch.first, stretch.last);
    let nearest = stretches.iter().min_by_key(|stretch| days_between(near(stretch), middle).abs())?;
    Some(((near(nearest), nearest.version), in_force))
}

/// Whether the row of a month belongs to another contract of the vendor: one that has the metric in an overlapping scope before or after
/// this one in the month, for more of its days, or for as many and later.
fn leaves(book: &Book, contract: &Contract, id: &ServiceLevelId, version: usize, period: Period) -> bool {
    let Some(clause) = contract.versions[version].terms.service_levels.get(id) else { return false };
    let days = |contract: &Contract, id: &ServiceLevelId| {
        let (first, last) = (period.first_day(), period.last_day());
        Some((edge_days(contract, id, first, last)?, days_in_force(contract, id, first, last)))
    };
    let Some(((first, last), own)) = days(contract, id) else { return false };
    let others = book.contracts_of(&contract.vendor).filter(|other| other.id != contract.id);
    others.into_iter().any(|other| {
        other.service_level_ids().into_iter().any(|of| {
            let same = |clauses: &ServiceLevel| {
                clauses.metric == clause.metric && scopes_meet(&clauses.scope, &clause.scope)
            };
            let versions = other.versions.iter().filter_map(|version| version.terms.service_levels.get(of));
            let Some(((from, to), theirs)) =
                versions.into_iter().any(same).then(|| days(other, of)).flatten()
            else {
                return false;
            };
            (last < from && theirs >= own) || (to < first && theirs > own)
        })
    })
}

/// Whether some row may lie in both scopes.
fn scopes_meet(one: &Scope, other: &Scope) -> bool {
    fn meet<T: Ord>(one: &std::collections::BTreeSet<T>, other: &std::collections::BTreeSet<T>) -> bool {
        one.is_empty() || other.is_empty() || !one.is_disjoint(other)
    }
    meet(&one.sites, &other.sites)
        && meet(&one.projects, &other.projects)
        && meet(&one.queues, &other.queues)
        && meet(&one.languages, &other.languages)
}
