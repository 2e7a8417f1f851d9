//! Writes a site into a sibling folder and swaps it in: a reader never sees half a site, and nobody loses a file.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use super::Error;
use super::disk::FOLDERS;
use super::folder::{claim, existing, remove, swap, sweep};
use crate::site::{self, Manifest, Output, Provenance, Sink};
use crate::source::sha256;

/// A site on its way. Dropped before [`FolderSink::publish`], it leaves the previous site as it was and nothing else.
#[derive(Debug)]
pub struct FolderSink {
    /// Where the site goes; links resolved.
    target: PathBuf,
    /// Where it is written: `.<name>.<pid>.new` beside the target.
    fresh: PathBuf,
    replaces: bool,
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

    /// Adds the manifest and the checksums, puts the site in the place of the previous one and removes that.
    ///
    /// # Errors
    /// The disk fails; the previous site is then still in its place.
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
        let old = swap(&self.fresh, &self.target, self.replaces)
            .map_err(|source| Error::Swap { path: self.target.clone(), source })?;
        let leftover = old.filter(|old| remove(old).is_err());
        // What stood at `fresh` is in its place or removed: nothing is left for `drop`.
        self.fresh = PathBuf::new();
        Ok(Published { pages, files, bytes, leftover })
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
            kind => io::Error::new(kind, format!("{}: {error}", self.fresh.join(path).display())),
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

/// Writes a file that must not exist yet.
fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::File::create_new(path)?.write_all(bytes)
}
