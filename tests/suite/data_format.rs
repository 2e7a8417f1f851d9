//! docs/data-format.md is executed: its examples are one repository, which reads without a defect and shows every key.

use crate::support;
use std::collections::BTreeSet;

use scorebook::kit::declared::Table;
use scorebook::subject::read;

/// The files that docs/data-format.md shows; an example that says `(continued)` goes on with the file.
pub fn examples() -> Vec<(String, Vec<u8>)> {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/data-format.md")).unwrap();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let path = info.split_whitespace().nth(1).unwrap_or("");
                open = Some((path.to_owned(), String::new()));
            }
            (Some(_), Some(_)) => {
                let (path, content) = open.take().unwrap();
                match files.iter_mut().find(|(other, _)| *other == path) {
                    Some((_, before)) => before.extend(content.into_bytes()),
                    None if path.is_empty() => {}
                    None => files.push((path, content.into_bytes())),
                }
            }
            (Some((_, content)), None) => {
                content.push_str(line);
                content.push('\n');
            }
            (None, None) => {}
        }
    }
    files
}

#[test]
fn the_examples_read_without_a_defect() {
    let snapshot = support::snapshot(examples());
    let (register, diagnostics) = read::read(&snapshot);
    assert!(diagnostics.is_empty(), "\n{}", support::render(&diagnostics));
    let register = register.unwrap();
    assert_eq!(register.measurements.rows.len(), 5);
    assert_eq!(register.measurements.notes, [(1, "two audits, still open".to_owned())]);
    assert_eq!((register.vendors.len(), register.sites.len(), register.projects.len()), (1, 1, 1));
    assert_eq!((register.contracts.len(), register.relief.len(), register.rebases.len()), (1, 1, 2));
    assert_eq!((register.sops.len(), register.plans.len()), (2, 1));
    let sop = &register.sops["label-guidelines"];
    let read = |row: usize| sop.acknowledged_text(&register.acknowledgements[row].hash);
    use scorebook::subject::sop::record::AcknowledgedText;
    assert_eq!((read(0), read(1)), (AcknowledgedText::Current, AcknowledgedText::Kept), "{}", sop.hashes.now);
    assert_eq!((register.acknowledgements.len(), register.audits.len()), (2, 1));
    assert_eq!((register.decisions.len(), register.waivers.len()), (1, 1));
    let contract = register.contracts.values().next().unwrap();
    let targets: Vec<_> =
        contract.versions.iter().map(|v| v.terms.service_levels["accuracy"].target()).collect();
    let line =
        |n| scorebook::core::contract::record::Target::Line(scorebook::kit::number::Decimal::from_int(n));
    assert_eq!(targets, [line(95), line(94)]);
    let credits = contract.versions[0].terms.credits.as_ref().unwrap();
    assert_eq!(credits.base, Some(scorebook::core::contract::record::CreditBase::Window));
    assert_eq!(credits.allocatable_percent, Some(scorebook::kit::number::Decimal::from_int(150)));
    let change = &contract.amendments[0].changes[0];
    assert_eq!(
        (change.before.as_deref(), change.after.as_ref().map(|after| after.as_str())),
        (Some("95"), Some("94"))
    );
}

/// The first example of a record that is declared is written by its declaration: `SCOREBOOK_BLESS=1` rewrites it.
#[test]
fn the_examples_of_declared_records_are_those_of_their_declarations() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/data-format.md");
    let page = std::fs::read_to_string(path).unwrap();
    let mut written = page.clone();
    for table in read::kinds() {
        let (path, _) =
            examples().into_iter().find(|(path, _)| table.is_of(path)).expect("an example of each kind");
        let fence = written.find(&format!(" {path}\n")).unwrap();
        let (opens, closes) = if table.is_front_matter() { ("+++\n", "+++\n") } else { ("\n", "```") };
        let start = fence + written[fence..].find(opens).unwrap() + opens.len();
        let end = start + written[start..].find(closes).unwrap();
        written.replace_range(start..end, &scorebook::kit::declared::example(&table));
    }
    for table in read::tables().into_iter().filter(Table::is_sheet) {
        let (path, _) =
            examples().into_iter().find(|(path, _)| table.is_of(path)).expect("an example of each kind");
        // The list of columns stands above the example.
        let fence = written.find(&format!(" {path}\n")).unwrap();
        let start = written[..fence].rfind("| column |").expect("a list of columns");
        let end = start + written[start..].find("\n\n").unwrap() + 1;
        written.replace_range(start..end, &scorebook::kit::declared::columns(&table));
    }
    if std::env::var_os("SCOREBOOK_BLESS").is_some() {
        std::fs::write(path, &written).unwrap();
    } else {
        assert_eq!(written, page, "docs/data-format.md: another example than the declarations say");
    }
}

/// The demo's files name the schema of their kind, for editors: it stands beside `data/`, and `SCOREBOOK_BLESS=1` rewrites it.
#[test]
fn the_schemas_that_the_demo_names_are_those_of_the_declarations() {
    let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let demo = crate::citations::demo();
    for table in read::kinds() {
        let path = top.join(format!("schemas/{}.json", table.kind));
        let schema = format!("{:#}\n", scorebook::kit::declared::schema(&table));
        if std::env::var_os("SCOREBOOK_BLESS").is_some() {
            std::fs::write(&path, &schema).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), schema, "{}", path.display());
        // Editors read the line in files that are TOML as a whole. A file under data/signoffs is never edited.
        if table.is_front_matter() || table.path.starts_with("data/signoffs/") {
            continue;
        }
        let up = "../".repeat(table.path.matches('/').count());
        let first = format!("#:schema {up}schemas/{}.json\n", table.kind);
        let demo: Vec<_> = demo.iter().filter(|(path, _)| table.is_of(path)).collect();
        assert!(!demo.is_empty(), "the demo has no {}", table.kind);
        for (path, text) in demo {
            assert!(text.starts_with(first.as_bytes()), "{path} does not start with {first}");
        }
    }
}

/// A key of a table says what it means and shows a value; a table says what it is.
#[test]
fn every_key_of_a_declaration_is_explained() {
    fn explained(table: &Table) {
        assert!(!table.doc.is_empty(), "{} says nothing", table.noun);
        for key in &table.keys {
            match key.shape.table() {
                Some(inside) => explained(inside),
                None => assert!(!key.doc.is_empty() && key.example.is_some(), "{}: {}", table.noun, key.key),
            }
        }
    }
    read::tables().iter().for_each(explained);
}

#[test]
fn every_key_the_readers_know_stands_in_an_example() {
    let snapshot = support::snapshot(examples());
    let (_, _, keys) = read::read_recording(&snapshot);
    let lacking: Vec<_> = keys.iter().filter(|(_, present)| !**present).map(|(key, _)| key).collect();
    assert!(lacking.is_empty(), "docs/data-format.md lacks an example of {lacking:?}");
}

#[test]
fn every_column_stands_in_an_example() {
    let files = examples();
    for table in read::tables().into_iter().filter(Table::is_sheet) {
        let (_, text) = files.iter().find(|(path, _)| table.is_of(path)).unwrap();
        let header = String::from_utf8(text.clone()).unwrap();
        let shown: BTreeSet<&str> = header.lines().next().unwrap().split(',').collect();
        assert_eq!(shown, table.keys.iter().map(|key| key.key).collect());
    }
}
