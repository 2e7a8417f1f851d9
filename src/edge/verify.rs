//! A site that was published, compared byte for byte with one that is being built again. Nothing is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use walkdir::WalkDir;

use super::Error;
use super::file::{Folder, is_no_file};
use super::former::LARGEST_MANIFEST;
use crate::kit::source::sha256;
use crate::render::site;
use crate::render::site::{CHECKSUMS, IGNORE, MANIFEST, Manifest, Output, Provenance, Sink};

/// What a build writes into its `.gitignore`; a published copy may lack the file.
const IGNORED: &[u8] = b"*\n";

/// Where a published site is not what its commit gives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Below the site's folder.
    pub path: String,
    pub kind: DifferenceKind,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifferenceKind {
    /// The build gives it and the site lacks it.
    Missing,
    /// The site has it and no build gives it; so has a link or a device in the place of a file.
    Extra,
    /// From this byte on, counted from 0, the two differ; SHA-256 of both. `None` for a file so large that it is not read to its end.
    Changed { offset: u64, built: String, found: Option<String> },
}

/// What the comparison came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// In order of path; empty when the site is what its commit gives.
    pub differences: Vec<Difference>,
    /// Files of the site that were compared, with manifest and checksums, and their bytes as built.
    pub files: usize,
    pub bytes: u64,
}

/// Takes the files of a build and compares each with the one of the published site at once, so that memory holds a few only.
#[derive(Debug)]
pub struct SiteOnDisk {
    folder: PathBuf,
    /// The same, for reading: a link, a pipe or a device in the place of a file is not opened.
    files: Folder,
    manifest: Manifest,
    built: Mutex<BTreeMap<String, Output>>,
    differences: Mutex<BTreeSet<Difference>>,
}

impl SiteOnDisk {
    /// Opens the site in `folder`; `None` when it has no manifest of this program in its format.
    ///
    /// # Errors
    /// The folder is not there, or the disk fails.
    pub fn open(folder: &Path) -> Result<Option<Self>, Error> {
        let files = Folder::open(folder).map_err(Error::io("read", folder))?;
        let json = match files.read(Path::new(MANIFEST), LARGEST_MANIFEST) {
            Ok(json) => json,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("read", &folder.join(MANIFEST))(error)),
        };
        Ok(Manifest::parse(&json).map(|manifest| SiteOnDisk {
            folder: folder.to_owned(),
            files,
            manifest,
            built: Mutex::default(),
            differences: Mutex::default(),
        }))
    }

    pub fn provenance(&self) -> &Provenance {
        &self.manifest.provenance
    }

    /// Compares what a build writes last, and looks for files that no build gives. `provenance` is the new build's.
    ///
    /// # Errors
    /// The disk fails.
    pub fn finish(mut self, provenance: Provenance) -> Result<Compared, Error> {
        let built = std::mem::take(self.built.get_mut().unwrap_or_else(PoisonError::into_inner));
        let mut bytes: u64 = built.values().map(|file| file.bytes).sum();
        let files = built.len() + 2;
        let manifest = Manifest::new(provenance, built);
        let json = manifest.to_json();
        let checksums = manifest.checksums(&sha256(&json));
        bytes += (json.len() + checksums.len()) as u64;
        for (path, content) in [(MANIFEST, &json), (CHECKSUMS, &checksums)] {
            self.compare(path, content.as_bytes()).map_err(Error::io("read", &self.folder.join(path)))?;
        }
        self.extras(&manifest)?;
        let differences = self.differences.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Compared { differences: differences.into_iter().collect(), files, bytes })
    }

    fn extras(&self, manifest: &Manifest) -> Result<(), Error> {
        for entry in WalkDir::new(&self.folder).min_depth(1) {
            let entry = entry.map_err(|error| Error::walk(&self.folder, error))?;
            let below = entry.path().strip_prefix(&self.folder).unwrap_or(entry.path());
            let path = below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
            let known = [MANIFEST, CHECKSUMS].contains(&path.as_str()) || manifest.files.contains_key(&path);
            if entry.file_type().is_dir() || (known && entry.file_type().is_file()) {
                continue;
            }
            if path == IGNORE && entry.file_type().is_file() {
                self.compare(IGNORE, IGNORED).map_err(Error::io("read", entry.path()))?;
                continue;
            }
            self.note(&path, DifferenceKind::Extra);
        }
        Ok(())
    }

    fn compare(&self, path: &str, content: &[u8]) -> io::Result<()> {
        let found = match self.files.file(Path::new(path)) {
            Ok(found) => found,
            Err(error) if [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&error.kind()) => {
                self.note(path, DifferenceKind::Missing);
                return Ok(());
            }
            // A folder; or what `extras` names.
            Err(error) if is_no_file(&error) => {
                if self.folder.join(path).symlink_metadata().is_ok_and(|meta| meta.is_dir()) {
                    self.note(path, DifferenceKind::Missing);
                }
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        if let Some((offset, found)) = difference(found, content)? {
            self.note(path, DifferenceKind::Changed { offset, built: sha256(content), found });
        }
        Ok(())
    }

    fn note(&self, path: &str, kind: DifferenceKind) {
        let mut differences = self.differences.lock().unwrap_or_else(PoisonError::into_inner);
        differences.insert(Difference { path: path.to_owned(), kind });
    }
}

/// Bytes of a file that are read: ten times those of the largest page of a large book, many times over.
const MOST_READ: u64 = 1 << 30;

/// The first byte at which `found` is not `content`, and the SHA-256 of `found` if it is not too large; `None` when they are equal.
fn difference(found: File, content: &[u8]) -> io::Result<Option<(u64, Option<String>)>> {
    let mut found = found.take(MOST_READ.max(content.len() as u64 + 1));
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    let (mut at, mut differs) = (0, None);
    loop {
        let read = match found.read(&mut buffer) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let (one, other) = (&buffer[..read], &content[at.min(content.len())..]);
        if differs.is_none() {
            let same = one.iter().zip(other).take_while(|(one, other)| one == other).count();
            let ends = read == 0 && !other.is_empty();
            differs = (same < read || ends).then_some((at + same) as u64);
        }
        if read == 0 {
            break;
        }
        hash.update(one);
        at += read;
    }
    let is_whole = found.limit() > 0;
    Ok(differs.map(|at| (at, is_whole.then(|| hex(hash)))))
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Sink for SiteOnDisk {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        site::check_path(path)?;
        self.compare(path, bytes)?;
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        match built.insert(path.to_owned(), Output::of(bytes)) {
            None => Ok(()),
            Some(_) => Err(site::twice(path)),
        }
    }
}
