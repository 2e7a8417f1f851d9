//! Every edit in the order of the publishing branch: which values are new, which are not what they were.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::change::{Change, ChangeKind, History};
use super::fact::{change, current, fact_of_leaf, fact_of_row, line_number, scope};
use super::file::{File, Moved, NO_ROW};
use super::leaves::Leaf;
use super::merges::{arrivals, maker};
use super::rows::{self, Header};
use crate::source::{CommitIndex, Edit, Recorded, RepoPath, Text};

/// See [`super::history`].
pub fn replay(recorded: &Recorded, texts: &BTreeMap<RepoPath, Text>) -> History {
    let mut replay = Replay::default();
    for edits in recorded.edits.chunk_by(|one, next| one.commit == next.commit) {
        replay.commit(edits);
    }
    let Replay { files, known, mut changes, .. } = replay;
    if changes.is_empty() {
        return History::default();
    }
    let arrivals = arrivals(recorded);
    let mut standing: HashMap<u32, (&str, u32)> = HashMap::new();
    for (path, file) in &files {
        for (at, line) in file.lines.iter().enumerate().filter(|(_, line)| line.row != NO_ROW) {
            standing.insert(line.row, (path, line_number(at)));
        }
    }
    for found in &mut changes {
        let change = &mut found.change;
        let path = current(recorded, change.path.as_str());
        change.made = maker(recorded, &arrivals, &path, change.commit);
        if found.row.is_none() {
            // A contract, amendment or plan is known by the name that its file has now.
            change.fact = fact_of_leaf(&path, &found.leaf);
        }
        let line = match found.row {
            Some(row) => known
                .get(row as usize)
                .filter(|known| known.count > 0)
                .and_then(|_| standing.get(&row).copied()),
            None => files.get(path.as_str()).and_then(|file| {
                let leaf = file.leaves.get(&found.leaf)?;
                Some((path.as_str(), leaf.line))
            }),
        };
        change.path = RepoPath::new(line.map_or(path.as_str(), |(path, _)| path));
        change.place = line.and_then(|(path, line)| {
            let raw = files.get(path)?.lines.get(line.checked_sub(1)? as usize)?.raw;
            let text = texts.get(&RepoPath::new(path))?;
            (text.line(line) == raw.trim_end_matches(['\n', '\r'])).then(|| text.place(text.line_span(line)))
        });
    }
    History::new(changes.into_iter().map(|found| found.change).collect())
}

/// A change with what finds it again in the last version.
struct Found {
    change: Change,
    row: Option<u32>,
    leaf: String,
}

/// What is known of a row.
struct Known {
    key: Rc<str>,
    header: Rc<Header>,
    values: String,
    since: CommitIndex,
    /// Columns that changed later than `since`.
    later: Vec<(usize, CommitIndex)>,
    /// Lines that hold it now: 0 when it is gone.
    count: u32,
}

#[derive(Default)]
struct Replay<'a> {
    files: BTreeMap<String, File<'a>>,
    /// Index into `known` by scope and key. Looked up, never walked.
    ids: HashMap<Rc<str>, u32>,
    known: Vec<Known>,
    /// When a value of a TOML file was first recorded, where that is later than the file's first commit.
    since: BTreeMap<(String, String), CommitIndex>,
    born: BTreeMap<String, CommitIndex>,
    /// Values of TOML files that were withdrawn.
    gone: BTreeMap<(String, String), Leaf>,
    changes: Vec<Found>,
}

/// A row that a commit wrote.
struct Put {
    row: u32,
    values: String,
    header: Rc<Header>,
    path: String,
    line: u32,
}

impl<'a> Replay<'a> {
    fn commit(&mut self, edits: &'a [Edit]) {
        let from = self.changes.len();
        let mut out: Vec<(u32, String, u32)> = Vec::new();
        let mut put: Vec<Put> = Vec::new();
        // Renames first, so that a file can take the name of one that leaves it.
        let mut renamed: BTreeMap<&str, File<'a>> = BTreeMap::new();
        for edit in edits {
            if let Some(old) = &edit.renamed_from {
                renamed.insert(&edit.path, self.files.remove(old).unwrap_or_default());
                self.rename(old, &edit.path);
            }
        }
        for edit in edits {
            let mut file = renamed
                .remove(edit.path.as_str())
                .or_else(|| self.files.remove(&edit.path))
                .unwrap_or_default();
            if edit.path.ends_with(".csv") {
                self.csv(&mut file, edit, &mut out, &mut put);
            } else if edit.path.ends_with(".toml") {
                self.toml(&mut file, edit);
            }
            if !edit.removed {
                self.files.insert(edit.path.clone(), file);
            }
        }
        if let Some(edit) = edits.first() {
            self.rows(edit.commit, out, put);
        }
        self.changes[from..].sort_by(|one, other| {
            let key =
                |found: &Found| (found.change.path.clone(), found.change.line, found.change.fact.clone());
            key(one).cmp(&key(other))
        });
    }

