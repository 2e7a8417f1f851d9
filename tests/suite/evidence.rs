//! The demo's evidence, checked by a program apart from this one: `tests/checker`, in Python.

use std::path::Path;
use std::process::{Command, Output};

type Test = Result<(), Box<dyn std::error::Error>>;

pub fn checker(book: &Path, site: &Path, more: &[&str]) -> std::io::Result<Output> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::new("python3")
        .arg(root.join("tests/checker/check_evidence.py"))
        .arg(book)
        .arg(site)
        .args(more)
        .output()
}

pub fn built(book: &Path, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .arg("build")
        .arg("--root")
        .arg(book)
        .arg("--output-dir")
        .arg(folder)
        .output()?;
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Ok(())
}

/// Every figure of a site follows from the lines that it cites, and stands on its page.
pub fn figures_follow(book: &Path, site: &Path) -> Test {
    let checked = checker(book, site, &[])?;
    let said = [checked.stdout, checked.stderr].concat();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&said));
    Ok(())
}

fn written(files: crate::cases::Files, book: &Path) -> Test {
    for (path, bytes) in files {
        let path = book.join(path);
        std::fs::create_dir_all(path.parent().ok_or("a file without a folder")?)?;
        std::fs::write(path, bytes)?;
    }
    Ok(())
}

#[test]
fn every_figure_of_the_demo_follows_from_the_lines_it_cites() -> Test {
    let folder = tempfile::tempdir()?;
    let (book, site) = (Path::new(env!("CARGO_MANIFEST_DIR")), folder.path().join("site"));
    built(book, &site)?;
    // All figures first, then every fifth of their citations. All of them take a quarter of a minute more; by hand: the same command
    // with --shift alone.
    let moved = checker(book, &site, &["--shift", "--every", "5"])?;
    assert!(moved.status.success(), "{}", String::from_utf8_lossy(&moved.stdout));
    Ok(())
}

/// Names, notes and ids that try to break out of the page, and terms that the demo does not have.
#[test]
fn every_figure_of_the_hostile_book_follows_from_the_lines_it_cites() -> Test {
    let folder = tempfile::tempdir()?;
    let (book, site) =
        (Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile"), folder.path().join("site"));
    built(&book, &site)?;
    for more in [&[][..], &["--shift"]] {
        let checked = checker(&book, &site, more)?;
        let said = [checked.stdout, checked.stderr].concat();
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&said));
    }
    Ok(())
}

/// The demo has one rule set; the checker has to know them all.
#[test]
fn the_checker_agrees_with_the_worked_examples_of_signals() -> Test {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checker/examples.py");
    let run = Command::new("python3").arg(examples).output()?;
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Ok(())
}

/// The small books of tests/cases, with terms that the demo does not have.
#[test]
fn every_figure_of_the_cases_follows_from_the_lines_it_cites() -> Test {
    let folder = tempfile::tempdir()?;
    let mut pairs = Vec::new();
    for (name, files) in crate::cases::books() {
        let (book, site) = (folder.path().join(&name), folder.path().join(name + ".site"));
        written(files, &book)?;
        built(&book, &site)?;
        pairs.extend([book, site]);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let checked =
        Command::new("python3").arg(root.join("tests/checker/check_evidence.py")).args(pairs).output()?;
    let said = [checked.stdout, checked.stderr].concat();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&said));
    Ok(())
}

/// The ledger of a book's site, and what each restatement did, from git and the rules; then with each citation moved by a line.
pub fn ledger_follows_from_git(book: &Path, site: &Path) -> Test {
    let checked = checker(book, site, &["--only", "restatements/", "--shift"])?;
    let said = [checked.stdout, checked.stderr].concat();
    assert!(checked.status.success(), "{}: {}", book.display(), String::from_utf8_lossy(&said));
    Ok(())
}

#[test]
fn the_ledger_of_the_demo_follows_from_git() -> Test {
    let (temp, book) = crate::demo_history::written();
    let site = temp.path().join("site");
    built(&book, &site)?;
    ledger_follows_from_git(&book, &site)
}

/// Each issue cites the files of the commit that judged it, not today's.
#[test]
fn the_issues_of_the_demo_follow_from_the_commits_that_judged_them() -> Test {
    let (temp, book) = crate::demo_history::written();
    let site = temp.path().join("site");
    built(&book, &site)?;
    let head = std::fs::read_to_string(site.join("evidence.json"))?;
    let commit = |text: &str| {
        text.split_once("\"commit\":").map(|(_, rest)| rest.chars().take(42).collect::<String>())
    };
    let issue = std::fs::read_to_string(site.join("reports/2026-W30/evidence.json"))?;
    assert!(commit(&issue).is_some() && commit(&issue) != commit(&head));
    for more in [&["--only", "reports/"][..], &["--only", "reports/2026-W3", "--shift", "--every", "200"]] {
        let checked = checker(&book, &site, more)?;
        let said = String::from_utf8_lossy(&checked.stdout).into_owned();
        assert!(checked.status.success(), "{said}{}", String::from_utf8_lossy(&checked.stderr));
    }
    Ok(())
}
