//! `pull` of local logs through the program: what is shown, what is written, and what is left where it is refused.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::{TempDir, tempdir};

use crate::cases::{self, Files};

const SOURCE: &str = "vendor = \"acme\"
fills = \"2026.csv\"
metrics = [\"accuracy\"]
driver = \"files\"
window = \"week\"
rows = \"labels/*.csv\"
day = \"day\"
group = { site = \"site\", project = \"project\", queue = \"queue\", language = \"language\" }

[[measure]]
metric = \"accuracy\"
numerator = \"sum of correct\"
denominator = \"sum of audited\"
";

const LOG: &str = "day,site,project,queue,language,correct,audited
2026-10-26,acme-porto,atlas,atlas-pt,pt-PT,485,500
2026-11-02,acme-porto,atlas,atlas-pt,pt-PT,400,410
2026-11-08,acme-porto,atlas,atlas-pt,pt-PT,84,90
2026-11-09,acme-porto,atlas,atlas-pt,pt-PT,483,500
";

const ROWS: &str = "data/metrics/acme/2026.csv";
const FACTS: &str = "data/pulls/acme-quality.csv";

/// The sound book with a source and its log, without the rows of the last two weeks; and these rows as they stood.
fn book() -> (TempDir, String) {
    let mut files = Files::new();
    cases::collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/_sound/repo"), &mut files);
    let whole = String::from_utf8(files[ROWS].clone()).unwrap();
    let without: String = whole
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("2026-W45") && !line.starts_with("2026-W46"))
        .collect();
    files.insert(ROWS.to_owned(), without.into_bytes());
    files.insert("data/sources/acme-quality.toml".to_owned(), SOURCE.into());
    files.insert("labels/november.csv".to_owned(), LOG.into());
    let folder = tempdir().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    (folder, whole)
}

/// Exit status, and what was said on both streams.
fn pull(book: &Path, more: &[&str]) -> (Option<i32>, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["pull", "acme-quality", "--period", "2026-W44..2026-W46"])
        .args(more)
        .current_dir(book)
        .env_remove("ACME_LOG")
        .output()
        .unwrap();
    let said = [run.stdout, run.stderr].concat();
    (run.status.code(), String::from_utf8(said).unwrap())
}

fn read(book: &Path, path: &str) -> String {
    fs::read_to_string(book.join(path)).unwrap_or_default()
}

fn edit(book: &Path, path: &str, from: &str, to: &str) {
    let text = read(book, path);
    assert!(text.contains(from), "{path} has no {from}");
    fs::write(book.join(path), text.replacen(from, to, 1)).unwrap();
}

#[test]
fn rows_are_shown_first_then_written_once_with_their_facts() {
    let (folder, whole) = book();
    let book = folder.path();
    let before = read(book, ROWS);
    let (status, said) = pull(book, &["--dry-run"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("data/metrics/acme/2026.csv: 2 new, 1 as they are"), "{said}");
    assert!(said.contains("new: 2026-W45 acme-porto atlas atlas-pt pt-PT accuracy: 484 of 500"), "{said}");
    // In the words of `diff`: two weeks were missing, and are judged.
    assert!(said.contains("\n  Verdicts: "), "{said}");
    assert!(said.ends_with("a dry run: nothing is written\n"), "{said}");
    assert_eq!((read(book, ROWS), read(book, FACTS)), (before, String::new()));
    let (status, said) = pull(book, &[]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(read(book, ROWS), whole, "{said}");
    let facts = read(book, FACTS);
    assert!(
        facts.lines().nth(1).is_some_and(|row| row.contains("Z,2026-10-26,2026-11-15,3,2,0,0,0,,")),
        "{facts}"
    );
    let (status, said) = pull(book, &[]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.ends_with("nothing changes, and nothing is written\n"), "{said}");
    assert_eq!((read(book, ROWS), read(book, FACTS)), (whole, facts));
}

#[test]
fn a_final_row_that_comes_otherwise_is_refused_without_a_reason_that_the_facts_then_keep() {
    let (folder, whole) = book();
    let book = folder.path();
    let week = "2026-W44,acme-porto,atlas,atlas-pt,pt-PT,accuracy";
    edit(book, ROWS, &format!("{week},485,500"), &format!("{week},470,500"));
    let before = read(book, ROWS);
    let (status, said) = pull(book, &[]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("restated: line 15: 2026-W44 acme-porto atlas atlas-pt pt-PT accuracy: 470 of 500 becomes 485 of 500"), "{said}");
    assert!(said.contains("--restate --reason") && said.ends_with("nothing is written\n"), "{said}");
    assert_eq!((read(book, ROWS), read(book, FACTS)), (before, String::new()));
    assert_eq!(pull(book, &["--restate"]).0, Some(2), "without a reason");
    let (status, said) = pull(book, &["--restate", "--reason", "A typing error, agreed with Acme"]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(read(book, ROWS), whole, "{said}");
    let facts = read(book, FACTS);
    assert!(facts.contains(",3,2,0,0,1,\"A typing error, agreed with Acme\","), "{facts}");
}

#[test]
fn what_cannot_be_had_is_told_and_changes_nothing() {
    let (folder, _) = book();
    let book = folder.path();
    let before = read(book, ROWS);
    let fails = |more: &[&str], status: i32, words: &str| {
        let (found, said) = pull(book, more);
        assert_eq!(found, Some(status), "{said}");
        assert!(said.contains(words), "no `{words}`: {said}");
        assert_eq!((read(book, ROWS), read(book, FACTS)), (before.clone(), String::new()));
    };
    edit(book, "labels/november.csv", "84,90", "84,ninety");
    fails(&[], 2, "labels/november.csv:4: `audited` is `ninety`, which is no number");
    edit(book, "labels/november.csv", "84,ninety", "84,60");
    edit(book, "labels/november.csv", "400,410", "480,410");
    fails(&[], 1, "not taken: row 2 of the result: the numerator 564 is above the denominator 470");
    edit(book, "labels/november.csv", "2026-11-08,acme-porto", "2026-11-08,acme-prto");
    fails(&[], 1, "a row names site `acme-prto`, which has no file");
    edit(book, "data/sources/acme-quality.toml", "window", "address-variable = \"ACME_LOG\"\nwindow");
    fails(&[], 2, "the environment variable ACME_LOG is not set");
    edit(book, "data/sources/acme-quality.toml", "driver = \"files\"", "driver = \"file\"");
    fails(&[], 1, "the source cannot be asked yet");
}
