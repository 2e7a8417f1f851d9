//! Terms that differ, day by day of their versions, each with what it would have done to the past.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::changed::{Changed, between, keys};
use super::plans::Fate;
use super::replay::{Replay, Replayer, What};
use super::settings::{self, Settings};
use crate::core::contract::record::Contract;
use crate::core::rollup::Rollup;
use crate::kit::id::{ContractId, ServiceLevelId};
use crate::subject::register::Register;
use crate::subject::report::Report;

/// What a contract says otherwise, of one service level or of the contract as a whole, from one day on.
#[derive(Clone, Debug)]
pub struct TermChange {
    pub contract: ContractId,
    pub title: String,
    /// `None`: terms of the contract as a whole.
    pub clause: Option<ClauseName>,
    pub fate: Fate,
    /// The first day on which the two sides differ.
    pub from: Date,
    pub values: Vec<Changed>,
    /// `None` where nothing can be replayed: the contract is new or gone, or no figure hangs on what changed.
    pub replay: Option<Replay>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseName {
    pub id: ServiceLevelId,
    pub name: String,
    /// As the contract writes it, such as `3.2`.
    pub reference: Option<String>,
}

/// By contract, then the contract as a whole before its service levels, then day.
pub fn terms(before: &Report<'_>, after: &Report<'_>) -> Vec<TermChange> {
    let (old, new) = (&before.register.contracts, &after.register.contracts);
    let mut changes: Vec<TermChange> = Vec::new();
    for id in keys(old, new) {
        match (old.get(id), new.get(id)) {
            (Some(was), Some(is)) => changes.extend(compared(was, is)),
            (None, Some(is)) => changes.push(whole(is, Fate::Added)),
            (Some(was), None) => changes.push(whole(was, Fate::Removed)),
            (None, None) => {}
        }
    }
    if !changes.is_empty() {
        replay(before.register, after.register, &mut changes);
    }
    changes
}

/// A contract that comes, with its terms as a whole and the names of its service levels, or one that goes.
fn whole(contract: &Contract, fate: Fate) -> TermChange {
    let mut values = Vec::new();
    if fate == Fate::Added {
        let mut of_day = on(contract, contract.effective_on);
        values = between(&Settings::new(), &of_day.remove(&None).unwrap_or_default());
        values.retain(|value| value.what != "title");
        let names: Vec<String> = of_day.into_keys().flatten().map(|id| id.to_string()).collect();
        values.extend(Changed::of("service-levels", None::<String>, Some(names.join(", "))));
    }
    TermChange {
        contract: contract.id.clone(),
        title: contract.title.clone(),
        clause: None,
        fate,
        from: contract.effective_on,
        values,
        replay: None,
    }
}

/// Settings of a day: those of the contract under `None`, those of each service level under its id.
type OfDay = BTreeMap<Option<ServiceLevelId>, Settings>;

fn on(contract: &Contract, day: Date) -> OfDay {
    let mut of_day = OfDay::new();
    let Some(version) = contract.versions.iter().rev().find(|version| version.from <= day) else {
        return of_day;
    };
    let mut own = settings::of_terms(&version.terms);
    let heads = [
        ("title", contract.title.clone()),
        ("vendor", contract.vendor.to_string()),
        ("document-ref", contract.document_ref.clone()),
        ("signed-on", contract.signed_on.to_string()),
        ("effective-on", contract.effective_on.to_string()),
    ];
    own.extend(heads.map(|(key, value)| (key.to_owned(), value)));
    of_day.insert(None, own);
    let clauses = version.terms.service_levels.iter();
    of_day.extend(clauses.map(|(id, clause)| (Some(id.clone()), settings::of_clause(clause))));
    of_day
}

fn compared(was: &Contract, is: &Contract) -> Vec<TermChange> {
    let days: BTreeSet<Date> = was.versions.iter().chain(&is.versions).map(|version| version.from).collect();
    let mut changes: Vec<TermChange> = Vec::new();
    // What an earlier day reported already, by service level.
    let mut told: BTreeSet<(Option<ServiceLevelId>, String)> = BTreeSet::new();
    let mut first: BTreeSet<Option<ServiceLevelId>> = BTreeSet::new();
    for day in days {
        let (old, new) = (on(was, day), on(is, day));
        for id in keys(&old, &new) {
            let empty = Settings::new();
            let fate = match (old.get(id), new.get(id)) {
                (None, Some(_)) => Fate::Added,
                (Some(_), None) => Fate::Removed,
                _ => Fate::Changed,
            };
            // A service level that comes or goes whole is one fact, not thirty; of one that comes the promise is said.
            let values: Vec<Changed> = if fate == Fate::Added {
                let promise = new.get(id).into_iter().flatten();
                let promise = promise.filter(|(key, _)| PROMISE.contains(&key.as_str()));
                between(&empty, &promise.map(|(key, value)| (key.clone(), value.clone())).collect())
            } else if fate == Fate::Changed {
                let values = between(old.get(id).unwrap_or(&empty), new.get(id).unwrap_or(&empty));
                let is_news = |value: &Changed| told.insert((id.clone(), format!("{value:?}")));
                values.into_iter().filter(is_news).collect()
            } else {
                Vec::new()
            };
            let is_told = fate != Fate::Changed && !first.insert(id.clone());
            if is_told || (fate == Fate::Changed && values.is_empty()) {
                continue;
            }
            changes.push(TermChange {
                contract: is.id.clone(),
                title: is.title.clone(),
                clause: id.as_ref().map(|id| named(is, was, id)),
                fate,
                from: day,
                values,
                replay: None,
            });
        }
    }
    changes.sort_by(|a, b| {
        (a.clause.as_ref().map(|c| &c.id), a.from).cmp(&(b.clause.as_ref().map(|c| &c.id), b.from))
    });
    changes
}

/// What a service level promises, and what hangs on it.
const PROMISE: [&str; 10] = [
    "metric",
    "direction",
    "target",
    "target-low",
    "target-high",
    "slice-target",
    "window",
    "weight",
    "allocation",
    "gate",
];

fn named(is: &Contract, was: &Contract, id: &ServiceLevelId) -> ClauseName {
    let last = |contract: &Contract| {
        let clauses = contract.versions.iter().rev();
        clauses.filter_map(|version| version.terms.service_levels.get(id)).next().cloned()
    };
    let clause = last(is).or_else(|| last(was));
    ClauseName {
        id: id.clone(),
        name: clause.as_ref().map_or_else(|| id.to_string(), |clause| clause.name.clone()),
        reference: clause.and_then(|clause| clause.clause_ref),
    }
}

/// Keys of the contract as a whole on which money hangs.
const MONEY: [&str; 4] = ["currency", "monthly-fee", "weights", "credits."];

fn replay(before: &Register, after: &Register, changes: &mut [TermChange]) {
    // The figures of the head judge both sides, so that terms alone differ.
    let rollup = Rollup::new(after);
    let mut replayers: BTreeMap<ContractId, Replayer<'_>> = BTreeMap::new();
    // One replay a service level, beside its last change: that is what holds in the end.
    let mut done: BTreeSet<(ContractId, Option<ServiceLevelId>)> = BTreeSet::new();
    for change in changes.iter_mut().rev() {
        let sides = (before.contracts.get(&change.contract), after.contracts.get(&change.contract));
        let (Some(was), Some(is)) = sides else { continue };
        let what = match &change.clause {
            Some(clause) if change.fate != Fate::Changed || is_judged_by(&change.values) => {
                What::Clause(clause.id.clone())
            }
            Some(_) => continue,
            None if is_about_money(&change.values) => What::Money,
            None => continue,
        };
        let key = (change.contract.clone(), change.clause.as_ref().map(|clause| clause.id.clone()));
        if !done.insert(key) {
            continue;
        }
        let replayer = replayers
            .entry(change.contract.clone())
            .or_insert_with(|| Replayer::new(after, &rollup, was, is));
        change.replay = replayer.replay(&what);
    }
}

/// Keys of a service level on which no verdict, score or credit hangs.
const WORDS: [&str; 7] =
    ["name", "family", "clause-ref", "metric-definition", "sops", "measured-from", "credits-from"];

fn is_judged_by(values: &[Changed]) -> bool {
    values.iter().any(|value| !WORDS.contains(&value.what.as_str()))
}

fn is_about_money(values: &[Changed]) -> bool {
    values.iter().any(|value| MONEY.iter().any(|key| value.what.starts_with(key)))
}
