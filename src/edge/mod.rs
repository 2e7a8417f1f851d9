//! The only place for disk, git, clock, environment and terminal.

mod disk;
mod error;
mod folder;
mod git;
mod publish;
mod terminal;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

pub use disk::write;
pub use error::Error;
pub use git::{Checkout, Range, Standing};
pub use publish::{FolderSink, Published};
pub use terminal::{ColorChoice, Phases, Progress, Stream, colour, say};

use disk::Files;
use git::Repository;

use crate::source::{AsOf, Recorded, Refused, RepoPath, Snapshot, Text};

/// A folder, read.
#[derive(Debug)]
pub struct Opened {
    pub snapshot: Snapshot,
    /// What the snapshot does not say of git, for the terminal.
    pub checkout: Checkout,
}

/// Reads `data/` and `templates/` of `root`, and what git knows of them. A committed tree is one whose bytes are the
/// blobs of HEAD, so its snapshot holds exactly those.
///
/// # Errors
/// The disk fails, `data/` is not there, or a repository cannot be read; each names the path.
pub fn open(root: &Path, as_of: Option<AsOf>) -> Result<Opened, Error> {
    let read = disk::read_folder(root)?;
    let checkout = match Repository::find(root)? {
        Some(repository) => git::look(&repository, &read)?,
        None => Checkout::default(),
    };
    Ok(opened(read, checkout, as_of))
}

/// Reads `data/` and `templates/` of `root` as the commit has them that `revision` names: an id, a branch, a tag, `HEAD~2`.
/// What stands on disk is not looked at. The snapshot is the one that [`open`] gives in a clean checkout of that commit.
///
/// # Errors
/// No repository, no such commit, no `data/` in it, or an object that cannot be read.
pub fn open_commit(root: &Path, revision: &str, as_of: Option<AsOf>) -> Result<Opened, Error> {
    let (read, checkout) = git::at_commit(&repository(root)?, revision)?;
    Ok(opened(read, checkout, as_of))
}

/// The commits that `BASE..HEAD` names, and where they part; [`open_commit`] opens each by its id. An empty side means `HEAD`.
///
/// # Errors
/// No repository, no two dots, or a side that names no commit.
pub fn range(root: &Path, range: &str) -> Result<Range, Error> {
    repository(root)?.range(range)
}

fn repository(root: &Path) -> Result<Repository, Error> {
    Repository::find(root)?.ok_or_else(|| Error::NoRepository { root: root.to_owned() })
}

fn opened(read: Files, checkout: Checkout, as_of: Option<AsOf>) -> Opened {
    let input_hash = disk::input_hash(&read.files);
    let mut texts = BTreeMap::new();
    let mut templates = BTreeMap::new();
    let mut refused: Vec<Refused> =
        read.links.iter().map(|link| Refused::Symlink(RepoPath::new(link))).collect();
    for file in read.files {
        let path = RepoPath::new(&file.path);
        if file.unnameable {
            refused.push(Refused::NotUtf8 { path, offset: 0, line: 1 });
        } else if let Some(name) = file.path.strip_prefix("templates/") {
            templates.insert(name.to_owned(), file.bytes);
        } else {
            match String::from_utf8(file.bytes) {
                Ok(content) => drop(texts.insert(path.clone(), Text::new(path, content))),
                Err(error) => refused.push(not_utf8(path, &error)),
            }
        }
    }
    let snapshot = Snapshot {
        texts,
        refused,
        templates,
        commit: checkout.commit.clone(),
        tree: checkout.tree(),
        input_hash,
        as_of,
        waivers_author: checkout.waivers_author.clone(),
        recorded: Recorded::default(),
    };
    Opened { snapshot, checkout }
}

/// A pool of `jobs` threads; `None` is one a core.
///
/// # Errors
/// The system gives no such number of threads.
pub fn threads(jobs: Option<usize>) -> Result<rayon::ThreadPool, Error> {
    // To rayon, 0 is one a core.
    rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.unwrap_or(0))
        .build()
        .map_err(|error| Error::Threads(error.to_string()))
}

fn not_utf8(path: RepoPath, error: &std::string::FromUtf8Error) -> Refused {
    let offset = error.utf8_error().valid_up_to();
    let before = error.as_bytes()[..offset].iter().filter(|&&byte| byte == b'\n').count();
    Refused::NotUtf8 { path, offset, line: u32::try_from(before + 1).unwrap_or(u32::MAX) }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
