//! What the record says: terms that changed without an amendment, due dates that move, final figures that were replaced.

mod adopted;

use std::collections::{BTreeMap, BTreeSet};

use crate::core::settings::record::RestatedPolicy;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, list_and, plural};
use crate::kit::id::ContractId;
use crate::kit::source::{CommitIndex, Place, RepoPath};
use crate::subject::context::Context;
use crate::subject::context::{FigureRule, Rule};
use crate::subject::history::{Change, ChangeKind, Fact, Slip, arrival, slips};
use crate::subject::language::figures::withheld::Withheld;
use crate::subject::restatement::figures::former::is_told;
use adopted::{Edits, Terms};

pub const RULES: &[Rule] = &[
    Rule { code: &codes::DUE_DATE_MOVED, check: due_date_moved },
    Rule { code: &codes::RESTATED, check: restated },
    Rule { code: &codes::TERM_EDITED_IN_PLACE, check: term_edited_in_place },
    Rule { code: &codes::KEY_UNCONFIRMED, check: key_unconfirmed },
];

pub const FIGURE_RULES: &[FigureRule] = &[];

/// X05: an action's due date was moved two or more times.
pub fn due_date_moved(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for plan in context.register.plans.values() {
        for action in &plan.actions {
            let found = slips(context.history, plan, action.id.as_str(), context.as_of());
            if found.len() < 2 {
                continue;
            }
            let former = found.iter().map(|slip| match slip {
                Slip::Recorded(change) => change.before.clone(),
                Slip::Logged(entry) => {
                    entry.moved().as_ref().map_or_else(String::new, |(_, on)| on.to_string())
                }
            });
            let first = former.clone().min().unwrap_or_default();
            let last = found.iter().rev().find_map(|slip| match slip {
                Slip::Recorded(change) => Some(*change),
                Slip::Logged(_) => None,
            });
            let told: Vec<String> = found
                .iter()
                .zip(former)
                .map(|(slip, was)| match slip {
                    Slip::Recorded(change) => format!("to {} {}", change.after, told(context, change.made)),
                    Slip::Logged(entry) => format!("from {was} by the log of {}", entry.on),
                })
                .collect();
            let place = last.map_or(Some(&action.due_on.place), |last| last.place.as_ref());
            diagnostics.push(
                Diagnostic::new(
                    &codes::DUE_DATE_MOVED,
                    place.unwrap_or(&action.id.place).clone(),
                    format!(
                        "the due date of action `{}` was moved {}, from {first} to {}",
                        action.id,
                        plural(found.len(), "time"),
                        action.due_on
                    ),
                )
                .label(told.join("; "))
                .help(
                    "agree a date that will hold with the owner, and record why it moved in the plan's log",
                ),
            );
        }
    }
}

