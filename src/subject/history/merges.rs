//! What each commit of the publishing branch brought with it.

use std::collections::BTreeMap;

use crate::kit::source::{CommitIndex, Recorded};

/// See [`arrivals`].
pub type Arrivals = BTreeMap<CommitIndex, CommitIndex>;

/// By commit: at which commit of the publishing branch it arrived. A commit of that branch arrives with itself, a commit of a
/// merged branch with the merge.
pub fn arrivals(recorded: &Recorded) -> Arrivals {
    let mut arrived = BTreeMap::new();
    for &merge in &recorded.line {
        let mut ahead = vec![merge];
        while let Some(at) = ahead.pop() {
            if arrived.contains_key(&at) {
                continue;
            }
            arrived.insert(at, merge);
            ahead.extend(recorded.commit(at).into_iter().flat_map(|commit| commit.parents.iter().copied()));
        }
    }
    arrived
}

/// By path and merge of the publishing branch: the commits that the merge brought and that touched the file, parents before children.
pub fn brought<'r>(
    recorded: &'r Recorded,
    arrivals: &Arrivals,
) -> BTreeMap<(&'r str, CommitIndex), Vec<CommitIndex>> {
    let mut brought: BTreeMap<(&str, CommitIndex), Vec<CommitIndex>> = BTreeMap::new();
    for (path, file) in &recorded.files {
        for at in file.touches.iter().map(|touch| touch.commit) {
            if let Some(&merge) = arrivals.get(&at).filter(|merge| **merge != at) {
                brought.entry((path, merge)).or_default().push(at);
            }
        }
    }
    brought
}

/// The commit that made what `commit` brought to a file: the last one of a merged branch that touched it, else `commit` itself.
pub fn maker(recorded: &Recorded, arrivals: &Arrivals, path: &str, commit: CommitIndex) -> CommitIndex {
    let is_merge = recorded.commit(commit).is_some_and(|commit| commit.parents.len() > 1);
    let Some(file) = recorded.files.get(path).filter(|_| is_merge) else { return commit };
    let touched = file.touches.iter().map(|touch| touch.commit);
    let mut brought = touched.filter(|at| *at == commit || arrivals.get(at) == Some(&commit));
    // A merge that was edited itself stands last among the touches.
    brought.next_back().unwrap_or(commit)
}
