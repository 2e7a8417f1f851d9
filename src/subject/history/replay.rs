//! Every edit in the order of the publishing branch: which values are new, which are not what they were.

use std::collections::{BTreeMap, HashMap};

use super::change::{Change, ChangeKind, Fact, History};
use super::fact::{change, fact_of_leaf};
use super::file::{File, NO_ROW};
use super::leaf_changes::differences;
use super::leaves::Leaf;
use super::merges::{Arrivals, maker};
use super::row_changes::{RowId, Rows, Said, Spot, Touched};
use super::rows::Header;
use crate::kit::source::{CommitIndex, Edit, Recorded, RepoPath, Text};

/// What the record says, whatever the files of the snapshot are: no change has its place yet.
#[derive(Clone, Debug, Default)]
pub struct Replayed {
    pub history: History,
    /// Of each change: where its value stands in the last version of its file, and that line.
    pub standing: Vec<Option<(u32, String)>>,
}

impl Replayed {
    /// With the places of changed values: a value has one where its line is still the recorded one.
    pub fn placed(self, texts: &BTreeMap<RepoPath, Text>) -> History {
        let Replayed { mut history, standing } = self;
        for (change, standing) in history.changes.iter_mut().zip(standing) {
            change.place = standing.and_then(|(line, raw)| {
                let text = texts.get(&change.path)?;
                (text.line(line) == raw.trim_end_matches(['\n', '\r']))
                    .then(|| text.place(text.line_span(line)))
            });
        }
        history
    }
}

/// See [`crate::subject::history::history`].
pub fn replay(recorded: &Recorded, arrivals: &Arrivals) -> Replayed {
    let mut replay = Replay::default();
    for edits in recorded.edits.chunk_by(|one, next| one.commit == next.commit) {
        replay.commit(edits);
    }
    let Replay { files, names, rows, mut changes, .. } = replay;
    if changes.is_empty() {
        return Replayed::default();
    }
    let mut standing: HashMap<RowId, (&str, u32)> = HashMap::new();
    for (path, file) in &files {
        for (line, held) in (1..).zip(&file.lines).filter(|(_, line)| line.row != NO_ROW) {
            standing.insert(held.row, (path, line));
        }
    }
    let mut lines = Vec::with_capacity(changes.len());
    for found in &mut changes {
        let change = &mut found.change;
        let path = names[found.life].as_str();
        change.made = match found.made {
            Some(at) if arrivals.get(&at) == Some(&change.commit) => at,
            // A line of a merge that none of its branches brought is as it was before both: the merge chose it.
            Some(_) => change.commit,
            None => maker(recorded, arrivals, path, change.commit),
        };
        if let What::Leaf(key) = &found.what {
            // A contract, amendment or plan is known by the name that its file has now, or had last.
            change.fact = fact_of_leaf(path, key);
        }
        let line = match &found.what {
            What::Row(row) => standing.get(row).filter(|_| rows.stands(*row)).copied(),
            What::Leaf(key) => files
                .get(path)
                .filter(|file| file.life == found.life)
                .and_then(|file| Some((path, file.leaves.as_ref()?.values.get(key)?.line))),
        };
        change.path = RepoPath::new(line.map_or(path, |(path, _)| path));
        lines.push(line.and_then(|(path, line)| {
            let raw = files.get(path)?.lines.get(line.checked_sub(1)? as usize)?.raw;
            Some((line, raw.to_owned()))
        }));
    }
    let history = History::new(changes.into_iter().map(|found| found.change).collect());
    Replayed { history, standing: lines }
}

/// The last line that holds a row: one that a commit left standing where it took another of that row out.
fn standing(files: &BTreeMap<String, File<'_>>, row: RowId) -> Option<Spot> {
    let of = |file: &File<'_>| {
        let at = file.lines.iter().rposition(|line| line.row == row)?;
        Some(file.spot(at, file.lines[at].made))
    };
    files.values().rev().find_map(of)
}

/// A change with what finds it again in the last version.
struct Found {
    change: Change,
    what: What,
    /// The file that had it.
    life: usize,
    /// The commit that set the lines of the new value, where there are any.
    made: Option<CommitIndex>,
}

enum What {
    Row(RowId),
    /// Its path in the file; empty for the whole file.
    Leaf(String),
}

#[derive(Default)]
struct Replay<'a> {
    files: BTreeMap<String, File<'a>>,
    /// Files that were removed, by the path where they stood: one that comes back there is that file.
    removed: BTreeMap<String, File<'a>>,
    /// What each file is called, or was called last.
    names: Vec<String>,
    rows: Rows,
    /// By file and key: when a value of a TOML file was recorded, where that is later than the file's first commit.
    since: BTreeMap<(usize, String), CommitIndex>,
    /// By file: values that were withdrawn.
    gone: BTreeMap<usize, BTreeMap<String, Leaf>>,
    changes: Vec<Found>,
}

/// Files that say how others are read: an answer in one of them restates no figure.
const READ_BY: [&str; 3] = ["data/maps/", "data/invoice-maps/", "data/register-maps/"];

