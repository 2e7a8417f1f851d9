//! Which lines must be compared to know who set them and what the publishing branch saw.

use std::sync::Arc;

use super::changes::{Change, Changes};
use super::graph::Graph;
use super::texts::Job;

/// One file that a commit has otherwise than its first parent.
pub(super) struct Planned {
    pub change: Change,
    pub origin: Origin,
    /// The comparison that makes the edit, on the publishing branch.
    pub edit: Option<usize>,
}

/// Where a file of a commit comes from.
pub(super) enum Origin {
    /// A merge took it as this parent has it, there under this path.
    Taken(usize, Arc<str>),
    /// The commit changed it; from each parent, in their order.
    Set(Vec<Source>),
    /// The commit does not have it; what parents other than the first have otherwise.
    Gone,
}

/// What the file was in one parent.
pub(super) struct Source {
    /// `None` where the parent has no such file.
    pub path: Option<Arc<str>>,
    /// The comparison with it; `None` for files whose lines are not kept.
    pub job: Option<usize>,
}

/// The files whose lines are kept.
pub(super) fn is_text(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, kind)| ["csv", "md", "toml"].contains(&kind))
}

/// For each commit the files it has otherwise than its first parent, sorted by path; and the comparisons they need.
pub(super) fn plan(graph: &Graph, changes: &[Changes]) -> (Vec<Vec<Planned>>, Vec<Job>) {
    let mut on_line = vec![false; changes.len()];
    for &at in &graph.line {
        on_line[at as usize] = true;
    }
    let mut jobs = Vec::new();
    let mut commit = |(of, on_line): (&Changes, bool)| -> Vec<Planned> {
        of[0].iter().map(|change| planned(change, of, on_line, &mut jobs)).collect()
    };
    let planned = changes.iter().zip(on_line).map(&mut commit).collect();
    (planned, jobs)
}

fn planned(change: &Change, of: &Changes, on_line: bool, jobs: &mut Vec<Job>) -> Planned {
    let mut job = |change: &Change, with_text: bool| {
        let before = change.from.as_ref().unwrap_or(&change.path);
        let old = change.old.filter(|_| is_text(before));
        let new = change.new.filter(|_| is_text(&change.path));
        (old.is_some() || new.is_some()).then(|| {
            jobs.push(Job { path: Arc::clone(&change.path), old, new, with_text });
            jobs.len() - 1
        })
    };
    let of_the_line = if on_line { job(change, true) } else { None };
    let edit = of_the_line;
    let others: Vec<Option<&Change>> = of[1..]
        .iter()
        .map(|list| list.binary_search_by(|other| other.path.cmp(&change.path)).ok().map(|at| &list[at]))
        .collect();
    let origin = if change.new.is_none() {
        Origin::Gone
    } else if let Some(other) = others.iter().position(Option::is_none) {
        Origin::Taken(other + 1, Arc::clone(&change.path))
    } else if let Some((parent, from)) = taken_renamed(change, &others) {
        Origin::Taken(parent, from)
    } else {
        let mut source = |change: &Change, known: Option<usize>| Source {
            path: change.old.map(|_| Arc::clone(change.from.as_ref().unwrap_or(&change.path))),
            job: known.or_else(|| job(change, false)),
        };
        let first = source(change, of_the_line);
        Origin::Set(
            std::iter::once(first).chain(others.iter().flatten().map(|other| source(other, None))).collect(),
        )
    };
    Planned { change: change.clone(), origin, edit }
}

/// The parent of a merge that has the file as it is under another path: the merge brought the content of one parent and the path
/// of another together.
fn taken_renamed(change: &Change, others: &[Option<&Change>]) -> Option<(usize, Arc<str>)> {
    let all = std::iter::once(Some(change)).chain(others.iter().copied()).enumerate();
    let mut same =
        all.filter_map(|(parent, other)| Some((parent, other.filter(|c| c.old == c.new)?.from.as_ref()?)));
    same.next().filter(|_| !others.is_empty()).map(|(parent, from)| (parent, Arc::clone(from)))
}
