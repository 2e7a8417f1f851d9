//! What one opening of a folder leaves for the next, for one who opens it again and again while it is written: the repository around it, as
//! it was looked through, and what it recorded.

use std::path::Path;
use std::sync::Arc;

use super::CommitId;
use super::place::{self, Stand};
use super::repository::{Repository, Shared};
use crate::edge::{Cache, Error};
use crate::kit::kept::Last;
use crate::kit::source::Recording;

/// What is kept of one folder's repository; at first nothing.
#[derive(Debug, Default)]
pub struct KeptRepository {
    repository: Last<Stand, Shared>,
    /// By the commit's id and the folder.
    recording: Last<(String, String), Arc<Recording>>,
}

impl KeptRepository {
    /// As [`Repository::find`]; one that stands as it stood is not looked through again.
    ///
    /// # Errors
    /// Those of [`Repository::find`].
    pub(in crate::edge) fn find(&self, root: &Path) -> Result<Option<Repository>, Error> {
        let here = root.canonicalize().map_err(Error::io("read", root))?;
        // What the disk does not say of it now is told where it is found.
        let stand = place::find(&here)?.and_then(|git| Stand::of(&here, &git).ok());
        let Some(stand) = stand else { return Repository::find(root) };
        let known = self.repository.known(&stand).filter(|known| !known.is_forged() && stand.has_names());
        if let Some(known) = known {
            return Ok(Some(known.local()));
        }
        let Some(found) = Repository::find(root)? else { return Ok(None) };
        if !stand.is_of(found.git.git_dir()) || !stand.is_settled() {
            return Ok(Some(found));
        }
        let shared = found.share();
        let local = shared.local();
        self.repository.keep(stand, shared);
        Ok(Some(local))
    }

    /// As [`Repository::recorded`].
    ///
    /// # Errors
    /// An object that cannot be read.
    pub(in crate::edge) fn recorded(
        &self,
        repository: &Repository,
        head: CommitId,
        cache: &Cache,
    ) -> Result<Arc<Recording>, Error> {
        let of = (head.to_string(), repository.folder.clone());
        if let Some(known) = self.recording.known(&of) {
            return Ok(known);
        }
        let recording = Arc::new(repository.recorded(head, cache)?);
        self.recording.keep(of, Arc::clone(&recording));
        Ok(recording)
    }
}
