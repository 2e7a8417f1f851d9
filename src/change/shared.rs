//! A shared clause that says something else: one change, whatever contracts it reaches, with what it would have done to each.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::json;

use super::section::{Change, Section, Weight};
use super::term::{NOTE, Term, exact, of_replay};
use super::values::{Changed, Fate, counted, told, told_all};
use crate::core::contract::record::{Contract, SharedClause, TermsVersion};
use crate::kit::calendar::day_label;
use crate::kit::diag::{list_and, plural};
use crate::kit::id::{ContractId, ServiceLevelId, SharedClauseId};
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;

/// What a shared clause says otherwise from one day on, and the service levels whose terms change with it.
pub struct SharedTerm {
    clause: SharedClauseId,
    name: String,
    /// The first day on which terms of a contract differ by it.
    from: Date,
    values: Vec<Changed>,
    /// In the order of contracts.
    reached: Vec<Term>,
    /// Service levels that refer to the clause and say what changes themselves, in the same order.
    shielded: Vec<Shielded>,
}

/// A service level that a change of its shared clause does not reach: the contract says the key itself.
struct Shielded {
    contract: ContractId,
    level: ServiceLevelId,
    name: String,
    /// Each key with the value that it keeps.
    keeps: Vec<(String, String)>,
    /// Where the first of them stands.
    place: Place,
}

/// Finds what each change does not reach, among the contracts as they are now.
pub fn shield<'c>(list: &mut [SharedTerm], contracts: impl Iterator<Item = &'c Contract> + Clone) {
    for one in list {
        let keys: BTreeSet<&str> = one.values.iter().map(|value| key_of(&value.what)).collect();
        for contract in contracts.clone().filter(|contract| contract.terms_on(one.from).is_some()) {
            let Some(version) = version_on(contract, one.from) else { continue };
            for (id, own) in &version.own {
                let said: Vec<&str> = keys.iter().copied().filter(|key| own.contains_key(*key)).collect();
                let Some(place) = said.first().and_then(|key| own.get(*key)) else { continue };
                if reference(version, id) != Some(&one.clause) {
                    continue;
                }
                let keeps = said.iter().map(|key| ((*key).to_owned(), kept(version, id, key)));
                one.shielded.push(Shielded {
                    contract: contract.id.clone(),
                    level: id.clone(),
                    name: version
                        .terms
                        .service_levels
                        .get(id)
                        .map_or_else(String::new, |level| level.name.clone()),
                    keeps: keeps.collect(),
                    place: place.clone(),
                });
            }
        }
    }
}

/// What a version says of a key of a service level: one value, or those of its table.
fn kept(version: &TermsVersion, id: &ServiceLevelId, key: &str) -> String {
    let path = format!("service-level.{id}.{key}");
    let is_of =
        |found: &str| found.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let values = version.written.iter().filter(|(found, _)| is_of(found));
    values.map(|(_, value)| value.trim_matches(['"', '\'']).to_owned()).collect::<Vec<_>>().join(", ")
}

/// The key of the clause that a value belongs to.
fn key_of(what: &str) -> &str {
    what.split(['.', ' ']).next().unwrap_or_default()
}

/// Takes out of the changes of a contract's terms what its shared clauses brought about, and puts it to those. What a contract says
/// itself on either side is its own change.
pub fn part(was: &Contract, is: &Contract, changes: Vec<Term>, shared: &mut Vec<SharedTerm>) -> Vec<Term> {
    let mut own = Vec::new();
    for mut term in changes {
        let Some((clause, is_shared)) = shared_keys(was, is, &term) else {
            own.push(term);
            continue;
        };
        let (theirs, ours): (Vec<Changed>, Vec<Changed>) =
            std::mem::take(&mut term.values).into_iter().partition(|value| is_shared(&value.what));
        let mixed = !ours.is_empty();
        if mixed {
            own.push(Term { values: ours, replay: term.replay.take(), ..term.clone() });
        }
        if !theirs.is_empty() {
            put(clause, Term { values: theirs, ..term }, shared);
        }
    }
    own
}

fn put(clause: &SharedClause, term: Term, shared: &mut Vec<SharedTerm>) {
    let same = |one: &&mut SharedTerm| one.clause == clause.id && one.values == term.values;
    match shared.iter_mut().find(same) {
        Some(one) => {
            one.from = one.from.min(term.from);
            one.reached.push(term);
        }
        None => shared.push(SharedTerm {
            clause: clause.id.clone(),
            name: clause.name().to_owned(),
            from: term.from,
            values: term.values.clone(),
            reached: vec![term],
            shielded: Vec::new(),
        }),
    }
}

/// The shared clause that a service level refers to on both sides, and which of its values come of it on both; `None` where it refers
/// to none, or to another.
fn shared_keys<'c>(
    was: &'c Contract,
    is: &'c Contract,
    term: &Term,
) -> Option<(&'c SharedClause, impl Fn(&str) -> bool + use<'c>)> {
    let id = &term.clause.as_ref().filter(|_| term.fate == Fate::Changed)?.id;
    let (old, new) = (version_on(was, term.from)?, version_on(is, term.from)?);
    let clause = reference(new, id).filter(|clause| reference(old, id) == Some(clause))?;
    let (before, after) = (was.clauses.get(clause)?, is.clauses.get(clause)?);
    let (said, says) = (before.on(term.from)?, after.on(term.from)?);
    let own = [old.own.get(id), new.own.get(id)];
    let is_shared = move |what: &str| {
        let key = key_of(what);
        let differs = said.get(key).map(|said| &said.value) != says.get(key).map(|says| &says.value);
        differs && !own.iter().flatten().any(|own| own.contains_key(key))
    };
    Some((&**after, is_shared))
}

