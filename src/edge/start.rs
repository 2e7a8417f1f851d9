//! Where a book is to start: what stands there already, and the files that come beside it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::append::add_file;
use super::{Error, git};

/// What stands in a folder before a book starts there.
#[derive(Debug, PartialEq, Eq)]
pub struct Ground {
    /// There is a `data/book.toml`.
    pub has_book: bool,
    /// The top folder of the git repository that holds the folder, or will hold it.
    pub repository: Option<PathBuf>,
    /// Whether the folder is that top folder.
    pub is_top: bool,
}

/// Looks at `root`, which need not exist.
///
/// # Errors
/// `root` is no folder. `data/` holds files and no book: an example among them would be taken for theirs. Or the disk fails.
pub fn ground(root: &Path) -> Result<Ground, Error> {
    if is_there(root)? && !root.is_dir() {
        return Err(Error::NoFolder { path: root.to_owned() });
    }
    let data = root.join("data");
    let has_book = is_there(&data.join("book.toml"))?;
    if !has_book && let Some(stranger) = stranger_in(&data)? {
        return Err(Error::ForeignData { path: data, stranger });
    }
    let absolute = std::path::absolute(root).map_err(Error::io("resolve", root))?;
    let standing = absolute.ancestors().find(|folder| folder.is_dir()).unwrap_or(&absolute);
    let here = standing.canonicalize().map_err(Error::io("read", standing))?;
    let repository = git::git_folder_of(&here)?.and_then(|git| git.parent().map(Path::to_owned));
    let is_top = standing == absolute && repository.as_ref() == Some(&here);
    Ok(Ground { has_book, repository, is_top })
}

/// The first thing in `data` that a book's reader would see; `data` itself where it is no folder.
fn stranger_in(data: &Path) -> Result<Option<String>, Error> {
    let entries = match fs::read_dir(data) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // A link that leads nowhere is something.
            return Ok(data.is_symlink().then(|| "a link that leads nowhere".to_owned()));
        }
        Err(error) => return Err(Error::io("read", data)(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(Error::io("read", data))?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    Ok(names.into_iter().min())
}

fn is_there(path: &Path) -> Result<bool, Error> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&error.kind()) => {
            Ok(false)
        }
        Err(error) => Err(Error::io("read", path)(error)),
    }
}

/// What became of files that were to be added.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Added {
    pub written: usize,
    /// Paths at which something stands already: left as it is.
    pub left: Vec<String>,
}

/// Adds files below `root`, by path and text, each whole; never over another.
///
/// # Errors
/// The disk fails; the path is named, and what was added before it is taken away again.
pub fn add_missing<'a>(
    root: &Path,
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Added, Error> {
    let mut written: Vec<PathBuf> = Vec::new();
    let mut left = Vec::new();
    for (path, text) in files {
        let target = root.join(path);
        let added = match is_there(&target) {
            Ok(true) => {
                left.push(path.to_owned());
                continue;
            }
            Ok(false) => add_file(root, path, text),
            Err(error) => Err(error),
        };
        if let Err(error) = added {
            take_away(root, &written);
            return Err(error);
        }
        written.push(target);
    }
    Ok(Added { written: written.len(), left })
}

/// Removes files, and the folders above them that are empty then. What cannot be removed stays: the first error is the one to tell.
fn take_away(root: &Path, files: &[PathBuf]) {
    for file in files {
        let _ = fs::remove_file(file);
    }
    for file in files {
        for folder in
            file.ancestors().skip(1).take_while(|folder| folder.starts_with(root) && *folder != root)
        {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ground_of(files: &[(&str, &str)]) -> Result<Ground, Error> {
        let top = tempfile::tempdir().expect("a folder");
        add_missing(top.path(), files.iter().copied()).expect("files");
        ground(top.path())
    }

    #[test]
    fn a_book_is_seen_and_files_without_one_are_refused() {
        let none = Ground { has_book: false, repository: None, is_top: false };
        assert_eq!(ground_of(&[("README.md", "ours")]).expect("read"), none);
        assert_eq!(ground_of(&[("data/.gitkeep", "")]).expect("read"), none);
        assert!(ground_of(&[("data/book.toml", "")]).expect("read").has_book);
        for strange in [&[("data/raw.xlsx", "x"), ("data/a.csv", "")][..], &[("data", "a file")]] {
            let refused = ground_of(strange);
            assert!(refused.is_err(), "{strange:?}: {refused:?}");
        }
    }

    #[test]
    fn nothing_is_overwritten_and_a_failure_leaves_nothing_behind() {
        let top = tempfile::tempdir().expect("a folder");
        let root = top.path().join("new");
        let files = [("README.md", "one"), ("data/a.toml", "two")];
        assert_eq!(add_missing(&root, files).expect("added"), Added { written: 2, left: Vec::new() });
        fs::write(root.join("README.md"), "ours").expect("written");
        let again = add_missing(&root, files).expect("looked at");
        assert_eq!((again.written, again.left), (0, vec!["README.md".to_owned(), "data/a.toml".to_owned()]));
        assert_eq!(fs::read_to_string(root.join("README.md")).expect("read"), "ours");
        let other = top.path().join("other");
        fs::create_dir(&other).expect("a folder");
        fs::write(other.join("b"), "a file").expect("written");
        let failed = add_missing(&other, [("a/c.toml", "one"), ("b/d.toml", "two")]);
        assert!(failed.is_err());
        assert_eq!(fs::read_dir(&other).expect("read").count(), 1, "only what was there");
    }
}
