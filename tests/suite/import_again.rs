//! A file that is imported once more, since some of its rows were refused or its map changed.

use std::process::Command;

use scorebook::import::imported::{self, NewFile};
use scorebook::import::spreadsheet::{Proposed, Source, proposed};
use scorebook::import::summary;
use scorebook::kit::source::Snapshot;
use scorebook::subject::read;

use crate::import::{BOOK, LONG, book};

const FIRST: &str =
    "Month,Site,Right,Audited\n2026-09,Porto,480,500\n2026-09,Lyons,90,100\n2026-10,Porto,490,500\n";

/// What an import by a map proposes for a book, and the files that it would write.
fn import(csv: &str, files: &[NewFile], map: &str) -> (Snapshot, Proposed, Vec<NewFile>) {
    let more = files.iter().map(|file| (file.path.as_str(), file.text.as_str()));
    let more: Vec<(&str, &str)> = [("data/maps/m.toml", map)].into_iter().chain(more).collect();
    let snapshot = book(&more);
    let register = read::read(&snapshot).0.expect("a book");
    let map = register.imported.maps.values().next().expect("a map");
    let source = Source { name: "file.csv", bytes: csv.as_bytes(), sheet: None };
    let proposed = proposed(source, map, &register, &snapshot, false).expect("read");
    let changed = proposed
        .merge
        .files
        .iter()
        .filter(|(_, file)| !file.added.is_empty() || !file.replaced.is_empty() || file.removed > 0);
    let mut written: Vec<NewFile> =
        changed.map(|(path, file)| NewFile { path: path.clone(), text: file.text.clone() }).collect();
    written.push(imported::record(source, map, &proposed, &register));
    (snapshot, proposed, written)
}

/// The files of a book after others were written into it.
fn after(files: &[NewFile], written: Vec<NewFile>) -> Vec<NewFile> {
    let is_kept = |file: &&NewFile| !written.iter().any(|new| new.path == file.path);
    let kept: Vec<NewFile> = files.iter().filter(is_kept).cloned().collect();
    kept.into_iter().chain(written).collect()
}

fn rows(files: &[NewFile]) -> Vec<&str> {
    let file = files.iter().find(|file| file.path == "data/metrics/acme/m.csv").expect("rows");
    file.text.lines().skip(1).collect()
}

#[test]
fn rows_that_were_refused_are_taken_once_the_map_names_them() {
    let (_, first, written) = import(FIRST, &[], LONG);
    assert_eq!((first.outcome.rows.len(), first.outcome.refused), (2, 1));
    let files = after(&[], written);
    let standing = first.merge.written.clone();

    // The same map takes no more.
    let (snapshot, again, same) = import(FIRST, &files, LONG);
    let earlier = again.earlier.as_ref().expect("the record of the file");
    assert!(imported::is_nothing_new(earlier, &same, &snapshot), "{same:?}");
    assert!(imported::known(earlier).contains("what was not taken then is not taken now"));

    let named = format!("{LONG}\n[[name]]\nsays = \"Lyons\"\nsite = \"acme-lyon\"\n");
    let (snapshot, again, written) = import(FIRST, &files, &named);
    let earlier = again.earlier.as_ref().expect("the record of the file");
    assert!(!imported::is_nothing_new(earlier, &written, &snapshot));
    assert_eq!(again.merge.rows(), (1, 0, 2));
    let files = after(&files, written);
    assert_eq!(
        rows(&files),
        [
            "2026-09,acme-porto,accuracy,480,500,vendor,final",
            "2026-10,acme-porto,accuracy,490,500,vendor,final",
            "2026-09,acme-lyon,accuracy,90,100,vendor,final",
        ]
    );
    let records: Vec<&NewFile> = files.iter().filter(|file| file.path.starts_with("data/imports/")).collect();
    let [record] = records.as_slice() else { panic!("{records:?}") };
    assert!(!record.text.contains("refused") && record.text.contains("taken = 3\n"), "{}", record.text);
    assert!(standing.iter().chain(&again.merge.written).all(|digest| record.text.contains(digest.as_str())));

    let (snapshot, whole, same) = import(FIRST, &files, &named);
    let earlier = whole.earlier.as_ref().expect("the record of the file");
    assert!(imported::is_nothing_new(earlier, &same, &snapshot));
    assert!(imported::known(earlier).starts_with("already imported: data/imports/m-"));
}