impl<'a> Replay<'a> {
    fn commit(&mut self, edits: &'a [Edit]) {
        let Some(first) = edits.first() else { return };
        let from = self.changes.len();
        let (mut out, mut put) = (Vec::new(), Vec::new());
        let was_there = self.rows.count();
        // Renames first, so that a file can take the name of one that leaves it.
        let mut renamed: BTreeMap<&str, File<'a>> = BTreeMap::new();
        for edit in edits {
            if let Some(old) = &edit.renamed_from {
                let file = self.files.remove(old).unwrap_or_else(|| self.begin(old));
                renamed.insert(&edit.path, file);
            }
        }
        for edit in edits {
            let mut file = renamed
                .remove(edit.path.as_str())
                .or_else(|| self.files.remove(&edit.path))
                .or_else(|| self.removed.remove(&edit.path))
                .unwrap_or_else(|| self.begin(&edit.path));
            self.names[file.life].clone_from(&edit.path);
            if edit.path.ends_with(".csv") {
                self.csv(&mut file, edit, &mut out, &mut put);
            } else if edit.path.ends_with(".toml") && !READ_BY.iter().any(|of| edit.path.starts_with(of)) {
                self.toml(&mut file, edit);
            }
            if edit.removed {
                file.lines.clear();
                file.header = None;
                self.removed.insert(edit.path.clone(), file);
            } else {
                self.files.insert(edit.path.clone(), file);
            }
        }
        self.tell_rows(first.commit, was_there, &out, &put);
        self.changes[from..].sort_by(|one, other| {
            let key =
                |found: &Found| (found.change.path.clone(), found.change.line, found.change.fact.clone());
            key(one).cmp(&key(other))
        });
    }

    fn begin(&mut self, path: &str) -> File<'a> {
        self.names.push(path.to_owned());
        File { life: self.names.len() - 1, ..File::default() }
    }

    fn csv(&mut self, file: &mut File<'a>, edit: &'a Edit, out: &mut Vec<Touched>, put: &mut Vec<Touched>) {
        if edit.removed {
            out.extend(file.take_all());
            return;
        }
        let old_header = file.header_line().map(|at| file.lines[at].raw);
        let (gone, mut lines) = file.apply(edit);
        out.extend(gone);
        let Some(header_at) = file.header_line() else { return };
        let raw = file.lines[header_at].raw;
        if old_header != Some(raw) || file.header.is_none() {
            // Other columns: every line is read anew.
            out.extend(file.take_all());
            file.header = Some(Header::new(raw, &edit.path));
            lines = (0..file.lines.len()).collect();
        }
        let Some(header) = file.header.clone() else { return };
        for at in lines.into_iter().filter(|at| *at != header_at) {
            let Some(row) = header.row(file.lines[at].raw) else { continue };
            let said = Said::new(&row, &header);
            let id = self.rows.id(&edit.path, &row, &said);
            file.lines[at].row = id;
            put.push(Touched { row: id, said, spot: file.spot(at, file.lines[at].made) });
        }
    }

    fn tell_rows(&mut self, commit: CommitIndex, was_there: RowId, out: &[Touched], put: &[Touched]) {
        let names = &self.names;
        for told in self.rows.commit(commit, was_there, out, put, &|life| names[life].clone()) {
            let leftover = !told.is_made_there && told.kind != ChangeKind::Withdrawn;
            let spot = if leftover { standing(&self.files, told.row) } else { None }.unwrap_or(told.spot);
            let (life, line) = (spot.life, spot.line);
            let mut change = change(
                told.fact,
                told.kind,
                (told.before, told.after),
                told.first,
                (commit, names[life].clone(), line),
            );
            change.was_final = told.was_final;
            let made = told.is_made_there.then_some(told.spot.made);
            self.changes.push(Found { change, what: What::Row(told.row), life, made });
        }
    }

    /// Tells of the whole file.
    fn whole(&mut self, file: &File<'a>, edit: &Edit, kind: ChangeKind) {
        let path = edit.path.clone();
        let said = if kind == ChangeKind::Added {
            (String::new(), path.clone())
        } else {
            (path.clone(), String::new())
        };
        let change =
            change(Fact::Other { key: String::new() }, kind, said, file.born, (edit.commit, path, 1));
        self.changes.push(Found { change, what: What::Leaf(String::new()), life: file.life, made: None });
    }

    fn toml(&mut self, file: &mut File<'a>, edit: &'a Edit) {
        if edit.removed {
            if file.leaves.is_some() && !file.is_gone {
                file.is_gone = true;
                self.whole(file, edit, ChangeKind::Withdrawn);
            }
            return;
        }
        file.apply(edit);
        let Some(now) = file.read() else { return };
        if file.is_gone {
            file.is_gone = false;
            self.whole(file, edit, ChangeKind::Added);
        }
        let Some(was) = file.leaves.take() else {
            file.leaves = Some(now);
            file.born = edit.commit;
            return;
        };
        let life = file.life;
        let keeps_all = ["data/contracts/", "data/clauses/"].iter().any(|of| edit.path.starts_with(of));
        for differs in differences(&was, &now, keeps_all, self.gone.entry(life).or_default()) {
            let key = differs.key.to_owned();
            let first = self.since.insert((life, key.clone()), edit.commit).unwrap_or(file.born);
            if differs.kind == ChangeKind::Added && !keeps_all {
                continue;
            }
            let shown = |leaf: Option<&Leaf>| leaf.map_or_else(String::new, |leaf| leaf.shown.clone());
            let line = differs.after.or(differs.before.as_ref()).map_or(1, |leaf| leaf.line);
            let change = change(
                Fact::Other { key: key.clone() },
                differs.kind,
                (shown(differs.before.as_ref()), shown(differs.after)),
                first,
                (edit.commit, edit.path.clone(), line),
            );
            let made = differs.after.and_then(|leaf| file.maker(leaf.line, leaf.last_line));
            self.changes.push(Found { change, what: What::Leaf(key), life, made });
        }
        file.leaves = Some(now);
    }
}
