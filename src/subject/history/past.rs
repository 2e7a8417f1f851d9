//! Records for tests, made of versions of files instead of a repository.

use std::collections::BTreeMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{History, history};
use crate::kit::source::{
    CommitIndex, Edit, FileRecord, Hunk, PictureEdit, Recorded, RecordedCommit, RepoPath, Signature, Text,
    Touch, Trailer,
};

/// A record that grows by a commit at a time, each a day after the one before, from 2026-01-01 on.
#[derive(Default)]
pub struct Past {
    pub recorded: Recorded,
    files: BTreeMap<String, String>,
}

impl Past {
    /// Commits files by path, `None` to remove one.
    pub fn commit(&mut self, subject: &str, files: &[(&str, Option<&str>)]) -> CommitIndex {
        self.commit_renaming(subject, files, &[])
    }

    /// Like [`Past::commit`], with renames from and to; a renamed file's text is given under its new path, or stays.
    pub fn commit_renaming(
        &mut self,
        subject: &str,
        files: &[(&str, Option<&str>)],
        renames: &[(&str, &str)],
    ) -> CommitIndex {
        let at = CommitIndex::try_from(self.recorded.commits.len()).unwrap();
        self.recorded.commits.push(commit(at, subject));
        self.recorded.line.push(at);
        let mut edits: Vec<Edit> = Vec::new();
        for (from, to) in renames {
            let old = self.files.remove(*from).unwrap();
            let new = files
                .iter()
                .find(|(path, _)| path == to)
                .and_then(|(_, text)| *text)
                .unwrap_or(&old)
                .to_owned();
            edits.push(edit(at, to, Some(from), &old, &new));
            self.files.insert((*to).to_owned(), new);
            let record = self.recorded.files.remove(*from).unwrap_or_default();
            self.recorded.files.insert(
                (*from).to_owned(),
                FileRecord { renamed_to: Some((*to).to_owned()), ..FileRecord::default() },
            );
            self.recorded.files.insert((*to).to_owned(), record);
        }
        for (path, text) in files.iter().filter(|(path, _)| !renames.iter().any(|(_, to)| to == path)) {
            let old = self.files.get(*path).cloned().unwrap_or_default();
            let mut edit = edit(at, path, None, &old, text.unwrap_or_default());
            edit.removed = text.is_none();
            edits.push(edit);
            match text {
                Some(text) => self.files.insert((*path).to_owned(), (*text).to_owned()),
                None => self.files.remove(*path),
            };
        }
        edits.sort_by(|one, other| one.path.cmp(&other.path));
        for edit in &edits {
            let touch = Touch { commit: at, path: None, blob: (!edit.removed).then(|| "blob".to_owned()) };
            self.recorded.files.entry(edit.path.clone()).or_default().touches.push(touch);
        }
        self.recorded.edits.extend(edits);
        at
    }

    /// A commit that changes pictures alone, by path with their hashes; `None` to remove one.
    pub fn draw(&mut self, subject: &str, pictures: &[(&str, Option<&str>)]) -> CommitIndex {
        let at = self.commit(subject, &[]);
        self.drawn_by(at, pictures);
        at
    }

    /// Pictures that a commit changed beside its files.
    pub fn drawn_by(&mut self, commit: CommitIndex, pictures: &[(&str, Option<&str>)]) {
        for (path, sha256) in pictures {
            let (path, sha256) = ((*path).to_owned(), sha256.map(str::to_owned));
            self.recorded.pictures.push(PictureEdit { commit, path, sha256 });
        }
    }

    pub fn texts(&self) -> BTreeMap<RepoPath, Text> {
        let text = |(path, text): (&String, &String)| {
            (RepoPath::new(path), Text::new(RepoPath::new(path), text.as_str()))
        };
        self.files.iter().map(text).collect()
    }

    pub fn history(&self) -> History {
        history(&self.recorded, &self.texts())
    }
}

/// A commit of `Ada North`, on the n-th day of 2026.
pub fn commit(at: CommitIndex, subject: &str) -> RecordedCommit {
    let day = jiff::Timestamp::from_second(1_767_225_600 + 86_400 * i64::from(at)).unwrap();
    RecordedCommit {
        id: format!("{at:040x}"),
        parents: at.checked_sub(1).into_iter().collect(),
        author: "Ada North".to_owned(),
        author_email: "ada@example.org".to_owned(),
        authored_at: day,
        committed_at: day,
        subject: subject.to_owned(),
        body: String::new(),
        trailers: Vec::<Trailer>::new(),
        signature: Signature::None,
    }
}

fn edit(commit: CommitIndex, path: &str, from: Option<&str>, old: &str, new: &str) -> Edit {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let own = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    let hunks = capture_diff_slices(Algorithm::Myers, &old, &new)
        .into_iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .map(|op| Hunk {
            old_line: u32::try_from(op.old_range().start + 1).unwrap(),
            old: own(&old[op.old_range()]),
            new_line: u32::try_from(op.new_range().start + 1).unwrap(),
            new: own(&new[op.new_range()]),
            set_by: Vec::new(),
        })
        .collect();
    Edit { commit, path: path.to_owned(), renamed_from: from.map(str::to_owned), removed: false, hunks }
}
