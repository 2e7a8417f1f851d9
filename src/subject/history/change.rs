//! One value recorded anew.

use std::collections::BTreeMap;

use super::versions::{Removed, Version};
use crate::core::contract::record::Contract;
use crate::core::measurement::record::RowStatus;
use crate::kit::id::{ContractId, PlanId, SharedClauseId, SopId};
use crate::kit::source::{CommitIndex, Place, RepoPath};

/// What the record says about values.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Every value that was recorded with another content later, in the order of the publishing branch, then by path and line.
    pub changes: Vec<Change>,
    /// Indices of the changes that are more than a provisional value settled.
    pub restated: Vec<usize>,
    /// Every recorded text of each procedure that is there now, oldest first, by its path.
    pub procedures: BTreeMap<String, Vec<Version>>,
    /// Procedures whose file is gone, by their last id.
    pub removed: BTreeMap<SopId, Removed>,
}

/// One value recorded anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub fact: Fact,
    pub kind: ChangeKind,
    /// Whether the value had been recorded as final; always, where there is no such word.
    pub was_final: bool,
    /// As written before and after, text without its quotes; `before` is empty when the key is new, `after` when it was withdrawn.
    pub before: String,
    pub after: String,
    /// When the replaced value was first recorded, and when the publishing branch got the new one.
    pub first: CommitIndex,
    pub commit: CommitIndex,
    /// The commit in which it was made: another than `commit` when a merge brought it.
    pub made: CommitIndex,
    /// Path now and line right after the change; the line before it when the value was withdrawn.
    pub path: RepoPath,
    pub line: u32,
    /// Where the value stands in the files of the snapshot; `None` when it is gone, or its line was changed since the commit.
    pub place: Option<Place>,
}

/// What kind of value changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// A cell of a row of a metric file. A withdrawn row has an empty column: its `before` is its cells in the order of
    /// [`VALUE_COLUMNS`], joined by commas.
    Measurement { key: RowKey, column: String },
    /// A cell of a row of another CSV file: the cells that name the row, and the column.
    Cell { key: String, column: String },
    /// A key of a contract's `contract.toml`, as a path such as `service-level.accuracy.target`.
    Term { contract: ContractId, key: String },
    /// A key of an amendment's file.
    Amendment { contract: ContractId, number: u32, key: String },
    /// A key of a shared clause's file.
    Clause { clause: SharedClauseId, key: String },
    /// A key of the file of an amendment to a shared clause.
    ClauseAmendment { clause: SharedClauseId, number: u32, key: String },
    /// `due-on` of an action, by the action's id; `draft-due-on` of the plan by an empty one.
    DueDate { plan: PlanId, action: String },
    /// Any other date, number, yes or no of a TOML file: its path in the file; empty for a whole file that is gone.
    Other { key: String },
}

/// What names a row of a metric file, as written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowKey {
    pub site: String,
    pub project: String,
    pub queue: String,
    pub language: String,
    pub metric: String,
    pub period: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// A final value was replaced.
    Restated,
    /// A value that was never final became so, or was replaced before.
    Matured,
    /// The row or key is gone.
    Withdrawn,
    /// A key that a contract or an amendment did not have when it was first recorded; a file that came back.
    Added,
}

/// The columns of a metric file whose cells are values; the others name the row, `note` is neither.
pub const VALUE_COLUMNS: [&str; 6] = ["numerator", "denominator", "value", "samples", "source", "status"];

impl Change {
    /// The row of a metric file whose figure its sender withheld before the change.
    pub fn was_withheld(&self) -> Option<&RowKey> {
        self.status_of().filter(|_| self.before == RowStatus::Withheld.word())
    }

    /// The same after the change.
    pub fn is_withheld(&self) -> Option<&RowKey> {
        self.status_of().filter(|_| self.after == RowStatus::Withheld.word())
    }

    fn status_of(&self) -> Option<&RowKey> {
        match &self.fact {
            Fact::Measurement { key, column } if column == "status" => Some(key),
            _ => None,
        }
    }

    /// Whether it is a due date of an action that moved.
    pub fn moves_action<'a>(&'a self, plan: &PlanId) -> Option<&'a str> {
        match &self.fact {
            Fact::DueDate { plan: of, action } if of == plan && !action.is_empty() => Some(action),
            _ => None,
        }
    }
}

impl Fact {
    /// Whether it is a word of a contract or of a clause that contracts share, amendments included.
    pub fn is_term(&self) -> bool {
        match self {
            Fact::Term { .. }
            | Fact::Amendment { .. }
            | Fact::Clause { .. }
            | Fact::ClauseAmendment { .. } => true,
            Fact::Measurement { .. } | Fact::Cell { .. } | Fact::DueDate { .. } | Fact::Other { .. } => false,
        }
    }

    /// Whether it is a word of a contract, or of a clause that the contract refers to.
    pub fn is_of(&self, contract: &Contract) -> bool {
        match self {
            Fact::Term { contract: of, .. } | Fact::Amendment { contract: of, .. } => *of == contract.id,
            Fact::Clause { clause, .. } | Fact::ClauseAmendment { clause, .. } => {
                contract.clauses.contains_key(clause)
            }
            Fact::Measurement { .. } | Fact::Cell { .. } | Fact::DueDate { .. } | Fact::Other { .. } => false,
        }
    }

    /// The column of a cell, the path of a value in its file; empty for a whole row or file.
    pub fn key(&self) -> &str {
        match self {
            Fact::Measurement { column, .. } | Fact::Cell { column, .. } => column,
            Fact::Term { key, .. } | Fact::Amendment { key, .. } | Fact::Other { key } => key,
            Fact::Clause { key, .. } | Fact::ClauseAmendment { key, .. } => key,
            Fact::DueDate { action, .. } => action,
        }
    }
}

impl History {
    pub fn new(changes: Vec<Change>) -> History {
        let restated = changes.iter().enumerate().filter(|(_, change)| change.kind != ChangeKind::Matured);
        let restated = restated.map(|(at, _)| at).collect();
        History { changes, restated, ..History::default() }
    }

    /// How the due date of an action moved, oldest first.
    pub fn moves<'a>(&'a self, plan: &PlanId, action: &str) -> Vec<&'a Change> {
        let of = |change: &&Change| {
            change.kind == ChangeKind::Restated
                && change.moves_action(plan).is_some_and(|moved| moved == action)
        };
        self.restated.iter().map(|&at| &self.changes[at]).filter(of).collect()
    }
}
