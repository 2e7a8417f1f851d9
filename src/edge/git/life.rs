//! The lives of files: one file under all its names, from its first commit to HEAD or to its removal.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::kit::source::{CommitIndex, FileRecord, Touch};

/// Index of a file, whatever it is called.
pub(super) type Life = usize;

/// A commit, the path in it, and the content's id unless the commit removed the file.
type Event = (CommitIndex, Arc<str>, Option<String>);

/// Every file there ever was. Two that turn out to be one are joined.
#[derive(Default)]
pub(super) struct Lives {
    /// Each points at a life it was joined with, or at itself.
    joined: Vec<Life>,
    touches: Vec<(Life, Event)>,
    /// How often two lives turned out to be one.
    joins: usize,
}

/// The lives of a growing list of files, each looked at once as long as no two of them are joined.
#[derive(Default)]
pub(super) struct Standing {
    roots: HashSet<Life>,
    /// Files looked at, and how many joins there had been.
    seen: (usize, usize),
}

impl Standing {
    /// Whether one of `list` has the life `root`. The list only ever grows from call to call.
    pub(super) fn has(
        &mut self,
        root: Life,
        lives: &mut Lives,
        list: impl ExactSizeIterator<Item = Option<Life>>,
    ) -> bool {
        if self.seen.1 != lives.joins {
            *self = Standing { seen: (0, lives.joins), ..Standing::default() };
        }
        let (from, to) = (self.seen.0, list.len());
        self.roots.extend(list.skip(from).flatten().map(|life| lives.root(life)));
        self.seen.0 = to;
        self.roots.contains(&root)
    }
}

impl Lives {
    pub(super) fn begin(&mut self) -> Life {
        self.joined.push(self.joined.len());
        self.joined.len() - 1
    }

    /// The one life that stands for all that `life` was joined with.
    pub(super) fn root(&mut self, mut life: Life) -> Life {
        while self.joined[life] != life {
            self.joined[life] = self.joined[self.joined[life]];
            life = self.joined[life];
        }
        life
    }

    pub(super) fn join(&mut self, one: Life, other: Life) -> Life {
        let (one, other) = (self.root(one), self.root(other));
        self.joins += usize::from(one != other);
        self.joined[one.max(other)] = one.min(other);
        one.min(other)
    }

    /// Commits come parents before children.
    pub(super) fn touch(&mut self, life: Life, commit: CommitIndex, path: &Arc<str>, blob: Option<String>) {
        self.touches.push((life, (commit, Arc::clone(path), blob)));
    }

    /// The records of all files. `last` are the paths at HEAD and those removed before it, each with its life; `true` for those at HEAD.
    pub(super) fn records(mut self, last: &BTreeMap<Arc<str>, (Life, bool)>) -> BTreeMap<String, FileRecord> {
        let mut names: BTreeMap<Life, Arc<str>> = BTreeMap::new();
        // Where one life has several paths, that of a file at HEAD names it, and of several the first.
        for at_head in [true, false] {
            for (path, (life, _)) in last.iter().filter(|(_, (_, is))| *is == at_head) {
                let root = self.root(*life);
                names.entry(root).or_insert_with(|| Arc::clone(path));
            }
        }
        let mut by_life: BTreeMap<Life, Vec<Event>> = BTreeMap::new();
        for (life, event) in std::mem::take(&mut self.touches) {
            let root = self.root(life);
            by_life.entry(root).or_default().push(event);
        }
        let mut records: BTreeMap<String, FileRecord> = BTreeMap::new();
        for (path, (life, _)) in last {
            let touches = by_life.get(&self.root(*life)).map_or(&[][..], Vec::as_slice);
            let touch = |(commit, then, blob): &Event| Touch {
                commit: *commit,
                path: (then != path).then(|| then.to_string()),
                blob: blob.clone(),
            };
            let touches = touches.iter().map(touch).collect();
            records.insert(path.to_string(), FileRecord { touches, ..FileRecord::default() });
        }
        for (life, touches) in by_life {
            let Some(name) = names.get(&life) else { continue };
            for (commit, then, blob) in touches.into_iter().filter(|(_, then, _)| !last.contains_key(then)) {
                let record = records.entry(then.to_string()).or_default();
                record.renamed_to.get_or_insert_with(|| name.to_string());
                record.touches.push(Touch { commit, path: None, blob });
            }
        }
        records
    }
}
