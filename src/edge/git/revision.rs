//! From what a person names to a commit.

use super::Repository;
use crate::edge::Error;

/// The commit that somebody named.
#[derive(Clone, Copy, Debug)]
pub(in crate::edge) struct Found {
    pub id: gix::ObjectId,
    /// Later commits of the branch, where the state of an earlier day or commit was asked for.
    pub left_out: Option<usize>,
}

/// Two commits to compare, by their whole ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    pub base: String,
    pub head: String,
    /// The best common ancestor, from which both came; `None` when they share no history.
    pub merge_base: Option<String>,
}

impl Repository {
    /// The commit that `revision` names: an id, a prefix of one, a branch, a tag, `HEAD~2` and the like.
    ///
    /// # Errors
    /// Nothing has that name, or something that is no commit.
    pub(super) fn resolve(&self, revision: &str) -> Result<gix::ObjectId, Error> {
        self.git
            .rev_parse_single(revision)
            .and_then(|id| id.object()?.peel_to_commit())
            .map(|commit| commit.id)
            .map_err(|_| {
                let unknown = Error::NoRevision { root: self.root.clone(), revision: revision.to_owned() };
                self.forged().unwrap_or(unknown)
            })
            .and_then(|id| self.sound(id))
    }

    /// The same, for those who open it.
    ///
    /// # Errors
    /// Those of [`Repository::resolve`].
    pub(in crate::edge) fn named(&self, revision: &str) -> Result<Found, Error> {
        self.resolve(revision).map(|id| Found { id, left_out: None })
    }

    /// `BASE..HEAD`; an empty side means `HEAD`.
    ///
    /// # Errors
    /// There are no two dots, or a side names no commit.
    pub(in crate::edge) fn range(&self, range: &str) -> Result<Range, Error> {
        let (base, head) = range
            .split_once("..")
            .filter(|(_, head)| !head.starts_with('.'))
            .ok_or_else(|| Error::NoRange { range: range.to_owned() })?;
        let named = |side: &str| self.resolve(if side.is_empty() { "HEAD" } else { side });
        let (base, head) = (named(base)?, named(head)?);
        let merge_base = self.git.merge_base(base, head).map_err(self.wrong())?;
        self.sound(Range {
            base: base.to_string(),
            head: head.to_string(),
            merge_base: merge_base.map(|id| id.to_string()),
        })
    }
}
