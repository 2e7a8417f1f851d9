//! `new`: a file that checks clean once its blanks are filled, and until then tells of each.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::{TempDir, tempdir};

use scorebook::kit::declared::{BLANK, Key, Shape, Table};
use scorebook::kit::diag::Class;
use scorebook::kit::source::RepoPath;
use scorebook::{pipeline, starter};

use crate::data_format::examples;
use crate::runner::both;
use crate::support;

/// The book of docs/data-format.md with a new record, filled in as a reader of its comments would.
/// Keys of a source as their comments show them.
const FROM_FILES: &str = "driver = \"files\"
rows = \"labels/*.csv\"
day = \"labelled_at\"
group = { site = \"site\" }
measure = [{ metric = \"accuracy\", numerator = \"count where correct = 1\", denominator = \"count\" }]";

#[test]
fn a_new_file_of_every_kind_checks_clean_once_its_blanks_are_filled() {
    for kind in starter::kinds() {
        let book = support::snapshot(examples());
        let id = match kind.kind {
            _ if kind.path.contains("<period>") => "2026-W45",
            // Called by the contract that it changes.
            "amendment" => "acme-2026",
            "clause-amendment" => "standard-quality",
            _ => "a-new-one",
        };
        let file = starter::record(&kind, id, &book).unwrap();
        assert!(kind.is_of(&file.path), "{}", file.path);
        let with = |text: &str| {
            let files = examples().into_iter().chain([(file.path.clone(), text.as_bytes().to_vec())]);
            pipeline::check(&support::snapshot(files)).unwrap()
        };
        let blanks = file.text.lines().filter(|line| !line.starts_with('#') && line.contains(BLANK)).count();
        let blank = with(&file.text);
        let told: std::collections::BTreeSet<u32> = blank
            .iter()
            .filter(|d| d.code.class == Class::Defect && d.place.path == RepoPath::new(&file.path))
            .map(|d| d.place.line)
            .collect();
        assert_eq!(
            told.len(),
            blanks,
            "{}: each blank is told\n{}\n{}",
            kind.noun,
            file.text,
            support::render(&blank)
        );

        // What an amendment may do depends on what is there.
        if kind.kind == "amendment" {
            assert!(file.path.ends_with("acme-2026/amendment-02.toml") && file.text.contains("number = 2 "));
            continue;
        }
        if kind.kind == "clause-amendment" {
            assert!(file.path.ends_with("standard-quality/amendment-02.toml"), "{}", file.path);
            continue;
        }
        let filled = filled(&kind, &file.text);
        // What the columns of a spreadsheet are is asked of the spreadsheet: any column but one with a number leaves the map without.
        let filled = match kind.kind {
            "map" => filled.replace("is = \"period\"", "is = \"numerator\""),
            // Nobody stands in for themselves.
            "delegation" => filled.replace("to = \"ada-north\"", "to = \"ben-field\""),
            // What an engine is asked stands in a file beside it: what is rolled up from files is whole in itself.
            "source" => filled
                .replace("window = \"day\"", "window = \"week\"")
                .replace("driver = \"postgresql\"", FROM_FILES),
            _ => filled,
        };
        let defects: Vec<String> = with(&filled)
            .iter()
            .filter(|d| d.code.class == Class::Defect && d.place.path == RepoPath::new(&file.path))
            .map(|d| format!("{}: {}", d.place, d.message))
            .collect();
        assert!(defects.is_empty(), "{}:\n{filled}\n{defects:#?}", kind.noun);
    }
}

/// Each blank with the first id that is offered, the first word or the example; a comment that says that its key is required now is one
/// no more.
fn filled(kind: &Table, text: &str) -> String {
    let mut table = kind;
    let mut words: Vec<(String, String)> = Vec::new();
    let mut filled = String::new();
    let rows: Vec<&str> = text.lines().collect();
    for (at, line) in rows.iter().enumerate() {
        let code = line.strip_prefix("# ").unwrap_or(line);
        if let Some(header) = code.strip_prefix("[[").and_then(|rest| rest.split(']').next()) {
            let key = kind.keys.iter().find(|key| key.key == header);
            table = key.and_then(|key| key.shape.table()).unwrap_or(table);
        }
        let key = table.keys.iter().find(|key| code.starts_with(&format!("{} = ", key.key)));
        let is_asked = |key: &Key| {
            let when = key.when.as_ref();
            when.is_some_and(|when| {
                words.iter().any(|(k, word)| k == when.key && when.words.contains(&word.as_str()))
            })
        };
        match key {
            Some(key) if !line.starts_with('#') || (std::ptr::eq(table, kind) && is_asked(key)) => {
                let value = choice(key, &rows[at..]);
                words.push((key.key.to_owned(), value.clone()));
                filled.push_str(&format!("{} = {}\n", key.key, key.shape.literal(&value)));
            }
            _ => filled.push_str(&format!("{line}\n")),
        }
    }
    filled
}

/// The value for a blank, by its comment: what stands beside it and goes on below.
fn choice(key: &Key, rows: &[&str]) -> String {
    let below = rows
        .iter()
        .skip(1)
        .take_while(|row| row.starts_with(' '))
        .map(|row| row.trim_start_matches([' ', '#']));
    let comment = rows.iter().take(1).copied().chain(below).collect::<Vec<_>>().join(" ");
    match (comment.split_once("one of: "), key.shape.words(), &key.shape) {
        (Some((_, ids)), _, Shape::Id(_) | Shape::Clause | Shape::Action) => {
            ids.split([',', ' ']).next().unwrap().to_owned()
        }
        (_, [first, ..], _) => (*first).to_owned(),
        _ => key.example.unwrap().to_owned(),
    }
}

fn scorebook(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scorebook")).args(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn new_offers_what_the_book_has_and_overwrites_nothing() {
    let folder: TempDir = tempdir().unwrap();
    assert!(scorebook(folder.path(), &["init"]).status.success());
    let made = scorebook(folder.path(), &["new", "decision", "second-site"]);
    assert!(made.status.success(), "{}", both(&made));
    assert!(both(&made).starts_with("wrote data/decisions/second-site.toml\n"), "{}", both(&made));
    let path = folder.path().join("data/decisions/second-site.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("one of: alex-example, sam-sample") && !text.contains("acme"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
    for (arguments, said) in [
        (&["new", "decision", "second-site"][..], "`data/decisions/second-site.toml` is there already"),
        (&["new", "decision", "Second site"], "`Second site` is no id"),
        (&["new", "decision", "../x"], "`../x` is no id"),
        (&["new", "amendment", "x"], "`x` is no contract"),
        (&["new", "decison", "x"], "a similar value exists: 'decision'"),
        (&["new", "report", "2026-W4"], "`2026-W4` is no week or month"),
        (&["new", "sign-off", "2026-W45"], "invalid value 'sign-off'"),
        (&["new", "decision", "x", "--root", "nowhere"], "has no folder `data`"),
    ] {
        let output = scorebook(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(both(&output).contains(said), "{arguments:?}: {}", both(&output));
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let made = scorebook(folder.path(), &["new", "sop", "second-look"]);
    assert!(both(&made).starts_with("wrote data/sops/second-look.md\n"), "{}", both(&made));
    let sop = fs::read_to_string(folder.path().join("data/sops/second-look.md")).unwrap();
    assert!(sop.starts_with("+++\n# A standard") && sop.ends_with("\n+++\n\n"), "{sop}");
    assert!(sop.contains("one of: alex-example, sam-sample"), "{sop}");
    // A book with a defect, and one that says no day, has ids to offer too.
    let book = fs::read_to_string(folder.path().join("data/book.toml")).unwrap();
    fs::write(
        folder.path().join("data/book.toml"),
        book.replace("as-of =", "# as-of =").replace("USD", "usd"),
    )
    .unwrap();
    assert!(scorebook(folder.path(), &["new", "plan", "second"]).status.success());
    let plan = fs::read_to_string(folder.path().join("data/plans/second.toml")).unwrap();
    assert!(plan.contains("one of: example-vendor"), "{plan}");
}
