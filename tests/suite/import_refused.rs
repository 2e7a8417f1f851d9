//! What an import does not take, or says of what it takes: persons, percent, a second record of one name, a procedure of one name, rows of nobody.

use std::collections::BTreeMap;
use std::process::Command;

use rust_xlsxwriter::Format;
use scorebook::import::cell::{Cell, Shown};
use scorebook::import::literal::of_key;
use scorebook::import::number::parse;
use scorebook::import::procedures::{Given, Procedures, procedures};
use scorebook::import::records::{self, Records};
use scorebook::import::spreadsheet::{Asked, Source, sheet};
use scorebook::import::{accepted, propose, summary};
use scorebook::kit::declared::Shape;
use scorebook::kit::source::Snapshot;
use scorebook::subject::read;

use crate::import::{BOOK, LONG, book, texts, told, xlsx};
use crate::import_invoices;

const NOTE: &str = "\n[[column]]\nhead = \"Remark\"\nis = \"note\"\n";

#[test]
fn a_note_with_an_address_is_refused_at_its_cell() {
    let map = format!("{LONG}{NOTE}");
    let csv = "Month,Site,Right,Audited,Remark\n2026-09,Porto,480,500,ask jane.doe@labelling.acme\n2026-10,Porto,481,500,late audits\n2026-10,Lyon,1,2,call 0044 171 555 1234\n";
    assert_eq!(
        told(csv.as_bytes(), &map),
        "acme 2026-10 acme-porto accuracy 481 500\nnot taken: E2: `j…@labelling.acme` looks like a person's e-mail address\n  likewise E4\n  = help: take it out of the notes, or say `is = \"ignore\"` of their column in the map\n"
    );
}

#[test]
fn a_proposed_map_quotes_no_person() {
    let csv = "Month,Site,Agent,Lead,Right,Audited\n2026-09,Porto,Jane Doe,Bob Ray,480,500\n2026-10,Porto,Jon Roe,jon.roe@labelling.acme,481,500\n";
    let register = read::read(&book(&[])).0.expect("a book");
    let source = Source { name: "a.csv", bytes: csv.as_bytes(), sheet: None };
    let sheet = sheet(source, &Asked::default()).expect("a sheet");
    let map = propose::map(&sheet, "a.csv", None, &register);
    assert!(["Jane", "Jon", "Bob", "roe@"].iter().all(|name| !map.contains(name)), "{map}");
    assert!(map.contains("head = \"Agent\"\nis = \"ignore\""), "{map}");
    assert!(map.contains("head = \"Lead\"\nis = \"?\"   # a key, note or ignore\n"), "{map}");
    assert!(map.contains("such as \"480\""), "figures are shown\n{map}");
}

fn of_table(bytes: &[u8], snapshot: &Snapshot) -> Records {
    let (register, found) = read::read(snapshot);
    let sheet = sheet(Source { name: "t.xlsx", bytes, sheet: None }, &Asked::default()).expect("a sheet");
    records::records(&sheet, None, register.as_ref(), (snapshot, &found))
}

/// A contract whose target is shown as percent, where `is_percent`, and as a plain number where not.
fn contract(is_percent: bool) -> Vec<u8> {
    xlsx(|sheet| {
        let head = "kind|id|vendor|title|document ref|currency|signed on|effective on|ends on|notice days|fee basis|monthly fee minor|service-level.accuracy.name|service-level.accuracy.family|service-level.accuracy.metric|service-level.accuracy.clause-ref|service-level.accuracy.direction|service-level.accuracy.aggregation|service-level.accuracy.window|service-level.accuracy.weight|service-level.accuracy.target";
        let row = "contract|c4|acme|S|A|EUR|2025-01-01|2025-01-01|2027-01-01|90|a month|120000|A|quality|accuracy|A1|at-least|occurrences|month|100";
        texts(sheet, &[head, row]);
        let percent = Format::new().set_num_format("0%");
        match is_percent {
            true => sheet.write_number_with_format(1, 20, 0.95, &percent).unwrap(),
            false => sheet.write_number(1, 20, 0.95).unwrap(),
        };
    })
}

#[test]
fn a_cell_in_percent_is_taken_where_the_key_is_in_percent_and_refused_elsewhere() {
    let snapshot = book(&[]);
    let refused = of_table(&contract(true), &snapshot);
    assert_eq!(
        summary::refused(&refused.refusals),
        "not taken: Monthly!U2: 95% stands where a plain number is wanted\n  = help: show the cell as a plain number: 95 if `target` is in percent, 0.95 if it is a part of 1\n"
    );
    let taken = of_table(&contract(false), &snapshot);
    assert_eq!(summary::refused(&taken.refusals), "");
    let text = &taken.files.first().expect("a contract").text;
    assert!(text.contains("target = 0.95\n"), "{text}");
    // What the checks find in it is told before it is written.
    let notes = summary::noted(&taken.notes);
    assert!(notes.contains("note: Monthly!U2: "), "{notes}");

    let path = ["credits".to_owned(), "at-risk-percent".to_owned()];
    let number = parse("0.125", None).expect("a number").number;
    for cell in [Cell::Number(number, Shown::Percent), Cell::Text("12.5 %".to_owned())] {
        assert_eq!(of_key(&cell, &path, &Shape::Decimal, &|_, _| None), Ok("12.5".to_owned()));
    }
}

