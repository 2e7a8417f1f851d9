//! Reads `data/` and `templates/` of a folder, whole, once.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::Error;
use super::beside::beside;
use super::file::{self, Folder, Links, is_no_file};
use super::walked::{is_of_the_book, relative};
use crate::kit::source::sha256_of_named;

/// The folders a build reads.
pub const FOLDERS: [&str; 2] = ["data", "templates"];

/// What was found, before anything is made of it.
#[derive(Debug, Default)]
pub struct Files {
    /// Sorted by path.
    pub files: Vec<File>,
    /// Symbolic links, sorted: seen, never followed.
    pub links: Vec<String>,
    /// Files at the top in folders that belong into `data/`, sorted.
    pub outside: Vec<String>,
}

/// One file's bytes.
#[derive(Debug)]
pub struct File {
    /// Relative to the root, `/` between folders.
    pub path: String,
    /// Set when the name itself is not UTF-8; `path` then shows it with replacement characters.
    pub unnameable: bool,
    pub bytes: Vec<u8>,
}

/// Writes one file, over a former one.
///
/// # Errors
/// The disk fails; the error names the path.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    fs::write(path, bytes).map_err(Error::io("write", path))
}

/// Most bytes of a file that comes from elsewhere.
const MOST_BYTES: u64 = 256 << 20;

/// Reads a file that somebody named on the command line.
///
/// # Errors
/// It is no file, larger than 256 MiB, or the disk fails; the error names the path.
pub fn named_file(path: &Path) -> Result<Vec<u8>, Error> {
    file::read(path, Links::Followed, MOST_BYTES).map_err(Error::io("read", path))
}

/// Every file below a folder that somebody named on the command line, by its path from there, sorted. Links are not followed.
///
/// # Errors
/// No such folder, a file larger than 256 MiB, or a disk that fails; each names the path.
pub fn named_folder(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(is_of_the_book) {
        let entry = entry.map_err(|error| Error::walk(folder, error))?;
        if entry.file_type().is_file() {
            let bytes = file::read(entry.path(), Links::Refused, MOST_BYTES);
            let bytes = bytes.map_err(Error::io("read", entry.path()))?;
            files.push((relative(folder, entry.path()).0, bytes));
        }
    }
    Ok(files)
}

/// Every file under `data/` and `templates/` of `root`. Names that start with a dot (`.gitkeep`, `.DS_Store`) are no
/// part of the book. Symbolic links are listed and not followed.
///
/// # Errors
/// No `data/`, a device or pipe among the files, or a disk that fails; each names the path.
pub fn read_folder(root: &Path) -> Result<Files, Error> {
    let data = root.join("data");
    match fs::symlink_metadata(&data) {
        Ok(meta) if meta.is_dir() || meta.is_symlink() => {}
        Ok(_) => return Err(Error::NoData { root: root.to_owned() }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::NoData { root: root.to_owned() });
        }
        Err(source) => return Err(Error::Io { action: "read", path: data, source }),
    }
    let mut links = Vec::new();
    let mut found: Vec<(String, bool, PathBuf)> = Vec::new();
    for folder in FOLDERS {
        let top = root.join(folder);
        if fs::symlink_metadata(&top).is_err() {
            continue;
        }
        for entry in WalkDir::new(&top).follow_root_links(false).into_iter().filter_entry(is_of_the_book) {
            let entry = entry.map_err(|error| Error::walk(&top, error))?;
            let (path, unnameable) = relative(root, entry.path());
            let kind = entry.file_type();
            if kind.is_symlink() {
                links.push(path);
            } else if kind.is_file() {
                found.push((path, unnameable, entry.into_path()));
            } else if !kind.is_dir() {
                return Err(Error::Special { path: entry.into_path() });
            }
        }
    }
    links.sort_unstable();
    found.sort_unstable();
    let is_under = |path: &str, name: &str| {
        let below = path.strip_prefix("data/").and_then(|path| path.strip_prefix(name));
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let outside = beside(root, |name| found.iter().any(|(path, ..)| is_under(path, name)));
    let top = Folder::open(root).map_err(Error::io("read", root))?;
    let files = found
        .into_par_iter()
        .map(|(path, unnameable, on_disk)| {
            // What was a file a moment ago may be a link or a pipe by now.
            let read = top.read(on_disk.strip_prefix(root).unwrap_or(&on_disk), u64::MAX);
            let bytes = read.map_err(|source| match is_no_file(&source) {
                true => Error::Special { path: on_disk },
                false => Error::Io { action: "read", path: on_disk, source },
            })?;
            Ok(File { path, unnameable, bytes })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Files { files, links, outside })
}

/// SHA-256 over all files in the order of their paths: for each its path, a zero byte, its length in decimal, a zero
/// byte, its bytes. Hexadecimal.
pub fn input_hash(files: &[File]) -> String {
    sha256_of_named(files.iter().map(|file| (file.path.as_str(), file.bytes.as_slice())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_tells_names_lengths_and_bytes_apart() {
        let file = |path: &str, bytes: &[u8]| File {
            path: path.to_owned(),
            unnameable: false,
            bytes: bytes.to_vec(),
        };
        let one = input_hash(&[file("data/a", b"12"), file("data/b", b"")]);
        assert_ne!(one, input_hash(&[file("data/a", b"1"), file("data/b", b"2")]));
        assert_ne!(one, input_hash(&[file("data/a", b"12")]));
        assert_eq!(input_hash(&[]), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn dotfiles_are_left_out_and_the_order_is_that_of_paths() {
        let root = tempfile::tempdir().expect("a folder");
        for (path, text) in
            [("data/b/c.toml", "c"), ("data/b.toml", "b"), ("data/.git/x", ""), ("data/.gitkeep", "")]
        {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, text).expect("a file");
        }
        let read = read_folder(root.path()).expect("readable");
        let paths: Vec<_> = read.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["data/b.toml", "data/b/c.toml"]);
    }

    #[test]
    fn a_folder_without_data_is_a_wrong_use() {
        let root = tempfile::tempdir().expect("a folder");
        assert!(matches!(read_folder(root.path()), Err(Error::NoData { .. })));
    }
}
