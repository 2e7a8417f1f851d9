//! The demo as a git repository: the book of `data/` at its head, the same commits every time, and no defect on the way.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Writes the demo's history into a folder of its own. The example stands beside the program that is tested.
pub fn written() -> (TempDir, PathBuf) {
    let temp = TempDir::new().unwrap();
    let book = temp.path().join("book");
    let program = Path::new(env!("CARGO_BIN_EXE_scorebook")).parent().unwrap().join("examples/generate");
    let run = Command::new(program)
        .args(["history", "--output"])
        .arg(&book)
        .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    (temp, book)
}

fn git(book: &Path, arguments: &[&str]) -> String {
    let run = Command::new("git").arg("-C").arg(book).args(arguments).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

fn files(root: &Path, folder: &Path, all: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(root, &path, all);
        } else {
            all.push((path.strip_prefix(root).unwrap().to_path_buf(), fs::read(&path).unwrap()));
        }
    }
}

fn data(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    files(root, &root.join("data"), &mut all);
    all.sort();
    all
}

#[test]
fn the_demo_has_a_year_of_commits_that_end_in_its_book() {
    let (_temp, book) = written();
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (there, here) = (data(&book), data(package));
    let paths = |files: &[(PathBuf, Vec<u8>)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(&there), paths(&here));
    for ((path, there), (_, here)) in there.iter().zip(&here) {
        let here = String::from_utf8_lossy(here);
        let is_pin = |line: &str| path.ends_with("data/book.toml") && line.starts_with("as-of = ");
        let unpinned: String = here.split_inclusive('\n').filter(|line| !is_pin(line)).collect();
        assert_eq!(String::from_utf8_lossy(there), unpinned, "{}", path.display());
    }
    assert_eq!(git(&book, &["status", "--porcelain"]), "");
    let commits: u32 = git(&book, &["rev-list", "--count", "HEAD"]).trim().parse().unwrap();
    assert!(commits > 100, "{commits} commits");
    assert!(git(&book, &["rev-list", "--merges", "HEAD"]).lines().count() >= 4);

    // Every thirtieth commit of the main line reads without a defect.
    let line = git(&book, &["rev-list", "--first-parent", "--reverse", "HEAD"]);
    for commit in line.lines().step_by(30) {
        git(&book, &["checkout", "--quiet", commit]);
        let check =
            Command::new(env!("CARGO_BIN_EXE_scorebook")).arg("check").current_dir(&book).output().unwrap();
        assert_eq!(check.status.code(), Some(0), "{commit}: {}", String::from_utf8_lossy(&check.stdout));
    }
}

#[test]
fn the_demo_history_has_the_same_ids_every_time() {
    let ((_one, first), (_two, second)) = (written(), written());
    assert_eq!(git(&first, &["rev-parse", "HEAD"]), git(&second, &["rev-parse", "HEAD"]));
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(arguments)
        .current_dir(folder)
        .env("SCOREBOOK_CACHE", "off")
        .output()
        .unwrap();
    let said = [run.stdout, run.stderr].concat();
    (run.status.code(), String::from_utf8_lossy(&said).into_owned())
}

fn bytes(site: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    files(site, site, &mut all);
    all.sort();
    all
}

/// What was published in the spring is built again in autumn by somebody who has nothing but the repository.
#[test]
fn a_stranger_builds_and_verifies_an_old_issue_from_a_clone() {
    let (temp, book) = written();
    let line = git(&book, &["rev-list", "--first-parent", "--reverse", "HEAD"]);
    let then = line.lines().nth(40).unwrap();
    git(&book, &["tag", "issue-spring", then]);
    git(&book, &["checkout", "--quiet", "issue-spring"]);
    let saved = temp.path().join("saved");
    let (status, said) = run(&book, &["build", "--quiet", "-o", saved.to_str().unwrap()]);
    assert_eq!(status, Some(0), "{said}");
    git(&book, &["checkout", "--quiet", "-"]);

    let clone = temp.path().join("clone");
    let (from, to) = (book.to_str().unwrap(), clone.to_str().unwrap());
    git(temp.path(), &["clone", "--quiet", "--branch", "issue-spring", from, to]);
    let again = temp.path().join("again");
    assert_eq!(run(&clone, &["build", "--quiet", "-o", again.to_str().unwrap()]).0, Some(0));
    assert!(bytes(&again) == bytes(&saved), "the clone's site is another one");
    let (status, said) = run(&clone, &["verify", saved.to_str().unwrap()]);
    assert_eq!((status, said.starts_with("verified ")), (Some(0), true), "{said}");

    // A single changed byte of the saved site is named, from the whole history too.
    let page = saved.join("index.html");
    let mut changed = fs::read(&page).unwrap();
    let at = changed.len() / 2;
    changed[at] ^= 1;
    fs::write(&page, changed).unwrap();
    let (status, said) = run(&book, &["verify", saved.to_str().unwrap()]);
    assert_eq!(status, Some(1));
    assert!(said.starts_with(&format!("changed: index.html from byte {at} on\n")), "{said}");
}
