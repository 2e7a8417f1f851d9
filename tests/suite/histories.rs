//! Golden histories. Each folder of tests/histories is a small book with a past, and what the program says of it.
//!
//! A case is the sound book (tests/cases/_sound) and numbered steps, each applied to a real repository as one commit. A step's first
//! line is a day and an author, then comes the message up to a line `---`, then what changes:
//!
//!     edit PATH         lines to find behind `-`, lines to write behind `+`; without `-` they are put at the end
//!     crlf PATH         every line end becomes CR LF
//!     move FROM TO      the file gets another name
//!     remove PATH
//!     branch NAME       the commit is the first of a branch; `switch NAME` goes on with one
//!     merge NAME        the commit merges the branch
//!
//! `SCOREBOOK_BLESS=1 cargo nextest run -E 'test(histories)'` rewrites every `expected.txt`; read what it wrote.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use scorebook::kit::source::Snapshot;
use scorebook::subject::history::{Change, Fact, history};
use scorebook::subject::report::report_with;
use scorebook::subject::restatement::figures::{Effect, Effects};
use scorebook::subject::{check, read};
use scorebook::{edge, pipeline};

use crate::evidence;
use crate::repo::Repo;
use crate::support;

#[test]
fn every_history_says_what_is_expected() {
    let bless = std::env::var_os("SCOREBOOK_BLESS").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let repo = play(&case);
        let snapshot = edge::open(repo.path(), None).unwrap().snapshot;
        let found = said(&snapshot);
        let path = case.join("expected.txt");
        if bless {
            fs::write(&path, &found).unwrap();
        } else if fs::read_to_string(&path).ok().as_deref() != Some(found.as_str()) {
            wrong.push(format!("== {}\n{found}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "histories say otherwise than expected:\n{}", wrong.join("\n"));
}

#[test]
fn every_effect_follows_from_git_and_the_rules() {
    let mut counted = 0;
    for case in cases() {
        let expected = fs::read_to_string(case.join("expected.txt")).unwrap();
        // Without an effect there is no evidence of one, and of former terms that cannot be read again there is none.
        let is_unread = expected.contains("\n  left out: the former terms cannot be read");
        if is_unread || !expected.contains("\neffect of ") {
            continue;
        }
        let repo = play(&case);
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        evidence::built(repo.path(), &site).unwrap();
        evidence::ledger_follows_from_git(repo.path(), &site).unwrap();
        counted += 1;
    }
    assert!(counted >= 4, "{counted}");
}

#[test]
fn every_file_of_a_history_is_a_step_or_its_expectation() {
    for case in cases() {
        for entry in fs::read_dir(&case).unwrap() {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            let is_step = name.ends_with(".step") && name.as_bytes().iter().take(2).all(u8::is_ascii_digit);
            assert!(is_step || name == "expected.txt", "{}: {name}", case.display());
        }
        assert!(case.join("expected.txt").exists(), "{}", case.display());
    }
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/histories");
    let mut cases: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 6);
    cases
}

/// The repository after all steps.
pub fn play(case: &Path) -> Repo {
    let repo = Repo::new();
    let sound = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/_sound/repo");
    copy(&sound, &sound, &repo);
    let mut steps: Vec<PathBuf> = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path()).collect();
    steps.retain(|path| path.extension().is_some_and(|extension| extension == "step"));
    steps.sort();
    for step in steps {
        let text = fs::read_to_string(&step).unwrap();
        let (head, changes) =
            text.split_once("\n---\n").unwrap_or_else(|| panic!("{}: no `---`", step.display()));
        let (first, message) = head.split_once('\n').unwrap();
        let (day, author) = first.split_once(' ').unwrap();
        apply(&repo, changes, &step);
        repo.commit(author, day, message);
    }
    repo
}

fn copy(top: &Path, folder: &Path, repo: &Repo) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            copy(top, &path, repo);
        } else {
            repo.write(path.strip_prefix(top).unwrap().to_str().unwrap(), fs::read(&path).unwrap());
        }
    }
}

