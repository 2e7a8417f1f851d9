//! Golden differences. Each folder of tests/differences is one change of a small book, committed into a real repository, and the
//! Markdown that `diff` prints for it, to the byte.
//!
//! The book is `tests/cases/_base` with `tests/differences/_base` over it, and with the `base/` of the folder where it has one; a
//! folder holds the change as a case does. With
//! `backwards` in its `settings` the change is taken back instead. `SCOREBOOK_BLESS=1` rewrites every `expected.md`; read what it
//! wrote.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::cases::{self, Files};
use crate::repo::Repo;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differences")
}

fn scenarios() -> Vec<PathBuf> {
    let entries = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    let mut scenarios: Vec<PathBuf> = entries.filter(|path| !path.ends_with("_base")).collect();
    scenarios.sort();
    assert!(scenarios.len() >= 10);
    scenarios
}

fn base() -> Files {
    let mut files = Files::new();
    cases::collect(&root().join("../cases/_base/repo"), &mut files);
    cases::collect(&root().join("_base/repo"), &mut files);
    files
}

/// The book before a change: some have more in it, under `base/`.
fn before(scenario: &Path) -> Files {
    let mut files = base();
    cases::collect(&scenario.join("base"), &mut files);
    files
}

fn changed(scenario: &Path) -> Files {
    let mut files = before(scenario);
    for path in cases::lines(scenario, "remove") {
        assert!(files.remove(&path).is_some(), "{}: nothing to remove at {path}", scenario.display());
    }
    cases::collect(&scenario.join("repo"), &mut files);
    cases::edit(scenario, &mut files);
    files
}

/// The book before and after as two commits.
fn repository(before: &Files, after: &Files) -> Repo {
    let repo = Repo::new();
    before.iter().for_each(|(path, bytes)| repo.write(path, bytes));
    repo.commit("Ada North", "2026-11-16", "The book");
    before.keys().for_each(|path| repo.remove(path));
    after.iter().for_each(|(path, bytes)| repo.write(path, bytes));
    repo.commit("Ben Field", "2026-11-17", "The change");
    repo
}

fn diff(repo: &Repo, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .arg("diff")
        .args(arguments)
        .current_dir(repo.path())
        .output()
        .unwrap()
}

