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
        let unpinned: String =
            here.split_inclusive('\n').filter(|line| !line.starts_with("as-of = ")).collect();
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