#[test]
fn what_a_later_file_corrected_is_not_brought_back() {
    let files = after(&[], import(FIRST, &[], LONG).2);
    let named = format!("{LONG}\n[[name]]\nsays = \"Lyons\"\nsite = \"acme-lyon\"\n");
    // It corrects one row of the first file, and has the one that was refused there, corrected too.
    let second =
        "Month,Site,Right,Audited\n2026-09,Porto,481,500\n2026-09,Lyon,91,100\n2026-10,Porto,490,500\n";
    let files = after(&files, import(second, &files, &named).2);
    let before: Vec<String> = rows(&files).into_iter().map(str::to_owned).collect();

    let (_, again, written) = import(FIRST, &files, &named);
    assert_eq!((again.since, again.outcome.refused), (1, 1));
    let said = summary::refused(&again.outcome.refusals);
    assert!(
        said.contains("B3: the book has another figure for it, of another file or a person")
            || said.contains("C3: the book has another figure"),
        "{said}"
    );
    assert_eq!(rows(&after(&files, written)), before);
}

#[test]
fn a_row_that_the_map_reads_otherwise_now_is_replaced_and_not_doubled() {
    let complete = "Month,Site,Right,Audited\n2026-09,Porto,480,500\n";
    let files = after(&[], import(complete, &[], LONG).2);
    let client = format!("source = \"client\"\n{LONG}");
    let (_, again, written) = import(complete, &files, &client);
    assert_eq!(again.merge.rows(), (0, 1, 0));
    let register = read::read(&book(&[("data/maps/m.toml", client.as_str())])).0.expect("a book");
    let map = register.imported.maps.values().next().expect("a map");
    let source = Source { name: "file.csv", bytes: complete.as_bytes(), sheet: None };
    let said = summary::of(source, map, &again);
    assert!(
        said.contains("2026-09 acme-porto accuracy: 480 of 500, source vendor becomes client\n"),
        "{said}"
    );
    assert_eq!(rows(&after(&files, written)), ["2026-09,acme-porto,accuracy,480,500,client,final"]);
}

#[test]
fn a_folder_with_a_file_that_is_refused_gives_the_others_when_asked() -> Result<(), Box<dyn std::error::Error>>
{
    let folder = tempfile::tempdir()?;
    for (path, text) in
        BOOK.iter().chain(&[("given/good.md", "# Good\n"), ("given/bad.md", "---\ntitle: [a\n---\n")])
    {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        std::fs::write(path, text)?;
    }
    let run = |more: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_scorebook"))
            .args(["import", "sops", "given", "--write"])
            .args(more)
            .current_dir(folder.path())
            .output()
    };
    let refused = run(&[])?;
    let said = String::from_utf8(refused.stdout)?;
    assert!(
        said.ends_with(
            "nothing is written\n  = help: mend the files; --write --skip-refused takes the others\n"
        ),
        "{said}"
    );
    assert!(!folder.path().join("data/sops").exists());
    let taken = run(&["--skip-refused"])?;
    assert_eq!(taken.status.code(), Some(1), "one file is not taken");
    assert!(folder.path().join("data/sops/good.md").exists());
    assert!(!folder.path().join("data/sops/bad.md").exists());
    Ok(())
}

/// The files of the book and what was said, after a file was imported into it.
fn told(csv: &str, files: &[NewFile], map: &str) -> (Vec<NewFile>, String) {
    let (snapshot, proposed, written) = import(csv, files, map);
    let register = read::read(&snapshot).0.expect("a book");
    let map = register.imported.maps.values().next().expect("a map");
    let source = Source { name: "file.csv", bytes: csv.as_bytes(), sheet: None };
    (after(files, written), summary::of(source, map, &proposed))
}

fn records(files: &[NewFile]) -> Vec<&str> {
    let records = files.iter().filter(|file| file.path.starts_with("data/imports/"));
    records.map(|file| file.text.as_str()).collect()
}

const WITHHELD: &str =
    "Month,Site,Right,Audited\n2026-09,Porto,480,500\n2026-10,Porto,*,500\n2026-10,Lyon,*,*\n";

