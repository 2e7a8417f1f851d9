//! Which fact a line of a file states.

use super::change::{Change, ChangeKind, Fact};
use super::rows;
use crate::kit::id::{ContractId, PlanId, SharedClauseId};
use crate::kit::source::{CommitIndex, RepoPath};

/// A change whose place and maker are found when all edits are replayed.
pub fn change(
    fact: Fact,
    kind: ChangeKind,
    (before, after): (String, String),
    first: CommitIndex,
    (commit, path, line): (CommitIndex, String, u32),
) -> Change {
    Change {
        fact,
        kind,
        was_final: true,
        before,
        after,
        first,
        commit,
        made: commit,
        path: RepoPath::new(&path),
        line,
        place: None,
    }
}

/// Where a row's name holds: a row stays itself when it moves to another file there. A site has one vendor, so that a row of a
/// metric file is named without its folder.
pub fn scope(path: &str) -> &str {
    if path.starts_with("data/metrics/") {
        return "data/metrics";
    }
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Of a cell of a CSV file; an empty column is the whole row.
pub fn fact_of_row(path: &str, key: &str, column: &str) -> Fact {
    let key = key.split_once('\u{1f}').map_or(key, |(_, key)| key);
    let column = column.to_owned();
    if path.starts_with("data/metrics/") {
        Fact::Measurement { key: rows::row_key(key), column }
    } else {
        Fact::Cell { key: rows::shown(key), column }
    }
}

/// Of a value of a TOML file; an empty key is the whole file.
pub fn fact_of_leaf(path: &str, key: &str) -> Fact {
    let parts: Vec<&str> = path.trim_end_matches(".toml").split('/').collect();
    match parts.as_slice() {
        ["data", "contracts", contract, "contract"] => {
            Fact::Term { contract: ContractId::new(contract), key: key.to_owned() }
        }
        ["data", "contracts", contract, file] => match amendment(file) {
            Some(number) => {
                Fact::Amendment { contract: ContractId::new(contract), number, key: key.to_owned() }
            }
            // Another file of the folder, which the reader refuses: no amendment.
            None => Fact::Other { key: key.to_owned() },
        },
        ["data", "clauses", clause] => {
            Fact::Clause { clause: SharedClauseId::new(clause), key: key.to_owned() }
        }
        ["data", "clauses", clause, file] => match amendment(file) {
            Some(number) => {
                Fact::ClauseAmendment { clause: SharedClauseId::new(clause), number, key: key.to_owned() }
            }
            None => Fact::Other { key: key.to_owned() },
        },
        ["data", "plans", plan] if key == "draft-due-on" => {
            Fact::DueDate { plan: PlanId::new(plan), action: String::new() }
        }
        ["data", "plans", plan] => {
            match key.strip_prefix("action.").and_then(|rest| rest.strip_suffix(".due-on")) {
                Some(action) => Fact::DueDate { plan: PlanId::new(plan), action: action.to_owned() },
                None => Fact::Other { key: key.to_owned() },
            }
        }
        _ => Fact::Other { key: key.to_owned() },
    }
}

/// The number in the name of an amendment's file.
fn amendment(file: &str) -> Option<u32> {
    file.strip_prefix("amendment-").and_then(|number| number.parse().ok())
}
