//! Terms that differ, day by day of their versions, each with what it would have done to the past.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::keyed::{Table, between_paths};
use super::replay::Replayer;
use super::section::{Section, Weight};
use super::settings::Settings;
use super::shared::{self, SharedTerm};
use super::side::Sound;
use super::term::{ClauseName, NOTE, Term, change, is_judged_by};
use super::values::{Changed, Fate, counted};
use crate::core::contract::record::Contract;
use crate::core::rollup::Rollup;
use crate::kit::beside::beside;
use crate::kit::id::ServiceLevelId;
use crate::kit::record::catalog::Catalog;
use crate::subject::read::declared;

/// Changes of shared clauses, then those of contracts: by contract, then the contract as a whole before its service levels, then day.
pub fn terms(before: Sound<'_>, after: Sound<'_>) -> [Section; 2] {
    // The figures of the head judge both sides, so that terms alone differ.
    let rollup: OnceCell<Rollup<'_>> = OnceCell::new();
    let catalog: OnceCell<Catalog> = OnceCell::new();
    let mut list: Vec<Term> = Vec::new();
    let mut shared: Vec<SharedTerm> = Vec::new();
    for (_, was, is) in beside(&before.register.contracts, &after.register.contracts) {
        let fate = Fate::of(&was, &is);
        let (was, is) = (was.map(|was| Settings::of(before, was)), is.map(|is| Settings::of(after, is)));
        let (Some(was), Some(is)) = (&was, &is) else {
            list.extend(is.as_ref().or(was.as_ref()).map(|one| whole(one, fate)));
            continue;
        };
        let mut changes = compared(was, is);
        if !changes.is_empty() {
            let rollup = rollup.get_or_init(|| Rollup::new(after.register));
            let catalog = catalog.get_or_init(|| declared(after.snapshot));
            replay(&Replayer::new(after.register, catalog, rollup, was, is), &mut changes);
        }
        list.extend(shared::part(was.contract, is.contract, changes, &mut shared));
    }
    shared::shield(&mut shared, after.register.contracts.values());
    let columns = [("Contract", ""), ("Clause", ""), ("From", "tight"), ("What changes", "")];
    let section = Section::new("terms", "Contract terms", &columns)
        .with(list.iter().map(change))
        .saying([counted(list.len(), "change of contract terms", "changes of contract terms")])
        .heading(
            Weight::Terms,
            counted(list.len(), "set of contract terms changes", "sets of contract terms change"),
        );
    let note = if section.points.is_empty() { "" } else { NOTE };
    [shared::section(shared), Section { note, ..section }]
}

/// A contract that comes, with its terms as a whole and the names of its service levels, or one that goes.
fn whole(settings: &Settings<'_>, fate: Fate) -> Term {
    let contract = settings.contract;
    let mut values = Vec::new();
    if fate == Fate::Added {
        let mut of_day = settings.on(contract.effective_on);
        values = between_paths(&Table::default(), &of_day.remove(&None).unwrap_or_default());
        values.retain(|value| value.what != "title");
        let names: Vec<String> = of_day.into_keys().flatten().map(|id| id.to_string()).collect();
        values.extend(Changed::of("service-levels", None::<String>, Some(names.join(", "))));
    }
    Term {
        contract: contract.id.clone(),
        title: contract.title.clone(),
        clause: None,
        fate,
        from: contract.effective_on,
        values,
        replay: None,
    }
}

fn compared(was: &Settings<'_>, is: &Settings<'_>) -> Vec<Term> {
    let mut changes: Vec<Term> = Vec::new();
    // What an earlier day reported already, by service level.
    let mut told: BTreeSet<(Option<ServiceLevelId>, String)> = BTreeSet::new();
    let mut first: BTreeSet<Option<ServiceLevelId>> = BTreeSet::new();
    for day in was.days(is) {
        let (old, new) = (was.on(day), is.on(day));
        for (id, old, new) in beside(&old, &new) {
            let fate = Fate::of(&old, &new);
            // A service level that comes or goes whole is one fact; of one that comes it is said what it is judged by.
            let nothing = Table::default();
            let (old, new) = (old.unwrap_or(&nothing), new.unwrap_or(&nothing));
            let mut values = if fate == Fate::Removed { Vec::new() } else { between_paths(old, new) };
            values.retain(|value| match fate {
                Fate::Added => is_judged_by(value),
                _ => told.insert((id.clone(), format!("{value:?}"))),
            });
            let is_told = fate != Fate::Changed && !first.insert(id.clone());
            if is_told || (fate == Fate::Changed && values.is_empty()) {
                continue;
            }
            changes.push(Term {
                contract: is.contract.id.clone(),
                title: is.contract.title.clone(),
                clause: id.as_ref().map(|id| named(is.contract, was.contract, id)),
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

/// One replay a service level, beside its last change: that is what holds in the end.
fn replay(replayer: &Replayer<'_>, changes: &mut [Term]) {
    let mut done: BTreeSet<Option<ServiceLevelId>> = BTreeSet::new();
    for change in changes.iter_mut().rev() {
        let id = change.clause.as_ref().map(|clause| &clause.id);
        let counts = match id {
            Some(_) => change.fate != Fate::Changed || change.values.iter().any(is_judged_by),
            None => is_about_money(&change.values),
        };
        if counts && done.insert(id.cloned()) {
            change.replay = replayer.replay(id);
        }
    }
}

fn is_about_money(values: &[Changed]) -> bool {
    values.iter().any(|value| MONEY.iter().any(|key| value.what.starts_with(key)))
}