/// A term of a contract, a shared clause or an amendment is not what was first recorded.
pub fn term_edited_in_place(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut edits: Edits<'_> = BTreeMap::new();
    for change in &context.history.changes {
        let is_there = match &change.fact {
            Fact::Term { contract, .. } | Fact::Amendment { contract, .. } => {
                context.register.contracts.contains_key(contract)
            }
            Fact::Clause { clause, .. } | Fact::ClauseAmendment { clause, .. } => {
                context.register.clauses.contains_key(clause)
            }
            _ => false,
        };
        if is_there {
            edits.entry(&change.fact).or_default().push(change);
        }
    }
    let new_rates = new_rates(&edits);
    let terms = Terms::new(context, &edits);
    for (fact, changes) in &edits {
        let (Some(first), Some(last)) = (changes.first(), changes.last()) else { continue };
        // Edited and restored, or added and taken out: the terms are what they were. Which procedures serve a clause is no term of it.
        let is_link = matches!(fact.key().rsplit('.').next(), Some("sops"));
        if first.before == last.after || is_link || is_of_new_rate(fact, first, &new_rates) {
            continue;
        }
        let (mut was, mut now) = (first.before.clone(), last.after.clone());
        if let Fact::Term { contract, key } = fact {
            if terms.is_as_it_was(contract, key) {
                continue;
            }
            if first.before.is_empty() {
                was = terms.was(contract, key).unwrap_or_default();
            }
            if last.after.is_empty() {
                now = terms.now(contract, key).unwrap_or_default();
            }
            let others = key.strip_prefix("service-level.").and_then(|key| key.strip_suffix(".clause"));
            let others = others.map(|level| terms.of_clause(contract, level)).unwrap_or_default();
            if !others.is_empty() {
                let others: Vec<String> = others.iter().map(|key| format!("`{key}`")).collect();
                now = format!("{}, which changes {}", absent(&now), list_and(&others));
            }
        }
        let (key, of) = match fact {
            Fact::Term { contract, key } => (key, format!("`{contract}`")),
            Fact::Amendment { contract, number, key } => (key, format!("amendment {number} of `{contract}`")),
            Fact::Clause { clause, key } => (key, format!("clause `{clause}`")),
            Fact::ClauseAmendment { clause, number, key } => {
                (key, format!("amendment {number} of clause `{clause}`"))
            }
            _ => continue,
        };
        let (message, help) = match key.is_empty() {
            true => (
                format!("{of} was removed after it was recorded"),
                "restore the file; terms end by their dates or by another amendment",
            ),
            false => (
                format!(
                    "`{key}` of {of} was edited in its file: {} when recorded, now {}",
                    absent(&was),
                    absent(&now)
                ),
                "restore the recorded value, and write an amendment if the term was meant to change",
            ),
        };
        let place = last.place.clone().unwrap_or_else(|| start_of(&last.path));
        diagnostics.push(
            Diagnostic::new(&codes::TERM_EDITED_IN_PLACE, place, message)
                .label(told(context, last.made))
                .help(help),
        );
    }
}

fn absent(value: &str) -> String {
    if value.is_empty() { "absent".to_owned() } else { value.to_owned() }
}

/// Rates that a commit wrote down as a whole: contract and rate, with that commit. A rate card is often copied from the signed paper long after the
/// promises were, and changes none of them.
fn new_rates<'e>(edits: &Edits<'e>) -> BTreeSet<(&'e ContractId, &'e str, CommitIndex)> {
    let written = edits.iter().filter_map(|(fact, changes)| {
        let Fact::Term { contract, key } = fact else { return None };
        let rate = key.strip_prefix("rate.")?.strip_suffix(".name")?;
        let first = changes.first().filter(|first| first.before.is_empty())?;
        Some((contract, rate, first.commit))
    });
    written.collect()
}

/// Whether a change is part of writing a rate down: a key of it, what an amendment changes of it, or the tolerance beside it.
fn is_of_new_rate(fact: &Fact, first: &Change, new: &BTreeSet<(&ContractId, &str, CommitIndex)>) -> bool {
    let (contract, key) = match fact {
        Fact::Term { contract, key } => (contract, key.as_str()),
        Fact::Amendment { contract, key, .. } => (contract, key.strip_prefix("change.").unwrap_or(key)),
        _ => return false,
    };
    let rate = key.strip_prefix("rate.").and_then(|rest| rest.split('.').next());
    let is_tolerance = key.starts_with("invoice-tolerance.");
    first.before.is_empty()
        && new.iter().any(|(of, id, commit)| {
            *of == contract && *commit == first.commit && (is_tolerance || rate == Some(*id))
        })
}

