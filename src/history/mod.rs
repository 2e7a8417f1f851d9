//! Values made from git: what each figure, term and date was before, who changed it and when. No git calls here: the facts come
//! as [`Recorded`].

mod appended;

pub mod versions;

#[cfg(test)]
pub(crate) mod testing;

use std::collections::BTreeMap;

pub use appended::{First, first_versions};

use crate::model::{ContractId, PlanId};
use crate::source::{CommitIndex, Place, Recorded, RepoPath};

/// What the record says about values.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Every value that was recorded with another content later, in the order of the publishing branch, then by path and line.
    pub changes: Vec<Change>,
    /// Every recorded text of each procedure that is there now, oldest first, by its path.
    pub procedures: BTreeMap<String, Vec<versions::Version>>,
}

/// One value recorded anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub fact: Fact,
    pub kind: ChangeKind,
    /// As written before and after; empty when the value was withdrawn.
    pub before: String,
    pub after: String,
    /// When the replaced value was first recorded, and when it was replaced.
    pub first: CommitIndex,
    pub commit: CommitIndex,
    /// Path now and line right after the change.
    pub path: RepoPath,
    pub line: u32,
    /// Where the value stands in the files of the snapshot; `None` when it is gone.
    pub place: Option<Place>,
}

/// What kind of value changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// A cell of a row of a metric file: the row's key (site, project, queue, language, metric, period, as written, joined by
    /// commas) and the column.
    Measurement { key: String, column: String },
    /// A key of a contract's `contract.toml`, as a path such as `service-level.accuracy.target`.
    Term { contract: ContractId, key: String },
    /// A key of an amendment's file.
    Amendment { contract: ContractId, number: u32, key: String },
    /// `due-on` of an action, by the action's id; `draft-due-on` of the plan by an empty one.
    DueDate { plan: PlanId, action: String },
    /// Any other dated or counted value of a TOML file that the ledger keeps: its path in the file.
    Other { key: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// A final value was replaced.
    Restated,
    /// A provisional value became final or was replaced while provisional.
    Matured,
    /// The row or key is gone.
    Withdrawn,
}

/// The values behind the record.
pub fn history(recorded: &Recorded) -> History {
    History { procedures: versions::versions(recorded, "data/sops"), ..History::default() }
}
