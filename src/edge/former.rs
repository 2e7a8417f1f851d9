//! The site that stood there before: which of its files a build wrote, which were changed since, and how it goes. What no build wrote stays.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::Error;
use super::file::{self, Links};
use crate::kit::source::sha256;
use crate::render::site::{
    CHECKSUMS, IGNORE, MANIFEST, Output, begins_a_manifest, checksums_in, files_named,
};

/// The largest manifest that is read, in bytes: a hundred times that of 20,000 pages.
pub(super) const LARGEST_MANIFEST: u64 = 1 << 28;

/// What a folder says of itself as a site.
#[derive(Debug)]
pub(super) struct Former {
    folder: PathBuf,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// A manifest of ours: each file with what it held; and when the manifest was written, after all files.
    Whole { named: BTreeMap<String, Option<Output>>, written: Option<Changed> },
    /// A site of ours whose manifest a power cut took. SHA-256 by path, as far as `SHA256SUMS` is still there.
    Torn { sums: BTreeMap<String, String> },
    /// No site of ours.
    None,
}

/// When a file was last changed: seconds and nanoseconds, by the system's own clock.
type Changed = (i64, i64);

impl Former {
    /// Reads what `folder` says of itself.
    pub(super) fn of(folder: &Path) -> Former {
        let read = |name: &str| file::read(&folder.join(name), Links::Refused, LARGEST_MANIFEST);
        let kind = match (read(MANIFEST), read(CHECKSUMS), read(IGNORE)) {
            (Ok(json), sums, ignore) => match files_named(&json) {
                Some(named) => {
                    let written = fs::symlink_metadata(folder.join(MANIFEST)).ok();
                    Kind::Whole { named, written: written.as_ref().and_then(changed) }
                }
                None => torn(&json, sums.ok(), ignore.ok()),
            },
            (Err(_), ..) => Kind::None,
        };
        Former { folder: folder.to_owned(), kind }
    }

