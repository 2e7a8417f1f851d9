//! Maps that are proposed from a file: what they leave out, and what they ask.

use scorebook::import::propose;
use scorebook::import::spreadsheet::{Asked, Source, sheet};

use crate::import::{book, read_book};

fn proposed(csv: &str) -> String {
    let (register, _) = read_book(&book(&[]));
    let source = Source { name: "file.csv", bytes: csv.as_bytes(), sheet: None };
    let sheet = sheet(source, &Asked::default()).expect("a sheet");
    propose::map(&sheet, "file.csv", None, &register)
}

/// What the map says of a column.
fn is(map: &str, head: &str) -> String {
    let at = map.find(&format!("head = \"{head}\"\n")).unwrap_or_else(|| panic!("no {head} in {map}"));
    map[at..].lines().nth(1).unwrap_or_default().to_owned()
}

#[test]
fn names_and_notes_that_begin_like_a_sum_are_none() {
    let map = proposed(
        "Month,Site,KPI,Value,Samples,Remark\n2026-09,Porto,Handling time,300,40,ok\n2026-09,Porto,Total cases,400,,Total outage on Friday\n\
         2026-09,Lyon,Accuracy,95,,\n2026-10,Lyon,Handling time,310,41,\n2026-10,Porto,Accuracy,94,,Overall fine\n",
    );
    assert!(!map.contains("skip-rows"), "{map}");
    assert!(
        is(&map, "Samples").starts_with("is = \"?\"") && is(&map, "KPI").starts_with("is = \"metric\""),
        "{map}"
    );
    assert!(map.contains("says = \"Total cases\"\nmetric = \"?\""), "a metric that the book has not: {map}");
}

#[test]
fn a_sum_is_one_where_the_month_or_the_site_says_so_and_else_it_is_asked() {
    let map = proposed(
        "Month,Site,Right,Audited\n2026-09,Porto,480,500\n2026-09,All sites,480,500\nTotal 2026,,480,500\n",
    );
    assert!(map.contains("skip-rows = [\"All sites\", \"Total 2026\"]\n"), "{map}");
    assert!(
        is(&map, "Month").starts_with("is = \"period\"") && is(&map, "Site").starts_with("is = \"site\""),
        "{map}"
    );
    assert!(!map.contains("says = \"All sites\""), "{map}");
    let map = proposed("Team,Calls\nNorth,480\nSouth,470\nTotal contacts,950\nOverall,950\n");
    assert!(
        map.contains("skip-rows = [\"Overall\", \"?\"]   # \"Total contacts\": those that sum other rows\n"),
        "{map}"
    );
}

#[test]
fn months_of_another_language_are_periods_that_the_map_is_asked_to_name() {
    let map = proposed("Standort;Sep-25;Okt-25;Nov-25;Dez-25\nPorto;480;481;482;483\n");
    assert!(
        map.contains(
            "months = [\"?\"]   # C1 is \"Okt-25\": the twelve names as the file writes them, January first\n"
        ),
        "{map}"
    );
    assert_eq!(map.matches("head = \"{period}\"").count(), 1, "{map}");
    assert!(!map.contains("head = \"Okt-25\""), "{map}");
    let map = proposed("Monat;Standort;Richtig\nOkt-25;Porto;480\nNov-25;Porto;481\nDez-25;Porto;482\n");
    assert!(map.contains("months = [\"?\"]   # A2 is \"Okt-25\""), "{map}");
    assert!(is(&map, "Monat").starts_with("is = \"period\""), "{map}");
    let map = proposed("Standort;46266;46296\nPorto;480;481\n");
    assert!(map.contains("serials = \"?\"   # B1 is \"46266\": 1900 or 1904\n"), "{map}");
}
