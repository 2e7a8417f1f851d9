//! How the files that were read relate to the repository around them: the commit, whether they are its blobs, what differs.

use rayon::prelude::*;

use super::Repository;
use super::revision::Found;
use super::tree::{Blob, BlobKind, Blobs};
use crate::edge::Error;
use crate::edge::disk::Files;
use crate::kit::source::{Commit, Tree};

/// Who set it may not approve a waiver in it.
pub(in crate::edge) const WAIVERS: &str = "data/waivers.toml";

/// How the files that were read relate to the repository around them.
#[derive(Debug, Default)]
pub struct Checkout {
    /// HEAD's commit.
    pub commit: Option<Commit>,
    pub standing: Standing,
    /// The root below the repository's top folder, `/` between parts; empty at the top or without a repository.
    pub folder: String,
    /// The paths, in order, that are not the commit's: changed, new, missing or a link.
    pub differences: Vec<String>,
    /// Later commits of the branch that were left out, where an earlier state was asked for.
    pub left_out: Option<usize>,
    /// Hexadecimal id of the commit's [`WAIVERS`].
    pub(in crate::edge) waivers: Option<String>,
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
    /// The first path, in order, that is not the commit's.
    pub fn first_difference(&self) -> Option<&str> {
        self.differences.first().map(String::as_str)
    }

    pub fn tree(&self) -> Tree {
        match self.standing {
            Standing::Commit(tree) => tree,
            Standing::NoRepository | Standing::NoCommit => Tree::Untracked,
        }
    }
}

/// Compares what was read under the repository's root with a commit, that of HEAD. A file of which the checkout made only the line ends other ones (those of
/// Windows, by the user's configuration or by attributes) is read as the commit has it.
///
/// # Errors
/// An object that cannot be read.
pub(in crate::edge) fn look(
    repository: &Repository,
    head: Option<gix::ObjectId>,
    read: &mut Files,
) -> Result<Checkout, Error> {
    let folder = repository.folder.clone();
    let Some(id) = head else {
        return Ok(Checkout { standing: Standing::NoCommit, folder, ..Checkout::default() });
    };
    let blobs = repository.blobs(id).map_err(repository.wrong())?;
    let hash = repository.git.object_hash();
    let differences = differences(read, &blobs, hash).map_err(repository.wrong())?;
    let tree = if differences.is_empty() { Tree::Committed } else { Tree::Uncommitted };
    repository.sound(Checkout {
        commit: Some(repository.describe(id).map_err(repository.wrong())?),
        standing: Standing::Commit(tree),
        folder,
        differences,
        left_out: None,
        waivers: waivers(&blobs),
    })
}

/// The files of a commit, and the same of them as [`look`] says of a folder.
///
/// # Errors
/// No `data/` in the commit, or an object that cannot be read.
pub(in crate::edge) fn at_commit(repository: &Repository, found: Found) -> Result<(Files, Checkout), Error> {
    let blobs = repository.blobs(found.id).map_err(repository.wrong())?;
    let id = found.id;
    let checkout = Checkout { waivers: waivers(&blobs), ..without_book(repository, found)? };
    let files = repository.files(id, blobs)?;
    repository.sound((files, checkout))
}

/// A commit, whatever it has of a book.
pub(in crate::edge) fn without_book(repository: &Repository, found: Found) -> Result<Checkout, Error> {
    Ok(Checkout {
        commit: Some(repository.describe(found.id).map_err(repository.wrong())?),
        standing: Standing::Commit(Tree::Committed),
        folder: repository.folder.clone(),
        differences: Vec::new(),
        left_out: found.left_out,
        waivers: None,
    })
}

fn waivers(blobs: &Blobs) -> Option<String> {
    blobs.get(WAIVERS).map(|blob| blob.id.to_string())
}

fn differences(read: &mut Files, blobs: &Blobs, hash: gix::hash::Kind) -> gix::Result<Vec<String>> {
    let is = |id: gix::ObjectId, bytes: &[u8]| -> gix::Result<bool> {
        Ok(gix::objs::compute_hash(hash, gix::objs::Kind::Blob, bytes)? == id)
    };
    let changed = read
        .files
        .par_iter_mut()
        .map(|file| {
            let Some(&Blob { id, kind: BlobKind::File, .. }) = blobs.get(&file.path) else { return Ok(true) };
            if is(id, &file.bytes)? {
                return Ok(false);
            }
            let Some(plain) = without_returns(&file.bytes) else { return Ok(true) };
            let is_same = is(id, &plain)?;
            if is_same {
                file.bytes = plain;
            }
            Ok(!is_same)
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
    let paths: std::collections::BTreeSet<&str> = changed.chain(links).chain(missing).collect();
    Ok(paths.into_iter().map(str::to_owned).collect())
}

/// The bytes with LF for every CR LF; `None` where there is none.
fn without_returns(bytes: &[u8]) -> Option<Vec<u8>> {
    let ends_line = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
    let kept: Vec<u8> = (0..bytes.len()).filter(|&at| !ends_line(at)).map(|at| bytes[at]).collect();
    (kept.len() < bytes.len()).then_some(kept)
}
