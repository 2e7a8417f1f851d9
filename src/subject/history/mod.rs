//! Values made from git: what each figure, term and date was before, who changed it and when. No git calls here: the facts come
//! as [`Recorded`].

mod lines;

mod appended;

mod merges;

pub mod versions;

mod change;

pub mod leaves;
mod rows;

mod restore;

mod fact;

mod row_changes;

mod leaf_changes;

mod file;

mod replay;

pub(crate) mod slips;

#[cfg(test)]
pub(crate) mod past;

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;

pub use appended::{First, first_versions};
pub use change::{Change, ChangeKind, Fact, History, RowKey, VALUE_COLUMNS};
pub use lines::{name_since, texts_before};
pub use restore::restored;
pub use slips::{Slip, slips};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::kit::kept::Last;
use crate::kit::source::{CommitIndex, Recorded, RepoPath, Snapshot, Text};
use replay::Replayed;
use versions::Version;

const SOPS: &str = "data/sops";

/// The values behind the record: every edit is replayed once, in the order of the publishing branch. A value that moves, or is
/// written another way (`95.0` for `95`, quotes, line ends, comments, order), has not changed. `texts` are the files of the
/// snapshot: there a changed value gets its place.
pub fn history(recorded: &Recorded, texts: &BTreeMap<RepoPath, Text>) -> History {
    replayed(recorded).placed(texts)
}

fn replayed(recorded: &Recorded) -> Replayed {
    let arrivals = merges::arrivals(recorded);
    let versions::Files { there: procedures, removed } = versions::files(recorded, &arrivals, SOPS);
    let Replayed { history, standing } = replay::replay(recorded, &arrivals);
    Replayed { history: History { procedures, removed, ..history }, standing }
}

/// The record of one repository as it was replayed last: while its commit is the same, the next state of the files only looks for the
/// places of changed values.
#[derive(Debug, Default)]
pub struct Kept(Last<String, Arc<Replayed>>);

impl Kept {
    /// As [`history`].
    pub fn history(&self, snapshot: &Snapshot) -> History {
        // That of the record itself: HEAD may move on while the files are read.
        let recorded = &snapshot.recorded;
        let last = recorded.line.last().and_then(|at| recorded.commit(*at));
        let Some(commit) = last else { return history(recorded, &snapshot.texts) };
        let replayed = self.0.of(commit.id.clone(), |_| Arc::new(replayed(recorded)));
        Replayed::clone(&replayed).placed(&snapshot.texts)
    }
}

/// The texts that each procedure of today has had, by path: the part of [`history`] that follows renames.
pub fn procedures(recorded: &Recorded) -> BTreeMap<String, Vec<Version>> {
    versions::files(recorded, &merges::arrivals(recorded), SOPS).there
}

/// The commit of the publishing branch with which `commit` arrived there: a merge, where it was made on a branch, else itself.
pub fn arrival(recorded: &Recorded, commit: CommitIndex) -> CommitIndex {
    merges::arrivals(recorded).get(&commit).copied().unwrap_or(commit)
}
