//! Two contracts of one vendor must not promise the same metric for the same work on the same day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::contract::record::{Contract, Scope, ServiceLevel, TermsVersion};
use crate::core::organisation::record::covers_language;
use crate::kit::calendar::add_days;
use crate::kit::declared::Language;
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{ContractId, ProjectId, QueueId};

/// Reports each pair of clauses once, at the clause of the contract that starts later.
pub fn check(
    contracts: &BTreeMap<ContractId, Contract>,
    project_of_queue: &BTreeMap<QueueId, ProjectId>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut list: Vec<&Contract> = contracts.values().collect();
    list.sort_by_key(|contract| (contract.effective_on, &contract.id));
    for (at, later) in list.iter().enumerate() {
        for earlier in list[..at].iter().filter(|earlier| earlier.vendor == later.vendor) {
            let mut told = BTreeSet::new();
            for (first, second, from) in meetings(earlier, later) {
                for one in first.terms.service_levels.values() {
                    for other in second.terms.service_levels.values() {
                        if one.metric == other.metric
                            && meets(&one.scope, &other.scope, project_of_queue)
                            && told.insert((&one.id, &other.id))
                        {
                            found.push(overlap((earlier, one), (later, other), from));
                        }
                    }
                }
            }
        }
    }
    found
}

fn overlap(
    (earlier, one): (&Contract, &ServiceLevel),
    (later, other): (&Contract, &ServiceLevel),
    from: Date,
) -> Diagnostic {
    let message = format!(
        "contracts `{}` and `{}` both promise metric `{}` for the same work from {from}",
        earlier.id, later.id, other.metric
    );
    Diagnostic::new(&codes::OVERLAPPING_CONTRACTS, other.place.clone(), message)
        .label("second promise")
        .help("end one contract before the other, or part their scopes")
        .related(one.place.clone(), "first promise")
}

/// Pairs of versions in force on a common day, with the first such day.
fn meetings<'c>(one: &'c Contract, other: &'c Contract) -> Vec<(&'c TermsVersion, &'c TermsVersion, Date)> {
    let mut pairs = Vec::new();
    for (first, (from, to)) in spans(one) {
        for (second, (other_from, other_to)) in spans(other) {
            let start = from.max(other_from);
            if start <= to.min(other_to) {
                pairs.push((first, second, start));
            }
        }
    }
    pairs
}

fn spans(contract: &Contract) -> impl Iterator<Item = (&TermsVersion, (Date, Date))> {
    let versions = &contract.versions;
    versions.iter().enumerate().map(move |(at, version)| {
        let next = versions.get(at + 1).map_or(Date::MAX, |next| add_days(next.from, -1));
        (version, (version.from, version.terms.ends_on.min(next)))
    })
}

fn meets(one: &Scope, other: &Scope, project_of_queue: &BTreeMap<QueueId, ProjectId>) -> bool {
    let projects = |scope: &Scope| -> BTreeSet<ProjectId> {
        if scope.projects.is_empty() {
            scope.queues.iter().filter_map(|queue| project_of_queue.get(queue).cloned()).collect()
        } else {
            scope.projects.clone()
        }
    };
    common(&one.sites, &other.sites)
        && common(&one.queues, &other.queues)
        && languages_meet(&one.languages, &other.languages)
        && common(&projects(one), &projects(other))
}

/// `en` and `en-GB` speak of the same rows.
fn languages_meet(one: &BTreeSet<Language>, other: &BTreeSet<Language>) -> bool {
    let meet = |a: &Language| other.iter().any(|b| covers_language(a, b) || covers_language(b, a));
    one.is_empty() || other.is_empty() || one.iter().any(meet)
}

/// Empty sets are all.
fn common<T: Ord>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> bool {
    one.is_empty() || other.is_empty() || !one.is_disjoint(other)
}
