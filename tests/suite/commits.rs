//! Any commit as a snapshot, and the two commits of a range.

use scorebook::edge;
use scorebook::edge::{Cache, Error, Opening};
use scorebook::kit::source::{Encoding, Refused, RepoPath, Tree};

use crate::repo::Repo;

fn book() -> Repo {
    let repo = Repo::new();
    repo.write("team/data/book.toml", "format = 1\n");
    repo.write("team/data/waivers.toml", "# none\n");
    repo.write("team/data/metrics/acme/2026.csv", "period\r\n");
    repo.write("team/data/.gitkeep", "");
    repo.write("team/templates/base.html", "<p>");
    repo.write("elsewhere.txt", "outside of what is read");
    repo.commit("Ada North", "2026-02-25", "A book");
    repo
}

#[test]
fn a_commit_opens_as_its_clean_checkout_does() {
    let repo = book();
    repo.git(&["tag", "--annotate", "--message", "first", "first"]);
    let root = repo.path().join("team");
    let checked_out = edge::open(&root, None).unwrap();
    repo.write("team/data/book.toml", "format = 1 # later\n");
    repo.write("team/data/sops/a.md", b"one\ntwo \xff\n");
    repo.write("team/data/waivers.toml", "# one\n");
    repo.remove("team/templates/base.html");
    repo.commit("Ben Field", "2026-03-25", "Later");
    repo.write("team/data/book.toml", "not committed");
    for revision in ["first", "HEAD~1", checked_out.snapshot.commit.as_ref().unwrap().id.as_str()] {
        let opened = edge::open_commit(&root, revision, None).unwrap();
        assert_eq!(format!("{:?}", opened.snapshot), format!("{:?}", checked_out.snapshot), "{revision}");
        assert_eq!(opened.checkout.folder, "team");
    }
    let head = edge::open_commit(&root, "HEAD", None).unwrap().snapshot;
    assert_eq!(head.texts[&RepoPath::new("data/book.toml")].content(), "format = 1 # later\n");
    assert_eq!(head.waivers_author.as_deref(), Some("Ben Field"));
    assert_eq!((head.tree, head.templates.len()), (Tree::Committed, 0));
    let refused = Refused::NotUtf8 {
        path: RepoPath::new("data/sops/a.md"),
        offset: 8,
        line: 2,
        like: Encoding::OneByte('ÿ'),
    };
    assert_eq!(head.refused, [refused]);
}

#[cfg(unix)]
#[test]
fn a_link_in_a_commit_is_refused_as_on_disk() {
    let repo = book();
    std::os::unix::fs::symlink("book.toml", repo.path().join("team/data/metrics.toml")).unwrap();
    std::fs::remove_dir_all(repo.path().join("team/templates")).unwrap();
    std::os::unix::fs::symlink("data", repo.path().join("team/templates")).unwrap();
    repo.commit("Ada North", "2026-02-26", "Links");
    let snapshot = edge::open_commit(&repo.path().join("team"), "main", None).unwrap().snapshot;
    let links = ["data/metrics.toml", "templates"].map(|path| Refused::Symlink(RepoPath::new(path)));
    assert_eq!(snapshot.refused, links);
    assert!(!snapshot.texts.contains_key(&RepoPath::new("data/metrics.toml")));
}

#[test]
fn what_names_no_book_is_told() {
    let repo = book();
    let root = repo.path().join("team");
    assert!(matches!(edge::open_commit(&root, "no-such-branch", None), Err(Error::NoRevision { .. })));
    assert!(matches!(edge::open_commit(&root, "HEAD:elsewhere.txt", None), Err(Error::NoRevision { .. })));
    assert!(matches!(edge::open_commit(repo.path(), "HEAD", None), Err(Error::NoDataThen { .. })));
    let nowhere = tempfile::tempdir().unwrap();
    assert!(matches!(edge::open_commit(nowhere.path(), "HEAD", None), Err(Error::NoRepository { .. })));
    assert!(matches!(edge::range(&root, "main"), Err(Error::NoRange { .. })));
    assert!(matches!(edge::range(&root, "main...HEAD"), Err(Error::NoRange { .. })));
}