fn version_on(contract: &Contract, day: Date) -> Option<&TermsVersion> {
    contract.versions.iter().rev().find(|version| version.from <= day)
}

fn reference<'v>(version: &'v TermsVersion, id: &ServiceLevelId) -> Option<&'v SharedClauseId> {
    version.terms.service_levels.get(id)?.clause.as_deref()
}

/// By clause, then day.
pub fn section(mut list: Vec<SharedTerm>) -> Section {
    list.sort_by(|a, b| (&a.clause, a.from).cmp(&(&b.clause, b.from)));
    let columns = [("Clause", ""), ("Service levels", "num"), ("From", "tight"), ("What changes", "")];
    let reached = list.iter().map(|one| one.reached.len()).sum::<usize>();
    let (one, many) = ("shared clause changes", "changes of shared clauses");
    let said = counted(list.len(), one, many)
        .map(|said| format!("{said}, with the terms of {}", plural(reached, "service level")));
    let section = Section::new("shared_terms", "Shared clauses", &columns)
        .with(list.iter().map(change))
        .saying([said.clone()])
        .heading(Weight::Terms, said);
    let note = if section.points.is_empty() { "" } else { NOTE };
    Section { note, ..section }
}

fn change(of: &SharedTerm) -> Change {
    let contracts = of.reached.iter().map(|term| {
        let clause = term.clause.as_ref();
        json!({
            "contract": term.contract.as_str(),
            "service_level": clause.map(|clause| clause.id.as_str()),
            "clause_ref": clause.and_then(|clause| clause.reference.as_deref()),
            "from_on": term.from.to_string(),
            "replay": term.replay.as_ref().map(exact),
        })
    });
    let shielded = of.shielded.iter().map(|one| {
        json!({
            "contract": one.contract.as_str(),
            "service_level": one.level.as_str(),
            "keeps": one.keeps.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect::<Vec<_>>(),
            "file": one.place.path.as_str(),
            "line": one.place.line,
        })
    });
    let document = json!({
        "clause": of.clause.as_str(),
        "from_on": of.from.to_string(),
        "values": of.values,
        "service_levels": contracts.collect::<Vec<_>>(),
        "shielded": shielded.collect::<Vec<_>>(),
    });
    let row = [
        Cell::head(Inline::words(of.name.as_str()).because(Exempt::Name))
            .under(Inline::code(of.clause.to_string()).because(Exempt::Place)),
        Cell::new(Inline::words(of.reached.len().to_string()).without_evidence()).key(of.reached.len()),
        Cell::new(Inline::dated(day_label(of.from))).key(of.from),
        told_all(&of.values).into(),
    ];
    Change::new(document, row).points(points(of))
}

/// One replay: what changes, then each contract with what it would have done there.
fn points(of: &SharedTerm) -> Vec<Vec<Inline>> {
    let is_replayed = of.reached.iter().any(|term| term.replay.is_some());
    if !is_replayed && of.shielded.is_empty() {
        return Vec::new();
    }
    let mut head: Vec<Inline> = of.values.first().map(told).unwrap_or_default();
    let more = of.values.len().saturating_sub(1);
    let more = if more == 0 { String::new() } else { format!(" and {}", plural(more, "other change")) };
    head.push(
        Inline::words(format!(
            "{more} on shared clause {} ({}), from {} on, for {}:",
            of.name,
            of.clause,
            day_label(of.from),
            plural(of.reached.len(), "service level")
        ))
        .without_evidence(),
    );
    let mut points = vec![head];
    for term in of.reached.iter().filter(|_| is_replayed) {
        let name = term.clause.as_ref().map_or("", |clause| clause.name.as_str());
        let lead = vec![Inline::words(format!("{}, {name}:", term.contract)).without_evidence()];
        match &term.replay {
            Some(replay) => points.extend(of_replay(lead, replay)),
            None => points.push(said_elsewhere(lead)),
        }
    }
    points.extend(of.shielded.iter().map(told_shielded));
    points
}

/// `shielded: hazel-2026, Labelling accuracy keeps target 97, its own (data/contracts/hazel-2026/contract.toml:11)`
fn told_shielded(of: &Shielded) -> Vec<Inline> {
    let keeps = of.keeps.iter().map(|(key, value)| format!("{key} {value}")).collect::<Vec<_>>();
    vec![
        Inline::literal("shielded: "),
        Inline::words(format!("{}, {} keeps {}, its own (", of.contract, of.name, list_and(&keeps)))
            .without_evidence(),
        Inline::place(format!("{}:{}", of.place.path, of.place.line), None),
        Inline::literal(")"),
    ]
}

fn said_elsewhere(mut lead: Vec<Inline>) -> Vec<Inline> {
    lead.push(Inline::literal(" see what else changes in its terms"));
    lead
}
