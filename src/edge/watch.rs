//! Hears when a book changes: the files that are read of it, and those by which git says what is recorded.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::disk::FOLDERS;
use super::{Error, git};

/// A change is over when so long nothing more has changed, and nothing while it is read then: an editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(2);
/// Nobody waits longer than this for a change that goes on, such as a checkout of many files.
const LONGEST: Duration = Duration::from_millis(250);
/// How often files are looked at where the system does not tell of changes.
const LOOKS: Duration = Duration::from_secs(1);

/// The ear at a folder.
pub struct Watch {
    ground: Arc<RwLock<Ground>>,
    watcher: Box<dyn Watcher + Send>,
    watched: Vec<PathBuf>,
    heard: Receiver<Heard>,
    /// What was heard already, and nobody has waited for yet.
    ahead: Option<Heard>,
    /// Why files are looked at now and then, in place of hearing of each change.
    pub looks_because: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heard {
    /// A file of the book, or what git says of it.
    File,
    /// A folder that is watched came or went, so that it has to be watched anew.
    Folder,
}

impl Watch {
    /// Listens at the book of `root` from now on.
    ///
    /// # Errors
    /// There is no folder `root`, or it cannot be watched in any way.
    pub fn at(root: &Path) -> Result<Watch, Error> {
        let ground = Ground::of(root.canonicalize().map_err(Error::io("read", root))?);
        let (send, heard) = channel();
        let shared = Arc::new(RwLock::new(ground.clone()));
        let config = Config::default().with_follow_symlinks(false).with_poll_interval(LOOKS);
        let listening = RecommendedWatcher::new(listener(&shared, &send), config)
            .and_then(|mut watcher| ground.watch_by(&mut watcher).map(|watched| (watcher, watched)));
        let (watcher, watched, looks_because): (Box<dyn Watcher + Send>, _, _) = match listening {
            Ok((watcher, watched)) => (Box::new(watcher), watched, None),
            Err(why) => {
                let told = |error: notify::Error| Error::io("watch", root)(std::io::Error::other(error));
                let mut watcher = PollWatcher::new(listener(&shared, &send), config).map_err(told)?;
                let watched = ground.watch_by(&mut watcher).map_err(told)?;
                (Box::new(watcher), watched, Some(why.to_string()))
            }
        };
        Ok(Watch { ground: shared, watcher, watched, heard, ahead: None, looks_because })
    }

    /// Waits until the book has changed and the change is over. False once nobody tells of changes any more.
    pub fn wait(&mut self) -> bool {
        let Some(first) = self.ahead.take().or_else(|| self.heard.recv().ok()) else { return false };
        let begun = Instant::now();
        let mut anew = first == Heard::Folder;
        while begun.elapsed() < LONGEST {
            match self.heard.recv_timeout(QUIET) {
                Ok(heard) => anew |= heard == Heard::Folder,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
        if anew {
            self.watch_anew();
        }
        true
    }

    /// Whether something changed since the last wait.
    pub fn has_news(&mut self) -> bool {
        self.ahead = self.ahead.or_else(|| self.heard.try_recv().ok());
        self.ahead.is_some()
    }

    fn watch_anew(&mut self) {
        for path in std::mem::take(&mut self.watched) {
            // What is gone is not watched any more in any case.
            let _ = self.watcher.unwatch(&path);
        }
        let root = self.ground.read().unwrap_or_else(PoisonError::into_inner).root.clone();
        let ground = Ground::of(root);
        // Where the root itself is gone, nothing is left to hear of.
        self.watched = ground.watch_by(self.watcher.as_mut()).unwrap_or_default();
        // Only now: the watcher answers on the thread that hears, which reads this.
        *self.ground.write().unwrap_or_else(PoisonError::into_inner) = ground;
    }
}

/// What matters of a book's folder; paths have no links.
#[derive(Clone, Debug)]
struct Ground {
    root: PathBuf,
    /// The folders by which the repository around it names commits.
    git: Vec<PathBuf>,
}

impl Ground {
    fn of(root: PathBuf) -> Ground {
        // A repository that cannot be read is told of when the book is.
        let found = git::git_folder_of(&root).ok().flatten();
        let folders = found.and_then(|git| git::folders_of_names(&git).ok()).map(Vec::from);
        let canonical = |path: PathBuf| path.canonicalize().unwrap_or(path);
        let mut git: Vec<PathBuf> = folders.unwrap_or_default().into_iter().map(canonical).collect();
        git.dedup();
        Ground { root, git }
    }

    /// Watches all of it that is there; gives what is watched now.
    fn watch_by(&self, watcher: &mut dyn Watcher) -> notify::Result<Vec<PathBuf>> {
        let alone = std::iter::once(&self.root).chain(&self.git);
        let mut wanted: Vec<(PathBuf, RecursiveMode)> =
            alone.map(|folder| (folder.clone(), RecursiveMode::NonRecursive)).collect();
        let whole = FOLDERS.iter().map(|folder| self.root.join(folder));
        let branches = self.git.iter().map(|folder| folder.join("refs"));
        wanted.extend(whole.chain(branches).map(|folder| (folder, RecursiveMode::Recursive)));
        let mut watched = Vec::new();
        for (folder, mode) in wanted {
            match watcher.watch(&folder, mode) {
                Ok(()) => watched.push(folder),
                Err(_) if !folder.exists() && folder != self.root => {}
                Err(error) => return Err(error),
            }
        }
        Ok(watched)
    }

    /// What a change at `path` means; `None` where it is none of the book.
    fn heard(&self, path: &Path) -> Option<Heard> {
        if let Ok(below) = path.strip_prefix(&self.root) {
            let mut parts = below.iter().map(|part| part.as_encoded_bytes());
            let Some(first) = parts.next() else { return Some(Heard::Folder) };
            if FOLDERS.iter().any(|folder| folder.as_bytes() == first) {
                // What starts with a dot is no part of the book: an editor's own files.
                return match parts.clone().next() {
                    None => Some(Heard::Folder),
                    Some(_) => (!parts.any(|part| part.starts_with(b"."))).then_some(Heard::File),
                };
            }
            if below == Path::new(".git") {
                return Some(Heard::Folder);
            }
        }
        let below = self.git.iter().find_map(|folder| path.strip_prefix(folder).ok())?;
        let names =
            below == Path::new("HEAD") || below == Path::new("packed-refs") || below.starts_with("refs");
        (names && below.extension().is_none_or(|end| end != "lock")).then_some(Heard::File)
    }
}

fn listener(
    ground: &Arc<RwLock<Ground>>,
    send: &Sender<Heard>,
) -> impl FnMut(notify::Result<Event>) + Send + use<> {
    let (ground, send) = (Arc::clone(ground), send.clone());
    move |event| {
        let ground = ground.read().unwrap_or_else(PoisonError::into_inner);
        let heard = match &event {
            // What was missed may be anything.
            Err(_) => Some(Heard::Folder),
            Ok(event) if event.need_rescan() => Some(Heard::Folder),
            Ok(event) if !is_change(event.kind) => None,
            Ok(event) => {
                event.paths.iter().filter_map(|path| ground.heard(path)).max_by_key(|heard| *heard as u8)
            }
        };
        if let Some(heard) = heard {
            // Nobody listens any more when the server has ended.
            let _ = send.send(heard);
        }
    }
}

/// Reading is none: the program itself reads.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn book() -> tempfile::TempDir {
        let top = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(top.path().join("data/plans")).expect("folders");
        fs::write(top.path().join("data/book.toml"), "a").expect("a file");
        top
    }

