//! What git recorded, as plain facts: commits, who touched which file, who last set each line, and every edit of a file as the
//! publishing branch saw it. Names and dates are claims. Nothing here knows a format: `history` makes values of it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::RepoPath;

/// Index into [`Recording::commits`].
pub type CommitIndex = u32;

/// The history of the files under `data/`, as a state of the folder sees it: it reads as the recording itself. Empty without a
/// repository or without a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    recording: Arc<Recording>,
    /// Paths of files that stand otherwise than HEAD has them: their lines are not those that were recorded.
    pub differing: BTreeSet<String>,
}

impl From<Arc<Recording>> for Recorded {
    fn from(recording: Arc<Recording>) -> Recorded {
        Recorded { recording, differing: BTreeSet::new() }
    }
}

impl From<Recording> for Recorded {
    fn from(recording: Recording) -> Recorded {
        Arc::new(recording).into()
    }
}

impl Deref for Recorded {
    type Target = Recording;

    fn deref(&self) -> &Recording {
        &self.recording
    }
}

impl DerefMut for Recorded {
    fn deref_mut(&mut self) -> &mut Recording {
        Arc::make_mut(&mut self.recording)
    }
}

/// What git recorded up to a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Every commit that HEAD reaches, parents before children.
    pub commits: Vec<RecordedCommit>,
    /// The first parents from the oldest to HEAD: the order in which the publishing branch came to know things.
    pub line: Vec<CommitIndex>,
    /// By path below the root: the files that HEAD has, and those that are gone.
    pub files: BTreeMap<String, FileRecord>,
    /// Every change of a TOML, CSV or Markdown file between neighbours of `line`, oldest first, then by path. Applied in order
    /// to nothing they give every version of every file. A version that is not UTF-8 counts as no file.
    pub edits: Vec<Edit>,
    /// Every change of a picture of a procedure between neighbours of `line`, oldest first.
    pub pictures: Vec<PictureEdit>,
}

/// A commit, as git has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedCommit {
    /// Hexadecimal id, whole.
    pub id: String,
    pub parents: Vec<CommitIndex>,
    pub author: String,
    pub author_email: String,
    pub authored_at: Timestamp,
    pub committed_at: Timestamp,
    /// First line of the message.
    pub subject: String,
    /// The rest of the message without its trailers; empty when there is none.
    pub body: String,
    /// `Reviewed-by`, `Approved-by`, `Co-authored-by` and others, in order, as written.
    pub trailers: Vec<Trailer>,
    pub signature: Signature,
}

/// A line such as `Approved-by: Ada North` in the last paragraph of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trailer {
    pub key: String,
    pub value: String,
}

impl Trailer {
    /// Whom it names, without the address: `Ada North` of `Ada North <ada@example.org>`; empty when it has an address alone.
    pub fn name(&self) -> &str {
        self.value.split('<').next().unwrap_or_default().trim()
    }
}

/// Whether a commit bears a signature.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signature {
    #[default]
    None,
    /// The signature as the commit carries it (PEM of an SSH signature, or another kind), and the bytes it signs.
    Present { armored: String, signed: Vec<u8> },
}

/// The life of one file, renames followed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Commits that changed it, parents before children, merges only where they differ from all parents.
    pub touches: Vec<Touch>,
    /// For the TOML, CSV and Markdown files of HEAD: the commit that last set each line, as runs from line 1 on.
    pub lines_of_head: Vec<LineRun>,
    /// What the file is called at HEAD, or was called last, where that is another path; its touches there tell the whole life.
    /// `None` for a file of HEAD, and for one that is gone and was not renamed: its last touch has no blob.
    pub renamed_to: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    pub commit: CommitIndex,
    /// What the file was called then, where that differs from its name now.
    pub path: Option<String>,
    /// Hexadecimal id of the content; `None` when the commit removed the file.
    pub blob: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRun {
    pub commit: CommitIndex,
    /// Lines, 1 or more.
    pub count: u32,
}

/// What one commit of the publishing branch did to one file, against its first parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    pub commit: CommitIndex,
    /// The path after the commit; the former one when the commit removed the file.
    pub path: String,
    /// The path before, when the commit renamed it.
    pub renamed_from: Option<String>,
    /// Whether the file is gone after the commit.
    pub removed: bool,
    /// In order of place, not overlapping.
    pub hunks: Vec<Hunk>,
}

/// What one commit of the publishing branch made of a picture. One that is renamed goes, and comes under its other name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureEdit {
    pub commit: CommitIndex,
    pub path: String,
    /// Hexadecimal SHA-256 of the bytes after the commit; `None` where the picture is gone.
    pub sha256: Option<String>,
}

/// Lines that went and lines that came in their place. Line ends are kept as they are, CRLF included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunk {
    /// 1-based line of the first removed line before; of the line that now follows when nothing was removed.
    pub old_line: u32,
    pub old: Vec<String>,
    /// 1-based line of the first new line after.
    pub new_line: u32,
    pub new: Vec<String>,
    /// Of a merge: the commits that set the new lines, in their order. Empty where the edit's own commit set them all.
    pub set_by: Vec<LineRun>,
}

impl Hunk {
    /// The commit that set the new line `at`, 0-based among those of the hunk, where a merge brought it.
    pub fn setter(&self, at: usize) -> Option<CommitIndex> {
        setter(&self.set_by, at)
    }
}

/// Who set the line `at`, 0-based.
fn setter(runs: &[LineRun], at: usize) -> Option<CommitIndex> {
    let mut left = at;
    for run in runs {
        if left < run.count as usize {
            return Some(run.commit);
        }
        left -= run.count as usize;
    }
    None
}

impl Recorded {
    /// The commits that last set the lines of a file as it stands, as runs from line 1 on; empty where nothing is recorded of them.
    pub fn lines(&self, path: &str) -> &[LineRun] {
        let file = self.files.get(path).filter(|_| !self.differing.contains(path));
        file.map_or(&[], |file| &file.lines_of_head)
    }

    /// The commit that last set a line of a file of HEAD; `None` where nothing is recorded.
    pub fn set_by(&self, path: &RepoPath, line: u32) -> Option<&RecordedCommit> {
        self.commit(self.setter(path, line)?)
    }

    /// The index of [`Recorded::set_by`].
    pub fn setter(&self, path: &RepoPath, line: u32) -> Option<CommitIndex> {
        setter(self.lines(path.as_str()), line.checked_sub(1)? as usize)
    }
}

impl Recording {
    /// The path at the end of the renames of `path`; a ring of renames ends where it began.
    pub fn last_name<'r>(&'r self, path: &'r str) -> &'r str {
        let mut at = path;
        for _ in 0..self.files.len() {
            match self.files.get(at).and_then(|file| file.renamed_to.as_deref()) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    pub fn commit(&self, at: CommitIndex) -> Option<&RecordedCommit> {
        self.commits.get(at as usize)
    }
}
