//! One walk of the history, parents before children: who touched each file, who set each line, what the publishing branch saw.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::Repository;
use super::budget;
use super::changes::{Change, Changes};
use super::life::{Life, Lives, Standing};
use super::lines;
use super::plan::{Origin, Planned, Source, is_text, plan};
use super::texts::Compared;
use crate::edge::{Cache, Error};
use crate::kit::source::{
    CommitIndex, Edit, LineRun, PictureEdit, PictureFile, RecordedCommit, Recording, sha256,
};

/// A file as one commit has it.
#[derive(Clone)]
struct FileState {
    life: Life,
    /// `None` once it was removed.
    blob: Option<gix::ObjectId>,
    /// Who set its lines; `None` for files whose lines are not kept.
    lines: Option<Arc<[LineRun]>>,
}

/// The files of one commit, and those removed before it.
type State = HashMap<Arc<str>, FileState>;

/// What a commit makes of the file of a path; `None` where it has none.
type Update = (Arc<str>, Option<FileState>);

impl Repository {
    /// What git recorded up to the commit `head`, from `cache` where it has it.
    ///
    /// # Errors
    /// An object that cannot be read.
    pub(in crate::edge) fn recorded(&self, head: gix::ObjectId, cache: &Cache) -> Result<Recording, Error> {
        let id = head.to_string();
        if let Some(known) = cache.read(&id, &self.folder) {
            return Ok(known);
        }
        let recorded = self.walk(head).map_err(self.wrong())?;
        let recorded = self.sound(recorded)?;
        cache.write(&id, &self.folder, &recorded);
        Ok(recorded)
    }

    /// What git recorded up to the commit `head`.
    fn walk(&self, head: gix::ObjectId) -> gix::Result<Recording> {
        let graph = self.graph(head)?;
        let changes = self.changes(&graph)?;
        let (planned, jobs) = plan(&graph, &changes);
        let pictures = self.pictures(&graph.line, &changes)?;
        let mut compared = self.compare(&jobs)?;
        let mut edits = edits(&graph.line, &planned, &mut compared);
        let (last, lives, merged) = Walk::through(&graph.commits, &changes, &planned, &compared);
        for edit in &mut edits {
            if let Some(runs) = merged.get(&(edit.commit, edit.path.as_str().into())) {
                for hunk in &mut edit.hunks {
                    let first = hunk.new_line - 1;
                    let count = u32::try_from(hunk.new.len()).unwrap_or_default();
                    hunk.set_by = lines::within(runs, first..first + count);
                }
            }
        }
        let paths: BTreeMap<Arc<str>, (Life, bool)> =
            last.iter().map(|(path, file)| (Arc::clone(path), (file.life, file.blob.is_some()))).collect();
        let mut files = lives.records(&paths);
        for (path, file) in last {
            if let (Some(record), Some(lines)) = (files.get_mut(&*path), file.lines) {
                record.lines_of_head = lines.to_vec();
            }
        }
        Ok(Recording { commits: graph.commits, line: graph.line, files, edits, pictures })
    }

    /// What the publishing branch saw of pictures. Each is read once, and only its hash is kept.
    fn pictures(&self, line: &[CommitIndex], changes: &[Changes]) -> gix::Result<Vec<PictureEdit>> {
        let mut known: HashMap<gix::ObjectId, String> = HashMap::new();
        let mut hash = |id: gix::ObjectId| -> gix::Result<String> {
            if let Some(known) = known.get(&id) {
                return Ok(known.clone());
            }
            let found = sha256(budget::blob(&self.git, id)?);
            known.insert(id, found.clone());
            Ok(found)
        };
        let mut edits = Vec::new();
        let of_line =
            line.iter().flat_map(|&commit| changes[commit as usize][0].iter().map(move |of| (commit, of)));
        for (commit, Change { path, from, new, .. }) in of_line {
            // What is renamed leaves its former name.
            for from in from.iter().filter(|from| PictureFile::is_at(from)) {
                edits.push(PictureEdit { commit, path: from.to_string(), sha256: None });
            }
            if PictureFile::is_at(path) {
                let sha256 = new.map(&mut hash).transpose()?;
                edits.push(PictureEdit { commit, path: path.to_string(), sha256 });
            }
        }
        // Where two change names, one goes before the other comes.
        edits.sort_by_key(|edit| (edit.commit, edit.sha256.is_some()));
        Ok(edits)
    }
}