#[test]
fn a_repository_that_lacks_an_object_is_told_and_not_guessed_at() {
    let repo = book();
    repo.write("team/data/book.toml", "format = 1 # later\n");
    repo.commit("Ben Field", "2026-03-25", "Later");
    let root = repo.path().join("team");
    let opening = Opening { cache: Cache::Off, ..Opening::default() };
    assert!(edge::open_with(&root, &opening).is_ok());
    // A former version, which no file of HEAD needs.
    let id = repo.git(&["rev-parse", "HEAD~1:team/data/book.toml"]);
    repo.remove(&format!(".git/objects/{}/{}", &id[..2], &id[2..]));
    let told = edge::open_with(&root, &opening).unwrap_err();
    assert!(matches!(told, Error::Incomplete { .. }), "{told}");
    assert!(told.to_string().contains(&id) && told.to_string().contains("git fsck"), "{told}");
}

#[test]
fn a_range_is_two_commits_and_where_they_part() {
    let repo = book();
    let fork = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["checkout", "--quiet", "-b", "change"]);
    repo.write("team/data/book.toml", "format = 1 # change\n");
    let change = repo.commit("Ben Field", "2026-02-26", "Change");
    repo.git(&["checkout", "--quiet", "main"]);
    let main = repo.commit("Ada North", "2026-02-27", "Go on");
    let range = edge::range(&repo.path().join("team"), "main..change").unwrap();
    assert_eq!((range.base, range.head, range.merge_base), (main.clone(), change.clone(), Some(fork)));
    let open = edge::range(repo.path(), "change..").unwrap();
    assert_eq!((open.base, open.head), (change, main));
}

#[test]
fn line_ends_that_the_checkout_made_are_no_changes() {
    let repo = Repo::new();
    repo.write("data/book.toml", "format = 1\ntitle = \"A\"\n");
    repo.write("data/metrics/acme/2026.csv", "period\r\n");
    repo.commit("Ada North", "2026-02-25", "A book");
    let plain = edge::open(repo.path(), None).unwrap().snapshot;
    repo.git(&["config", "core.autocrlf", "true"]);
    repo.remove("data/book.toml");
    repo.git(&["checkout", "--quiet", "--", "data/book.toml"]);
    let on_disk = std::fs::read_to_string(repo.path().join("data/book.toml")).unwrap();
    assert!(on_disk.contains("\r\n"), "git wrote them");
    let windows = edge::open(repo.path(), None).unwrap();
    assert_eq!(format!("{:?}", windows.snapshot), format!("{plain:?}"));
    repo.write("data/book.toml", on_disk.replace("\"A\"", "\"B\""));
    let changed = edge::open(repo.path(), None).unwrap();
    assert_eq!(changed.checkout.first_difference(), Some("data/book.toml"));
    assert_eq!(changed.snapshot.tree, Tree::Uncommitted);
}

#[test]
fn repositories_that_cannot_be_read_are_named() {
    let named = |repo: &Repo, what: &str| {
        for opened in [edge::open(repo.path(), None), edge::open_commit(repo.path(), "HEAD", None)] {
            let error = opened.unwrap_err().to_string();
            assert!(error.contains(what) && error.contains("help: keep the book"), "{error}");
        }
    };
    let repo = Repo::new();
    repo.write("data/book.toml", "format = 1\n");
    repo.commit("Ada North", "2026-02-25", "A book");
    // As `git init --ref-format=reftable` leaves them, which not every git can do.
    repo.git(&["config", "core.repositoryFormatVersion", "1"]);
    repo.git(&["config", "extensions.refStorage", "reftable"]);
    repo.write(".git/HEAD", "ref: refs/heads/.invalid\n");
    named(&repo, "branches");
    std::fs::remove_dir_all(repo.path().join(".git")).unwrap();
    repo.git(&["init", "--quiet", "--object-format=sha256"]);
    repo.commit("Ada North", "2026-02-25", "A book");
    named(&repo, "SHA-256");
}
