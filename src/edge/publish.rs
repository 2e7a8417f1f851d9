//! Writes a site into a sibling folder and swaps it in: a reader never sees half a site, and nobody loses a file.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use super::disk::FOLDERS;
use super::durable;
use super::folder::{claim, existing, remove, swap, sweep};
use super::former::{Former, Retired};
use super::{Error, shown};
use crate::kit::source::sha256;
use crate::render::site;
use crate::render::site::{Manifest, Output, Provenance, Sink};

/// A site on its way. Dropped before [`FolderSink::publish`], it leaves the previous site as it was and nothing else.
#[derive(Debug)]
pub struct FolderSink {
    /// Where the site goes; links resolved.
    target: PathBuf,
    /// Where it is written: `.<name>.<pid>.new` beside the target.
    fresh: PathBuf,
    replaces: bool,
    /// Folders above the target whose list of names has to be on the disk for the site to be found, the nearest first.
    above: Vec<PathBuf>,
    /// Tells other builds that this one lives.
    _claim: Option<fs::File>,
    folders: RwLock<HashSet<String>>,
    written: Mutex<BTreeMap<String, Output>>,
}

/// A site in its place.
#[derive(Debug, PartialEq, Eq)]
pub struct Published {
    /// HTML files.
    pub pages: usize,
    /// All files, with the manifest and the checksums.
    pub files: usize,
    /// Their size in bytes.
    pub bytes: u64,
    /// The previous site, if it could not be removed; hidden, beside the new one.
    pub leftover: Option<PathBuf>,
    /// Files of the previous site that somebody had changed since it was built, in order: they were replaced.
    pub edited: Vec<String>,
    /// Files that came to stand in the previous site while the new one was made; they are kept.
    pub kept: Option<Kept>,
}

/// Files that no build wrote.
#[derive(Debug, PartialEq, Eq)]
pub struct Kept {
    /// The folder that holds them now, beside the site.
    pub folder: PathBuf,
    /// Their paths in it, in order.
    pub files: Vec<String>,
}

impl FolderSink {
    /// Looks at `target` and makes the folder to write into. Nothing of `target` changes. `root` is what the build reads.
    ///
    /// # Errors
    /// `target` is a file, holds a file that no build wrote, or lies in or around the input; or the disk fails.
    pub fn create(target: &Path, root: &Path) -> Result<Self, Error> {
        let (target, replaces) = existing(target)?;
        for inside in FOLDERS.iter().filter_map(|folder| root.join(folder).canonicalize().ok()) {
            if target.starts_with(&inside) || inside.starts_with(&target) {
                return Err(Error::OutputOverInput { path: target, inside });
            }
        }
        let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else {
            return Err(Error::OutputIsTop { path: target });
        };
        let above = not_there_yet(parent);
        fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
        let fresh = parent.join(format!(".{}.{}.new", name.to_string_lossy(), std::process::id()));
        if fresh.exists() {
            // Left by a killed build whose process id came round again.
            remove(&fresh).map_err(Error::io("remove", &fresh))?;
        }
        sweep(parent, &name.to_string_lossy());
        fs::create_dir(&fresh).map_err(Error::io("create", &fresh))?;
        let claim = claim(&fresh);
        let sink = FolderSink {
            target,
            fresh,
            replaces,
            above,
            _claim: claim,
            folders: RwLock::new(HashSet::from([String::new()])),
            written: Mutex::default(),
        };
        if sink.replaces
            && let Ok(meta) = fs::metadata(&sink.target)
        {
            fs::set_permissions(&sink.fresh, meta.permissions())
                .map_err(Error::io("set the mode of", &sink.fresh))?;
        }
        // First of all files, so that an interrupted build does not show up in `git status`.
        sink.write(site::IGNORE, b"*\n")?;
        Ok(sink)
    }

    /// Adds the manifest and the checksums, puts the site in the place of the previous one and removes that. The new site is on the disk
    /// before it takes the place, and that it has taken it before the previous one goes: a power cut leaves one of them, whole.
    ///
    /// # Errors
    /// The disk fails; the previous site is then still in its place, unless the error says otherwise ([`Error::Unsure`]).
    pub fn publish(mut self, provenance: Provenance) -> Result<Published, Error> {
        let written = std::mem::take(self.written.get_mut().unwrap_or_else(PoisonError::into_inner));
        let pages = written.keys().filter(|path| path.ends_with(".html")).count();
        let files = written.len() + 2;
        let mut bytes: u64 = written.values().map(|file| file.bytes).sum();
        let manifest = Manifest::new(provenance, written);
        let json = manifest.to_json();
        let checksums = manifest.checksums(&sha256(&json));
        bytes += (json.len() + checksums.len()) as u64;
        self.write(site::MANIFEST, json.as_bytes())?;
        self.write(site::CHECKSUMS, checksums.as_bytes())?;
        durable::folder_with_all(&self.fresh).map_err(Error::io("put on the disk", &self.fresh))?;
        let old = swap(&self.fresh, &self.target, self.replaces)?;
        // What stood at `fresh` is in its place: nothing is left for `drop`.
        self.fresh = PathBuf::new();
        for folder in &self.above {
            if let Err(source) = durable::names_in(folder) {
                return Err(Error::Unsure { path: self.target.clone(), former: old, source });
            }
        }
        let mut published = Published { pages, files, bytes, leftover: None, edited: Vec::new(), kept: None };
        if let Some(old) = old {
            let retired = Former::of(&old).retire();
            published.edited = retired.edited.clone();
            if retired.strangers.is_empty() {
                published.leftover = (!retired.is_gone).then_some(old);
            } else {
                published.kept = Some(self.keep(&old, retired));
            }
        }
        Ok(published)
    }

    /// Gives a former site of which something stays a name that no build sweeps away.
    fn keep(&self, old: &Path, retired: Retired) -> Kept {
        let name = self.target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let free = (1..1000).map(|n| old.with_file_name(format!("{name}.kept-{n}")));
        let folder = free.into_iter().find(|folder| fs::symlink_metadata(folder).is_err());
        let folder = folder.filter(|folder| fs::rename(old, folder).is_ok());
        Kept { folder: folder.unwrap_or_else(|| old.to_owned()), files: retired.strangers }
    }

    /// Where the site will stand.
    pub fn target(&self) -> &Path {
        &self.target
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        create(&self.fresh.join(path), bytes).map_err(Error::io("write", &self.fresh.join(path)))
    }

    fn make_folder(&self, folder: &str) -> io::Result<()> {
        if self.folders.read().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return Ok(());
        }
        fs::create_dir_all(self.fresh.join(folder))?;
        self.folders.write().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        Ok(())
    }
}

impl Sink for FolderSink {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        site::check_path(path)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let named = |error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists => site::twice(path),
            kind => io::Error::new(kind, format!("{}: {error}", shown(&self.fresh.join(path)))),
        };
        self.make_folder(folder).map_err(named)?;
        create(&self.fresh.join(path), bytes).map_err(named)?;
        let output = Output::of(bytes);
        self.written.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), output);
        Ok(())
    }
}

impl Drop for FolderSink {
    fn drop(&mut self) {
        if !self.fresh.as_os_str().is_empty() {
            // A failure here has nobody to go to: the build is failing already, and says why.
            let _ = remove(&self.fresh);
        }
    }
}

/// `folder` and those above it, up to the first that is there already.
fn not_there_yet(folder: &Path) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for above in folder.ancestors() {
        folders.push(above.to_owned());
        if above.exists() {
            break;
        }
    }
    folders
}

/// Writes a file that must not exist yet.
fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::File::create_new(path)?.write_all(bytes)
}
