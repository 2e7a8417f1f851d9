//! `--known-at`: the book as it was recorded by a day or at a commit; sites of rewritten histories.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use scorebook::core::contract::record::Target;
use scorebook::edge;
use scorebook::edge::{Cache, Error, Opening, State};
use scorebook::kit::number::Decimal;
use scorebook::subject::read;
use scorebook::subject::register::Register;
use walkdir::WalkDir;

use crate::repo::Repo;

const ROWS: &str = "data/metrics/acme/2026.csv";
const AMENDMENT: &str = "data/contracts/acme-2026/amendment-01.toml";

/// The base case's book, committed on 25 February with a backlog of 6000 and without its amendment; on 25 March the backlog is
/// restated to 6500; on 20 May the amendment of 1 June is recorded.
fn restated() -> Repo {
    let (repo, base) = (Repo::new(), Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/_base/repo"));
    for entry in
        WalkDir::new(&base).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file())
    {
        let path = entry.path().strip_prefix(&base).unwrap().to_str().unwrap();
        repo.write(path, fs::read(entry.path()).unwrap());
    }
    let amendment = fs::read_to_string(repo.path().join(AMENDMENT)).unwrap();
    repo.remove(AMENDMENT);
    let rows = fs::read_to_string(repo.path().join(ROWS)).unwrap();
    let with = |value: u32| {
        format!("{rows}2026-W07,acme-porto,atlas,atlas-pt,pt-PT,open-backlog,,,{value},,system,final,\n")
    };
    repo.write(ROWS, with(6000));
    repo.commit("Ada North", "2026-02-25", "Figures");
    repo.git(&["tag", "--annotate", "--message", "first issue", "issue-1"]);
    repo.write(ROWS, with(6500));
    repo.commit("Ada North", "2026-03-25", "Restate the backlog");
    repo.write(AMENDMENT, amendment);
    repo.commit("Ada North", "2026-05-20", "Amend");
    repo
}

fn register(repo: &Repo, known_at: &str) -> Register {
    let opening =
        Opening { state: State::KnownAt(known_at.to_owned()), cache: Cache::Off, ..Opening::default() };
    let opened = edge::open_with(repo.path(), &opening).unwrap();
    read::read(&opened.snapshot).0.unwrap()
}

/// Week 7's backlog as recorded.
fn backlog(register: &Register) -> Decimal {
    let rows = &register.measurements.rows;
    rows.iter().find(|row| row.period.to_string() == "2026-W07").unwrap().numerator
}

/// The accuracy target on a day.
fn target(register: &Register, day: &str) -> Decimal {
    let contract = register.contracts.values().next().unwrap();
    let terms = contract.terms_on(day.parse().unwrap()).unwrap();
    let level = terms.service_levels.values().find(|level| level.id.as_str() == "accuracy").unwrap();
    let Target::Line(target) = level.target() else { panic!("{:?}", level.target) };
    target
}

#[test]
fn v24_a_value_and_a_term_as_of_a_day_and_as_known_on_a_day() {
    let repo = restated();
    for (known_at, value) in
        [("2026-02-25", 6000), ("2026-03-24", 6000), ("2026-03-25", 6500), ("2026-12-31", 6500)]
    {
        assert_eq!(backlog(&register(&repo, known_at)), Decimal::from_int(value), "{known_at}");
    }
    for (day, known_at, percent) in [
        ("2026-05-31", "2026-05-19", 95),
        ("2026-06-15", "2026-05-19", 95),
        ("2026-05-31", "2026-05-20", 95),
        ("2026-06-15", "2026-05-20", 94),
    ] {
        let found = target(&register(&repo, known_at), day);
        assert_eq!(found, Decimal::from_int(percent), "{day} as known at {known_at}");
    }
}

