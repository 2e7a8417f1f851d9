//! Folders in the place of folders: what may be replaced, how it is swapped, how the old one goes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rayon::prelude::*;

use super::Error;
use super::former::Former;

/// `target` with its links resolved, and whether something stands there that a build may replace: an empty folder, one
/// that holds only a site's `.gitignore`, or one that bears a manifest of ours and nothing that is not in it.
///
/// # Errors
/// Anything else stands there, named by its first stranger.
pub(super) fn existing(target: &Path) -> Result<(PathBuf, bool), Error> {
    match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((absolute(target)?, false)),
        Err(source) => return Err(Error::Io { action: "read", path: target.to_owned(), source }),
        Ok(_) => {}
    }
    let resolved = target.canonicalize().map_err(Error::io("resolve", target))?;
    if !resolved.is_dir() {
        return Err(Error::OutputIsFile { path: target.to_owned() });
    }
    match Former::of(&resolved).stranger()? {
        None => Ok((resolved, true)),
        Some(stranger) => Err(Error::ForeignOutput { path: target.to_owned(), stranger }),
    }
}

/// So often the place is looked at again when another build was quicker.
const TRIES: usize = 8;

/// Puts `fresh` where `target` is, whatever site of ours has come to stand there meanwhile or has gone. Where a folder was replaced, the
/// path at which it now stands.
///
/// # Errors
/// The system refuses, or what has come to stand there is no site of ours; `target` is then what it was.
pub(super) fn swap(fresh: &Path, target: &Path, replaces: bool) -> Result<Option<PathBuf>, Error> {
    let refused = |source| Error::Swap { path: target.to_owned(), source };
    let mut replaces = replaces;
    for _ in 1..TRIES {
        match swap_once(fresh, target, replaces) {
            Ok(old) => return Ok(old),
            Err(error) if replaces && error.kind() == io::ErrorKind::NotFound => replaces = false,
            Err(error)
                if [io::ErrorKind::DirectoryNotEmpty, io::ErrorKind::AlreadyExists]
                    .contains(&error.kind()) =>
            {
                replaces = existing(target)?.1;
            }
            Err(error) => return Err(refused(error)),
        }
    }
    swap_once(fresh, target, replaces).map_err(refused)
}

fn swap_once(fresh: &Path, target: &Path, replaces: bool) -> io::Result<Option<PathBuf>> {
    if !replaces {
        // Refused by the system if a non-empty folder has come to stand there meanwhile.
        return fs::rename(fresh, target).map(|()| None);
    }
    if exchange(fresh, target)? { Ok(Some(fresh.to_owned())) } else { two_renames(fresh, target).map(Some) }
}

/// For a moment nothing stands at `target`; what was there comes back if the new cannot be put there.
fn two_renames(fresh: &Path, target: &Path) -> io::Result<PathBuf> {
    let old = fresh.with_extension("old");
    fs::rename(target, &old)?;
    match fs::rename(fresh, target) {
        Ok(()) => Ok(old),
        Err(error) => {
            fs::rename(&old, target)?;
            Err(error)
        }
    }
}

/// Exchanges two folders in one step. `false` where the system or the file system has no such step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP | Errno::PERM) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Removes a folder with all it holds, its folders in parallel. Links are removed, not followed.
pub(super) fn remove(folder: &Path) -> io::Result<()> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    folders.par_iter().try_for_each(|folder| remove(folder))?;
    fs::remove_dir(folder)
}

/// How long an unclaimed folder of a build is left alone: more than a build takes from making it to claiming it.
const SETTLED: Duration = Duration::from_secs(60);

/// Marks the folder of a running build, until the returned file is closed. `None` where the system locks no folders.
pub(super) fn claim(fresh: &Path) -> Option<fs::File> {
    fs::symlink_metadata(fresh).ok().filter(fs::Metadata::is_dir)?;
    fs::File::open(fresh).ok().filter(|file| file.try_lock().is_ok())
}