/// Final measurements that a commit replaced or withdrew, reported once a commit and file.
pub fn restated(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    if context.register.settings.restatements == RestatedPolicy::Accepted {
        return;
    }
    let mut by_commit: BTreeMap<(CommitIndex, &RepoPath, CommitIndex), Vec<&Change>> = BTreeMap::new();
    // A figure that comes where its sender had withheld it takes none back.
    let all = context.history.changes.iter();
    let come: BTreeSet<_> = all.filter_map(|change| Some((change.commit, change.was_withheld()?))).collect();
    for change in &context.history.changes {
        if row_of(change).is_some_and(|row| come.contains(&(change.commit, row))) {
            continue;
        }
        let is_final = match change.kind {
            ChangeKind::Restated => true,
            ChangeKind::Withdrawn => change.was_final,
            ChangeKind::Matured | ChangeKind::Added => false,
        };
        if is_final && matches!(change.fact, Fact::Measurement { .. }) {
            by_commit.entry((change.commit, &change.path, change.made)).or_default().push(change);
        }
    }
    let withheld = if by_commit.is_empty() { Withheld::default() } else { Withheld::new(context.register) };
    for ((_, path, _), changes) in by_commit {
        let Some(first) = changes.first() else { continue };
        let Fact::Measurement { key, column } = &first.fact else { continue };
        let mut rows: Vec<_> = changes.iter().map(|change| row_of(change)).collect();
        rows.dedup();
        let what = match first.kind {
            ChangeKind::Withdrawn => "was withdrawn after it was final".to_owned(),
            _ if !is_told(context.register, &withheld, key) => "was restated after it was final".to_owned(),
            _ if changes.iter().any(|change| change.is_withheld() == Some(key)) => {
                "was withheld after it was final".to_owned()
            }
            _ => format!(
                "was restated after it was final: {column} {}, now {}",
                if first.before.is_empty() { "empty" } else { &first.before },
                if first.after.is_empty() { "empty" } else { &first.after }
            ),
        };
        let more = match rows.len() {
            0 | 1 => String::new(),
            n => format!("; {} of this file with it", plural(n - 1, "more row")),
        };
        diagnostics.push(
            Diagnostic::new(
                &codes::RESTATED,
                first.place.clone().unwrap_or_else(|| start_of(path)),
                format!("`{}` of site `{}` in {} {what}", key.metric, key.site, key.period),
            )
            .label(format!("{}{more}", told(context, first.made)))
            .help("confirm that the former figure was wrong, and waive this with the approval"),
        );
    }
}

fn row_of(change: &Change) -> Option<&crate::subject::history::RowKey> {
    match &change.fact {
        Fact::Measurement { key, .. } => Some(key),
        _ => None,
    }
}

/// When, by whom and with which words: `on 2026-09-14 (Ada North: Correct W45)`.
/// A key proves who signed only if somebody else has seen whose it is: a person could add any key and sign with it in one commit.
pub fn key_unconfirmed(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let recorded = &context.snapshot.recorded;
    for person in context.register.settings.people.values() {
        for key in &person.keys {
            let place = &key.place;
            let Some(set) = recorded.setter(&place.path, place.line) else { continue };
            let is_theirs = |at: CommitIndex| {
                recorded.commit(at).is_some_and(|commit| {
                    let author = commit.author.trim().to_lowercase();
                    author == person.name.to_lowercase()
                        || author == person.id.as_str()
                        || key.made(&commit.signature)
                })
            };
            // A merge by somebody else confirms what it brings.
            if !is_theirs(set) || !is_theirs(arrival(recorded, set)) {
                continue;
            }
            diagnostics.push(
                Diagnostic::new(
                    &codes::KEY_UNCONFIRMED,
                    place.clone(),
                    format!(
                        "a key of `{}` was set by a commit of their own, and confirmed by nobody else",
                        person.id
                    ),
                )
                .label(told(context, set))
                .help("have somebody else compare the key with its owner, and merge it or set its line anew"),
            );
        }
    }
}

fn told(context: &Context<'_>, commit: CommitIndex) -> String {
    let Some(commit) = context.snapshot.recorded.commit(commit) else {
        return "in an unknown commit".to_owned();
    };
    let on = commit.committed_at.to_zoned(jiff::tz::TimeZone::UTC).date();
    format!("on {on} ({}: {})", commit.author, commit.subject)
}

