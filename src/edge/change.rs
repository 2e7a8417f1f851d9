//! Changes files of the book together: all of them, or none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Error;
use super::append::add_file;
use super::durable;

/// A file as it is to be.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// From the root, `/` between folders.
    pub path: &'a str,
    /// What stands there, as it was read; `None`: nothing.
    pub before: Option<&'a str>,
    pub bytes: &'a [u8],
}

/// Writes files below `root`. Each new one is whole on the disk before the first file changes; new files come last, in their order.
///
/// # Errors
/// A file is not any more what was read, or the disk fails; the path is named, and every file is what it was.
pub fn change_files(root: &Path, changes: &[Change<'_>]) -> Result<(), Error> {
    let mut fresh: Vec<(PathBuf, PathBuf, &str)> = Vec::new();
    let prepared = changes.iter().filter_map(|change| Some((change, change.before?))).try_for_each(
        |(change, before)| {
            let target = root.join(change.path);
            let beside = beside(&target);
            same(&target, before)
                .and_then(|()| durable::create(&beside, change.bytes))
                .map_err(Error::io("write", &target))?;
            fresh.push((target, beside, before));
            Ok(())
        },
    );
    let done = prepared.and_then(|()| put(root, changes, &fresh));
    for (_, beside, _) in &fresh {
        // What was renamed is not there any more.
        let _ = fs::remove_file(beside);
    }
    done
}

fn put(root: &Path, changes: &[Change<'_>], fresh: &[(PathBuf, PathBuf, &str)]) -> Result<(), Error> {
    let mut added: Vec<PathBuf> = Vec::new();
    let mut renamed = 0;
    let mut all = || -> Result<(), Error> {
        for (target, beside, _) in fresh {
            fs::rename(beside, target).map_err(Error::io("write", target))?;
            renamed += 1;
            durable::names_in(target.parent().unwrap_or(root)).map_err(Error::io("write", target))?;
        }
        for change in changes.iter().filter(|change| change.before.is_none()) {
            add_file(root, change.path, change.bytes)?;
            added.push(root.join(change.path));
        }
        Ok(())
    };
    let done = all();
    if done.is_err() {
        // What cannot be taken back stays: the first error is the one to tell.
        added.iter().for_each(|path| drop(fs::remove_file(path)));
        fresh[..renamed].iter().for_each(|(target, _, before)| drop(fs::write(target, before)));
    }
    done
}

fn beside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.{}.new", std::process::id()))
}

fn same(target: &Path, before: &str) -> io::Result<()> {
    if fs::read(target)? == before.as_bytes() {
        return Ok(());
    }
    Err(io::Error::other("it was changed while it was read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_files_change_or_none() {
        let top = tempfile::tempdir().expect("a folder");
        let path = |name: &str| top.path().join(name);
        fs::write(path("a.csv"), "one\n").expect("written");
        let change = |path, before, text: &'static str| Change { path, before, bytes: text.as_bytes() };
        let good = [change("a.csv", Some("one\n"), "two\n"), change("b/c.toml", None, "new\n")];
        change_files(top.path(), &good).expect("changed");
        let read = |name: &str| fs::read_to_string(path(name)).unwrap_or_default();
        assert_eq!((read("a.csv"), read("b/c.toml")), ("two\n".to_owned(), "new\n".to_owned()));
        let stale = [change("a.csv", Some("one\n"), "three\n"), change("d.toml", None, "new\n")];
        assert!(change_files(top.path(), &stale).is_err());
        let taken = [
            change("a.csv", Some("two\n"), "three\n"),
            change("d.toml", None, "new\n"),
            change("b/c.toml", None, "other\n"),
        ];
        assert!(change_files(top.path(), &taken).is_err(), "a file stands there");
        assert_eq!(
            (read("a.csv"), read("b/c.toml"), read("d.toml")),
            ("two\n".to_owned(), "new\n".to_owned(), String::new())
        );
        let left = fs::read_dir(top.path()).expect("a folder").count();
        assert_eq!(left, 2, "nothing is left beside them");
    }
}
