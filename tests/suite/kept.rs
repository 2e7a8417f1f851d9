//! What one state of a book leaves for the next: whatever was edited in between, nothing is said or shown that a first look would not.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use scorebook::edge::{self, GitCommits, KeptRepository, Opening};
use scorebook::kit::source::{AsOf, AsOfSource, CommitStore, RepoPath, Snapshot, Text, sha256};
use scorebook::pipeline::{self, Kept};

use crate::repo::Repo;

/// States that are looked at, one after the other; more by hand: `SCOREBOOK_STATES=400`.
const STATES: usize = 24;

/// What is said of a state, and the hashes of some of its pages.
fn looked_at(snapshot: &Snapshot, earlier: &GitCommits, kept: &Kept) -> (String, Vec<String>) {
    pipeline::with_pages(snapshot, earlier, kept, false, |diagnostics, pages| {
        // With the bytes that each underlines.
        let said = format!("{diagnostics:?}");
        let Some(pages) = pages else { return (said, Vec::new()) };
        let paths = pages.paths();
        // Home, and every so many of the others, in every section.
        let home = "index.html".to_owned();
        let hash = |path: &String| {
            let page = pages.file(path).map(Option::unwrap_or_default).unwrap_or_default();
            format!("{path} {}", sha256(&page))
        };
        (said, paths.iter().step_by(23).chain([&home]).map(hash).collect())
    })
    .unwrap_or_else(|error| (error.to_string(), Vec::new()))
}

/// The same, of which nothing was worked out yet.
fn fresh(snapshot: &Snapshot) -> Snapshot {
    let texts =
        snapshot.texts.iter().map(|(path, text)| (path.clone(), Text::new(path.clone(), text.content())));
    Snapshot { texts: texts.collect(), ..snapshot.clone() }
}

/// One edit as a person may make it, or a slip: what they did.
fn edit(snapshot: &mut Snapshot, first: &Snapshot, dice: &mut impl FnMut(usize) -> usize) -> String {
    if dice(8) == 0 {
        let on = jiff::civil::date(2026, 10, 25).saturating_add(jiff::Span::new().days(dice(60) as i64));
        snapshot.as_of = (dice(3) > 0).then_some(AsOf { on, source: AsOfSource::Flag });
        return format!("the report is of {on}, or of its own day: {:?}", snapshot.as_of);
    }
    let paths: Vec<RepoPath> = first.texts.keys().cloned().collect();
    // Files of core as often as all others together: most is kept of them.
    let is_core = |path: &RepoPath| {
        let cores =
            ["book", "metrics", "rebases", "vendors", "sites", "projects", "contracts", "clauses", "relief"];
        cores.iter().any(|of| path.as_str().strip_prefix("data/").is_some_and(|below| below.starts_with(of)))
    };
    let core: Vec<RepoPath> = paths.iter().filter(|path| is_core(path)).cloned().collect();
    let among = if dice(2) == 0 { &core } else { &paths };
    let path = among[dice(among.len())].clone();
    let Some(text) = snapshot.texts.get(&path) else {
        snapshot.texts.insert(path.clone(), first.texts[&path].clone());
        return format!("{path} is put back");
    };
    let mut lines: Vec<String> = text.content().lines().map(str::to_owned).collect();
    let at = dice(lines.len().max(1));
    let what = match dice(6) {
        0 => {
            snapshot.texts.remove(&path);
            return format!("{path} is removed");
        }
        1 => {
            snapshot.texts.insert(path.clone(), first.texts[&path].clone());
            return format!("{path} is as it was");
        }
        2 => {
            let line = lines.remove(at);
            format!("{path} loses {line}")
        }
        3 => {
            let line = lines[at].clone();
            lines.insert(at, line.clone());
            format!("{path} has {line} twice")
        }
        _ => {
            let digits: Vec<(usize, usize)> = lines
                .iter()
                .enumerate()
                .flat_map(|(line, text)| {
                    let bytes = text.bytes().enumerate();
                    bytes.filter(|(_, byte)| byte.is_ascii_digit()).map(move |(at, _)| (line, at))
                })
                .collect();
            if digits.is_empty() {
                return format!("{path} is left alone");
            }
            let (line, at) = digits[dice(digits.len())];
            lines[line].replace_range(at..=at, &dice(10).to_string());
            format!("{path} says {}", lines[line])
        }
    };
    snapshot.texts.insert(path.clone(), Text::new(path, lines.join("\n") + "\n"));
    what
}

