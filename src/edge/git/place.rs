//! Where the repository of a folder is, looked at before git's own reader opens it: a disk that fails is not the same as no repository,
//! and a pipe among its files would be waited for.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use walkdir::WalkDir;

use crate::edge::Error;
use crate::edge::file::{self, Links};

/// The largest file of names that is read: HEAD, `packed-refs`, `.git` of a linked working tree, in bytes.
const LARGEST: u64 = 1 << 28;
/// Names that name other names are followed so far.
const MOST_NAMES: usize = 8;
/// Changes that lie so far apart have different times on any file system that is written to today.
const TICK: Duration = Duration::from_millis(50);
/// Folders of objects that name each other are followed so far.
const MOST_STORES: usize = 64;

/// The `.git` of the folder that holds `root`, a path without links; `None` where there is none up to the top of the file system.
///
/// # Errors
/// The disk does not say.
pub(in crate::edge) fn find(root: &Path) -> Result<Option<PathBuf>, Error> {
    let system = of_system(root)?;
    for folder in root.ancestors() {
        // As git does, the search ends where another file system begins.
        if of_system(folder)? != system {
            break;
        }
        let git = folder.join(".git");
        match fs::metadata(&git) {
            Err(error) if is_absent(&error) => {}
            Err(source) => return Err(Error::Io { action: "read", path: git, source }),
            // As to git, an empty folder of that name is none.
            Ok(meta) if meta.is_dir() && is_empty(&git)? => {}
            Ok(_) => return Ok(Some(git)),
        }
    }
    Ok(None)
}

/// Where a repository is and how it stood. While it stands so, it is the one that was looked through: only what stands for an object or for a
/// branch may be another file by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    root: PathBuf,
    /// The folder of HEAD, and that of the branches.
    own: PathBuf,
    common: PathBuf,
    /// Folders and files by which a repository is another one, with their sizes and when they changed; `None` of what is not there.
    parts: Vec<(PathBuf, Option<(u64, SystemTime)>)>,
}

impl Stand {
    /// That of the repository at `git`, a `.git`, as it is seen from `root`.
    ///
    /// # Errors
    /// The disk does not say.
    pub(super) fn of(root: &Path, git: &Path) -> io::Result<Stand> {
        let [own, common] = folders_of_names(git)?;
        // A folder changes when a file comes or goes, and git writes each of its own files anew.
        let folders =
            ["", "config", "shallow", "objects", "objects/pack", "objects/info", "objects/info/alternates"];
        let of_common = folders.iter().map(|part| common.join(part));
        let parts = [git.to_owned(), own.clone()].into_iter().chain(of_common).map(|path| {
            let meta = fs::metadata(&path).and_then(|meta| Ok((meta.len(), meta.modified()?)));
            match meta {
                Ok(meta) => Ok((path, Some(meta))),
                Err(error) if is_absent(&error) => Ok((path, None)),
                Err(error) => Err(error),
            }
        });
        Ok(Stand {
            root: root.to_owned(),
            own,
            common: common.clone(),
            parts: parts.collect::<io::Result<_>>()?,
        })
    }

    /// Whether `git`, the folder of an opened repository, is this one: an inner one that cannot be opened is passed by.
    pub(super) fn is_of(&self, git: &Path) -> bool {
        matches!((self.own.canonicalize(), git.canonicalize()), (Ok(own), Ok(git)) if own == git)
    }

    /// Whether all of it is older than what a file system tells apart: what changes later has another time.
    pub(super) fn is_settled(&self) -> bool {
        let newest = self.parts.iter().filter_map(|(_, meta)| Some(meta.as_ref()?.1)).max();
        newest.is_none_or(|newest| newest.elapsed().is_ok_and(|since| since > TICK))
    }

    /// Whether the files that say which commit HEAD is are files: a pipe would be waited for.
    pub(super) fn has_names(&self) -> bool {
        let mut name = "HEAD".to_owned();
        for _ in 0..MOST_NAMES {
            let found = [&self.own, &self.common]
                .into_iter()
                .find_map(|folder| read(&folder.join(&name)).transpose());
            match found {
                None => break,
                Some(Err(_)) => return false,
                Some(Ok(text)) => match text.strip_prefix("ref: ") {
                    Some(next) => name = next.trim_end().to_owned(),
                    None => break,
                },
            }
        }
        read(&self.common.join("packed-refs")).is_ok()
    }
}

/// The folders whose files say which commit HEAD is, of the repository at `git` (a `.git`): that of HEAD, and that of the branches.
pub(in crate::edge) fn folders_of_names(git: &Path) -> io::Result<[PathBuf; 2]> {
    let own = folder_of(git)?;
    let common = read(&own.join("commondir"))?.map_or_else(|| own.clone(), |text| own.join(text.trim_end()));
    Ok([own, common])
}