fn said(repo: &Repo, arguments: &[&str]) -> String {
    let output = diff(repo, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The pull request that brings the book into a repository that has other files already.
#[test]
fn a_commit_from_before_the_book_is_an_empty_one() {
    let repo = Repo::new();
    repo.write("README.md", b"Our team\n");
    repo.commit("Ada North", "2026-11-16", "A repository");
    base().iter().for_each(|(path, bytes)| repo.write(path, bytes));
    repo.commit("Ada North", "2026-11-17", "The book");
    let found = said(&repo, &["HEAD~1..HEAD"]);
    assert!(found.contains("The book begins."), "{found}");
    assert!(found.contains("all of it is new, and there is no figure to compare"), "{found}");
    assert!(!found.contains("defect"), "{found}");
    let json: Value = serde_json::from_str(&said(&repo, &["HEAD~1..HEAD", "--format", "json"])).unwrap();
    assert_eq!(json["base"]["defects"], 0, "{json}");
    // The other way about the book is gone, which is no comparison.
    assert_eq!(diff(&repo, &["HEAD..HEAD~1"]).status.code(), Some(2));
}

#[test]
fn every_change_reads_as_expected() {
    let bless = std::env::var_os("SCOREBOOK_BLESS").is_some();
    let mut wrong = Vec::new();
    for scenario in scenarios() {
        let (mut before, mut after) = (before(&scenario), changed(&scenario));
        if cases::lines(&scenario, "settings").iter().any(|line| line == "backwards") {
            std::mem::swap(&mut before, &mut after);
        }
        let repo = repository(&before, &after);
        let found = said(&repo, &["HEAD~1..HEAD"]);
        let path = scenario.join("expected.md");
        if bless {
            fs::write(&path, &found).unwrap();
        } else if fs::read_to_string(&path).ok().as_deref() != Some(found.as_str()) {
            wrong.push(format!("== {}\n{found}", scenario.display()));
        }
    }
    assert!(wrong.is_empty(), "changes read otherwise than expected:\n{}", wrong.join("\n"));
}

/// The closed lists of the schema are those of the program: `SCOREBOOK_BLESS=1` rewrites them.
#[test]
fn the_schema_has_the_words_of_the_program() {
    let path = root().join("../../docs/schemas/diff-1.schema.json");
    let text = fs::read_to_string(&path).unwrap();
    let mut written = text.clone();
    for (name, words) in scorebook::change::word_lists() {
        let head = format!("    \"{name}\": {{ \"enum\": [");
        let at = written.find(&head).unwrap_or_else(|| panic!("$defs has no line `{name}`")) + head.len();
        let end = at + written[at..].find(']').unwrap();
        let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
        written.replace_range(at..end, &words.join(", "));
    }
    if std::env::var_os("SCOREBOOK_BLESS").is_some() {
        fs::write(&path, &written).unwrap();
    } else {
        assert_eq!(text, written);
    }
}

/// A pull request must not write anything but words: no markup of the book's, no mention, no reference, no link, no picture.
#[test]
fn nothing_of_a_book_acts_in_the_comment() {
    let text = fs::read_to_string(root().join("hostile-words/expected.md")).unwrap();
    // Whole in code, which acts on nothing; else taken apart.
    let outside: String = text.split('`').step_by(2).collect();
    for acting in
        ["<script", "<img", "@org", "@everyone", "#1", "://", "www.", "GH-7", "[click](", "0123456789abcdef"]
    {
        assert!(!outside.contains(acting), "{acting} in {outside}");
    }
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
}

#[test]
fn the_same_two_commits_give_the_same_bytes_and_a_reversed_range_turns_signs_round() {
    let repo = repository(&base(), &changed(&root().join("measurement-corrected")));
    let there = said(&repo, &["HEAD~1..HEAD", "--format", "json"]);
    assert_eq!(there, said(&repo, &["HEAD~1..HEAD", "--format", "json", "--jobs", "1"]));
    let back = said(&repo, &["HEAD..HEAD~1", "--format", "json"]);
    let net = |text: &str| -> i64 {
        let document: Value = serde_json::from_str(text).unwrap();
        let months = document["figures"]["credits"].as_array().unwrap().clone();
        assert!(!months.is_empty());
        let side = |month: &Value, side: &str| month[side]["net_minor"].as_i64().unwrap_or(0);
        months.iter().map(|month| side(month, "after") - side(month, "before")).sum()
    };
    assert_ne!(net(&there), 0);
    assert_eq!(net(&there), -net(&back));
}

#[test]
fn three_dots_start_where_the_branches_part() {
    let repo = repository(&base(), &base());
    let main = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["checkout", "--quiet", "-b", "work"]);
    repo.write("data/vendors/acme.toml", "name = \"Acme Data\"\n");
    repo.commit("Ada North", "2026-11-18", "On the branch");
    repo.git(&["checkout", "--quiet", "--detach", &main]);
    repo.write("data/vendors/borealis.toml", "name = \"Boreal\"\n");
    let elsewhere = repo.commit("Ada North", "2026-11-18", "Meanwhile");
    let paths = |range: String| -> Vec<String> {
        let document: Value = serde_json::from_str(&said(&repo, &[&range, "--format", "json"])).unwrap();
        let files = document["files"].as_array().unwrap().iter();
        files.map(|file| file["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(paths(format!("{elsewhere}...work")), ["data/vendors/acme.toml"]);
    assert_eq!(paths(format!("{elsewhere}..work")), ["data/vendors/acme.toml", "data/vendors/borealis.toml"]);
}

#[test]
fn the_page_and_the_file_are_written_and_a_wrong_range_is_2() {
    let repo = repository(&base(), &changed(&root().join("procedure-reworded")));
    said(&repo, &["HEAD~1..HEAD", "--output", "diff.md", "--page", "page"]);
    let markdown = fs::read_to_string(repo.path().join("diff.md")).unwrap();
    assert!(markdown.starts_with("**"), "{markdown}");
    let page = fs::read_to_string(repo.path().join("page/index.html")).unwrap();
    for part in ["</span> and the policy<span", "Labelling guidelines", "assets/site.css"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(repo.path().join("page/assets/site.css").exists());
    for range in ["HEAD", "HEAD~1..nowhere", ".."] {
        let output = diff(&repo, &[range]);
        let expected = if range == ".." { 0 } else { 2 };
        assert_eq!(output.status.code(), Some(expected), "{range}");
    }
}

/// Hundreds of records beside dozens of procedures: every procedure is shown, every section has a share, and what is left out is counted
/// and stands on the page.
#[test]
fn a_huge_difference_is_cut_by_section_and_the_page_has_all_of_it() {
    let text = String::from_utf8(base()["data/sops/escalation.md"].clone()).unwrap();
    let procedure = |at: usize, within: &str| {
        let text = text.replace("\"Escalation\"", &format!("\"Escalation {at}\""));
        (format!("data/sops/escalation-{at}.md"), text.replace("within 48 hours", within).into_bytes())
    };
    let vendor = |at: usize| {
        (
            format!("data/vendors/vendor-{at}.toml"),
            format!("name = \"Vendor {at}\"\nowner = \"ada-north\"\n").into_bytes(),
        )
    };
    let (mut before, mut after) = (base(), base());
    before.extend((0..40).map(|at| procedure(at, "within 48 hours")));
    after.extend((0..40).map(|at| procedure(at, "within 24 hours")));
    after.extend((0..600).map(vendor));
    let long: String = (0..3_000).map(|at| format!("Step {at} of it.\n\n")).collect();
    let (path, whole) = procedure(40, "");
    after.insert(path, [whole, long.into_bytes()].concat());
    let repo = repository(&before, &after);
    let comment = said(&repo, &["HEAD~1..HEAD", "--page", "page"]);
    assert!(comment.len() <= 60_000 && comment.len() > 50_000, "{}", comment.len());
    for at in 0..=40 {
        assert!(comment.contains(&format!("**Escalation {at}** (")), "{at}: {comment}");
    }
    assert_eq!(comment.matches("<del>48</del> <ins>24</ins> hours").count(), 40);
    let last = comment.lines().rev().nth(2).unwrap();
    assert!(last.starts_with("Left out for length: ") && last.contains("diff --page"), "{last}");
    for of in ["passages of “Escalation 40”", "Other records (", "Files ("] {
        assert!(last.contains(of), "{of} in {last}");
    }
    let page = fs::read_to_string(repo.path().join("page/index.html")).unwrap();
    assert!((0..600).all(|at| page.contains(&format!("<code>data/vendors/vendor-{at}.toml</code>"))));
    assert!((0..3_000).all(|at| page.contains(&format!("Step {at} of it."))) && !page.contains("Left out"));
}

#[test]
fn annotations_stand_at_what_appears_alone_the_gravest_first() {
    let mut after = changed(&root().join("defect-appears"));
    let plan = String::from_utf8(after["data/plans/porto-accuracy.toml"].clone()).unwrap();
    after.insert(
        "data/plans/porto-accuracy.toml".to_owned(),
        plan.replace("due-on = 2026-10-30", "due-on = 2026-11-02").into_bytes(),
    );
    let repo = repository(&base(), &after);
    let text = said(&repo, &["HEAD~1..HEAD", "--format", "github"]);
    let document: Value = serde_json::from_str(&said(&repo, &["HEAD~1..HEAD", "--format", "json"])).unwrap();
    let fresh =
        document["messages"].as_array().unwrap().iter().filter(|message| message["change"] == "appears");
    let fresh: Vec<&Value> = fresh.collect();
    let is_defect = |message: &&Value| message["class"] == "defect";
    assert!(fresh.iter().any(is_defect) && fresh.len() > 1, "{document}");
    assert_eq!(text.lines().count(), fresh.len(), "{text}");
    for message in &fresh {
        let (path, line) = (message["path"].as_str().unwrap(), &message["line"]);
        let start = format!("::{} file={path},line={line},", message["severity"].as_str().unwrap());
        assert!(text.lines().any(|line| line.starts_with(&start)), "{start} in {text}");
    }
    let codes: Vec<&str> =
        fresh.iter().filter(|m| is_defect(m)).map(|m| m["code"].as_str().unwrap()).collect();
    let first = text.lines().next().unwrap();
    assert!(codes.iter().any(|code| first.contains(&format!("title={code}::"))), "{text}");
    assert_eq!(said(&repo, &["HEAD..HEAD", "--format", "github"]), "");
}

#[test]
fn rows_after_the_as_of_date_are_told_as_waiting() {
    let repo = repository(&base(), &base());
    let mut rows = fs::read(repo.path().join("data/metrics/acme/2026.csv")).unwrap();
    rows.extend(b"2026-W47,acme-porto,atlas,atlas-pt,pt-PT,accuracy,470,500,,,client,final,\n");
    repo.write("data/metrics/acme/2026.csv", &rows);
    repo.commit("Ada North", "2026-11-24", "The week after");
    let text = said(&repo, &["HEAD~1..HEAD"]);
    assert!(text.starts_with("**1 more row waits for its day.**"), "{text}");
    let back = said(&repo, &["HEAD..HEAD~1"]);
    assert!(back.starts_with("**1 fewer row waits for its day.**"), "{back}");
    let document: Value = serde_json::from_str(&said(&repo, &["HEAD~1..HEAD", "--format", "json"])).unwrap();
    let of = &document["figures"];
    assert_eq!((&of["rows_ahead_before"], &of["rows_ahead_after"]), (&0.into(), &1.into()));
}

/// Whose name changes is told as that person: what they own is as it was.
#[test]
fn a_person_who_is_renamed_changes_no_plan() {
    let replaced = |files: &Files, path: &str, was: &str, is: &str| -> Files {
        let text = String::from_utf8(files[path].clone()).unwrap();
        assert!(text.contains(was), "{text}");
        let mut files = files.clone();
        files.insert(path.to_owned(), text.replace(was, is).into_bytes());
        files
    };
    let plan = "data/plans/porto-accuracy.toml";
    let before = replaced(&base(), plan, "owner = \"Trainer, Porto\"", "owner = \"ada-north\"");
    let after = replaced(&before, "data/book.toml", "name = \"Ada North\"", "name = \"Ada Norden\"");
    let text = said(&repository(&before, &after), &["HEAD~1..HEAD", "--format", "json"]);
    let document: Value = serde_json::from_str(&text).unwrap();
    let of = &document["figures"];
    assert_eq!(of["plans"].as_array().map(Vec::len), Some(0), "{text}");
    let records = of["records"].as_array().unwrap();
    assert_eq!((records.len(), &records[0]["kind"]), (1, &Value::from("person")), "{text}");
}