fn apply(repo: &Repo, changes: &str, step: &Path) {
    let mut path = String::new();
    let mut change = (String::new(), String::new());
    let text = |path: &str| fs::read_to_string(repo.path().join(path)).unwrap_or_default();
    let finish = |path: &str, change: &mut (String, String)| {
        let (find, write) = std::mem::take(change);
        if find.is_empty() && write.is_empty() {
            return;
        }
        let old = text(path);
        let (find, write) = if old.contains("\r\n") {
            (find.replace('\n', "\r\n"), write.replace('\n', "\r\n"))
        } else {
            (find, write)
        };
        assert!(old.contains(&find), "{}: {path} has no {find:?}", step.display());
        let new = if find.is_empty() { old + &write } else { old.replacen(&find, &write, 1) };
        repo.write(path, new);
    };
    for line in changes.lines().filter(|line| !line.is_empty()) {
        if let Some(find) = line.strip_prefix('-') {
            if !change.1.is_empty() {
                finish(&path, &mut change);
            }
            change.0.push_str(&format!("{find}\n"));
            continue;
        }
        if let Some(write) = line.strip_prefix('+') {
            change.1.push_str(&format!("{write}\n"));
            continue;
        }
        finish(&path, &mut change);
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["edit", of] => path = of.to_owned(),
            ["crlf", of] => repo.write(of, text(of).replace("\r\n", "\n").replace('\n', "\r\n")),
            ["move", from, to] => {
                repo.write(to, text(from));
                repo.remove(from);
            }
            ["remove", of] => repo.remove(of),
            ["branch", name] => drop(repo.git(&["checkout", "--quiet", "-b", name])),
            ["switch", name] => drop(repo.git(&["checkout", "--quiet", name])),
            ["merge", name] => drop(repo.git(&["merge", "--quiet", "--no-ff", "--no-commit", name])),
            _ => panic!("{}: `{line}` is no change", step.display()),
        }
    }
    finish(&path, &mut change);
}

/// The ledger, the effects and the diagnostics, as lines.
fn said(snapshot: &Snapshot) -> String {
    let ledger = history(&snapshot.recorded, &snapshot.texts);
    let mut out = String::from("ledger\n");
    for change in &ledger.changes {
        line(&mut out, snapshot, change);
    }
    let (register, mut diagnostics) = read::read(snapshot);
    for (id, removed) in &ledger.removed {
        let texts = removed.versions.len();
        let why = &removed.removal;
        let _ =
            writeln!(out, "gone {id}: {texts} texts of {} ({}: {})", removed.path, why.author, why.subject);
    }
    if let Some(register) = &register {
        let report = report_with(register, snapshot, &ledger, None);
        check::find(&report, snapshot, &ledger, &mut diagnostics);
        for sop in report.withdrawn.values() {
            let text = if sop.is_personal { "its text is not shown" } else { "its text is shown" };
            let _ = writeln!(out, "withdrawn {} on {}: {}, {text}", sop.id, sop.on, sop.title);
        }
        let effects = Effects::new(register, snapshot, &ledger, report.figures.results());
        for (commit, effect) in effects.by_commit() {
            let subject = snapshot.recorded.commit(*commit).map_or("", |commit| &commit.subject);
            let _ = writeln!(out, "effect of `{subject}`");
            results(&mut out, effect);
        }
    }
    let _ = write!(out, "diagnostics\n{}", support::render(&pipeline::check(snapshot).unwrap()));
    out
}

fn line(out: &mut String, snapshot: &Snapshot, change: &Change) {
    let fact = match &change.fact {
        Fact::Measurement { key, column } => format!("{} {} {} {column}", key.metric, key.site, key.period),
        Fact::Cell { key, column } => format!("{key} {column}"),
        Fact::Term { contract, key } => format!("{contract} {key}"),
        Fact::Amendment { contract, number, key } => format!("{contract} amendment {number} {key}"),
        Fact::Clause { clause, key } => format!("clause {clause} {key}"),
        Fact::ClauseAmendment { clause, number, key } => format!("clause {clause} amendment {number} {key}"),
        Fact::DueDate { plan, action } => format!("{plan} {action} due-on"),
        Fact::Other { key } => format!("{} {key}", change.path),
    };
    let commit = |at| snapshot.recorded.commit(at).unwrap();
    let (made, came) = (commit(change.made), commit(change.commit));
    let by =
        if change.made == change.commit { String::new() } else { format!(", merged by `{}`", came.subject) };
    let _ = writeln!(
        out,
        "  {:?} {fact}: {} -> {} ({}: {}{by}; first `{}`) at {}",
        change.kind,
        change.before,
        change.after,
        made.author,
        made.subject,
        commit(change.first).subject,
        change.place.as_ref().map_or_else(|| "nowhere".to_owned(), ToString::to_string),
    );
}

fn results(out: &mut String, effect: &Effect) {
    for shift in effect.verdicts.iter().filter(|shift| shift.turns()) {
        let verdict = |side: &Option<scorebook::subject::restatement::figures::Verdict>| {
            side.as_ref().map_or_else(|| "no window".to_owned(), |verdict| format!("{:?}", verdict.outcome))
        };
        let _ = writeln!(
            out,
            "  {} {:?} {}: {} -> {}",
            shift.service_level,
            shift.subject,
            shift.window.period,
            verdict(&shift.then),
            verdict(&shift.now)
        );
    }
    for shift in &effect.ratings {
        let _ = writeln!(
            out,
            "  rating {:?} {}: {:?} -> {:?}",
            shift.subject, shift.period, shift.then.0, shift.now.0
        );
    }
    for shift in &effect.credits {
        let _ =
            writeln!(out, "  credit {} {}: {} -> {}", shift.contract, shift.month, shift.then.0, shift.now.0);
    }
    for why in &effect.left_out {
        let _ = writeln!(out, "  left out: {why}");
    }
}