fn start_of(path: &RepoPath) -> Place {
    Place { path: path.clone(), line: 1, column: 1, span: crate::kit::source::Span::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::history::past::Past;
    use crate::testing::{Bench, action, contract, plan};

    const PLAN: &str = "data/plans/porto.toml";

    fn bench(past: &Past) -> Bench {
        let mut bench = Bench::new();
        bench.history = past.history();
        bench.snapshot.recorded = past.recorded.clone();
        bench
    }

    fn dated(due_on: &str) -> String {
        format!("[[action]]\nid = \"brief\"\ndue-on = {due_on}\n")
    }

    #[test]
    fn x05_a_date_that_moves_twice_is_told_with_each_move() {
        let mut past = Past::default();
        past.commit("Plan", &[(PLAN, Some(&dated("2026-10-01")))]);
        past.commit("Tidy", &[(PLAN, Some(&dated("2026-10-15")))]);
        let mut plan = plan("porto");
        plan.actions = vec![action("brief", "2026-10-30")];
        let mut once = bench(&past);
        once.add_plan(plan.clone());
        assert!(once.run(due_date_moved).is_empty());
        past.commit("Counts", &[(PLAN, Some(&dated("2026-10-30")))]);
        let mut twice = bench(&past);
        twice.add_plan(plan);
        assert_eq!(
            twice.run(due_date_moved),
            [
                "due-date-moved: the due date of action `brief` was moved 2 times, from 2026-10-01 to 2026-10-30"
            ]
        );
        let label = &twice.diagnose(due_date_moved)[0].label;
        assert_eq!(
            label,
            "to 2026-10-15 on 2026-01-02 (Ada North: Tidy); to 2026-10-30 on 2026-01-03 (Ada North: Counts)"
        );
    }

    #[test]
    fn a_term_edited_in_its_file_is_told_until_it_is_restored() {
        let path = "data/contracts/acme-2026/contract.toml";
        let with = |target: &str| format!("[service-level.accuracy]\ntarget = {target}\n");
        let mut past = Past::default();
        past.commit("Sign", &[(path, Some(&with("95")))]);
        past.commit("Spacing", &[(path, Some(&with("94")))]);
        let mut edited = bench(&past);
        edited.add_contract(contract("acme-2026"));
        assert_eq!(
            edited.run(term_edited_in_place),
            [
                "term-edited-in-place: `service-level.accuracy.target` of `acme-2026` was edited in its file: 95 when recorded, now 94"
            ]
        );
        past.commit("Restore", &[(path, Some(&with("95")))]);
        let mut restored = bench(&past);
        restored.add_contract(contract("acme-2026"));
        assert!(restored.run(term_edited_in_place).is_empty());
        past.commit("Add", &[(path, Some(&(with("95") + "minimum = 90\n")))]);
        let mut added = bench(&past);
        added.add_contract(contract("acme-2026"));
        assert_eq!(
            added.run(term_edited_in_place),
            [
                "term-edited-in-place: `service-level.accuracy.minimum` of `acme-2026` was edited in its file: absent when recorded, now 90"
            ]
        );
    }

    #[test]
    fn a_final_figure_that_changes_is_told_unless_the_book_accepts_it() {
        let path = "data/metrics/acme/2026.csv";
        let rows = |numerator: u32, status: &str| {
            format!(
                "period,site,metric,numerator,denominator,status\n2026-W45,porto,accuracy,{numerator},500,{status}\n2026-W46,porto,accuracy,{numerator},500,{status}\n"
            )
        };
        let mut past = Past::default();
        past.commit("Week", &[(path, Some(&rows(470, "provisional")))]);
        past.commit("Closed", &[(path, Some(&rows(475, "final")))]);
        assert!(bench(&past).run(restated).is_empty());
        past.commit("Correct", &[(path, Some(&rows(480, "final")))]);
        let mut told = bench(&past);
        assert_eq!(
            told.run(restated),
            [
                "restated: `accuracy` of site `porto` in 2026-W45 was restated after it was final: numerator 475, now 480"
            ]
        );
        assert_eq!(
            told.diagnose(restated)[0].label,
            "on 2026-01-03 (Ada North: Correct); 1 more row of this file with it"
        );
        told.register.settings.restatements = RestatedPolicy::Accepted;
        assert!(told.run(restated).is_empty());
        past.commit("Drop", &[(path, None)]);
        assert_eq!(
            bench(&past).run(restated)[1],
            "restated: `accuracy` of site `porto` in 2026-W45 was withdrawn after it was final"
        );
    }
}