/// Looks at all that is opened of the repository at `git` (a `.git`): folders and files, and links to them.
///
/// # Errors
/// A pipe, a socket or a device is among them, or the disk fails.
pub(super) fn look_through(root: &Path, git: &Path) -> Result<(), Error> {
    let special = |path: &Path| Error::GitSpecial { root: root.to_owned(), path: path.to_owned() };
    let own = folder_of(git).map_err(|source| unread(root, git, source))?;
    let shared = own.join("commondir");
    let common = match read(&shared).map_err(|source| unread(root, &shared, source))? {
        Some(text) => own.join(text.trim_end()),
        None => own.clone(),
    };
    let is_opened = |path: &Path| {
        let part = path.strip_prefix(&own).or(path.strip_prefix(&common)).ok();
        let first = part.and_then(|part| part.iter().next()).map(|first| first.to_string_lossy());
        !first.is_some_and(|first| ["hooks", "logs", "lfs", "modules", "worktrees"].contains(&&*first))
    };
    let mut stores = vec![common.join("objects")];
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    for folder in [&own, &common] {
        if seen.insert(folder.clone()) {
            files_alone(folder, is_opened).map_err(|wrong| wrong.into_error(special))?;
        }
    }
    while let Some(store) = stores.pop() {
        if !seen.insert(store.clone()) || seen.len() > MOST_STORES {
            continue;
        }
        files_alone(&store, |_| true).map_err(|wrong| wrong.into_error(special))?;
        let alternates = store.join("info/alternates");
        let text = read(&alternates).map_err(|source| unread(root, &alternates, source))?;
        stores.extend(text.unwrap_or_default().lines().map(|line| store.join(line)));
    }
    Ok(())
}

/// Whether the branch `name` of the repository whose shared folder is `common` has no commit yet: its reader says so too where the disk
/// did not let it look.
///
/// # Errors
/// The branch is there after all, or the disk fails.
pub(super) fn is_unborn(root: &Path, common: &Path, name: &str) -> Result<bool, Error> {
    let (loose, packed) = (common.join(name), common.join("packed-refs"));
    let is_loose = match fs::symlink_metadata(&loose) {
        Err(error) if is_absent(&error) => false,
        Err(source) => return Err(unread(root, &loose, source)),
        // A folder is that of branches with longer names.
        Ok(meta) => !meta.is_dir(),
    };
    let text = read(&packed).map_err(|source| unread(root, &packed, source))?.unwrap_or_default();
    let is_packed = text.lines().any(|line| line.split_once(' ').is_some_and(|(_, found)| found == name));
    Ok(!is_loose && !is_packed)
}

/// Whether the repository is a clone without its older commits.
///
/// # Errors
/// The disk does not say.
pub(super) fn is_shallow(root: &Path, file: &Path) -> Result<bool, Error> {
    match fs::metadata(file) {
        Err(error) if is_absent(&error) => Ok(false),
        Err(source) => Err(unread(root, file, source)),
        Ok(meta) => Ok(meta.len() > 0),
    }
}

enum Wrong {
    Special(PathBuf),
    Disk(Error),
}

impl Wrong {
    fn into_error(self, special: impl Fn(&Path) -> Error) -> Error {
        match self {
            Wrong::Special(path) => special(&path),
            Wrong::Disk(error) => error,
        }
    }
}

fn files_alone(top: &Path, is_opened: impl Fn(&Path) -> bool) -> Result<(), Wrong> {
    for entry in WalkDir::new(top).into_iter().filter_entry(|entry| is_opened(entry.path())) {
        let entry = match entry {
            Ok(entry) => entry,
            // Git tidies up while it is looked at.
            Err(error) if error.io_error().is_some_and(is_absent) => continue,
            Err(error) => return Err(Wrong::Disk(Error::walk(top, error))),
        };
        let kind = entry.file_type();
        // What a link leads to counts; one that leads nowhere is for git's reader to tell.
        let is_plain = match kind.is_symlink() {
            true => fs::metadata(entry.path()).map_or(true, |meta| meta.is_file() || meta.is_dir()),
            false => kind.is_file() || kind.is_dir(),
        };
        if !is_plain {
            return Err(Wrong::Special(entry.into_path()));
        }
    }
    Ok(())
}

/// The folder that `git`, a `.git`, is or names.
fn folder_of(git: &Path) -> io::Result<PathBuf> {
    if fs::metadata(git)?.is_dir() {
        return Ok(git.to_owned());
    }
    let text = read(git)?.unwrap_or_default();
    let named = text.strip_prefix("gitdir: ").unwrap_or_default().trim_end_matches(['\n', '\r']);
    Ok(git.parent().unwrap_or(git).join(named))
}

/// The text of a file; `None` where there is none.
fn read(path: &Path) -> io::Result<Option<String>> {
    match file::read(path, Links::Followed, LARGEST) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

fn unread(root: &Path, path: &Path, source: io::Error) -> Error {
    match file::is_no_file(&source) {
        true => Error::GitSpecial { root: root.to_owned(), path: path.to_owned() },
        false => Error::Io { action: "read", path: path.to_owned(), source },
    }
}

fn is_absent(error: &io::Error) -> bool {
    [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&error.kind())
}

fn is_empty(folder: &Path) -> Result<bool, Error> {
    let mut entries = fs::read_dir(folder).map_err(Error::io("read", folder))?;
    Ok(entries.next().transpose().map_err(Error::io("read", folder))?.is_none())
}

#[cfg(unix)]
fn of_system(folder: &Path) -> Result<u64, Error> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(folder).map(|meta| meta.dev()).map_err(Error::io("read", folder))
}

#[cfg(not(unix))]
fn of_system(_: &Path) -> Result<u64, Error> {
    Ok(0)
}
