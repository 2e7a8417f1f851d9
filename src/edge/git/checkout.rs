//! How the files that were read relate to the repository around them: the commit, whether they are its blobs, who last set the
//! waivers.

use rayon::prelude::*;

use super::Repository;
use super::tree::{Blob, BlobKind, Blobs};
use crate::edge::Error;
use crate::edge::disk::Files;
use crate::source::{Commit, Tree};

const WAIVERS: &str = "data/waivers.toml";

/// How the files that were read relate to the repository around them.
#[derive(Debug, Default)]
pub struct Checkout {
    /// HEAD's commit.
    pub commit: Option<Commit>,
    pub standing: Standing,
    /// The root below the repository's top folder, `/` between parts; empty at the top or without a repository.
    pub folder: String,
    /// The first path, in order, that is not the commit's: changed, new, missing or a link.
    pub first_difference: Option<String>,
    /// Author of the commit that set `data/waivers.toml` to what HEAD has; of the oldest known one in a shallow clone.
    pub waivers_author: Option<String>,
}

/// Where the folder stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    #[default]
    NoRepository,
    /// A repository whose branch has no commit yet.
    NoCommit,
    Commit(Tree),
}

impl Checkout {
    pub fn tree(&self) -> Tree {
        match self.standing {
            Standing::Commit(tree) => tree,
            Standing::NoRepository | Standing::NoCommit => Tree::Untracked,
        }
    }
}

/// Compares what was read under the repository's root with HEAD.
///
/// # Errors
/// An object that cannot be read.
pub(in crate::edge) fn look(repository: &Repository, read: &Files) -> Result<Checkout, Error> {
    let folder = repository.folder.clone();
    let Some(id) = repository.head()? else {
        return Ok(Checkout { standing: Standing::NoCommit, folder, ..Checkout::default() });
    };
    let blobs = repository.blobs(id).map_err(repository.wrong())?;
    let hash = repository.git.object_hash();
    let first_difference = first_difference(read, &blobs, hash).map_err(repository.wrong())?;
    let tree = if first_difference.is_none() { Tree::Committed } else { Tree::Uncommitted };
    Ok(Checkout {
        commit: Some(repository.describe(id).map_err(repository.wrong())?),
        standing: Standing::Commit(tree),
        folder,
        first_difference,
        waivers_author: waivers_author(repository, id, &blobs).map_err(repository.wrong())?,
    })
}

/// The files of the commit that `revision` names, and the same of them as [`look`] says of a folder.
///
/// # Errors
/// No such commit, no `data/` in it, or an object that cannot be read.
pub(in crate::edge) fn at_commit(
    repository: &Repository,
    revision: &str,
) -> Result<(Files, Checkout), Error> {
    let id = repository.resolve(revision)?;
    let files = repository.files(id)?;
    let blobs = repository.blobs(id).map_err(repository.wrong())?;
    let checkout = Checkout {
        commit: Some(repository.describe(id).map_err(repository.wrong())?),
        standing: Standing::Commit(Tree::Committed),
        folder: repository.folder.clone(),
        first_difference: None,
        waivers_author: waivers_author(repository, id, &blobs).map_err(repository.wrong())?,
    };
    Ok((files, checkout))
}

fn waivers_author(repository: &Repository, id: gix::ObjectId, blobs: &Blobs) -> gix::Result<Option<String>> {
    let Some(waivers) = blobs.get(WAIVERS) else { return Ok(None) };
    setter_of(repository.commit(id)?, &repository.below(WAIVERS), waivers.id).map(Some)
}

fn first_difference(read: &Files, blobs: &Blobs, hash: gix::hash::Kind) -> gix::Result<Option<String>> {
    let changed = read
        .files
        .par_iter()
        .map(|file| match blobs.get(&file.path) {
            Some(&Blob { id, kind: BlobKind::File, .. }) => {
                Ok(gix::objs::compute_hash(hash, gix::objs::Kind::Blob, &file.bytes)? != id)
            }
            _ => Ok(true),
        })
        .collect::<gix::Result<Vec<bool>>>()?;
    let changed =
        read.files.iter().zip(changed).filter(|(_, changed)| *changed).map(|(file, _)| file.path.as_str());
    let links = read.links.iter().map(String::as_str);
    // Both lists are sorted by path, as the map is.
    let missing = blobs
        .keys()
        .map(String::as_str)
        .filter(|path| read.files.binary_search_by(|file| file.path.as_str().cmp(path)).is_err());
    Ok(changed.chain(links).chain(missing).min().map(str::to_owned))
}

/// Walks first parents from `commit` until `path` is another blob; the author of the last commit before that. Commits
/// that a shallow or partial clone lacks end the walk.
fn setter_of(commit: gix::Commit<'_>, path: &str, blob: gix::ObjectId) -> gix::Result<String> {
    let mut commit = commit;
    loop {
        let parent =
            commit.parent_ids().next().and_then(|id| id.object().ok()).and_then(|o| o.try_into_commit().ok());
        let same = parent.filter(|parent| {
            let tree = parent.tree().ok();
            let entry =
                tree.and_then(|tree| tree.lookup_entry(path.split('/').map(str::as_bytes)).ok()).flatten();
            entry.is_some_and(|entry| entry.object_id() == blob)
        });
        match same {
            Some(parent) => commit = parent,
            None => return Ok(commit.author()?.name.to_string()),
        }
    }
}