    fn rename(&mut self, old: &str, new: &str) {
        if let Some(born) = self.born.remove(old) {
            self.born.insert(new.to_owned(), born);
        }
        let gone: Vec<(String, String)> = self.gone.keys().filter(|(path, _)| path == old).cloned().collect();
        for key in gone {
            if let Some(leaf) = self.gone.remove(&key) {
                self.gone.insert((new.to_owned(), key.1), leaf);
            }
        }
        let moved: Vec<(String, String)> =
            self.since.keys().filter(|(path, _)| path == old).cloned().collect();
        for key in moved {
            if let Some(since) = self.since.remove(&key) {
                self.since.insert((new.to_owned(), key.1), since);
            }
        }
    }

    fn csv(
        &mut self,
        file: &mut File<'a>,
        edit: &'a Edit,
        out: &mut Vec<(u32, String, u32)>,
        put: &mut Vec<Put>,
    ) {
        let mut note = |moved: Vec<(usize, u32)>| {
            let rows = moved.into_iter().filter(|(_, row)| *row != NO_ROW);
            out.extend(rows.map(|(at, row)| (row, edit.path.clone(), line_number(at))));
        };
        if edit.removed {
            note(file.take_all());
            return;
        }
        let old_header = file.header_line().map(|at| file.lines[at].raw);
        let moved = file.apply(edit);
        let new_header = file.header_line();
        let Moved { out: gone, put: mut lines } = moved;
        note(gone);
        let Some(header_at) = new_header else { return };
        let raw = file.lines[header_at].raw;
        if old_header != Some(raw) || file.header.is_none() {
            // Other columns: every line is read anew.
            note(file.take_all());
            file.header = Some(Header::new(raw, &edit.path));
            lines = (0..file.lines.len()).collect();
        }
        let Some(header) = file.header.clone() else { return };
        let scope = scope(&edit.path);
        for at in lines.into_iter().filter(|at| *at != header_at) {
            let Some(row) = header.row(file.lines[at].raw) else { continue };
            let id = self.id(scope, &row.key, &header);
            file.lines[at].row = id;
            let line = line_number(at);
            put.push(Put {
                row: id,
                values: row.values,
                header: header.clone(),
                path: edit.path.clone(),
                line,
            });
        }
    }

    fn id(&mut self, scope: &str, key: &str, header: &Rc<Header>) -> u32 {
        let whole: Rc<str> = Rc::from(format!("{scope}\u{1f}{key}"));
        if let Some(&id) = self.ids.get(&whole) {
            return id;
        }
        let id = u32::try_from(self.known.len()).unwrap_or(NO_ROW - 1);
        let key = Rc::clone(&whole);
        self.known.push(Known {
            key,
            header: header.clone(),
            values: String::new(),
            since: 0,
            later: Vec::new(),
            count: 0,
        });
        self.ids.insert(whole, id);
        id
    }

    /// Compares what a commit took out with what it put in: a row that only moved is neither.
    fn rows(&mut self, commit: CommitIndex, out: Vec<(u32, String, u32)>, put: Vec<Put>) {
        for (row, ..) in &out {
            self.known[*row as usize].count = self.known[*row as usize].count.saturating_sub(1);
        }
        for put in put {
            let known = &mut self.known[put.row as usize];
            known.count += 1;
            if known.values.is_empty() {
                known.values = put.values;
                known.since = commit;
            } else if known.values != put.values {
                self.restate(commit, put);
            }
        }
        let mut told: BTreeSet<u32> = BTreeSet::new();
        for (row, path, line) in out {
            let known = &self.known[row as usize];
            if known.count > 0 || !told.insert(row) {
                continue;
            }
            let before = rows::parts(&known.values).collect::<Vec<_>>().join(",");
            let fact = fact_of_row(&path, &known.key, "");
            let change = change(
                fact,
                ChangeKind::Withdrawn,
                (before, String::new()),
                known.since,
                (commit, path, line),
            );
            self.changes.push(Found { change, row: Some(row), leaf: String::new() });
        }
    }