    /// The first path, in order, that no build wrote.
    ///
    /// # Errors
    /// The disk fails.
    pub(super) fn stranger(&self) -> Result<Option<String>, Error> {
        for entry in WalkDir::new(&self.folder).sort_by_file_name() {
            let entry = entry.map_err(|error| Error::walk(&self.folder, error))?;
            let below = entry.path().strip_prefix(&self.folder).unwrap_or(entry.path());
            let path = below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
            let is_own = || entry.file_type().is_file() && self.wrote(&path, entry.path());
            if !(entry.file_type().is_dir() || is_own()) {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    /// Whether a build wrote the file `path`, which stands at `on_disk`.
    fn wrote(&self, path: &str, on_disk: &Path) -> bool {
        match &self.kind {
            Kind::Whole { named, .. } => {
                [MANIFEST, CHECKSUMS, IGNORE].contains(&path) || named.contains_key(path)
            }
            Kind::Torn { sums } => {
                // What it held is either gone, or known.
                [MANIFEST, CHECKSUMS, IGNORE].contains(&path)
                    || holds_nothing(on_disk)
                    || sums.get(path).is_some_and(|sum| is_of(on_disk, sum))
            }
            Kind::None => path == IGNORE,
        }
    }

    /// Whether the file `path` is not as the build wrote it. One that was changed after the manifest is read; the others are believed.
    fn is_edited(&self, path: &str, on_disk: &Path, meta: &Metadata) -> bool {
        let Kind::Whole { named, written } = &self.kind else { return false };
        let Some(Some(output)) = named.get(path) else { return false };
        let is_later = match (changed(meta), written) {
            (Some(changed), Some(written)) => changed > *written,
            _ => true,
        };
        meta.len() != output.bytes || (is_later && !is_of(on_disk, &output.sha256))
    }

    /// Removes what a build wrote, and the folders that are empty then; links are removed by nobody.
    pub(super) fn retire(&self) -> Retired {
        let seen = Mutex::new(Retired::default());
        let gone = self.clear(&self.folder, "", &seen);
        let mut retired = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        retired.edited.sort_unstable();
        retired.strangers.sort_unstable();
        if retired.strangers.is_empty() {
            let own = self.folder.join(IGNORE);
            let gone = gone.and_then(|()| remove_if_there(&own)).and_then(|()| fs::remove_dir(&self.folder));
            retired.is_gone = gone.is_ok();
        }
        retired
    }

    fn clear(&self, folder: &Path, below: &str, seen: &Mutex<Retired>) -> io::Result<()> {
        let mut folders = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let path = if below.is_empty() { name.into_owned() } else { format!("{below}/{name}") };
            let meta = entry.metadata()?;
            if meta.is_dir() {
                folders.push((entry.path(), path));
            } else if path == IGNORE && meta.is_file() {
                // The last to go: where something stays, git keeps out of it.
            } else if meta.is_file() && self.wrote(&path, &entry.path()) {
                if self.is_edited(&path, &entry.path(), &meta) {
                    seen.lock().unwrap_or_else(PoisonError::into_inner).edited.push(path);
                }
                fs::remove_file(entry.path())?;
            } else {
                seen.lock().unwrap_or_else(PoisonError::into_inner).strangers.push(path);
            }
        }
        folders.par_iter().try_for_each(|(folder, below)| {
            self.clear(folder, below, seen)?;
            match fs::remove_dir(folder) {
                Err(error) if error.kind() != io::ErrorKind::DirectoryNotEmpty => Err(error),
                _ => Ok(()),
            }
        })
    }
}

/// What became of a former site.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Retired {
    /// Nothing is left of it.
    pub is_gone: bool,
    /// Files that were not as the build wrote them, in order; they are gone.
    pub edited: Vec<String>,
    /// Files that no build wrote, in order; they stay.
    pub strangers: Vec<String>,
}

/// What a power cut left of a site: every name, and of the texts some or none. That the folder is ours is said by its three own files.
fn torn(json: &[u8], sums: Option<Vec<u8>>, ignore: Option<Vec<u8>>) -> Kind {
    let (Some(sums), Some(ignore)) = (sums, ignore) else { return Kind::None };
    let is_nothing = |bytes: &[u8]| bytes.iter().all(|&byte| byte == 0);
    let sums = String::from_utf8_lossy(&sums).into_owned();
    let owned = |(path, sum): (&str, &str)| (path.to_owned(), sum.to_owned());
    let known: BTreeMap<String, String> = checksums_in(&sums).into_iter().map(owned).collect();
    let has_manifest = is_nothing(json) || begins_a_manifest(json);
    let has_sums = is_nothing(sums.as_bytes()) || known.contains_key(MANIFEST);
    let has_ignore = is_nothing(&ignore) || ignore == b"*\n";
    if has_manifest && has_sums && has_ignore { Kind::Torn { sums: known } } else { Kind::None }
}

/// No byte, or zero bytes alone: what a file system gives for text that never reached the disk.
fn holds_nothing(on_disk: &Path) -> bool {
    let Ok(mut file) = file::open(on_disk, Links::Refused) else { return false };
    let mut buffer = [0; 1 << 14];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return true,
            Ok(read) if buffer[..read].iter().all(|&byte| byte == 0) => {}
            _ => return false,
        }
    }
}

fn is_of(on_disk: &Path, sum: &str) -> bool {
    file::read(on_disk, Links::Refused, LARGEST_MANIFEST).is_ok_and(|bytes| sha256(bytes) == sum)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn changed(meta: &Metadata) -> Option<Changed> {
    use std::os::unix::fs::MetadataExt as _;
    // Unlike the time of modification nobody can set it back.
    Some((meta.ctime(), meta.ctime_nsec()))
}

#[cfg(not(unix))]
fn changed(meta: &Metadata) -> Option<Changed> {
    let since = meta.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some((i64::try_from(since.as_secs()).ok()?, i64::from(since.subsec_nanos())))
}
