//! What each commit changed under `data/`, against each of its parents.

use std::sync::Arc;

use gix::bstr::{BStr, ByteSlice};
use gix::diff::tree::recorder::Change as TreeChange;
use gix::objs::TreeRefIter;
use rayon::prelude::*;

use super::Repository;
use super::budget::{self, Bounded};
use super::graph::Graph;
use super::rename::{Candidate, renames};

/// One file that a commit has otherwise than a parent.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// Below the root; of a removed file its former one.
    pub path: Arc<str>,
    /// The path in the parent, where the file was renamed.
    pub from: Option<Arc<str>>,
    pub old: Option<gix::ObjectId>,
    pub new: Option<gix::ObjectId>,
}

/// The changes of one commit against each parent, in their order; of a commit without parents against nothing. Sorted by path.
pub(super) type Changes = Vec<Vec<Change>>;

const DATA: &str = "data";

impl Repository {
    /// The changes of every commit of `graph`, in its order.
    pub(super) fn changes(&self, graph: &Graph) -> gix::Result<Vec<Changes>> {
        let threads = self.threads();
        let below = self.below(DATA);
        let reader = || Reader { git: threads.reader(), state: Default::default() };
        let data: Vec<Option<gix::ObjectId>> = graph
            .trees
            .par_iter()
            .map_init(reader, |reader, &tree| reader.folder(tree, &below))
            .collect::<gix::Result<_>>()?;
        // Neighbours share most of their trees: each thread takes a stretch of them.
        (0..data.len())
            .into_par_iter()
            .with_min_len(64)
            .map_init(reader, |reader, at| {
                let parents = &graph.commits[at].parents;
                let before: Vec<Option<gix::ObjectId>> = if parents.is_empty() {
                    vec![None]
                } else {
                    parents.iter().map(|&p| data[p as usize]).collect()
                };
                reader.changes(&before, data[at])
            })
            .collect()
    }
}

struct Reader {
    git: gix::Repository,
    state: gix::diff::tree::State,
}

impl Reader {
    /// The tree at `path` of a tree, if there is one.
    fn folder(&self, tree: gix::ObjectId, path: &str) -> gix::Result<Option<gix::ObjectId>> {
        let mut at = tree;
        for part in path.split('/') {
            let object = self.git.find_object(at)?;
            let mut found = None;
            for entry in TreeRefIter::from_bytes(&object.data, at.kind()) {
                let entry = entry?;
                if entry.filename == part && entry.mode.is_tree() {
                    found = Some(entry.oid.to_owned());
                }
            }
            let Some(next) = found else { return Ok(None) };
            at = next;
        }
        Ok(Some(at))
    }

    fn changes(
        &mut self,
        before: &[Option<gix::ObjectId>],
        after: Option<gix::ObjectId>,
    ) -> gix::Result<Changes> {
        let mut changes =
            before.iter().map(|&before| self.between(before, after)).collect::<gix::Result<Changes>>()?;
        // Against the first parent all renames count; against the others those of files that the merge itself changed.
        let mut first = std::mem::take(&mut changes[0]);
        self.rename(&mut first, |_| true)?;
        for at in 1..changes.len() {
            let mut other = std::mem::take(&mut changes[at]);
            let rest = &changes;
            let of_the_merge = |path: &str| {
                let differs = |list: &[Change]| list.binary_search_by(|c| (*c.path).cmp(path)).is_ok();
                differs(&first) && rest[1..].iter().enumerate().all(|(n, list)| n + 1 == at || differs(list))
            };
            self.rename(&mut other, of_the_merge)?;
            changes[at] = other;
        }
        changes[0] = first;
        Ok(changes)
    }

    /// What makes one tree of another, without renames.
    fn between(
        &mut self,
        before: Option<gix::ObjectId>,
        after: Option<gix::ObjectId>,
    ) -> gix::Result<Vec<Change>> {
        if before == after {
            return Ok(Vec::new());
        }
        let data = |tree: Option<gix::ObjectId>| match tree {
            Some(tree) => Ok::<_, gix::Error>(self.git.find_object(tree)?.detach().data),
            None => Ok(Vec::new()),
        };
        let (before, after) = (data(before)?, data(after)?);
        let hash = self.git.object_hash();
        let mut seen = Bounded::<gix::diff::tree::Recorder>::default();
        let walked = gix::diff::tree(
            TreeRefIter::from_bytes(&before, hash),
            TreeRefIter::from_bytes(&after, hash),
            &mut self.state,
            &self.git.objects,
            &mut seen,
        );
        if seen.is_passed() {
            return Err(budget::too_many_paths());
        }
        walked.map_err(gix::Error::from_error)?;
        let mut changes: Vec<Change> = seen.recorder.records.into_iter().filter_map(change).collect();
        changes.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(changes)
    }

    /// Makes of a removed and a new file a renamed one, where they are alike and `counts` the new path.
    fn rename(&self, changes: &mut Vec<Change>, counts: impl Fn(&str) -> bool) -> gix::Result<()> {
        let gone: Vec<usize> = (0..changes.len()).filter(|&at| changes[at].new.is_none()).collect();
        let is_new = |at: &usize| changes[*at].old.is_none();
        if gone.is_empty() || !(0..changes.len()).any(|at| is_new(&at)) {
            return Ok(());
        }
        let new: Vec<usize> =
            (0..changes.len()).filter(is_new).filter(|&at| counts(&changes[at].path)).collect();
        let candidate = |at: &usize| {
            let change = &changes[*at];
            change.new.or(change.old).map(|id| Candidate { path: &change.path, id })
        };
        let went: Vec<_> = gone.iter().filter_map(candidate).collect();
        let came: Vec<_> = new.iter().filter_map(candidate).collect();
        let found = renames(&went, &came, |id| budget::blob(&self.git, id))?;
        drop((went, came));
        let mut renamed = vec![false; changes.len()];
        for (&to, source) in new.iter().zip(found) {
            let Some(source) = source.map(|source| gone[source]) else { continue };
            changes[to].from = Some(Arc::clone(&changes[source].path));
            changes[to].old = changes[source].old;
            renamed[source] = true;
        }
        let mut at = 0;
        changes.retain(|_| {
            at += 1;
            !renamed[at - 1]
        });
        Ok(())
    }
}

/// Folders, links and submodules are no files of the book, nor are names that start with a dot. A name that is not UTF-8 is a defect that
/// stops a build, so that nothing in such a file was ever published: the book knows it from the commit on that gives it a name.
fn change(change: TreeChange) -> Option<Change> {
    let (path, old, new) = match change {
        TreeChange::Addition { entry_mode, oid, path, .. } => (path, None, Some((entry_mode, oid))),
        TreeChange::Deletion { entry_mode, oid, path, .. } => (path, Some((entry_mode, oid)), None),
        TreeChange::Modification { previous_entry_mode, previous_oid, entry_mode, oid, path } => {
            (path, Some((previous_entry_mode, previous_oid)), Some((entry_mode, oid)))
        }
    };
    let file = |entry: Option<(gix::objs::tree::EntryMode, gix::ObjectId)>| {
        entry.filter(|(mode, _)| mode.is_blob() && !mode.is_link()).map(|(_, id)| id)
    };
    let (old, new) = (file(old), file(new));
    // Where only the mode changed, the content did not.
    if old == new { None } else { Some(Change { path: named(path.as_bstr())?, from: None, old, new }) }
}

fn named(path: &BStr) -> Option<Arc<str>> {
    let path = path.to_str().ok()?;
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    (!is_hidden).then(|| Arc::from(format!("{DATA}/{path}")))
}
