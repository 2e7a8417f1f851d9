//! Everything a build reads, in memory. Between a snapshot and a site nothing touches disk, clock or environment.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Encoding, PictureFile, Recorded, RepoPath, Text};

/// The repository at one moment, with the date the report speaks for.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Every file under `data/` that is UTF-8, by path, but for pictures.
    pub texts: BTreeMap<RepoPath, Text>,
    /// The pictures of procedures, by path.
    pub pictures: BTreeMap<RepoPath, PictureFile>,
    /// Files under `data/` that could not be taken as text, with the reason.
    pub refused: Vec<Refused>,
    /// Files under `templates/` of the repository, by name below that folder: they win over the built-in ones.
    pub templates: BTreeMap<String, Vec<u8>>,
    /// The commit the files belong to, if the folder is a git repository with one.
    pub commit: Option<Commit>,
    /// Whether the files are exactly the commit's.
    pub tree: Tree,
    /// SHA-256 over paths and bytes of all files read, in hexadecimal.
    pub input_hash: String,
    /// From `--as-of`; `None` leaves the choice to `book.toml`, then to the commit's date.
    pub as_of: Option<AsOf>,
    /// Who committed the last change of `data/waivers.toml`, as git names them.
    pub waivers_author: Option<String>,
    /// What git recorded of these files.
    pub recorded: Recorded,
    /// From `--base-url`: where the site is published, with a slash at its end. `None` leaves it to `book.toml`.
    pub base_url: Option<String>,
    /// From `--previous`; empty without it.
    pub former: PublishedSite,
}

/// What is known of the site that was published last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishedSite {
    /// Path to hexadecimal SHA-256 of its files.
    pub files: BTreeMap<String, String>,
    /// Issues (`2026-W46`, `2026-11`) that were published a second time with other bytes, and when.
    pub again: BTreeMap<String, Timestamp>,
}

impl Snapshot {
    /// The moment up to which the files say what was recorded: that of their commit. `None` unless they are exactly the commit's.
    pub fn known_at(&self) -> Option<Timestamp> {
        self.commit.as_ref().filter(|_| self.tree == Tree::Committed).map(|commit| commit.committed_at)
    }
}

/// A commit, as git has it. Names and dates are claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Hexadecimal id, whole.
    pub id: String,
    pub committed_at: Timestamp,
    pub author: String,
    pub subject: String,
}

/// What the files are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tree {
    /// Byte for byte the blobs of the commit.
    Committed,
    /// A working tree with uncommitted changes: the site says so and carries no permalinks.
    Uncommitted,
    /// No git repository.
    #[default]
    Untracked,
}

/// A file that is no text of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A symbolic link.
    Symlink(RepoPath),
    /// Not UTF-8; the offset of the first wrong byte, its 1-based line, and what the file seems to be.
    NotUtf8 { path: RepoPath, offset: usize, line: u32, like: Encoding },
    /// A file at the top of the repository in a folder that is called like one of `data/`, which has none of that name.
    Outside(RepoPath),
}

/// The day a report speaks for and why it is that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    pub on: Date,
    pub source: AsOfSource,
}

impl AsOf {
    /// Years of the days that a report may speak for. Every week up to that day is gone through: a slip in the year would take the
    /// machine's memory and not be reported.
    pub const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

    /// Whether a report may speak for `day`.
    pub fn allows(day: Date) -> bool {
        Self::YEARS.contains(&day.year())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOfSource {
    /// `--as-of`
    Flag,
    /// `as-of` in book.toml
    Book,
    /// the last Sunday before the commit's date
    Commit,
}

impl AsOfSource {
    const WORDS: [(AsOfSource, &str); 3] =
        [(AsOfSource::Flag, "flag"), (AsOfSource::Book, "book"), (AsOfSource::Commit, "commit")];

    /// As manifests write it.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(source, _)| *source == self).map_or("", |(_, word)| word)
    }

    pub fn of_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(source, _)| *source)
    }
}
