//! What a build reads of a folder, and what it knows of the repository around it.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use scorebook::edge;
use scorebook::edge::{Opened, Standing};
use scorebook::kit::source::{Encoding, Refused, RepoPath, Tree};
use tempfile::{TempDir, tempdir};

type Test = Result<(), Box<dyn Error>>;

fn write(root: &Path, path: &str, bytes: impl AsRef<[u8]>) -> std::io::Result<()> {
    let path = root.join(path);
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, bytes)
}

/// Runs git as a fixed person on a fixed day, without anyone's configuration.
fn git(root: &Path, author: &str, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    let output = Command::new("git")
        .args(["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .current_dir(root)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null")])
        .envs([("GIT_AUTHOR_NAME", author), ("GIT_AUTHOR_EMAIL", "a@example.org")])
        .envs([("GIT_COMMITTER_NAME", "Committer"), ("GIT_COMMITTER_EMAIL", "c@example.org")])
        .envs([("GIT_AUTHOR_DATE", "2026-11-17T10:00:00Z"), ("GIT_COMMITTER_DATE", "2026-11-18T10:00:00Z")])
        .output()?;
    if !output.status.success() {
        return Err(format!("git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn commit(root: &Path, author: &str, message: &str) -> Result<String, Box<dyn Error>> {
    git(root, author, &["add", "--all", "--force"])?;
    git(root, author, &["commit", "--quiet", "--allow-empty", "--message", message])?;
    git(root, author, &["rev-parse", "HEAD"])
}

/// A repository with one commit; `None`, and the test says nothing, where there is no git binary.
fn repository(folder: &str) -> Result<Option<TempDir>, Box<dyn Error>> {
    if Command::new("git").arg("--version").output().is_err() {
        return Ok(None);
    }
    let top = tempdir()?;
    git(top.path(), "Ada", &["init", "--quiet"])?;
    let root = top.path().join(folder);
    write(&root, "data/book.toml", "format = 1\n")?;
    write(&root, "data/waivers.toml", "# none\n")?;
    write(&root, "data/metrics/acme/2026.csv", "period\r\n")?;
    write(&root, "templates/base.html", "<p>")?;
    commit(top.path(), "Ada North", "A book\n\nwith a body")?;
    Ok(Some(top))
}

fn open(root: &Path) -> Result<Opened, edge::Error> {
    edge::open(root, None)
}

#[test]
fn texts_templates_and_what_is_refused() -> Test {
    let root = tempdir()?;
    write(root.path(), "data/book.toml", "format = 1\n")?;
    write(root.path(), "data/sops/a.md", b"one\ntwo \xff\n")?;
    write(root.path(), "data/sops/a.md~", "backup")?;
    write(root.path(), "data/.DS_Store", b"\0")?;
    write(root.path(), "templates/css/site.css", b"\xff")?;
    write(root.path(), "README.md", "not read")?;
    let snapshot = open(root.path())?.snapshot;
    let paths: Vec<&str> = snapshot.texts.keys().map(RepoPath::as_str).collect();
    assert_eq!(paths, ["data/book.toml", "data/sops/a.md~"], "a backup is for the reader to tell");
    let refused = Refused::NotUtf8 {
        path: RepoPath::new("data/sops/a.md"),
        offset: 8,
        line: 2,
        like: Encoding::OneByte('ÿ'),
    };
    assert_eq!(snapshot.refused, [refused]);
    assert_eq!(snapshot.templates["css/site.css"], b"\xff");
    assert_eq!((snapshot.tree, snapshot.commit, snapshot.waivers_author), (Tree::Untracked, None, None));
    Ok(())
}

#[cfg(unix)]
#[test]
fn links_are_refused_and_not_followed() -> Test {
    use std::os::unix::fs::symlink;
    let root = tempdir()?;
    let elsewhere = tempdir()?;
    write(elsewhere.path(), "secret.toml", "secret")?;
    write(root.path(), "data/book.toml", "format = 1\n")?;
    symlink(elsewhere.path(), root.path().join("data/vendors"))?;
    symlink(elsewhere.path().join("secret.toml"), root.path().join("data/metrics.toml"))?;
    symlink("nowhere", root.path().join("data/dangling"))?;
    symlink(elsewhere.path(), root.path().join("templates"))?;
    let snapshot = open(root.path())?.snapshot;
    let links = ["data/dangling", "data/metrics.toml", "data/vendors", "templates"];
    assert_eq!(snapshot.refused, links.map(|path| Refused::Symlink(RepoPath::new(path))));
    assert_eq!((snapshot.texts.len(), snapshot.templates.len()), (1, 0));
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_pipe_is_an_error_and_not_a_wait() -> Test {
    let root = tempdir()?;
    write(root.path(), "data/book.toml", "format = 1\n")?;
    if !Command::new("mkfifo")
        .arg(root.path().join("data/pipe"))
        .status()
        .is_ok_and(|status| status.success())
    {
        return Ok(());
    }
    assert!(matches!(open(root.path()), Err(edge::Error::Special { .. })));
    Ok(())
}

#[test]
fn a_commit_is_named_when_every_byte_is_its_own() -> Test {
    for folder in ["", "examples/book"] {
        let Some(top) = repository(folder)? else { return Ok(()) };
        let root = top.path().join(folder);
        write(top.path(), "notes.txt", "outside of what is read")?;
        write(&root, "data/.gitkeep", "")?;
        let Opened { snapshot, checkout } = open(&root)?;
        assert_eq!((snapshot.tree, checkout.first_difference()), (Tree::Committed, None));
        assert_eq!(checkout.folder, folder);
        let found = snapshot.commit.ok_or("a commit")?;
        assert_eq!(found.id, git(top.path(), "", &["rev-parse", "HEAD"])?);
        assert_eq!((found.author.as_str(), found.subject.as_str()), ("Ada North", "A book"));
        assert_eq!(found.committed_at.to_string(), "2026-11-18T10:00:00Z");
        assert_eq!(snapshot.waivers_author.as_deref(), Some("Ada North"));
        assert!(snapshot.texts.keys().all(|path| path.as_str().starts_with("data/")));
    }
    Ok(())
}

#[test]
fn any_changed_new_or_missing_file_makes_it_a_working_tree() -> Test {
    type Change = fn(&Path) -> std::io::Result<()>;
    let changes: [(&str, Change); 4] = [
        ("data/book.toml", |root| write(root, "data/book.toml", "format = 2\n")),
        ("data/vendors/new.toml", |root| write(root, "data/vendors/new.toml", "")),
        ("data/waivers.toml", |root| fs::remove_file(root.join("data/waivers.toml"))),
        ("templates/base.html", |root| fs::remove_dir_all(root.join("templates"))),
    ];
    for (path, change) in changes {
        let Some(top) = repository("book")? else { return Ok(()) };
        let root = top.path().join("book");
        change(&root)?;
        let Opened { snapshot, checkout } = open(&root)?;
        assert_eq!((snapshot.tree, checkout.first_difference()), (Tree::Uncommitted, Some(path)));
        assert!(snapshot.commit.is_some());
    }
    Ok(())
}

#[test]
fn a_repository_without_a_commit_says_so() -> Test {
    let root = tempdir()?;
    if git(root.path(), "", &["init", "--quiet"]).is_err() {
        return Ok(());
    }
    write(root.path(), "data/book.toml", "format = 1\n")?;
    let Opened { snapshot, checkout } = open(root.path())?;
    assert_eq!((snapshot.tree, snapshot.commit), (Tree::Untracked, None));
    assert_eq!(checkout.standing, Standing::NoCommit);
    Ok(())
}

#[test]
fn the_waivers_author_is_who_set_what_head_has() -> Test {
    let Some(top) = repository("")? else { return Ok(()) };
    let root = top.path();
    write(root, "data/waivers.toml", "# one\n")?;
    commit(root, "Ben Field", "Waive")?;
    write(root, "data/waivers.toml", "# two\n")?;
    commit(root, "Cy Lake", "Waive more")?;
    write(root, "data/waivers.toml", "# one\n")?;
    commit(root, "Dee Moor", "Back to one")?;
    write(root, "data/book.toml", "format = 1 # later\n")?;
    commit(root, "Eve Hill", "Something else")?;
    assert_eq!(open(root)?.snapshot.waivers_author.as_deref(), Some("Dee Moor"));
    Ok(())
}

#[test]
fn a_shallow_clone_is_refused_until_it_is_whole() -> Test {
    let Some(top) = repository("")? else { return Ok(()) };
    write(top.path(), "data/book.toml", "format = 1 # later\n")?;
    let head = commit(top.path(), "Eve Hill", "Later")?;
    let clone = tempdir()?;
    let from = format!("file://{}", top.path().display());
    git(clone.path(), "", &["clone", "--quiet", "--depth", "1", &from, "clone"])?;
    let root = clone.path().join("clone");
    let refused = open(&root).map_err(|error| error.to_string()).err().ok_or("refused")?;
    assert!(refused.contains("git fetch --unshallow") && refused.contains("fetch-depth: 0"), "{refused}");
    assert!(matches!(edge::open_commit(&root, &head, None), Err(edge::Error::Shallow { .. })));
    git(&root, "", &["fetch", "--quiet", "--unshallow"])?;
    let snapshot = open(&root)?.snapshot;
    assert_eq!((snapshot.tree, snapshot.recorded.commits.len()), (Tree::Committed, 2));
    assert_eq!(snapshot.waivers_author.as_deref(), Some("Ada North"));
    Ok(())
}

#[test]
fn a_replaced_commit_or_a_linked_worktree_changes_nothing() -> Test {
    let Some(top) = repository("")? else { return Ok(()) };
    let first = git(top.path(), "", &["rev-parse", "HEAD"])?;
    write(top.path(), "data/book.toml", "format = 9\n")?;
    let second = commit(top.path(), "Eve Hill", "Later")?;
    git(top.path(), "", &["replace", &second, &first])?;
    git(top.path(), "", &["worktree", "add", "--quiet", "--detach", "linked", &first])?;
    let found = open(top.path())?.snapshot;
    assert_eq!(
        (found.tree, found.commit.map(|commit| commit.subject)),
        (Tree::Committed, Some("Later".to_owned()))
    );
    let linked = open(&top.path().join("linked"))?.snapshot;
    assert_eq!((linked.tree, linked.commit.map(|commit| commit.id)), (Tree::Committed, Some(first)));
    Ok(())
}

#[test]
fn packed_objects_and_tags_read_alike() -> Test {
    let Some(top) = repository("")? else { return Ok(()) };
    git(top.path(), "Ada", &["tag", "--annotate", "--message", "v1", "v1"])?;
    git(top.path(), "", &["gc", "--quiet"])?;
    git(top.path(), "", &["checkout", "--quiet", "v1"])?;
    assert_eq!(open(top.path())?.snapshot.tree, Tree::Committed);
    Ok(())
}
