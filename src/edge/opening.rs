//! A state of a folder as a snapshot: as it stands on disk, as a commit has it, as its branch had it on a day.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::cache::Cache;
use super::disk::{self, Files};
use super::error::Error;
use super::file::{self, Links};
use super::former::LARGEST_MANIFEST;
use super::git::{self, Checkout, Found, KeptRepository, Range, Repository, WAIVERS};
use crate::kit::source::{
    AsOf, Encoding, PictureFile, PublishedSite, Recorded, Refused, RepoPath, Snapshot, Text,
};
use crate::render::site::Manifest;

/// A folder, read.
#[derive(Debug)]
pub struct Opened {
    pub snapshot: Snapshot,
    /// What the snapshot does not say of git, for the terminal.
    pub checkout: Checkout,
}

/// Which state of a folder is opened, and how.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// From `--as-of`.
    pub as_of: Option<AsOf>,
    pub state: State,
    pub cache: Cache,
    /// What an opening of the same folder left.
    pub kept: Option<Arc<KeptRepository>>,
}

/// A state of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// As it stands on disk.
    #[default]
    Folder,
    /// As a commit has it: an id, a branch, a tag, `HEAD~2`.
    Commit(String),
    /// As the branch of HEAD had it: at the end of a day in UTC such as `2026-03-25`, or at a commit that it went through.
    KnownAt(String),
}

/// Reads `data/` and `templates/` of `root`, and what git knows of them. A committed tree is one whose bytes are the
/// blobs of HEAD, so its snapshot holds exactly those.
///
/// # Errors
/// The disk fails, `data/` is not there, or a repository cannot be read or is a shallow clone; each names the path.
pub fn open(root: &Path, as_of: Option<AsOf>) -> Result<Opened, Error> {
    open_with(root, &Opening { as_of, ..Opening::default() })
}

/// Reads `data/` and `templates/` of `root` as the commit has them that `revision` names: an id, a branch, a tag, `HEAD~2`.
/// What stands on disk is not looked at. The snapshot is the one that [`open`] gives in a clean checkout of that commit.
///
/// # Errors
/// No repository, no such commit, no `data/` in it, or an object that cannot be read.
pub fn open_commit(root: &Path, revision: &str, as_of: Option<AsOf>) -> Result<Opened, Error> {
    open_with(root, &Opening { as_of, state: State::Commit(revision.to_owned()), ..Opening::default() })
}

/// As [`open_commit`], to be compared with a later one: a commit from before there was a book is an empty one.
///
/// # Errors
/// No repository, no such commit, or an object that cannot be read.
pub fn open_base(root: &Path, revision: &str, as_of: Option<AsOf>) -> Result<Opened, Error> {
    let book = open_commit(root, revision, as_of);
    let Err(Error::NoDataThen { .. }) = book else { return book };
    let repository = repository(root)?;
    let checkout = git::without_book(&repository, repository.named(revision)?)?;
    Ok(opened(Files::default(), checkout, Recorded::default(), as_of))
}

/// Reads a state of `root`.
///
/// # Errors
/// Those of [`open`] and [`open_commit`]; nothing was recorded by the day, or the branch never stood at the commit.
pub fn open_with(root: &Path, opening: &Opening) -> Result<Opened, Error> {
    match &opening.state {
        State::Folder => open_folder(root, opening),
        State::Commit(revision) => {
            let repository = repository(root)?;
            open_found(&repository, repository.named(revision)?, opening)
        }
        State::KnownAt(known_at) => {
            let repository = repository(root)?;
            open_found(&repository, repository.known_at(known_at)?, opening)
        }
    }
}

fn open_folder(root: &Path, opening: &Opening) -> Result<Opened, Error> {
    let (read, found) = rayon::join(|| disk::read_folder(root), || walked(root, opening));
    let mut read = read?;
    let Some(Walked { repository, head, mut recorded }) = found? else {
        return Ok(opened(read, Checkout::default(), Recorded::default(), opening.as_of));
    };
    let checkout = git::look(&repository, head, &mut read)?;
    // The lines of these files are not those that were recorded.
    recorded.differing.extend(checkout.differences.iter().cloned());
    Ok(opened(read, checkout, recorded, opening.as_of))
}

/// The repository around a folder.
struct Walked {
    repository: Repository,
    /// As it was when it was first looked at: it may move on meanwhile.
    head: Option<git::CommitId>,
    /// Up to `head`.
    recorded: Recorded,
}