    fn restate(&mut self, commit: CommitIndex, put: Put) {
        let known = &mut self.known[put.row as usize];
        let old: Vec<String> = rows::parts(&known.values).map(str::to_owned).collect();
        let new: Vec<&str> = rows::parts(&put.values).collect();
        let of = |columns: &[String], values: &[String], name: &str| {
            columns.iter().position(|column| column == name).and_then(|at| values.get(at).cloned())
        };
        let was_open =
            of(&known.header.columns, &old, "status").is_some_and(|status| status == "provisional");
        let kind = if was_open { ChangeKind::Matured } else { ChangeKind::Restated };
        for (at, column) in put.header.columns.iter().enumerate() {
            let before = of(&known.header.columns, &old, column).unwrap_or_default();
            let after = new.get(at).copied().unwrap_or_default();
            if rows::is_same(&before, after) {
                continue;
            }
            let later = known.later.iter().rev().find(|(changed, _)| *changed == at);
            let first = later.map_or(known.since, |(_, at)| *at);
            known.later.push((at, commit));
            let fact = fact_of_row(&put.path, &known.key, column);
            let change =
                change(fact, kind, (before, after.to_owned()), first, (commit, put.path.clone(), put.line));
            self.changes.push(Found { change, row: Some(put.row), leaf: String::new() });
        }
        known.values = put.values;
        known.header = put.header;
    }

    fn toml(&mut self, file: &mut File<'a>, edit: &'a Edit) {
        if edit.removed {
            if file.is_read {
                let first = self.born.get(&edit.path).copied().unwrap_or(edit.commit);
                let fact = fact_of_leaf(&edit.path, "");
                let change = change(
                    fact,
                    ChangeKind::Withdrawn,
                    (edit.path.clone(), String::new()),
                    first,
                    (edit.commit, edit.path.clone(), 1),
                );
                self.changes.push(Found { change, row: None, leaf: String::new() });
            }
            return;
        }
        file.apply(edit);
        let Some(new) = file.read() else { return };
        if !file.is_read {
            file.is_read = true;
            file.leaves = new;
            self.born.insert(edit.path.clone(), edit.commit);
            return;
        }
        let keeps_all = edit.path.starts_with("data/contracts/");
        let keeps = |leaf: &Leaf| keeps_all || !leaf.is_text;
        let mut found: Vec<(String, ChangeKind, String, String, u32)> = Vec::new();
        for (key, leaf) in file.leaves.iter().filter(|(_, leaf)| keeps(leaf)) {
            match new.get(key) {
                None => found.push((
                    key.clone(),
                    ChangeKind::Withdrawn,
                    leaf.shown.clone(),
                    String::new(),
                    leaf.line,
                )),
                Some(now) if now.meaning != leaf.meaning => {
                    found.push((
                        key.clone(),
                        ChangeKind::Restated,
                        leaf.shown.clone(),
                        now.shown.clone(),
                        now.line,
                    ));
                }
                Some(_) => {}
            }
        }
        for (key, leaf) in new.iter().filter(|(key, leaf)| keeps(leaf) && !file.leaves.contains_key(*key)) {
            match self.gone.remove(&(edit.path.clone(), key.clone())) {
                Some(old) if old.meaning != leaf.meaning => {
                    found.push((key.clone(), ChangeKind::Restated, old.shown, leaf.shown.clone(), leaf.line));
                }
                _ if keeps_all => {
                    found.push((
                        key.clone(),
                        ChangeKind::Added,
                        String::new(),
                        leaf.shown.clone(),
                        leaf.line,
                    ));
                }
                _ => {
                    self.since.insert((edit.path.clone(), key.clone()), edit.commit);
                }
            }
        }
        for (key, kind, ..) in &found {
            if let (ChangeKind::Withdrawn, Some(leaf)) = (kind, file.leaves.get(key)) {
                self.gone.insert((edit.path.clone(), key.clone()), leaf.clone());
            }
        }
        for (key, kind, before, after, line) in found {
            let born = self.born.get(&edit.path).copied().unwrap_or(edit.commit);
            let first = self.since.insert((edit.path.clone(), key.clone()), edit.commit).unwrap_or(born);
            let fact = fact_of_leaf(&edit.path, &key);
            let change = change(fact, kind, (before, after), first, (edit.commit, edit.path.clone(), line));
            self.changes.push(Found { change, row: None, leaf: key });
        }
        file.leaves = new;
    }
}
