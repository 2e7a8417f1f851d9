//! Earlier states of the book, which `edge` reads when an issue asks for its own.

use std::io;

use super::Snapshot;

/// What earlier commits hold. The same commit always gives the same snapshot, so that a site made with it has the same bytes.
pub trait CommitStore: Sync {
    /// The files of a commit by its whole id, without what git recorded of them. `None` when it holds no book.
    ///
    /// # Errors
    /// An object that cannot be read.
    fn open(&self, commit: &str) -> io::Result<Option<Snapshot>>;
}
