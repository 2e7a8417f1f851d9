//! What git knows of the folder: the commit, whether the files are its blobs, who last set the waivers.
//! Read in this process, without a git binary, and without anyone's git configuration but the repository's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gix::bstr::ByteSlice;
use jiff::Timestamp;
use rayon::prelude::*;

use super::Error;
use super::disk::{FOLDERS, Files};
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

/// Compares what was read under `root` with HEAD of the repository that holds it.
///
/// # Errors
/// A repository that is there and cannot be read. None at all is no error.
pub fn look(root: &Path, read: &Files) -> Result<Checkout, Error> {
    let wrong = |error: gix::Error| Error::Git { path: root.to_owned(), reason: reasons(&error) };
    let Some((repository, folder)) = find(root).map_err(wrong)? else { return Ok(Checkout::default()) };
    let mut head = repository.head().map_err(wrong)?;
    if head.try_peel_to_id().map_err(wrong)?.is_none() {
        return Ok(Checkout { standing: Standing::NoCommit, folder, ..Checkout::default() });
    }
    let commit = head.peel_to_commit().map_err(wrong)?;
    let blobs = blobs_of(&commit, &folder).map_err(wrong)?;
    let first_difference = first_difference(read, &blobs, repository.object_hash()).map_err(wrong)?;
    let tree = if first_difference.is_none() { Tree::Committed } else { Tree::Uncommitted };
    let waivers_author = match blobs.get(WAIVERS) {
        Some(&(blob, _)) => Some(setter_of(commit.clone(), &below(&folder, WAIVERS), blob).map_err(wrong)?),
        None => None,
    };
    Ok(Checkout {
        commit: Some(describe(&commit).map_err(wrong)?),
        standing: Standing::Commit(tree),
        folder,
        first_difference,
        waivers_author,
    })
}

/// The repository that holds `root`, and `root` below its top folder. `None` without one, or inside a bare one.
fn find(root: &Path) -> gix::Result<Option<(gix::Repository, String)>> {
    // A commit is what its id says: neither the user's configuration nor replacement objects may change it.
    let options = gix::open::Options::isolated().config_overrides(["core.useReplaceRefs=false"]);
    let mut repository = match gix::discover_opts(root, gix::discover::upwards::Options::default(), options) {
        Ok(repository) => repository,
        Err(error) if error.is_not_found() => return Ok(None),
        Err(error) => return Err(error),
    };
    repository.object_cache_size(4 << 20);
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let top: Option<PathBuf> = repository.workdir().map(canonical);
    let folder = top.and_then(|top| {
        let below = canonical(root).strip_prefix(&top).ok()?.to_owned();
        let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
        Some(parts?.join("/"))
    });
    Ok(folder.map(|folder| (repository, folder)))
}

type Blobs = BTreeMap<String, (gix::ObjectId, bool)>;

/// What HEAD's tree has under the folders a build reads: path below the root to id, and whether it is a plain file.
fn blobs_of(commit: &gix::Commit<'_>, folder: &str) -> gix::Result<Blobs> {
    let root = commit.tree()?;
    let mut blobs = Blobs::new();
    for name in FOLDERS {
        let Some(entry) = root.lookup_entry(below(folder, name).split('/').map(str::as_bytes))? else {
            continue;
        };
        if !entry.mode().is_tree() {
            blobs.insert(name.to_owned(), (entry.object_id(), entry.mode().is_blob()));
            continue;
        }
        for file in entry.object()?.try_into_tree()?.traverse().breadthfirst.files()? {
            let hidden = file.filepath.split_str("/").any(|part| part.starts_with(b"."));
            if !file.mode.is_tree() && !hidden {
                blobs.insert(format!("{name}/{}", file.filepath), (file.oid, file.mode.is_blob()));
            }
        }
    }
    Ok(blobs)
}

fn first_difference(read: &Files, blobs: &Blobs, hash: gix::hash::Kind) -> gix::Result<Option<String>> {
    let changed = read
        .files
        .par_iter()
        .map(|file| match blobs.get(&file.path) {
            Some(&(id, true)) => Ok(gix::objs::compute_hash(hash, gix::objs::Kind::Blob, &file.bytes)? != id),
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

fn describe(commit: &gix::Commit<'_>) -> gix::Result<Commit> {
    let seconds = commit.time()?.seconds;
    let subject = commit.message_raw()?.lines().next().unwrap_or_default().to_str_lossy().trim().to_owned();
    Ok(Commit {
        id: commit.id.to_string(),
        // A date outside jiff's years -9999 to 9999 is no claim worth keeping; the epoch shows that it is wrong.
        committed_at: Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH),
        author: commit.author()?.name.to_string(),
        subject,
    })
}

fn below(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}

/// An error with its causes, in one line.
fn reasons(error: &gix::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        let line = next.to_string();
        if !line.is_empty() && !text.contains(&line) {
            text = format!("{text}: {line}");
        }
        cause = next.source();
    }
    text
}
