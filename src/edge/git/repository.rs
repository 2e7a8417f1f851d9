//! The repository that holds a folder: where it is, what its HEAD is, what a commit says of itself.

use std::path::{Path, PathBuf};

use gix::bstr::ByteSlice;
use jiff::Timestamp;

use super::hashed::{Forged, Threads, hashed};
use super::place;
use crate::edge::Error;
use crate::kit::source::Commit;

/// A repository, seen from one of its folders.
#[derive(Debug)]
pub(in crate::edge) struct Repository {
    pub(super) git: gix::Repository,
    /// The folder that holds `data/`, as it was asked for.
    pub(super) root: PathBuf,
    /// The same below the repository's top folder, `/` between parts; empty at the top.
    pub(super) folder: String,
    /// What was read and is not what its name says.
    forged: Forged,
}

/// The same for every thread.
#[derive(Clone, Debug)]
pub(in crate::edge) struct Shared {
    threads: Threads,
    root: PathBuf,
    folder: String,
    forged: Forged,
}

impl Shared {
    /// Whether something was read that is not what its name says.
    pub(super) fn is_forged(&self) -> bool {
        self.forged.first().is_some()
    }

    /// For one thread, which remembers what it read.
    pub(super) fn local(&self) -> Repository {
        Repository {
            git: self.threads.reader(),
            root: self.root.clone(),
            folder: self.folder.clone(),
            forged: self.forged.clone(),
        }
    }
}

impl Repository {
    pub(in crate::edge) fn share(self) -> Shared {
        let threads = Threads::of(self.git, &self.forged);
        Shared { threads, root: self.root, folder: self.folder, forged: self.forged }
    }

    /// The repository for the threads of one piece of work.
    pub(super) fn threads(&self) -> Threads {
        Threads::of(self.git.clone(), &self.forged)
    }

    /// The repository that holds `root`. `None` without one, or inside a bare one.
    ///
    /// # Errors
    /// A repository that is there and cannot be read, or that lacks commits: what it has would tell wrong authors and dates.
    pub(in crate::edge) fn find(root: &Path) -> Result<Option<Repository>, Error> {
        let here = root.canonicalize().map_err(Error::io("read", root))?;
        let found = place::find(&here)?;
        if let Some(found) = &found {
            place::look_through(root, found)?;
        }
        // A commit is what its id says: neither the user's configuration, replacement objects nor a file that repeats what commits say
        // may change it.
        let overrides = ["core.useReplaceRefs=false", "core.commitGraph=false"];
        let options = gix::open::Options::isolated().config_overrides(overrides);
        let mut git = match gix::discover_opts(&here, gix::discover::upwards::Options::default(), options) {
            Ok(git) => git,
            Err(error) if error.is_not_found() => match found {
                Some(path) => return Err(Error::BrokenRepository { path }),
                None => return Ok(None),
            },
            Err(error) => {
                let reason = reasons(&error);
                return Err(match reason.contains("extensions.objectFormat") {
                    true => Error::Layout { root: root.to_owned(), what: "objects under SHA-256 names" },
                    false => Error::Git { path: root.to_owned(), reason },
                });
            }
        };
        if git.config_snapshot().string("extensions.refStorage").is_some_and(|kind| kind != "files") {
            return Err(Error::Layout {
                root: root.to_owned(),
                what: "branches in another way than in files",
            });
        }
        let shallow = git
            .shallow_file()
            .map_err(|error| Error::Git { path: root.to_owned(), reason: reasons(&error) })?;
        if place::is_shallow(root, &shallow)? {
            return Err(Error::Shallow { root: root.to_owned() });
        }
        let forged = hashed(&mut git);
        let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let top: Option<PathBuf> = git.workdir().map(canonical);
        let folder = top.and_then(|top| {
            let below = canonical(root).strip_prefix(&top).ok()?.to_owned();
            let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
            Some(parts?.join("/"))
        });
        Ok(folder.map(|folder| Repository { git, root: root.to_owned(), folder, forged }))
    }

    /// The commit of HEAD; `None` on a branch that has none yet.
    ///
    /// # Errors
    /// HEAD or its commit cannot be read.
    pub(in crate::edge) fn head(&self) -> Result<Option<gix::ObjectId>, Error> {
        let mut head = self.git.head().map_err(self.wrong())?;
        if head.try_peel_to_id().map_err(self.wrong())?.is_none() {
            let name = head.referent_name().map(|name| name.as_bstr().to_string()).unwrap_or_default();
            return match place::is_unborn(&self.root, self.git.common_dir(), &name)? {
                true => Ok(None),
                false => Err(Error::Git {
                    path: self.root.clone(),
                    reason: format!("HEAD names `{name}`, which is there and cannot be read"),
                }),
            };
        }
        let commit = head.peel_to_commit().map_err(self.wrong())?.id;
        self.sound(Some(commit))
    }

    /// `value`, which was made of objects that are all what their names say.
    ///
    /// # Errors
    /// One of them is not.
    pub(super) fn sound<T>(&self, value: T) -> Result<T, Error> {
        match self.forged() {
            Some(error) => Err(error),
            None => Ok(value),
        }
    }

    /// The error that one object was not what its name says, if one was not.
    pub(super) fn forged(&self) -> Option<Error> {
        let object = self.forged.first()?;
        Some(Error::Forged { root: self.root.clone(), object: object.to_string() })
    }

    pub(super) fn commit(&self, id: gix::ObjectId) -> gix::Result<gix::Commit<'_>> {
        self.git.find_object(id)?.try_into_commit()
    }

    /// What a commit says of itself.
    pub(super) fn describe(&self, id: gix::ObjectId) -> gix::Result<Commit> {
        let commit = self.commit(id)?;
        let seconds = commit.time()?.seconds;
        let subject =
            commit.message_raw()?.lines().next().unwrap_or_default().to_str_lossy().trim().to_owned();
        Ok(Commit {
            id: id.to_string(),
            committed_at: instant(seconds),
            author: commit.author()?.name.to_string(),
            subject,
        })
    }

    /// A path below the root as the repository has it.
    pub(super) fn below(&self, path: &str) -> String {
        if self.folder.is_empty() { path.to_owned() } else { format!("{}/{path}", self.folder) }
    }

    /// For `map_err`: names the folder.
    pub(super) fn wrong(&self) -> impl Fn(gix::Error) -> Error + '_ {
        |error| match (self.forged(), error.is_not_found()) {
            (Some(forged), _) => forged,
            (None, true) => Error::Incomplete { root: self.root.clone(), reason: reasons(&error) },
            (None, false) => Error::Git { path: self.root.clone(), reason: reasons(&error) },
        }
    }
}

/// A date outside jiff's years -9999 to 9999 is no claim worth keeping; the epoch shows that it is wrong.
pub(super) fn instant(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// An error with its causes, in one line.
pub(super) fn reasons(error: &gix::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        let line = next.to_string();
        if !line.is_empty() && !text.contains(&line) {
            text = format!("{text}: {line}");
        }
        cause = next.source();
    }
    text
}