/// The edits of the publishing branch. Takes the text of the hunks away.
fn edits(line: &[CommitIndex], planned: &[Vec<Planned>], compared: &mut [Compared]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for &commit in line {
        for planned in &planned[commit as usize] {
            let Some(compared) = planned.edit.map(|job| &mut compared[job]) else { continue };
            let Change { path, from, .. } = &planned.change;
            let before = from.as_ref().unwrap_or(path);
            let (path, renamed_from) = match (compared.had_text, compared.has_text) {
                (false, false) => continue,
                (true, false) => (before, None),
                (false, true) => (path, None),
                (true, true) => (path, from.as_ref()),
            };
            edits.push(Edit {
                commit,
                path: path.to_string(),
                renamed_from: renamed_from.map(ToString::to_string),
                removed: !compared.has_text,
                hunks: std::mem::take(&mut compared.hunks),
            });
        }
    }
    edits
}

/// Who set the lines of the files that a merge of the publishing branch changed.
type Merged = HashMap<(CommitIndex, Arc<str>), Arc<[LineRun]>>;

struct Walk<'a> {
    compared: &'a [Compared],
    lives: Lives,
    merged: Merged,
}

impl Walk<'_> {
    /// The files of the last commit, the lives of all, and the lines of merges.
    fn through(
        commits: &[RecordedCommit],
        changes: &[Changes],
        planned: &[Vec<Planned>],
        compared: &[Compared],
    ) -> (State, Lives, Merged) {
        let mut walk = Walk { compared, lives: Lives::default(), merged: Merged::new() };
        // How many children still need a commit's state.
        let mut needed = vec![0_u32; commits.len()];
        for parent in commits.iter().flat_map(|commit| &commit.parents) {
            needed[*parent as usize] += 1;
        }
        let mut states: Vec<Option<State>> = vec![None; commits.len()];
        for (at, commit) in (0..).zip(commits) {
            let parents: Vec<&State> =
                commit.parents.iter().filter_map(|&parent| states[parent as usize].as_ref()).collect();
            walk.join(&parents, &changes[at as usize]);
            let updates = walk.updates(at, &parents, &changes[at as usize], &planned[at as usize]);
            let mut state = State::new();
            for (nth, &parent) in commit.parents.iter().enumerate() {
                let (needed, parent) = (&mut needed[parent as usize], &mut states[parent as usize]);
                *needed -= 1;
                let left = if *needed == 0 { parent.take() } else { parent.clone().filter(|_| nth == 0) };
                if nth == 0 {
                    state = left.unwrap_or_default();
                }
            }
            for (path, file) in updates {
                match file {
                    Some(file) => drop(state.insert(path, file)),
                    None => drop(state.remove(&path)),
                }
            }
            states[at as usize] = Some(state);
        }
        (states.pop().flatten().unwrap_or_default(), walk.lives, walk.merged)
    }

    /// One path in several parents is one file.
    fn join(&mut self, parents: &[&State], changes: &Changes) {
        let Some((first, others)) = parents.split_first() else { return };
        for (other, changes) in others.iter().zip(changes.iter().skip(1)) {
            for change in changes.iter().filter(|change| change.old.is_some() && change.from.is_none()) {
                if let (Some(one), Some(other)) = (first.get(&change.path), other.get(&change.path)) {
                    self.lives.join(one.life, other.life);
                }
            }
        }
    }

    /// The files that differ from the first parent's: set, or `None` where the path is no longer known.
    fn updates(
        &mut self,
        commit: CommitIndex,
        parents: &[&State],
        changes: &Changes,
        planned: &[Planned],
    ) -> Vec<Update> {
        let mut updates: Vec<Update> = Vec::new();
        // A new file may come to stand where a renamed one stood: what goes, goes first.
        for from in planned.iter().filter_map(|planned| planned.change.from.as_ref()) {
            updates.push((Arc::clone(from), None));
        }
        for planned in planned {
            let path = &planned.change.path;
            let file = match &planned.origin {
                Origin::Gone => continue,
                Origin::Taken(parent, from) => self.taken(path, parents, *parent, from),
                Origin::Set(sources) => Some(self.set(commit, parents, &planned.change, sources)),
            };
            let lines = file.as_ref().and_then(|file| file.lines.clone());
            if let Some(lines) = lines.filter(|_| parents.len() > 1 && planned.edit.is_some()) {
                self.merged.insert((commit, Arc::clone(path)), lines);
            }
            updates.push((Arc::clone(path), file));
        }
        // What each other parent has otherwise, and which lives go on: asked for each file that is gone.
        let changed = |changes: &Vec<Change>| -> HashSet<Arc<str>> {
            changes
                .iter()
                .flat_map(|change| [Some(&change.path), change.from.as_ref()])
                .flatten()
                .cloned()
                .collect()
        };
        let changed: Vec<HashSet<Arc<str>>> = changes.iter().skip(1).map(changed).collect();
        let mut standing = Standing::default();
        for planned in planned.iter().filter(|planned| matches!(planned.origin, Origin::Gone)) {
            let path = &planned.change.path;
            let gone = self.gone(commit, path, parents, (&changed[..], &updates[..]), &mut standing);
            updates.push((Arc::clone(path), gone));
        }
        updates
    }

    fn taken(
        &mut self,
        path: &Arc<str>,
        parents: &[&State],
        parent: usize,
        from: &Arc<str>,
    ) -> Option<FileState> {
        let mut file = parents.get(parent)?.get(from)?.clone();
        for other in parents.iter().filter_map(|parent| parent.get(path)) {
            file.life = self.lives.join(other.life, file.life);
        }
        // Lines are kept by the kind of the file, which the path says.
        file.lines = file.lines.filter(|_| is_text(path));
        Some(file)
    }

    fn set(
        &mut self,
        commit: CommitIndex,
        parents: &[&State],
        change: &Change,
        sources: &[Source],
    ) -> FileState {
        let path = &change.path;
        let before: Vec<Option<&FileState>> = sources
            .iter()
            .enumerate()
            .map(|(parent, source)| parents.get(parent)?.get(source.path.as_ref()?))
            .collect();
        // A file that comes back where one was removed is that file.
        let removed = parents
            .iter()
            .filter_map(|parent| parent.get(path))
            .filter(|_| before.iter().all(Option::is_none));
        let known: Vec<Life> =
            before.iter().flatten().copied().chain(removed).map(|file| file.life).collect();
        let life = match known.split_first() {
            Some((&first, others)) => others.iter().fold(first, |life, &other| self.lives.join(life, other)),
            None => self.lives.begin(),
        };
        self.lives.touch(life, commit, path, change.new.map(|id| id.to_string()));
        FileState { life, blob: change.new, lines: self.lines(commit, &before, sources) }
    }

    fn lines(
        &self,
        commit: CommitIndex,
        before: &[Option<&FileState>],
        sources: &[Source],
    ) -> Option<Arc<[LineRun]>> {
        let compared: Vec<&Compared> =
            sources.iter().map(|source| Some(&self.compared[source.job?])).collect::<Option<_>>()?;
        let count = compared.first().filter(|compared| compared.has_text)?.count;
        let runs = |file: &Option<&FileState>| file.and_then(|file| file.lines.clone()).unwrap_or_default();
        let before: Vec<Arc<[LineRun]>> = before.iter().map(runs).collect();
        Some(match (&before[..], &compared[..]) {
            ([before], [compared]) => lines::set_over(before, &compared.replaced, commit).into(),
            _ => {
                let parents: Vec<_> = before
                    .iter()
                    .zip(&compared)
                    .map(|(before, compared)| (&**before, &*compared.replaced))
                    .collect();
                lines::set_by_merge(&parents, count, commit).into()
            }
        })
    }

    /// What is left of a file that the first parent has and the commit has not.
    fn gone(
        &mut self,
        commit: CommitIndex,
        path: &Arc<str>,
        parents: &[&State],
        (changed, updates): (&[HashSet<Arc<str>>], &[Update]),
        standing: &mut Standing,
    ) -> Option<FileState> {
        let first = parents[0].get(path)?.clone();
        let other = changed.iter().position(|changed| !changed.contains(path)).map(|at| at + 1);
        if let Some(removed) = other.and_then(|other| parents.get(other)?.get(path)) {
            // A branch removed it, and the merge took that.
            self.lives.join(first.life, removed.life);
            return Some(removed.clone());
        }
        let root = self.lives.root(first.life);
        let lives = updates.iter().map(|(_, file)| file.as_ref().map(|file| file.life));
        if other.is_some() && standing.has(root, &mut self.lives, lives) {
            // A branch renamed it, and the merge took that.
            return None;
        }
        self.lives.touch(first.life, commit, path, None);
        Some(FileState { life: first.life, blob: None, lines: None })
    }
}
