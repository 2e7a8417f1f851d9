//! Earlier commits of the book's repository, for the issues that they judge.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Mutex;

use super::error::Error;
use super::git::{KeptRepository, Known, Repository, Shared, texts_of};
use crate::kit::source::{CommitStore, Encoding, PictureFile, Refused, Snapshot, Tree};

/// The commits of the repository around a folder; without a repository there are none.
#[derive(Debug)]
pub struct GitCommits {
    repository: Option<Shared>,
    known: Mutex<Known>,
}

impl GitCommits {
    /// # Errors
    /// A repository that is there and cannot be read.
    pub fn of(root: &Path) -> Result<GitCommits, Error> {
        Ok(GitCommits::in_repository(Repository::find(root)?))
    }

    /// As [`GitCommits::of`], for one who opens the folder again and again.
    ///
    /// # Errors
    /// A repository that is there and cannot be read.
    pub fn again(root: &Path, kept: &KeptRepository) -> Result<GitCommits, Error> {
        Ok(GitCommits::in_repository(kept.find(root)?))
    }

    fn in_repository(repository: Option<Repository>) -> GitCommits {
        GitCommits { repository: repository.map(Repository::share), known: Mutex::default() }
    }
}

impl CommitStore for GitCommits {
    fn open(&self, commit: &str) -> io::Result<Option<Snapshot>> {
        let Some(repository) = &self.repository else { return Ok(None) };
        let Some(read) = texts_of(repository, &self.known, commit).map_err(io::Error::other)? else {
            return Ok(None);
        };
        let mut texts = BTreeMap::new();
        let mut refused = Vec::new();
        for (path, text) in read.texts {
            match text {
                Some(text) => drop(texts.insert(path, text)),
                None => refused.push(Refused::NotUtf8 { path, offset: 0, line: 1, like: Encoding::Unknown }),
            }
        }
        let known = read.pictures.into_iter().map(|(path, sha256)| (path, PictureFile::known_by(sha256)));
        Ok(Some(Snapshot {
            texts,
            pictures: known.collect(),
            refused,
            commit: Some(read.commit),
            tree: Tree::Committed,
            ..Snapshot::default()
        }))
    }
}
