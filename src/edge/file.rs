//! Files are opened as what they are at that moment: never through a link that came to stand in their place, and without waiting
//! for a pipe or a device.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// Whether a link in the place of the file is followed: where somebody named the file on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Links {
    Followed,
    Refused,
}

/// What stands there is no file: a link, a pipe, a socket, a device or a folder.
#[derive(Debug, thiserror::Error)]
#[error("it is no file, but a link, a pipe, a device or a folder")]
struct NoFile;

/// Whether `error` says that what stands there is no file.
pub(super) fn is_no_file(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<NoFile>())
}

fn no_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, NoFile)
}

/// Opens the file at `path` for reading.
///
/// # Errors
/// [`is_no_file`], or the disk fails.
pub(super) fn open(path: &Path, links: Links) -> io::Result<File> {
    let file = system::open(path, links)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(no_file()) }
}

/// The bytes of the file at `path`, if they are `most` at most.
///
/// # Errors
/// [`is_no_file`], the file is larger, or the disk fails.
pub(super) fn read(path: &Path, links: Links, most: u64) -> io::Result<Vec<u8>> {
    whole(open(path, links)?, most)
}

fn whole(file: File, most: u64) -> io::Result<Vec<u8>> {
    let size = file.metadata()?.len();
    let mut bytes = Vec::new();
    if size <= most {
        bytes.reserve_exact(usize::try_from(size).unwrap_or_default());
        file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    }
    if size > most || bytes.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {most} bytes")));
    }
    Ok(bytes)
}

/// A folder whose files are opened one part of their path after the other, so that no part of it is a link.
#[derive(Debug)]
pub(super) struct Folder(system::Folder);

impl Folder {
    /// # Errors
    /// There is no such folder, or the disk fails.
    pub(super) fn open(path: &Path) -> io::Result<Folder> {
        system::Folder::open(path).map(Folder)
    }

    /// The file at `below`, a relative path.
    ///
    /// # Errors
    /// [`is_no_file`], or the disk fails.
    pub(super) fn file(&self, below: &Path) -> io::Result<File> {
        let file = self.0.file(below)?;
        if file.metadata()?.is_file() { Ok(file) } else { Err(no_file()) }
    }

    /// Its bytes.
    ///
    /// # Errors
    /// Those of [`Folder::file`], or it is larger than `most` bytes.
    pub(super) fn read(&self, below: &Path, most: u64) -> io::Result<Vec<u8>> {
        whole(self.file(below)?, most)
    }
}

#[cfg(unix)]
mod system {
    use std::fs::File;
    use std::io;
    use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
    use std::path::Path;

    use rustix::fs::{CWD, Mode, OFlags, openat};
    use rustix::io::Errno;

    use super::{Links, no_file};

    const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
    // A pipe opens at once and is then seen to be one; a terminal does not become ours.
    const FILE: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC);

    pub(super) fn open(path: &Path, links: Links) -> io::Result<File> {
        at(CWD, path, links)
    }

    fn at(folder: BorrowedFd<'_>, path: &Path, links: Links) -> io::Result<File> {
        let flags = if links == Links::Refused { FILE | OFlags::NOFOLLOW } else { FILE };
        match openat(folder, path, flags, Mode::empty()) {
            Ok(file) => Ok(file.into()),
            // The last part is a link (FreeBSD says MLINK), or a socket.
            Err(Errno::LOOP | Errno::MLINK | Errno::NXIO) => Err(no_file()),
            Err(error) => Err(error.into()),
        }
    }

    #[derive(Debug)]
    pub(super) struct Folder(OwnedFd);

    impl Folder {
        pub(super) fn open(path: &Path) -> io::Result<Folder> {
            Ok(Folder(openat(CWD, path, FOLDER, Mode::empty())?))
        }

        pub(super) fn file(&self, below: &Path) -> io::Result<File> {
            let mut parts = below.iter().peekable();
            let mut inside: Option<OwnedFd> = None;
            while let Some(part) = parts.next() {
                let folder = inside.as_ref().map_or(self.0.as_fd(), AsFd::as_fd);
                if parts.peek().is_none() {
                    return at(folder, Path::new(part), Links::Refused);
                }
                let next = match openat(folder, part, FOLDER | OFlags::NOFOLLOW, Mode::empty()) {
                    Ok(next) => next,
                    Err(Errno::LOOP | Errno::MLINK) => return Err(no_file()),
                    Err(error) => return Err(error.into()),
                };
                inside = Some(next);
            }
            Err(no_file())
        }
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::File;
    use std::io;
    use std::path::{Path, PathBuf};

    use super::{Links, no_file};

    pub(super) fn open(path: &Path, links: Links) -> io::Result<File> {
        let meta = if links == Links::Refused { path.symlink_metadata()? } else { path.metadata()? };
        if meta.is_file() { File::open(path) } else { Err(no_file()) }
    }

    #[derive(Debug)]
    pub(super) struct Folder(PathBuf);

    impl Folder {
        pub(super) fn open(path: &Path) -> io::Result<Folder> {
            path.read_dir()?;
            Ok(Folder(path.to_owned()))
        }

        pub(super) fn file(&self, below: &Path) -> io::Result<File> {
            open(&self.0.join(below), Links::Refused)
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    #[test]
    fn what_is_no_file_is_told_at_once_and_links_are_followed_only_where_asked() {
        let top = tempfile::tempdir().expect("a folder");
        let path = |name: &str| top.path().join(name);
        fs::create_dir(path("folder")).expect("a folder");
        fs::write(path("folder/file"), "text").expect("a file");
        symlink(path("folder/file"), path("link")).expect("a link");
        symlink("/dev/zero", path("zero")).expect("a link");
        symlink(path("folder"), path("linked")).expect("a link");
        let piped = Command::new("mkfifo").arg(path("pipe")).status().is_ok_and(|made| made.success());
        let _socket = std::os::unix::net::UnixListener::bind(path("socket")).expect("a socket");
        let below = Folder::open(top.path()).expect("a folder");
        for name in ["link", "zero", "folder", "socket", "pipe"] {
            if name == "pipe" && !piped {
                continue;
            }
            for error in [read(&path(name), Links::Refused, 9), below.read(Path::new(name), 9)] {
                assert!(error.as_ref().is_err_and(is_no_file), "{name}: {error:?}");
            }
        }
        for name in ["zero", "folder", "pipe"].iter().filter(|name| piped || **name != "pipe") {
            assert!(read(&path(name), Links::Followed, 9).is_err_and(|error| is_no_file(&error)), "{name}");
        }
        assert_eq!(read(&path("link"), Links::Followed, 4).expect("followed"), b"text");
        assert_eq!(below.read(Path::new("folder/file"), 4).expect("read"), b"text");
        let inside = below.read(Path::new("linked/file"), 9).expect_err("a folder that is a link");
        assert!(is_no_file(&inside) || inside.kind() == io::ErrorKind::NotADirectory, "{inside:?}");
        let large = read(&path("link"), Links::Followed, 3).expect_err("larger than asked for");
        assert_eq!(large.to_string(), "it is larger than 3 bytes");
    }
}
