//! Golden cases. Each folder of tests/cases is a small repository with one thing wrong in it, and what the program says.
//!
//! A case is `_base` with changes, and what the readers say of it; with the setting `run = check` it is `_sound`, a book with
//! nothing to find, and what the whole check says. `remove` lists files that go, `repo/` holds files that come or replace,
//! `edits` changes lines, `settings` sets what is not a file. `SCOREBOOK_BLESS=1 cargo test --test suite cases` rewrites every
//! `expected.txt`; read what it wrote.

use crate::support;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use scorebook::kit::diag::codes;
use scorebook::kit::source::{AsOf, AsOfSource, Refused, RepoPath, Snapshot};
use scorebook::pipeline;
use scorebook::subject::read;

pub type Files = BTreeMap<String, Vec<u8>>;

/// Codes whose cases stand in other tests, since they need more than files; each must really have no case here.
const SHOWN_ELSEWHERE: &[&str] = &[
    "approval-doubtful",
    "key-unconfirmed",
    "restated",
    "restatement-refused",
    "signoff-edited",
    "sop-version-unchanged",
    "term-edited-in-place",
];

#[test]
fn every_case_says_what_is_expected() {
    let bless = std::env::var_os("SCOREBOOK_BLESS").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let snapshot = load(&case);
        let (register, mut diagnostics) = read::read(&snapshot);
        if runs_check(&case) {
            diagnostics = pipeline::check(&snapshot).unwrap();
        }
        let mut found = support::render(&diagnostics);
        if found.is_empty() {
            found.push_str("no diagnostics\n");
        }
        if let Some(waiting) = scorebook::kit::diag::waiting(&diagnostics) {
            found.push_str(&format!("{waiting}\n"));
        }
        if let Some(register) = &register {
            let rows = &register.measurements;
            let withheld = match rows.withheld.len() {
                0 => String::new(),
                count => format!(", {count} withheld"),
            };
            found.push_str(&format!(
                "rows: {} read{withheld}, {} after the as-of\n",
                rows.rows.len(),
                rows.after_as_of
            ));
        } else {
            found.push_str("no register\n");
        }
        assert_spans_inside(&snapshot, &diagnostics, &name);
        let path = case.join("expected.txt");
        if bless {
            fs::write(&path, &found).unwrap();
        } else if fs::read_to_string(&path).ok().as_deref() != Some(found.as_str()) {
            wrong.push(format!("== {name}\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "cases say otherwise than expected:\n{}", wrong.join("\n"));
}

/// A folder without anything to read, or with a file the harness does not know, is left over.
#[test]
fn no_expectation_is_left_over() {
    for case in cases() {
        let names: BTreeSet<String> = fs::read_dir(&case)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        let inputs = ["remove", "repo", "edits", "settings"];
        let known = |name: &String| name == "expected.txt" || inputs.contains(&name.as_str());
        assert!(names.iter().all(known), "{}: {names:?}", case.display());
        let has_input = inputs.iter().any(|name| names.contains(*name)) || case.ends_with("_base");
        assert!(has_input && names.contains("expected.txt"), "{}: {names:?}", case.display());
    }
}

#[test]
fn every_code_has_a_case() {
    let mut shown = String::new();
    for case in cases() {
        shown.push_str(&fs::read_to_string(case.join("expected.txt")).unwrap_or_default());
    }
    let names = codes::ALL.iter().map(|code| code.name);
    let (with, without): (BTreeSet<&str>, BTreeSet<&str>) =
        names.partition(|name| shown.contains(&format!("[{name}]")));
    let elsewhere: BTreeSet<&str> = SHOWN_ELSEWHERE.iter().copied().collect();
    assert_eq!(without, elsewhere, "codes without a case");
    assert!(with.is_disjoint(&elsewhere));
}

#[test]
fn a_missing_as_of_can_be_told_apart() {
    let snapshot = load(&root().join("as-of-from-nothing"));
    let (register, diagnostics) = read::read(&snapshot);
    assert!(register.is_none() && diagnostics.iter().any(scorebook::core::settings::read::is_missing_as_of));
}

#[test]
fn the_as_of_comes_from_the_flag_then_the_book_then_the_commit() {
    let mut snapshot = load(&root().join("as-of-from-nothing"));
    let as_of = |snapshot: &Snapshot| {
        read::read(snapshot).0.map(|r| (r.settings.as_of.on.to_string(), r.settings.as_of.source))
    };
    // Monday 00:30 in Dublin is still Sunday in UTC: the book's zone decides.
    snapshot.commit = Some(support::commit("2026-07-12T23:30:00Z"));
    assert_eq!(as_of(&snapshot), Some(("2026-07-12".to_owned(), AsOfSource::Commit)));
    snapshot.commit = Some(support::commit("2026-07-12T22:30:00Z"));
    assert_eq!(as_of(&snapshot), Some(("2026-07-05".to_owned(), AsOfSource::Commit)), "strictly before");
    let base = load(&root().join("_base"));
    assert_eq!(as_of(&base), Some(("2026-11-15".to_owned(), AsOfSource::Book)));
    let flag = AsOf { on: jiff::civil::date(2026, 3, 1), source: AsOfSource::Flag };
    let flagged = Snapshot { as_of: Some(flag), ..base };
    assert_eq!(as_of(&flagged), Some(("2026-03-01".to_owned(), AsOfSource::Flag)));
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    cases.sort();
    assert!(cases.len() > 60);
    cases
}

/// Whether the case runs everything that `scorebook check` runs, or the readers alone.
fn runs_check(case: &Path) -> bool {
    lines(case, "settings").iter().any(|line| line == "run = check")
}

/// Cases that the whole check reads without a defect: the name and the files.
pub fn books() -> Vec<(String, Files)> {
    let mut books = Vec::new();
    for case in cases().iter().filter(|case| runs_check(case)) {
        // What a flag sets is not in the files.
        if lines(case, "settings").iter().any(|line| !line.starts_with("run = ")) {
            continue;
        }
        let found = pipeline::check(&load(case)).unwrap();
        if found.defects() == 0 {
            let name = case.file_name().unwrap().to_string_lossy().into_owned();
            books.push((name, files(case)));
        }
    }
    books
}

pub fn files(case: &Path) -> Files {
    let mut files = Files::new();
    let base = if runs_check(case) { "_sound/repo" } else { "_base/repo" };
    collect(&root().join(base), &mut files);
    for path in lines(case, "remove") {
        let before = files.len();
        files.retain(|known, _| known != &path && !known.starts_with(&format!("{path}/")));
        assert!(files.len() < before, "{}: nothing to remove at {path}", case.display());
    }
    collect(&case.join("repo"), &mut files);
    edit(case, &mut files);
    files
}

fn load(case: &Path) -> Snapshot {
    let mut snapshot = support::snapshot(files(case));
    for line in lines(case, "settings") {
        let (key, value) = line.split_once(" = ").unwrap();
        match key {
            "commit" => snapshot.commit = Some(support::commit(value)),
            "as-of" => {
                snapshot.as_of = Some(AsOf { on: value.parse().unwrap(), source: AsOfSource::Flag });
            }
            "waivers-author" => snapshot.waivers_author = Some(value.to_owned()),
            "symlink" => {
                let path = RepoPath::new(value);
                snapshot.texts.remove(&path);
                snapshot.refused.push(Refused::Symlink(path));
            }
            "outside" => snapshot.refused.push(Refused::Outside(RepoPath::new(value))),
            "run" => assert_eq!(value, "check"),
            _ => panic!("{}: unknown setting {key}", case.display()),
        }
    }
    snapshot
}

pub fn lines(case: &Path, name: &str) -> Vec<String> {
    let text = fs::read_to_string(case.join(name)).unwrap_or_default();
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Blocks of a path, lines to find behind `-`, lines to write behind `+`. Without `-` lines are put at the end.
/// `\t`-like escapes: `\u{..}`, `\r`, `\0` for bytes that an editor would not keep.
pub fn edit(case: &Path, files: &mut Files) {
    let mut path = String::new();
    let mut change: (String, String) = Default::default();
    let mut apply = |path: &str, change: &mut (String, String)| {
        let (find, write) = std::mem::take(change);
        if find.is_empty() && write.is_empty() {
            return;
        }
        let bytes = files.get_mut(path).unwrap_or_else(|| panic!("{}: no {path}", case.display()));
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(&find), "{}: {path} has no {find:?}", case.display());
        let text = if find.is_empty() { text + &write } else { text.replacen(&find, &write, 1) };
        *bytes = text.into_bytes();
    };
    for line in lines(case, "edits") {
        if let Some(find) = line.strip_prefix('-') {
            if !change.1.is_empty() {
                apply(&path, &mut change);
            }
            change.0.push_str(&format!("{find}\n"));
        } else if let Some(write) = line.strip_prefix('+') {
            change.1.push_str(&format!("{}\n", unescape(write)));
        } else {
            apply(&path, &mut change);
            path = line;
        }
    }
    apply(&path, &mut change);
}

fn unescape(text: &str) -> String {
    text.replace("\\r", "\r").replace("\\bom", "\u{feff}")
}

pub fn collect(folder: &Path, files: &mut Files) {
    collect_below(folder, folder, files);
}

fn collect_below(top: &Path, folder: &Path, files: &mut Files) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_below(top, &path, files);
        } else {
            let name = path.strip_prefix(top).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

fn assert_spans_inside(snapshot: &Snapshot, diagnostics: &scorebook::kit::diag::Diagnostics, name: &str) {
    for d in diagnostics.iter() {
        let places = std::iter::once(&d.place).chain(d.related.iter().map(|(place, _)| place));
        for place in places {
            let Some(text) = snapshot.texts.get(&place.path) else { continue };
            let content = text.content();
            assert!(content.get(place.span.start..place.span.end).is_some(), "{name}: {place}");
            assert_eq!(&text.place(place.span), place, "{name}");
        }
    }
}