#[test]
fn a_day_ends_in_utc_and_a_commit_must_be_one_the_branch_went_through() {
    let repo = restated();
    let open = |known_at: &str| {
        let opening =
            Opening { state: State::KnownAt(known_at.to_owned()), cache: Cache::Off, ..Opening::default() };
        edge::open_with(repo.path(), &opening)
    };
    let opened = open("issue-1").unwrap();
    assert_eq!(opened.checkout.left_out, Some(2));
    assert_eq!(opened.snapshot.known_at().unwrap().to_string(), "2026-02-25T10:00:00Z");
    let early = open("2026-02-24").unwrap_err();
    assert!(
        early.to_string().contains("recorded by 2026-02-24: its first commit is of 2026-02-25"),
        "{early}"
    );
    assert!(matches!(open("2026-02-30"), Err(Error::NoRevision { .. })));
    repo.git(&["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    repo.write("notes.txt", "");
    repo.commit("Ben Field", "2026-05-21", "Side");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.merge("Ben Field", "2026-05-22", "side");
    let side = open("side").unwrap_err();
    assert!(matches!(side, Error::NotPassed { .. }), "{side}");
    // The side branch's commit is later, and the publishing branch did not have it on that day.
    assert_eq!(open("2026-05-21").unwrap().snapshot.commit.unwrap().subject, "Amend");
}

#[test]
fn a_commit_that_is_dated_back_was_not_known_before_what_it_builds_on() {
    let repo = restated();
    repo.write(ROWS, "dated back");
    repo.commit("Ben Field", "2026-02-26", "Dated back");
    let open = |known_at: &str| {
        let opening =
            Opening { state: State::KnownAt(known_at.to_owned()), cache: Cache::Off, ..Opening::default() };
        let opened = edge::open_with(repo.path(), &opening).unwrap();
        (opened.snapshot.commit.unwrap().subject, opened.checkout.left_out)
    };
    let first = repo.git(&["log", "-1", "--format=%s", "issue-1"]);
    assert_eq!(open("2026-02-26"), (first, Some(3)));
    assert_eq!(open("2026-05-20"), ("Dated back".to_owned(), Some(0)));
}

fn scorebook(repo: &Repo, cache: &Path, arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_scorebook"));
    program.args(arguments).current_dir(repo.path()).env("SCOREBOOK_CACHE", cache).output().unwrap()
}

fn built(repo: &Repo, cache: &Path, arguments: &[&str]) -> String {
    let output = scorebook(repo, cache, &[&["build"], arguments].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stdout));
    said
}

fn bytes(site: &Path) -> BTreeMap<String, Vec<u8>> {
    let files =
        WalkDir::new(site).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            (entry.path().strip_prefix(site).unwrap().display().to_string(), fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn an_old_issue_is_the_same_from_a_clone_of_its_time_and_from_today_with_and_without_a_cache() {
    let (repo, out) = (restated(), tempfile::tempdir().unwrap());
    let cache = out.path().join("cache");
    let site = |name: &str| out.path().join(name);
    repo.write(ROWS, "not committed, and not looked at");
    let said = built(&repo, &cache, &["--known-at", "issue-1", "-o", site("cold").to_str().unwrap()]);
    assert!(
        said.contains("note: known at issue-1: commit ") && said.contains("2 later commits left out"),
        "{said}"
    );
    assert!(cache.join("history").is_dir());
    built(&repo, &cache, &["--known-at", "2026-03-24", "-o", site("warm").to_str().unwrap()]);
    built(&repo, Path::new("off"), &["--known-at", "issue-1~0", "-o", site("off").to_str().unwrap()]);
    repo.git(&["checkout", "--quiet", "--force", "issue-1"]);
    built(&repo, Path::new("off"), &["-o", site("then").to_str().unwrap()]);
    let then = bytes(&site("then"));
    for name in ["cold", "warm", "off"] {
        let now = bytes(&site(name));
        assert_eq!(now.keys().collect::<Vec<_>>(), then.keys().collect::<Vec<_>>());
        for (path, bytes) in &then {
            assert!(now[path] == *bytes, "{name}: {path} differs");
        }
    }
    let manifest = edge::manifest(&site("then").join("manifest.json")).unwrap();
    assert_eq!(manifest.provenance.known_at.as_deref(), Some("2026-02-25T10:00:00Z"));
    let home = String::from_utf8(then["index.html"].clone()).unwrap();
    assert!(home.contains("25 February 2026, 10:00 UTC"));
}

#[test]
fn a_site_of_a_rewritten_history_is_not_published_over_the_former_one() {
    let (repo, out) = (restated(), tempfile::tempdir().unwrap());
    let (site, off) = (out.path().join("site"), Path::new("off"));
    let to = site.to_str().unwrap();
    built(&repo, off, &["-o", to]);
    let manifest = out.path().join("published.json");
    fs::copy(site.join("manifest.json"), &manifest).unwrap();
    let previous = manifest.to_str().unwrap();
    repo.write("notes.txt", "");
    repo.commit("Ada North", "2026-05-21", "Go on");
    let said = built(&repo, off, &["-o", to, "--previous", previous]);
    assert!(!said.contains("did not lead"), "{said}");
    repo.git(&["reset", "--quiet", "--hard", "HEAD~2"]);
    repo.write("notes.txt", "");
    repo.commit("Ada North", "2026-05-22", "Another story");
    let before = bytes(&site);
    let refused = scorebook(&repo, off, &["build", "-o", to, "--previous", previous]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("the history was rewritten") && said.contains("without --previous"), "{said}");
    assert!(bytes(&site) == before);
    let said = built(&repo, off, &["-o", to]);
    assert!(said.contains("note: the site that stood here was built from commit"), "{said}");
    let wrong = scorebook(&repo, off, &["build", "-o", to, "--previous", "data/book.toml"]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn a_branch_that_swallowed_the_published_one_is_not_published() {
    let (repo, out) = (restated(), tempfile::tempdir().unwrap());
    let (site, off) = (out.path().join("site"), Path::new("off"));
    let to = site.to_str().unwrap();
    repo.git(&["branch", "local", "HEAD~1"]);
    built(&repo, off, &["-o", to]);
    let manifest = out.path().join("published.json");
    fs::copy(site.join("manifest.json"), &manifest).unwrap();
    let previous = manifest.to_str().unwrap();
    repo.git(&["checkout", "--quiet", "local"]);
    repo.write("notes.txt", "");
    repo.commit("Ben Field", "2026-05-21", "At home");
    repo.merge("Ben Field", "2026-05-22", "main");
    let refused = scorebook(&repo, off, &["build", "-o", to, "--previous", previous]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("took another way") && said.contains("without --previous"), "{said}");
    // The other way round it is published.
    repo.git(&["reset", "--quiet", "--hard", "main"]);
    repo.git(&["checkout", "--quiet", "-B", "feature", "HEAD~1"]);
    repo.write("notes.txt", "");
    repo.commit("Ben Field", "2026-05-21", "On a branch");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.merge("Ben Field", "2026-05-22", "feature");
    built(&repo, off, &["-o", to, "--previous", previous]);
}
