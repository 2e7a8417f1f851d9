//! Adds a file to the book: a new one, whole or not at all, never over another.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Error;
use super::durable;

/// Writes `bytes` to `path` below `root`, with the folders above it. The file has its name only once all of it is on the disk: a full disk
/// or a power cut leaves no part of it.
///
/// # Errors
/// Something stands there already, or the disk fails; the path is named, and nothing was added.
pub fn add_file(root: &Path, path: &str, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
    let target = root.join(path);
    let folder = target.parent().unwrap_or(root);
    // Above a relative path stands the working directory, whose name is empty.
    let is_named = |above: &&Path| !above.as_os_str().is_empty();
    let missing: Vec<PathBuf> = folder
        .ancestors()
        .take_while(is_named)
        .take_while(|above| !above.exists())
        .map(Path::to_owned)
        .collect();
    let added = add(folder, &target, bytes.as_ref(), &missing);
    if added.is_err() {
        for folder in &missing {
            // What is not empty is somebody else's by now.
            let _ = fs::remove_dir(folder);
        }
    }
    added.map_err(Error::io("write", &target))
}

fn add(folder: &Path, target: &Path, bytes: &[u8], missing: &[PathBuf]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    if !system::add_nameless(folder, target, bytes)? {
        add_beside(folder, target, bytes)?;
    }
    let above = missing.iter().filter_map(|folder| folder.parent());
    let above = above.map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    std::iter::once(folder).chain(above).try_for_each(durable::names_in).inspect_err(|_| {
        // A name that may be gone after a power cut is not added: what is reported as failed is not there.
        let _ = fs::remove_file(target);
    })
}

/// Writes the file under a name that no book has, and gives it its own when it is whole.
fn add_beside(folder: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let fresh = folder.join(format!(".{name}.{}.new", std::process::id()));
    let named = durable::create(&fresh, bytes).and_then(|()| match fs::hard_link(&fresh, target) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists || target.exists() => {
            Err(io::ErrorKind::AlreadyExists.into())
        }
        // A file system without a second name for a file.
        Err(_) => fs::rename(&fresh, target),
        Ok(()) => Ok(()),
    });
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => named.and(Err(error)),
        _ => named,
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs::File;
    use std::io::{self, Write as _};
    use std::os::fd::AsRawFd as _;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, openat};
    use rustix::io::Errno;

    /// Writes a file that has no name until all of it is on the disk, so that not even a killed program leaves one. `false` where the
    /// file system has no such files.
    pub(super) fn add_nameless(folder: &Path, target: &Path, bytes: &[u8]) -> io::Result<bool> {
        let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
        let Ok(file) = openat(CWD, folder, flags, Mode::from_raw_mode(0o666)) else { return Ok(false) };
        let mut file = File::from(file);
        file.write_all(bytes)?;
        file.sync_all()?;
        let open = format!("/proc/self/fd/{}", file.as_raw_fd());
        match linkat(CWD, open, CWD, target, AtFlags::SYMLINK_FOLLOW) {
            Ok(()) => Ok(true),
            Err(Errno::EXIST) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => Ok(false),
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::io;
    use std::path::Path;

    pub(super) fn add_nameless(_: &Path, _: &Path, _: &[u8]) -> io::Result<bool> {
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_added_whole_and_never_over_another() {
        let top = tempfile::tempdir().expect("a folder");
        add_file(top.path(), "data/signoffs/a.toml", "one").expect("added");
        assert!(add_file(top.path(), "data/signoffs/a.toml", "two").is_err());
        let folder = top.path().join("data/signoffs");
        let beside = add_beside(&folder, &folder.join("a.toml"), b"three");
        assert_eq!(beside.map_err(|error| error.kind()), Err(io::ErrorKind::AlreadyExists));
        add_beside(&folder, &folder.join("b.toml"), b"four").expect("added");
        let text = |name: &str| fs::read_to_string(folder.join(name)).expect("text");
        assert_eq!((text("a.toml"), text("b.toml")), ("one".to_owned(), "four".to_owned()));
        assert_eq!(fs::read_dir(&folder).expect("readable").count(), 2, "nothing is left beside them");
    }

    #[test]
    fn what_cannot_be_added_leaves_no_folder() {
        let top = tempfile::tempdir().expect("a folder");
        fs::write(top.path().join("data"), "a file").expect("a file");
        assert!(add_file(top.path(), "data/signoffs/a.toml", "one").is_err());
        let long = format!("x/y/{}.toml", "n".repeat(300));
        assert!(add_file(top.path(), &long, "one").is_err());
        assert_eq!(fs::read_dir(top.path()).expect("readable").count(), 1);
    }
}