#[test]
fn a_book_that_is_edited_again_and_again_is_seen_as_if_for_the_first_time() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let earlier = GitCommits::of(root).unwrap();
    let first = edge::open(root, None).unwrap().snapshot;
    let states = std::env::var("SCOREBOOK_STATES").ok().and_then(|of| of.parse().ok()).unwrap_or(STATES);
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut dice = |faces: usize| rng.next_u32() as usize % faces;
    let kept = Kept::default();
    let mut snapshot = first.clone();
    let (mut done, mut shown) = (Vec::new(), 0);
    for _ in 0..states {
        kept.recognise(&mut snapshot);
        let known = looked_at(&snapshot, &earlier, &kept);
        let anew = looked_at(&fresh(&snapshot), &earlier, &Kept::default());
        assert!(known == anew, "after {done:#?}");
        shown += usize::from(!known.1.is_empty());
        // Slips would pile up, and of a book with defects nothing is shown.
        if known.1.is_empty() {
            snapshot = first.clone();
            done.clear();
        }
        done.push(edit(&mut snapshot, &first, &mut dice));
    }
    assert!(shown > states / 4, "{shown} of {states} could be shown");
}

#[test]
fn a_folder_that_is_opened_again_and_again_is_what_its_repository_says_now() {
    let kept = Arc::<KeptRepository>::default();
    let known = Opening { kept: Some(Arc::clone(&kept)), ..Opening::default() };
    let repo = Repo::new();
    let write = |content: &str| repo.write("data/book.toml", content);
    let is_seen = |what: &str| {
        let [known, anew] =
            [&known, &Opening::default()].map(|opening| edge::open_with(repo.path(), opening));
        let (known, anew) = match (known, anew) {
            (Ok(known), Ok(anew)) => (known.snapshot, anew.snapshot),
            (Err(known), Err(anew)) => return assert_eq!(known.to_string(), anew.to_string(), "{what}"),
            (known, anew) => panic!("{what}: {:?} for {:?}", known.is_ok(), anew.is_ok()),
        };
        assert_eq!(known.recorded, anew.recorded, "{what}");
        assert_eq!(
            (known.commit, known.tree, known.input_hash),
            (anew.commit, anew.tree, anew.input_hash),
            "{what}"
        );
        let readable =
            |earlier: GitCommits, commit: &str| earlier.open(commit).map(|found| found.is_some()).ok();
        if let Some(commit) = known.recorded.commits.first() {
            let [known, anew] =
                [GitCommits::again(repo.path(), &kept), GitCommits::of(repo.path())].map(Result::unwrap);
            assert_eq!(readable(known, &commit.id), readable(anew, &commit.id), "{what}");
        }
    };
    write("one");
    is_seen("no commit yet");
    repo.commit("Ada North", "2026-01-01", "One");
    is_seen("a commit");
    // What a file system takes for one time has passed: it is kept from now on.
    std::thread::sleep(Duration::from_millis(80));
    is_seen("a commit, later");
    assert!(format!("{kept:?}").contains("Stand {"), "{kept:?}");
    write("two");
    is_seen("an edit");
    write("one");
    is_seen("taken back");
    write("two");
    repo.commit("Ben Field", "2026-01-02", "Two");
    is_seen("another commit");
    repo.git(&["gc", "--quiet"]);
    is_seen("packed");
    repo.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    is_seen("back at the first");
    repo.git(&["switch", "--quiet", "--create", "other"]);
    write("three");
    repo.commit("Cy Lake", "2026-01-03", "Three");
    is_seen("another branch");
    let name = repo.path().join(".git/refs/heads/other");
    let id = fs::read(&name).unwrap();
    fs::remove_file(&name).unwrap();
    if Command::new("mkfifo").arg(&name).status().is_ok_and(|made| made.success()) {
        is_seen("a pipe for a branch");
        fs::remove_file(&name).unwrap();
    }
    fs::write(&name, id).unwrap();
    is_seen("the branch again");
    let (git, away) = (repo.path().join(".git"), repo.path().join("away"));
    fs::write(git.join("shallow"), format!("{}\n", repo.git(&["rev-parse", "HEAD"]).trim())).unwrap();
    is_seen("without its older commits");
    fs::remove_file(git.join("shallow")).unwrap();
    is_seen("whole again");
    fs::rename(&git, &away).unwrap();
    is_seen("no repository");
    repo.git(&["init", "--quiet"]);
    repo.commit("Dee Moor", "2026-02-01", "Another repository");
    is_seen("another repository");
    fs::remove_dir_all(&git).unwrap();
    fs::rename(&away, &git).unwrap();
    is_seen("the first one again");
}
