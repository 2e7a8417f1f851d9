//! Small inputs that would cost much: each ends soon, as a named error or as messages that somebody can read.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use crate::cases::{self, Files};
use crate::repo::Repo;

fn sound() -> Repo {
    let mut files = Files::new();
    cases::collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/_sound/repo"), &mut files);
    let repo = Repo::new();
    files.iter().for_each(|(path, bytes)| repo.write(path, bytes));
    repo.commit("Ada North", "2026-11-16", "The book");
    repo
}

fn check(repo: &Repo) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["check", "--quiet", "--root"])
        .arg(repo.path())
        .env("SCOREBOOK_CACHE", "off")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
}

/// Feeds `entries` to `git mktree`; the tree's id.
fn tree(repo: &Repo, entries: &str) -> String {
    let list = repo.path().join("entries");
    std::fs::write(&list, entries).unwrap();
    let made = Command::new("git")
        .args(["mktree"])
        .current_dir(repo.path())
        .stdin(std::fs::File::open(&list).unwrap())
        .output()
        .unwrap();
    std::fs::remove_file(list).unwrap();
    assert!(made.status.success(), "{}", said(&made));
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

/// Puts `entry` beside the files of `data/` in a commit, and takes it out again in the next.
fn in_between(repo: &Repo, entry: &str) {
    let data = repo.git(&["ls-tree", "HEAD:data"]);
    let data = tree(repo, &format!("{data}\n{entry}\n"));
    let root = tree(repo, &format!("040000 tree {data}\tdata\n"));
    let with = repo.git(&["commit-tree", &root, "-p", "HEAD", "-m", "In"]);
    let without = repo.git(&["commit-tree", "HEAD^{tree}", "-p", &with, "-m", "Out"]);
    repo.git(&["reset", "--quiet", "--hard", &without]);
}

#[test]
fn robustness_8_a_million_paths_in_an_earlier_commit_end_as_a_named_error() {
    let repo = sound();
    repo.write("x.csv", "x\n");
    let blob = repo.git(&["hash-object", "-w", "x.csv"]);
    repo.remove("x.csv");
    let ten = |kind: &str, id: &str, end: &str| {
        (0..10).fold(String::new(), |mut list, at| {
            let _ = writeln!(list, "{kind} {id}\tn{at}{end}");
            list
        })
    };
    let mut nested = tree(&repo, &ten("100644 blob", &blob, ".csv"));
    for _ in 0..5 {
        nested = tree(&repo, &ten("040000 tree", &nested, ""));
    }
    in_between(&repo, &format!("040000 tree {nested}\tzz"));
    let output = check(&repo);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("more than 250,000 paths"), "{}", said(&output));
}

#[test]
fn robustness_8_an_object_larger_than_any_file_of_a_book_is_not_unpacked() {
    let repo = sound();
    let made = Command::new("sh")
        .args(["-c", "head -c 268435457 /dev/zero | git hash-object -w --stdin"])
        .current_dir(repo.path())
        .output()
        .unwrap();
    let blob = String::from_utf8(made.stdout).unwrap();
    in_between(&repo, &format!("100644 blob {}\tlarge.csv", blob.trim()));
    let output = check(&repo);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("and a file of a book may have"), "{}", said(&output));
}

#[test]
fn robustness_8_lines_that_are_no_toml_and_keys_that_nobody_knows_end_soon() {
    let repo = sound();
    let keys = (0..64_000).fold("name = \"Z\"\nowner = \"ada-north\"\n".to_owned(), |mut text, at| {
        let _ = writeln!(text, "key-{at} = 1");
        text
    });
    let deep = format!("name = \"Z\"\n[[{}a]]\n", "a.".repeat(59_000));
    for (text, expected) in [
        ("= x\n".repeat(10_000), "more than 200 errors of syntax"),
        ("= x\n".repeat(400_000), "more than 200 errors of syntax"),
        (deep, "nests tables deeper than 64"),
        (keys, "the file has more than 1000 messages"),
        (format!("name = \"Z\"\nnote = {}\n", "[".repeat(100_000)), "error[toml-syntax]"),
        ("#".repeat((4 << 20) + 1), "a file of its kind has 4 MiB at most"),
    ] {
        repo.write("data/vendors/zeta.toml", &text);
        let output = check(&repo);
        let told = said(&output);
        assert_eq!(output.status.code(), Some(1), "{expected}: {}", &told[..told.len().min(600)]);
        assert!(told.contains(expected), "{expected}: {}", &told[..told.len().min(600)]);
        assert!(told.len() < 2_000_000, "{expected}: {} bytes", told.len());
    }
}

#[test]
fn robustness_8_twenty_thousand_dead_links_on_one_line_are_told_once_too_many() {
    let repo = sound();
    let sop = "data/sops/label-guidelines.md";
    let mut text = std::fs::read_to_string(repo.path().join(sop)).unwrap();
    (0..20_000).for_each(|at| text.push_str(&format!(" [a](no-{at}.md)")));
    repo.write(sop, text + "\n");
    let output = check(&repo);
    let told = said(&output);
    assert!(told.contains("the file has more than 1000 messages"), "{}", &told[..600]);
    // One of the thousand says that the text changed and its version did not.
    assert!(told.contains("[sop-version-unchanged]"));
    assert_eq!(told.matches("[dead-link]").count(), 999);
    assert!(told.len() < 2_000_000, "{} bytes", told.len());
}