/// Removes what killed builds of the site `name` left in `parent`: folders `.<name>.<pid>.new` that nobody claims.
/// A failure is left to the next build: these folders are in nobody's way.
pub(super) fn sweep(parent: &Path, name: &str) {
    let is_left = |entry: &fs::DirEntry| {
        let file_name = entry.file_name();
        let pid = file_name.to_str().and_then(|file_name| {
            file_name.strip_prefix('.')?.strip_prefix(name)?.strip_prefix('.')?.strip_suffix(".new")
        });
        let is_settled = || entry.metadata().ok()?.modified().ok()?.elapsed().ok().map(|age| age > SETTLED);
        pid.is_some_and(|pid| !pid.is_empty() && pid.bytes().all(|byte| byte.is_ascii_digit()))
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
            && is_settled().unwrap_or(false)
    };
    for entry in fs::read_dir(parent).into_iter().flatten().flatten().filter(is_left) {
        if let Some(_claim) = claim(&entry.path()) {
            let _ = remove(&entry.path());
        }
    }
}

/// `target` from the top, with the links of the folder above it resolved if that exists.
fn absolute(target: &Path) -> Result<PathBuf, Error> {
    let target = std::path::absolute(target).map_err(Error::io("resolve", target))?;
    Ok(match (target.parent().map(Path::canonicalize), target.file_name()) {
        (Some(Ok(parent)), Some(name)) => parent.join(name),
        _ => target,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let top = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = top.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, text).expect("a file");
        }
        top
    }

    #[test]
    fn both_ways_of_swapping_leave_the_new_in_place_and_the_old_beside() {
        for by_renames in [false, true] {
            let top = folder(&[(".site.1.new/n", ""), ("site/o", "")]);
            let (fresh, target) = (top.path().join(".site.1.new"), top.path().join("site"));
            let old = if by_renames {
                two_renames(&fresh, &target).map(Some)
            } else {
                swap_once(&fresh, &target, true)
            };
            let old: Option<PathBuf> = old.expect("a swap");
            let old = old.expect("an old one");
            assert!(target.join("n").exists() && old.join("o").exists());
            remove(&old).expect("removal");
            assert_eq!(fs::read_dir(top.path()).expect("readable").count(), 1);
        }
    }

    #[test]
    fn what_cannot_be_put_in_place_leaves_the_old_there() {
        let top = folder(&[("site/o", "")]);
        assert!(two_renames(&top.path().join(".site.1.new"), &top.path().join("site")).is_err());
        assert!(top.path().join("site/o").exists());
    }

    #[test]
    fn a_site_that_came_or_went_meanwhile_is_replaced_or_not_missed() {
        for (replaces, files) in [
            (false, &[(".site.1.new/n", ""), ("site/.gitignore", "*\n")][..]),
            (true, &[(".site.1.new/n", "")][..]),
        ] {
            let top = folder(files);
            let (fresh, target) = (top.path().join(".site.1.new"), top.path().join("site"));
            let old = swap(&fresh, &target, replaces).expect("a swap");
            assert_eq!(old.is_some(), !replaces);
            assert!(target.join("n").exists());
        }
        let top = folder(&[(".site.1.new/n", ""), ("site/mine", "")]);
        let refused = swap(&top.path().join(".site.1.new"), &top.path().join("site"), false);
        assert!(matches!(refused, Err(Error::ForeignOutput { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn what_a_killed_build_left_goes_and_a_running_one_stays() {
        let top = folder(&[
            (".site.1.new/a", ""),
            (".site.2.new/a", ""),
            (".site.3.new/a", ""),
            (".site.x.new/a", ""),
        ]);
        let path = |name: &str| top.path().join(name);
        let long_ago = std::time::SystemTime::now() - 2 * SETTLED;
        for old in [".site.1.new", ".site.2.new", ".site.x.new"] {
            fs::File::open(path(old)).and_then(|file| file.set_modified(long_ago)).expect("a time");
        }
        let running = claim(&path(".site.2.new"));
        assert!(running.is_some());
        sweep(top.path(), "site");
        let left =
            [".site.1.new", ".site.2.new", ".site.3.new", ".site.x.new"].map(|name| path(name).exists());
        assert_eq!(left, [false, true, true, true], "killed, running, just made, a stranger's");
    }
}