fn walked(root: &Path, opening: &Opening) -> Result<Option<Walked>, Error> {
    let found = match &opening.kept {
        Some(kept) => kept.find(root)?,
        None => Repository::find(root)?,
    };
    let Some(repository) = found else { return Ok(None) };
    let head = repository.head()?;
    let recorded = match head {
        Some(head) => recorded_for(opening, &repository, head)?,
        None => Recorded::default(),
    };
    Ok(Some(Walked { repository, head, recorded }))
}

fn recorded_for(opening: &Opening, repository: &Repository, head: git::CommitId) -> Result<Recorded, Error> {
    match &opening.kept {
        Some(kept) => Ok(kept.recorded(repository, head, &opening.cache)?.into()),
        None => Ok(repository.recorded(head, &opening.cache)?.into()),
    }
}

fn open_found(repository: &Repository, found: Found, opening: &Opening) -> Result<Opened, Error> {
    let recorded = recorded_for(opening, repository, found.id)?;
    let (read, checkout) = git::at_commit(repository, found)?;
    Ok(opened(read, checkout, recorded, opening.as_of))
}

/// The commits that `BASE..HEAD` names, and where they part; [`open_commit`] opens each by its id. An empty side means `HEAD`.
///
/// # Errors
/// No repository, no two dots, or a side that names no commit.
pub fn range(root: &Path, range: &str) -> Result<Range, Error> {
    repository(root)?.range(range)
}

/// What git recorded of `data/` under `root` up to the commit that `revision` names.
///
/// # Errors
/// No repository, no such commit, or an object that cannot be read.
pub fn recorded(root: &Path, revision: &str, cache: &Cache) -> Result<Recorded, Error> {
    let repository = repository(root)?;
    Ok(repository.recorded(repository.named(revision)?.id, cache)?.into())
}

/// The manifest of a site that was built before.
///
/// # Errors
/// The file cannot be read, or is no manifest.
pub fn manifest(path: &Path) -> Result<Manifest, Error> {
    let json = file::read(path, Links::Followed, LARGEST_MANIFEST).map_err(Error::io("read", path))?;
    Manifest::parse(&json).ok_or_else(|| Error::NoManifest { path: path.to_owned() })
}

fn repository(root: &Path) -> Result<Repository, Error> {
    Repository::find(root)?.ok_or_else(|| Error::NoRepository { root: root.to_owned() })
}

fn opened(read: Files, checkout: Checkout, recorded: Recorded, as_of: Option<AsOf>) -> Opened {
    let input_hash = disk::input_hash(&read.files);
    let mut texts = BTreeMap::new();
    let mut templates = BTreeMap::new();
    let mut pictures = BTreeMap::new();
    let mut refused: Vec<Refused> =
        read.links.iter().map(|link| Refused::Symlink(RepoPath::new(link))).collect();
    refused.extend(read.outside.iter().map(|path| Refused::Outside(RepoPath::new(path))));
    for file in read.files {
        let path = RepoPath::new(&file.path);
        if file.unnameable {
            refused.push(Refused::NotUtf8 { path, offset: 0, line: 1, like: Encoding::Name });
        } else if let Some(name) = file.path.strip_prefix("templates/") {
            templates.insert(name.to_owned(), file.bytes);
        } else if PictureFile::is_at(&file.path) {
            pictures.insert(path, PictureFile::of(file.bytes));
        } else {
            match Text::of_bytes(path.clone(), file.bytes) {
                Ok(text) => drop(texts.insert(path, text)),
                Err(other) => refused.push(other),
            }
        }
    }
    let snapshot = Snapshot {
        texts,
        pictures,
        refused,
        templates,
        commit: checkout.commit.clone(),
        tree: checkout.tree(),
        input_hash,
        as_of,
        waivers_author: waivers_author(&checkout, &recorded),
        recorded,
        base_url: None,
        former: PublishedSite::default(),
    };
    Opened { snapshot, checkout }
}

/// Author of the commit that set `data/waivers.toml` to what HEAD has.
fn waivers_author(checkout: &Checkout, recorded: &Recorded) -> Option<String> {
    let blob = checkout.waivers.as_ref()?;
    let touches = &recorded.files.get(WAIVERS)?.touches;
    let set = touches.iter().rev().find(|touch| touch.blob.as_ref() == Some(blob))?;
    Some(recorded.commit(set.commit)?.author.clone())
}