    /// A change is heard within ten seconds, or the test fails.
    fn hears(watch: &mut Watch) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(10) {
            if watch.has_news() {
                return watch.wait();
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        false
    }

    #[test]
    fn a_change_of_the_book_is_heard_and_nothing_else() {
        let top = book();
        let mut watch = Watch::at(top.path()).expect("watched");
        fs::write(top.path().join("notes.txt"), "n").expect("a file");
        fs::create_dir(top.path().join("site")).expect("a folder");
        fs::write(top.path().join("data/plans/.plan.toml.swp"), "n").expect("a file");
        fs::read(top.path().join("data/book.toml")).expect("read");
        std::thread::sleep(Duration::from_millis(50));
        assert!(!watch.has_news(), "reading, and files that are not the book's");
        fs::write(top.path().join("data/book.toml"), "b").expect("a file");
        assert!(hears(&mut watch));
        assert!(!watch.has_news(), "one change, heard once");
    }

    #[test]
    fn a_folder_that_went_and_came_back_is_listened_at_again() {
        let top = book();
        let (data, away) = (top.path().join("data"), top.path().join("away"));
        let mut watch = Watch::at(top.path()).expect("watched");
        fs::rename(&data, &away).expect("away");
        assert!(hears(&mut watch), "away");
        fs::rename(&away, &data).expect("back");
        assert!(hears(&mut watch), "back");
        fs::create_dir_all(data.join("risks/deep")).expect("folders");
        assert!(hears(&mut watch), "a new folder");
        fs::write(data.join("risks/deep/a.toml"), "a").expect("a file");
        assert!(hears(&mut watch), "a file in it");
    }

    #[test]
    fn a_commit_is_heard_by_the_names_of_git() {
        let ground = Ground { root: "/book".into(), git: vec!["/book/.git".into()] };
        let heard = |path: &str| ground.heard(Path::new(path));
        for path in ["/book/.git/HEAD", "/book/.git/packed-refs", "/book/.git/refs/heads/main"] {
            assert_eq!(heard(path), Some(Heard::File), "{path}");
        }
        for path in ["/book/.git/index", "/book/.git/refs/heads/main.lock", "/book/README.md", "/elsewhere"] {
            assert_eq!(heard(path), None, "{path}");
        }
        for path in ["/book", "/book/data", "/book/templates", "/book/.git"] {
            assert_eq!(heard(path), Some(Heard::Folder), "{path}");
        }
    }
}
