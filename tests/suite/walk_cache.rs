//! The cache of the walk: gone, damaged, foreign or out of reach, it never changes what is known.

use std::fs;
use std::path::{Path, PathBuf};

use scorebook::edge;
use scorebook::edge::{Cache, Opening, State};
use scorebook::kit::source::{Recorded, RepoPath, Tree};

use crate::repo::Repo;

fn history() -> Repo {
    let repo = Repo::new();
    repo.write("data/book.toml", "format = 1\ntitle = \"Book\"\n");
    repo.write("data/metrics/acme/2026.csv", "period\n2026-W01\n");
    repo.commit("Ada North", "2026-02-25", "Start");
    repo.write("data/book.toml", "format = 1\ntitle = \"Other\"\n");
    repo.commit("Ben Field", "2026-03-25", "Rename");
    repo
}

fn open(repo: &Repo, cache: &Cache) -> Recorded {
    let opening = Opening { cache: cache.clone(), ..Opening::default() };
    edge::open_with(repo.path(), &opening).unwrap().snapshot.recorded
}

fn kept(folder: &Path) -> PathBuf {
    let files: Vec<_> =
        fs::read_dir(folder.join("history")).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

#[test]
fn a_cache_that_is_gone_damaged_or_foreign_changes_nothing_and_is_written_anew() {
    let (repo, folder) = (history(), tempfile::tempdir().unwrap());
    let cache = Cache::Folder(folder.path().to_owned());
    let fresh = open(&repo, &Cache::Off);
    assert_eq!(fresh.commits.len(), 2);
    assert!(!folder.path().join("history").exists());
    assert_eq!(open(&repo, &cache), fresh);
    let file = kept(folder.path());
    let good = fs::read(&file).unwrap();
    assert_eq!(open(&repo, &cache), fresh, "read back");
    let mut damaged = good.clone();
    let end = damaged.len() - 3;
    damaged[end] ^= 0x20;
    for bad in [&damaged[..], &good[..good.len() / 2], b"", b"something else"] {
        fs::write(&file, bad).unwrap();
        assert_eq!(open(&repo, &cache), fresh);
        assert_eq!(fs::read(&file).unwrap(), good);
    }
    fs::remove_file(&file).unwrap();
    assert_eq!(open(&repo, &cache), fresh);
    assert_eq!(fs::read(&file).unwrap(), good);
}

#[test]
fn a_kept_walk_is_read_and_not_made_again_unless_it_must_not_be_trusted() {
    let (repo, folder) = (history(), tempfile::tempdir().unwrap());
    let cache = Cache::Folder(folder.path().to_owned());
    open(&repo, &cache);
    // The walk of another repository's commit, under this one's name.
    let forged = history();
    forged.git(&["commit", "--quiet", "--amend", "--message", "Forged"]);
    let elsewhere = tempfile::tempdir().unwrap();
    open(&forged, &Cache::Folder(elsewhere.path().to_owned()));
    fs::copy(kept(elsewhere.path()), kept(folder.path())).unwrap();
    assert_eq!(
        open(&repo, &cache).commits[1].subject,
        "Rename",
        "a walk of another commit is not this one's"
    );
    assert_eq!(open(&repo, &Cache::Off).commits[1].subject, "Rename");
}

#[test]
fn a_cache_that_cannot_be_written_is_no_error() {
    let (repo, folder) = (history(), tempfile::tempdir().unwrap());
    let blocked = folder.path().join("a-file");
    fs::write(&blocked, "").unwrap();
    assert_eq!(open(&repo, &Cache::Folder(blocked.clone())), open(&repo, &Cache::Off));
    assert!(blocked.is_file());
}

#[test]
fn a_changed_file_has_no_recorded_lines_and_the_others_keep_theirs() {
    let repo = history();
    let (book, rows) = (RepoPath::new("data/book.toml"), RepoPath::new("data/metrics/acme/2026.csv"));
    repo.write("data/book.toml", "title = \"Mine\"\nformat = 1\n");
    repo.write("data/new.toml", "format = 1\n");
    let snapshot =
        edge::open_with(repo.path(), &Opening { cache: Cache::Off, ..Opening::default() }).unwrap().snapshot;
    assert_eq!((snapshot.tree, snapshot.recorded.commits.len()), (Tree::Uncommitted, 2));
    assert!(snapshot.recorded.set_by(&book, 1).is_none());
    assert_eq!(snapshot.recorded.files["data/book.toml"].touches.len(), 2);
    assert_eq!(snapshot.recorded.set_by(&rows, 1).unwrap().subject, "Start");
    assert!(!snapshot.recorded.files.contains_key("data/new.toml"));
    assert_eq!(snapshot.known_at(), None);
}

#[test]
fn a_walk_up_to_an_earlier_commit_knows_nothing_later() {
    let (repo, folder) = (history(), tempfile::tempdir().unwrap());
    let cache = Cache::Folder(folder.path().to_owned());
    assert_eq!(open(&repo, &cache).commits.len(), 2);
    for _ in 0..2 {
        let opening =
            Opening { state: State::Commit("HEAD~1".to_owned()), cache: cache.clone(), ..Opening::default() };
        let recorded = edge::open_with(repo.path(), &opening).unwrap().snapshot.recorded;
        assert_eq!((recorded.commits.len(), recorded.edits.len()), (1, 2));
    }
}
