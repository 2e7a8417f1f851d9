//! Walks of the history, kept outside the tree by the id of the commit they end at. A cache that is gone, damaged or of another
//! version is not there: it costs time and never changes a figure.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::file::{self, Links};
use crate::kit::source::{Recording, sha256};

/// Where former walks of the history are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cache {
    /// The folder that `SCOREBOOK_CACHE` names, none where it says `off`; else `scorebook` in `XDG_CACHE_HOME`; else `~/.cache/scorebook`.
    #[default]
    Standard,
    /// This folder.
    Folder(PathBuf),
    /// Nothing is read or kept: every fact comes from the repository itself.
    Off,
}

/// Counts up with every change of what a walk yields or of how it is written.
const FORMAT: u32 = 4;
/// A larger one is no walk of a book, in bytes.
const LARGEST: u64 = 1 << 32;
const MAGIC: &[u8] = b"scorebook history\n";
/// So many walks are kept; the oldest go.
const MOST: usize = 32;

/// What a cache is of. Anything else is another cache.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Header {
    format: u32,
    program: String,
    commit: String,
    folder: String,
}

impl Header {
    fn of(commit: &str, folder: &str) -> Header {
        Header {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            commit: commit.to_owned(),
            folder: folder.to_owned(),
        }
    }
}

impl Cache {
    /// The kept walk that ends at `commit`, of the root `folder` below its repository's top.
    pub(super) fn read(&self, commit: &str, folder: &str) -> Option<Recording> {
        let kept = self.folder()?.join(name(commit, folder));
        let bytes = file::read(&kept, Links::Refused, LARGEST).ok()?;
        decode(&bytes, &Header::of(commit, folder))
    }

    /// Keeps a walk. A folder that cannot be written to costs the next build its time, nothing else.
    pub(super) fn write(&self, commit: &str, folder: &str, recorded: &Recording) {
        let Some(kept) = self.folder() else { return };
        let Some(bytes) = encode(&Header::of(commit, folder), recorded) else { return };
        if store(&kept, &name(commit, folder), &bytes).is_ok() {
            tidy(&kept);
        }
    }

    fn folder(&self) -> Option<PathBuf> {
        let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let folder = match self {
            Cache::Off => return None,
            Cache::Folder(folder) => folder.clone(),
            Cache::Standard => match named("SCOREBOOK_CACHE") {
                Some(off) if off == "off" => return None,
                Some(folder) => PathBuf::from(folder),
                None => named("XDG_CACHE_HOME")
                    .map(PathBuf::from)
                    // The XDG specification has relative paths ignored.
                    .filter(|home| home.is_absolute())
                    .or_else(|| named("HOME").map(|home| Path::new(&home).join(".cache")))?
                    .join("scorebook"),
            },
        };
        Some(folder.join("history"))
    }
}

fn name(commit: &str, folder: &str) -> String {
    format!("{commit}-{}.postcard", &sha256(folder)[..8])
}

/// The magic words, the SHA-256 of the rest, the header and the walk.
fn encode(header: &Header, recorded: &Recording) -> Option<Vec<u8>> {
    let rest = postcard::to_stdvec(&(header, recorded)).ok()?;
    Some([MAGIC, Sha256::digest(&rest).as_slice(), &rest].concat())
}

fn decode(bytes: &[u8], expected: &Header) -> Option<Recording> {
    let (sum, rest) = bytes.strip_prefix(MAGIC)?.split_at_checked(32)?;
    if Sha256::digest(rest).as_slice() != sum {
        return None;
    }
    let (header, rest): (Header, &[u8]) = postcard::take_from_bytes(rest).ok()?;
    if header != *expected {
        return None;
    }
    let (recorded, rest): (Recording, &[u8]) = postcard::take_from_bytes(rest).ok()?;
    rest.is_empty().then_some(recorded)
}

/// Writes a file whole or not at all. What it holds is for its owner alone, as the book may be.
fn store(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let (mut folders, mut file) = (fs::DirBuilder::new(), fs::OpenOptions::new());
    folders.recursive(true);
    file.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
        folders.mode(0o700);
        file.mode(0o600);
    }
    folders.create(folder)?;
    let fresh = folder.join(format!(".{name}.{}.new", std::process::id()));
    // Left by a killed build whose process id came round again, or put there by somebody: it is not written into.
    let _ = fs::remove_file(&fresh);
    let written = file.open(&fresh).and_then(|mut file| file.write_all(bytes));
    written
        .and_then(|()| fs::rename(&fresh, folder.join(name)))
        .inspect_err(|_| drop(fs::remove_file(&fresh)))
}

/// Removes the walks that were written first, and what killed builds left.
fn tidy(folder: &Path) {
    let mut kept: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .filter(|(_, path)| path.extension().is_some_and(|end| end == "postcard" || end == "new"))
        .collect();
    kept.sort_unstable();
    for (_, path) in kept.iter().rev().skip(MOST) {
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_written_for_this_commit_by_this_program_is_read() {
        let recorded = Recording { line: vec![0, 3], ..Recording::default() };
        let header = Header::of("c0ffee", "book");
        let bytes = encode(&header, &recorded).expect("plain values");
        assert_eq!(decode(&bytes, &header), Some(recorded.clone()));
        for at in 0..bytes.len() {
            assert_eq!(decode(&bytes[..at], &header), None, "cut at {at}");
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert_eq!(decode(&damaged, &header), None, "damaged at {at}");
        }
        for other in [
            Header { format: FORMAT + 1, ..Header::of("c0ffee", "book") },
            Header { program: "0.0.0".to_owned(), ..Header::of("c0ffee", "book") },
            Header::of("decaf", "book"),
            Header::of("c0ffee", ""),
        ] {
            let foreign = encode(&other, &recorded).expect("plain values");
            assert_eq!(decode(&foreign, &header), None, "{other:?}");
        }
    }

    #[test]
    fn the_oldest_walks_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::Folder(folder.path().to_owned());
        for commit in 0..=MOST {
            cache.write(&format!("{commit:040}"), "", &Recording::default());
        }
        assert_eq!(fs::read_dir(folder.path().join("history")).expect("kept").count(), MOST);
        assert_eq!(Cache::Off.folder(), None);
    }
}