#[test]
fn a_row_named_as_a_record_of_the_book_is_no_second_one() {
    let head = "kind,name,vendor,country,time zone,languages,manager,opened on,id";
    let row = |name: &str, vendor: &str, id: &str| {
        format!("{head}\nsite,{name},{vendor},PT,Europe/Lisbon,pt,Ada North,2025-01-01,{id}\n")
    };
    let of = |csv: &str| {
        let snapshot = book(&[]);
        let (register, found) = read::read(&snapshot);
        let source = Source { name: "t.csv", bytes: csv.as_bytes(), sheet: None };
        let sheet = sheet(source, &Asked::default()).expect("a sheet");
        records::records(&sheet, None, register.as_ref(), (&snapshot, &found))
    };
    let twice = of(&row("Porto", "Acme", ""));
    assert_eq!(
        summary::refused(&twice.refusals),
        "not taken: B2: site `acme-porto` of the book is called `Porto` too\n  = help: add a column `id`: `acme-porto` if it is the same, another id if it is not\n"
    );
    assert!(twice.files.is_empty());
    assert_eq!(of(&row("Porto", "Acme", "acme-porto")).left, ["data/sites/acme-porto.toml"]);
    assert_eq!(of(&row("Porto", "Acme", "acme-porto-two")).files.len(), 1);
    // A site of another vendor may have the same name.
    assert_eq!(of(&row("Lyon", "Borealis", "")).files.len(), 1);
}

fn of_folder(files: &[(&str, &str)], snapshot: &Snapshot) -> Procedures {
    let given: Vec<Given> = files
        .iter()
        .map(|(path, text)| Given { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() })
        .collect();
    procedures(&given, &BTreeMap::new(), &|_, _| None, snapshot)
}

#[test]
fn procedures_of_one_name_take_that_of_their_folder() {
    let link = "# B\n\nSee [the other](../a/overview.md).\n";
    let files = [("a/overview.md", "# A\n"), ("b/overview.md", link), ("b/steps.md", "# S\n")];
    let found = of_folder(&files, &book(&[]));
    assert_eq!(summary::refused(&found.refusals), "");
    let paths: Vec<&str> = found.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["data/sops/a/a-overview.md", "data/sops/b/b-overview.md", "data/sops/b/steps.md"]);
    assert!(found.files[1].text.contains("](../a/a-overview.md)"), "{}", found.files[1].text);

    // One that the book has keeps its place, and an id of the book is not given twice.
    let sop = "+++\ntitle = \"A\"\nversion = \"1\"\nowner = \"ada-north\"\nauthor = \"ada-north\"\neffective-on = 2026-01-05\n+++\n\n# A\n";
    let snapshot = book(&[("data/sops/a/overview.md", sop), ("data/sops/steps.md", sop)]);
    let found = of_folder(&files, &snapshot);
    assert_eq!(found.left, ["data/sops/a/overview.md"]);
    assert_eq!(
        summary::refused(&found.refusals),
        "not taken: b/steps.md: `steps` is the id of data/sops/steps.md already\n  = help: rename the file\n"
    );
    let clash =
        of_folder(&[("overview.md", "# A\n"), ("a/b/x.md", "# B\n"), ("c/b/x.md", "# C\n")], &book(&[]));
    assert_eq!(
        summary::refused(&clash.refusals),
        "not taken: c/b/x.md: it would become procedure `b-x`, as `a/b/x.md` does\n  = help: rename one of the two\n"
    );
}

#[test]
fn what_the_readers_will_say_of_a_procedure_is_told_before_it_is_written() {
    let snapshot = book(&[]);
    let text = "---\ntitle: B\nstatus: approved\nlanguage: English\nsatisfies: none\n---\n# B\n";
    let found = of_folder(&[("b.md", text)], &snapshot);
    let before = read::read(&snapshot).1;
    let left = accepted::left_to_mend(&before, &snapshot, &found.files, &found.origin);
    let said = summary::noted(&left);
    for part in ["note: b.md: `status` cannot be `approved`", "`English`", "`none`"] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    assert!(!said.contains("`owner`"), "a blank was told as one\n{said}");
}

#[test]
fn rows_of_no_contract_alone_write_nothing_and_a_file_is_no_folder() -> Result<(), Box<dyn std::error::Error>>
{
    let folder = tempfile::tempdir()?;
    let spend = format!("{}Health,23-Sep-26,Zenith,1,,10.00\n", import_invoices::HEAD);
    let more = [
        ("data/contracts/acme-2026/contract.toml", import_invoices::CONTRACT.to_owned()),
        (
            "data/contracts/borealis-2026/contract.toml",
            import_invoices::CONTRACT.replace("acme", "borealis").replace("M-1", "M-2"),
        ),
        ("data/invoice-maps/m.toml", import_invoices::MAP.to_owned()),
        ("spend.csv", spend),
        ("one.md", "# One\n".to_owned()),
    ];
    let all = BOOK.iter().map(|(path, text)| (*path, (*text).to_owned())).chain(more);
    for (path, text) in all {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        std::fs::write(path, text)?;
    }
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scorebook"));
        command.args(arguments).current_dir(folder.path()).output()
    };
    let output = run(&["import", "spend.csv", "--invoices", "--map", "m", "--write"])?;
    let said = String::from_utf8(output.stdout)?;
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("nothing is written: no row is of a contract of the book\n  = help: "), "{said}");
    assert!(!folder.path().join("data/imports").exists());

    let output = run(&["import", "sops", "one.md"])?;
    let said = String::from_utf8(output.stderr)?;
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("`one.md` is a file\n  = help: name the folder in which it stands"), "{said}");
    Ok(())
}
