//! What stands in the place of a file of git, the book or the cache: never waited for, never taken for nothing.

#![cfg(unix)]

use std::fs;
use std::process::Command;

use tempfile::tempdir;

use crate::repo::Repo;
use crate::signoff::{book, said, scorebook};

/// A pipe that nobody writes into.
fn pipe(repo: &Repo, path: &str) {
    let path = repo.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let _ = fs::remove_file(&path);
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn told(repo: &Repo, what: &str, words: &[&str]) {
    let output = scorebook(repo, &["check"]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(2), "{what}: {text}");
    for word in words {
        assert!(text.contains(word), "{what}: {text}");
    }
}

#[test]
fn f16_a_pipe_among_the_files_of_git_is_named_and_not_waited_for() {
    for path in [
        ".git/HEAD",
        ".git/config",
        ".git/packed-refs",
        ".git/refs/heads/main",
        ".git/objects/info/alternates",
        ".git/shallow",
        ".git/objects/ab/cdef",
    ] {
        let repo = book("2026-11-16");
        pipe(&repo, path);
        told(&repo, path, &[path, "no file but a pipe"]);
    }
    // In the store of another repository, too.
    let (repo, other) = (book("2026-11-16"), book("2026-11-16"));
    let store = other.path().join(".git/objects");
    repo.write(".git/objects/info/alternates", format!("{}\n", store.display()));
    assert!(scorebook(&repo, &["check"]).status.code() != Some(2));
    pipe(&other, ".git/objects/pack/pack-0.idx");
    told(&repo, "alternates", &["pack-0.idx", "no file but a pipe"]);
    let repo = book("2026-11-16");
    fs::remove_dir_all(repo.path().join(".git")).unwrap();
    pipe(&repo, ".git");
    told(&repo, ".git", &[".git", "no file but a pipe"]);
}

/// Each was a site "outside git" with exit status 0.
#[test]
fn f13_a_repository_that_cannot_be_read_is_an_error_and_not_none() {
    let repo = book("2026-11-16");
    let head = fs::read(repo.path().join(".git/HEAD")).unwrap();
    repo.remove(".git/HEAD");
    told(&repo, "no HEAD", &["is there, and is no git repository"]);
    repo.write(".git/HEAD", head);
    repo.git(&["pack-refs", "--all"]);
    let packed = fs::read(repo.path().join(".git/packed-refs")).unwrap();
    repo.remove(".git/packed-refs");
    std::os::unix::fs::symlink("packed-refs", repo.path().join(".git/packed-refs")).unwrap();
    told(&repo, "packed-refs is a link to itself", &["packed-refs"]);
    repo.remove(".git/packed-refs");
    fs::create_dir(repo.path().join(".git/packed-refs")).unwrap();
    told(&repo, "packed-refs is a folder", &["packed-refs"]);
    fs::remove_dir(repo.path().join(".git/packed-refs")).unwrap();
    repo.write(".git/packed-refs", packed);
    assert!(scorebook(&repo, &["check"]).status.code() != Some(2));

    let elsewhere = tempdir().unwrap();
    fs::rename(repo.path().join(".git"), elsewhere.path().join("git")).unwrap();
    std::os::unix::fs::symlink(".git", repo.path().join(".git")).unwrap();
    told(&repo, ".git is a link to itself", &["cannot read", ".git"]);
    // As git has it, an empty folder of that name is no repository.
    repo.remove(".git");
    fs::create_dir(repo.path().join(".git")).unwrap();
    let output = scorebook(&repo, &["check", "--verbose", "--as-of", "2026-11-15"]);
    assert!(said(&output).contains("stands in no git repository"), "{}", said(&output));
}

#[test]
fn f11_names_in_errors_start_no_line_and_move_no_cursor() {
    for name in ["data/z\n::error::stolen", "data/z\u{1b}[2Jgone", "data/z\u{202e}turned"] {
        let repo = book("2026-11-16");
        let commit = repo.git(&["rev-parse", "HEAD"]);
        repo.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{commit},{name}")]);
        repo.git(&["commit", "--quiet", "--message", "A submodule"]);
        let output = scorebook(&repo, &["check", "--known-at", "HEAD"]);
        let text = said(&output);
        assert!(output.status.code() == Some(2) && text.contains("is a submodule"), "{text}");
        assert!(!text.contains("\n::") && !text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
        let odd = repo.path().join(name.replace("data/", ""));
        let output = Command::new(env!("CARGO_BIN_EXE_scorebook"))
            .args(["check", "--root"])
            .arg(odd)
            .output()
            .unwrap();
        let text = said(&output);
        assert!(output.status.code() == Some(2) && text.contains("data"), "{text}");
        assert!(!text.contains("\n::") && !text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    }
}

#[test]
fn f16_a_pipe_in_the_place_of_a_kept_walk_costs_the_time_of_the_walk() {
    let (repo, cache) = (book("2026-11-16"), tempdir().unwrap());
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scorebook"));
        command.args(["check", "--quiet", "--root"]).arg(repo.path()).env("SCOREBOOK_CACHE", cache.path());
        command.output().unwrap().status.code()
    };
    let first = run();
    let kept = fs::read_dir(cache.path().join("history")).unwrap().next().unwrap().unwrap().path();
    fs::remove_file(&kept).unwrap();
    assert!(Command::new("mkfifo").arg(&kept).status().unwrap().success());
    assert_eq!(run(), first);
    assert!(kept.symlink_metadata().unwrap().is_file(), "the walk is kept anew");
}

#[test]
fn f9_a_day_that_no_report_speaks_for_is_named() {
    let repo = book("2026-11-16");
    let output = scorebook(&repo, &["check", "--as-of", "9999-12-31"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("a day from 1900 to 2100"));
    let text = fs::read_to_string(repo.path().join("data/book.toml")).unwrap();
    let line = text.lines().find(|line| line.starts_with("as-of")).unwrap();
    repo.write("data/book.toml", text.replace(line, "as-of = 2150-12-31"));
    let output = scorebook(&repo, &["check"]);
    let told = said(&output);
    assert!(output.status.code() == Some(1) && told.contains("no report speaks for 2150-12-31"), "{told}");
}

/// A full standard output is met before the site takes its place.
#[cfg(target_os = "linux")]
#[test]
fn f16_a_full_standard_output_leaves_the_former_site() {
    let repo = book("2026-11-16");
    let build = |out: fs::File| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scorebook"));
        command.args(["build", "--format", "json", "--root"]).arg(repo.path()).env("SCOREBOOK_CACHE", "off");
        command.stdout(out).output().unwrap()
    };
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = build(full());
    assert!(output.status.code() == Some(2) && said(&output).contains("cannot write to standard output"));
    assert!(!repo.path().join("site").exists());
    assert_eq!(build(fs::File::create("/dev/null").unwrap()).status.code(), Some(0));
    let manifest = fs::read(repo.path().join("site/manifest.json")).unwrap();
    repo.write("data/sops/new.txt", "");
    assert_eq!(build(full()).status.code(), Some(2));
    assert_eq!(fs::read(repo.path().join("site/manifest.json")).unwrap(), manifest);
}