#[test]
fn a_withheld_cell_becomes_a_row_and_the_number_that_comes_later_takes_its_place() {
    let (files, said) = told(WITHHELD, &[], LONG);
    let withheld = [
        "2026-09,acme-porto,accuracy,480,500,vendor,final",
        "2026-10,acme-porto,accuracy,,,vendor,withheld",
        "2026-10,acme-lyon,accuracy,,,vendor,withheld",
    ];
    assert_eq!(rows(&files), withheld);
    assert!(said.ends_with("1 row taken: 1 new, 0 replaced, 0 as they are · 2 withheld\n"), "{said}");
    assert!(records(&files)[0].contains("taken = 1\nsuppressed = 2\n"), "{:?}", records(&files));

    // Once more: nothing is doubled, and nothing is said anew.
    let (snapshot, again, same) = import(WITHHELD, &files, LONG);
    assert!(imported::is_nothing_new(again.earlier.as_ref().expect("a record"), &same, &snapshot));
    assert_eq!(rows(&after(&files, same)), withheld);

    // Porto's figure comes, and Lyon's stays withheld.
    let second = "Month,Site,Right,Audited\n2026-09,Porto,480,500\n2026-10,Porto,490,500\n2026-10,Lyon,*,*\n";
    let (_, proposed, _) = import(second, &files, LONG);
    assert_eq!((proposed.merge.rows(), proposed.merge.withheld), ((0, 1, 1), (0, 0, 1)));
    let (files, said) = told(second, &files, LONG);
    assert_eq!(
        rows(&files),
        [
            "2026-09,acme-porto,accuracy,480,500,vendor,final",
            "2026-10,acme-porto,accuracy,490,500,vendor,final",
            "2026-10,acme-lyon,accuracy,,,vendor,withheld",
        ]
    );
    assert!(said.contains("line 3: 2026-10 acme-porto accuracy: withheld becomes 490 of 500\n"), "{said}");
    let [replaced] = proposed.merge.replaced.as_slice() else { panic!("{:?}", proposed.merge.replaced) };
    let later = records(&files).into_iter().find(|text| text.contains("replaced = [")).expect("a record");
    assert!(records(&files).len() == 2 && later.contains(replaced.as_str()), "{later}");
    let all = files.iter().map(|file| (file.path.as_str(), file.text.as_str()));
    let all: Vec<(&str, &str)> = all.chain([("data/maps/m.toml", LONG)]).collect();
    let (register, found) = read::read(&book(&all));
    assert!(found.is_empty(), "{}", crate::support::render(&found));
    let measurements = &register.expect("a book").measurements;
    assert_eq!((measurements.rows.len(), measurements.withheld.len()), (2, 1));
}

#[test]
fn a_cell_that_is_withheld_later_does_not_take_a_figure_away() {
    let first = "Month,Site,Right,Audited\n2026-09,Porto,480,500\n2026-10,Porto,490,500\n";
    let (files, _) = told(first, &[], LONG);
    let before: Vec<String> = rows(&files).into_iter().map(str::to_owned).collect();
    let later = "Month,Site,Right,Audited\n2026-09,Porto,480,500\n2026-10,Porto,*,*\n";
    let (_, proposed, written) = import(later, &files, LONG);
    assert_eq!((proposed.outcome.refused, proposed.outcome.suppressed), (1, 0));
    assert_eq!(
        summary::refused(&proposed.outcome.refusals),
        "not taken: C3: it is withheld here, and the book has a figure for it\n  = help: it stays; where the sender takes it back, say so in its row: no numbers, and `withheld` as status\n"
    );
    assert!(proposed.merge.gone.is_empty(), "the file still speaks of the row");
    let files = after(&files, written);
    assert_eq!(rows(&files), before);
    // The same once more.
    let (snapshot, again, same) = import(later, &files, LONG);
    assert!(
        imported::is_nothing_new(again.earlier.as_ref().expect("a record"), &same, &snapshot),
        "{same:?}"
    );
    assert_eq!(rows(&after(&files, same)), before);
}

#[test]
fn a_column_of_the_status_may_say_withheld_and_a_wrong_key_refuses_the_row() {
    let map = format!("{LONG}\n[[column]]\nhead = \"Status\"\nis = \"status\"\n");
    let csv = "Month,Site,Right,Audited,Status\n2026-09,Porto,480,500,final\n2026-10,Porto,,,Withheld\n2026-10,Lyon,90,100,withheld\n2026-08,Oslo,*,*,\n";
    let (files, said) = told(csv, &[], &map);
    assert_eq!(
        rows(&files),
        ["2026-09,acme-porto,accuracy,480,500,vendor,final", "2026-10,acme-porto,accuracy,,,vendor,withheld",]
    );
    assert!(said.contains("B5: `Oslo` is no site of the book"), "{said}");
    let both = "a row of metric `accuracy` is withheld and carries numerator and denominator";
    assert!(said.contains(both), "{said}");
    assert!(said.ends_with("· 2 not taken · 1 withheld\n"), "{said}");
}
