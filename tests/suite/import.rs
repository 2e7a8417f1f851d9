//! Spreadsheets with the dirt that vendors send: what is taken out of them, what is not, and why.

use std::fmt::Write as _;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use scorebook::import::imported;
use scorebook::import::refusal::Refusal;
use scorebook::import::spreadsheet::{Proposed, Source, proposed};
use scorebook::import::summary;
use scorebook::kit::diag::Diagnostics;
use scorebook::kit::source::Snapshot;
use scorebook::subject::read;
use scorebook::subject::register::Register;

use crate::support;

pub const BOOK: &[(&str, &str)] = &[
    (
        "data/book.toml",
        "format = 1\ntitle = \"Partner operations\"\norganisation = \"Example platform\"\ncurrency = \"EUR\"\ntime-zone = \"Europe/Dublin\"\npublication = \"restricted\"\nas-of = 2026-11-15\n\n[people.ada-north]\nname = \"Ada North\"\nrole = \"Partner operations manager\"\n",
    ),
    (
        "data/metrics.toml",
        "[metric.accuracy]\nname = \"Accuracy\"\nfamily = \"quality\"\nkind = \"ratio\"\nunit = \"percent\"\ndirection = \"at-least\"\ngrain = \"month\"\nnumerator = \"right\"\ndenominator = \"audited\"\n\n[metric.handling-time]\nname = \"Handling time\"\nfamily = \"productivity\"\nkind = \"level\"\nunit = \"minutes\"\ndirection = \"at-most\"\ngrain = \"month\"\n\n[metric.backlog]\nname = \"Backlog\"\nfamily = \"latency\"\nkind = \"level\"\nunit = \"units\"\ndirection = \"at-most\"\ngrain = \"week\"\n\n[metric.attendance]\nname = \"Attendance\"\nfamily = \"wellness\"\nkind = \"level\"\nunit = \"percent\"\ndirection = \"at-least\"\ngrain = \"month\"\n",
    ),
    ("data/vendors/acme.toml", "name = \"Acme\"\nowner = \"ada-north\"\n"),
    ("data/vendors/borealis.toml", "name = \"Borealis\"\nowner = \"ada-north\"\n"),
    ("data/sites/acme-porto.toml", SITE_PORTO),
    (
        "data/sites/acme-lyon.toml",
        "vendor = \"acme\"\nname = \"Lyon\"\ncountry = \"FR\"\ntime-zone = \"Europe/Paris\"\nlanguages = [\"fr\"]\nmanager = \"ada-north\"\nopened-on = 2025-01-01\n",
    ),
    (
        "data/sites/borealis-porto.toml",
        "vendor = \"borealis\"\nname = \"Porto\"\ncountry = \"PT\"\ntime-zone = \"Europe/Lisbon\"\nlanguages = [\"pt-PT\"]\nmanager = \"ada-north\"\nopened-on = 2025-01-01\n",
    ),
];

const SITE_PORTO: &str = "vendor = \"acme\"\nname = \"Porto\"\ncountry = \"PT\"\ntime-zone = \"Europe/Lisbon\"\nlanguages = [\"pt-PT\"]\nmanager = \"ada-north\"\nopened-on = 2025-01-01\n";

pub fn book(more: &[(&str, &str)]) -> Snapshot {
    let files = BOOK.iter().chain(more).map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    support::snapshot(files)
}

pub fn read_book(snapshot: &Snapshot) -> (Register, Diagnostics) {
    let (register, found) = read::read(snapshot);
    (register.unwrap_or_else(|| panic!("{}", support::render(&found))), found)
}

/// What an import says, with every row that it takes.
fn with(bytes: &[u8], map: &str, more: &[(&str, &str)]) -> Result<Proposed, Vec<Refusal>> {
    let files: Vec<(&str, &str)> = more.iter().copied().chain([("data/maps/m.toml", map)]).collect();
    let snapshot = book(&files);
    let (register, found) = read_book(&snapshot);
    assert!(found.is_empty(), "{}", support::render(&found));
    let map = register.imported.maps.values().next().expect("a map");
    proposed(Source { name: "file", bytes, sheet: None }, map, &register, &snapshot, false)
}

/// The rows and the refusals in lines.
pub fn told(bytes: &[u8], map: &str) -> String {
    match with(bytes, map, &[]) {
        Err(refusals) => summary::refused(&refusals),
        Ok(proposed) => {
            let mut text = String::new();
            for row in &proposed.outcome.rows {
                let withheld = Some(row.cells[11].as_str()).filter(|status| *status == "withheld");
                let cells = row.cells[..10].iter().map(String::as_str).chain(withheld);
                let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
                writeln!(text, "{} {}", row.vendor, cells.join(" ")).unwrap();
            }
            text.push_str(&summary::refused(&proposed.outcome.refusals));
            let outcome = &proposed.outcome;
            for (count, what) in
                [(outcome.suppressed, "withheld"), (outcome.missing, "missing"), (outcome.skipped, "skipped")]
            {
                if count > 0 {
                    writeln!(text, "{count} {what}").unwrap();
                }
            }
            text
        }
    }
}

pub fn xlsx(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("Monthly").unwrap());
    book.save_to_buffer().unwrap()
}

/// Texts from row 1 on; `|` parts cells.
pub fn texts(sheet: &mut Worksheet, rows: &[&str]) {
    for (row, line) in rows.iter().enumerate() {
        for (column, text) in line.split('|').enumerate().filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row as u32, column as u16, text).unwrap();
        }
    }
}

pub const LONG: &str = r#"title = "Long"
head = [1]
vendor = "acme"
metric = "accuracy"
missing = ["n/a", "-"]
suppressed = ["*"]
skip-rows = ["Total*"]

[[column]]
head = "Month"
is = "period"

[[column]]
head = "Site"
is = "site"

[[column]]
head = "Right"
is = "numerator"

[[column]]
head = "Audited"
is = "denominator"
"#;

#[test]
fn title_rows_and_merged_heads_over_two_rows_become_rows() {
    let map = r#"title = "Wide"
head = [3, 4]
skip-rows = ["Grand total"]

[[column]]
head = "Vendor"
is = "vendor"

[[column]]
head = "Site"
is = "site"

[[column]]
head = "{period} / Right"
is = "numerator"
metric = "accuracy"

[[column]]
head = "{period} / Audited"
is = "denominator"
metric = "accuracy"
"#;
    let bytes = xlsx(|sheet| {
        let plain = Format::new();
        let month = Format::new().set_num_format("mmm-yy");
        sheet.merge_range(0, 0, 0, 5, "Quality by month, all vendors", &plain).unwrap();
        texts(sheet, &["", "", "", "|| |", "Acme|Porto|||470", "Borealis|Porto", "", "Grand total"]);
        sheet.merge_range(2, 0, 3, 0, "Vendor", &plain).unwrap();
        sheet.merge_range(2, 1, 3, 1, "Site", &plain).unwrap();
        sheet.merge_range(2, 2, 2, 3, "", &month).unwrap();
        sheet.write_datetime_with_format(2, 2, ExcelDateTime::from_ymd(2026, 9, 1).unwrap(), &month).unwrap();
        sheet.merge_range(2, 4, 2, 5, "Oct-26", &plain).unwrap();
        for (column, text) in ["Right", "Audited", "Right", "Audited"].into_iter().enumerate() {
            sheet.write_string(3, column as u16 + 2, text).unwrap();
        }
        for (row, numbers) in [
            (4, [480.0, 500.0, 470.0, 500.0]),
            (5, [90.0, 100.0, 95.0, 100.0]),
            (7, [570.0, 600.0, 565.0, 600.0]),
        ] {
            for (column, number) in numbers.into_iter().enumerate() {
                sheet.write_number(row, column as u16 + 2, number).unwrap();
            }
        }
        // Formatted and empty.
        sheet.write_blank(9, 9, &month).unwrap();
    });
    assert_eq!(
        told(&bytes, map),
        "acme 2026-09 acme-porto accuracy 480 500\nacme 2026-10 acme-porto accuracy 470 500\nborealis 2026-09 borealis-porto accuracy 90 100\nborealis 2026-10 borealis-porto accuracy 95 100\n1 skipped\n",
        "two vendors have a site called Porto"
    );
}

#[test]
fn a_text_file_of_merged_heads_goes_on_with_what_stands_above() {
    let map = r#"title = "Wide"
head = [2, 3]
vendor = "acme"

[[column]]
head = "Site"
is = "site"

[[column]]
head = "{period} / Right"
is = "numerator"
metric = "accuracy"

[[column]]
head = "{period} / Audited"
is = "denominator"
metric = "accuracy"

[[column]]
head = "Comment"
is = "note"
"#;
    let csv = "\u{feff}Quality;;;;;;\r\nSite;Sep-26;;Okt-26;;;\r\n;Right;Audited;Right;Audited;Comment;\r\nPorto;480;500;470;500;late audits;\r\n;;;;;;\r\n";
    let refused = told(csv.as_bytes(), map);
    assert!(refused.contains("D3: `Okt-26` names no month that the map knows\n  likewise E3\n"), "{refused}");
    let german = map.replace("head = [2, 3]", "head = [2, 3]\nmonths = [\"Januar\", \"Februar\", \"März\", \"April\", \"Mai\", \"Juni\", \"Juli\", \"August\", \"September\", \"Oktober\", \"November\", \"Dezember\"]");
    assert_eq!(
        told(csv.as_bytes(), &german),
        "acme 2026-09 acme-porto accuracy 480 500\nacme 2026-10 acme-porto accuracy 470 500\n"
    );
}

#[test]
fn metrics_as_columns_are_converted_to_the_units_of_the_metrics() {
    let map = r#"title = "Metrics as columns"
head = [1]
vendor = "acme"

[[cell]]
at = "B4"
is = "period"

[[column]]
head = "Site"
is = "site"

[[column]]
head = "AHT (s)"
is = "value"
metric = "handling-time"
unit = "seconds"
decimals = 2

[[column]]
head = "Attendance"
is = "value"
metric = "attendance"
unit = "percent"
"#;
    let percent = Format::new().set_num_format("0.0%");
    let bytes = xlsx(|sheet| {
        texts(sheet, &["Site|AHT (s)|Attendance", "Porto|1,234.5|94.5%", "Lyon", "Month|October 2026"]);
        sheet.write_number(2, 1, 100.0).unwrap();
        sheet.write_number_with_format(2, 2, 0.9, &percent).unwrap();
    });
    let with_skip = map.replace("vendor = \"acme\"\n", "vendor = \"acme\"\nskip-rows = [\"Month\"]\n");
    assert_eq!(
        told(&bytes, &with_skip),
        "acme 2026-10 acme-porto handling-time 20.58\nacme 2026-10 acme-porto attendance 94.5\nacme 2026-10 acme-lyon handling-time 1.67\nacme 2026-10 acme-lyon attendance 90\n1 skipped\n"
    );
}

#[test]
fn a_share_that_the_map_calls_percent_is_refused_and_so_is_a_value_without_a_unit() {
    let map = r#"title = "Shares"
head = [1]
vendor = "acme"
metric = "attendance"

[[column]]
head = "Month"
is = "period"

[[column]]
head = "Site"
is = "site"

[[column]]
head = "Attendance"
is = "value"
unit = "percent"
"#;
    let csv = b"Month,Site,Attendance\n2026-09,Porto,0.945\n2026-10,Porto,0.95\n";
    assert_eq!(
        told(csv, map),
        "not taken: C2: no number of the column is above one, such as 0.945: the map says percent, and they look like shares\n  = help: say `unit = \"share\"` in the map, or write the numbers with their sign, such as `0.945%`\n"
    );
    let share = map.replace("\"percent\"", "\"share\"");
    assert_eq!(
        told(csv, &share),
        "acme 2026-09 acme-porto attendance 94.5\nacme 2026-10 acme-porto attendance 95\n"
    );
    let without = map.replace("unit = \"percent\"\n", "");
    let snapshot = book(&[("data/maps/m.toml", &without)]);
    let (_, found) = read_book(&snapshot);
    assert!(support::render(&found).contains("column has no `unit`"), "{}", support::render(&found));
}

#[test]
fn an_unknown_name_is_told_once_with_the_nearest_id_and_not_taken() {
    let csv = b"Month,Site,Right,Audited\n2026-09,acme-portp,480,500\n2026-10,acme-portp,481,500\n2026-10,Zenith,1,2\n2026-10,LYON,1,2\n";
    assert_eq!(
        told(csv, LONG),
        "acme 2026-10 acme-lyon accuracy 1 2\nnot taken: B2: `acme-portp` is no site of the book\n  likewise B3\n  = help: add `[[name]] says = \"acme-portp\"` with its `site` to the map; the nearest id is `acme-porto`\nnot taken: B4: `Zenith` is no site of the book\n  = help: add `[[name]] says = \"Zenith\"` with its `site` to the map, or declare it\n"
    );
}

#[test]
fn the_reader_of_metric_files_has_the_last_word() {
    let csv = b"Month,Site,Right,Audited\n2026-09,Porto,501,500\n2024-09,Porto,1,2\n2026-10,Porto,-5,10\n2026-10,Porto,5-,10\n2026-08,Porto,5,\n2026-07,Porto,1,2\n2026-07,Porto,1,3\n2026-W40,Porto,1,2\n";
    let said = told(csv, LONG);
    for part in [
        "C2: the numerator 501 is above the denominator 500",
        "A3: site `acme-porto` was not open in 2024-09: it opened on 2025-01-01",
        "C4: numerator is -5",
        "C6: a row of metric `accuracy` carries numerator: a metric of kind `ratio` wants numerator and denominator",
        "C8: it is of the same site, metric and period as C7",
        "A9: `2026-W40` is a week, metric `accuracy` is measured by the month",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    assert!(said.starts_with("acme 2026-07 acme-porto accuracy 1 2\nnot taken"), "{said}");
}

#[test]
fn columns_of_file_and_map_must_be_the_same() {
    let csv = b"Month,Site,Right,Audits,Remarks\n2026-09,Porto,480,500,fine\n";
    assert_eq!(
        told(csv, LONG),
        "not taken: D1: the map has no column `Audits`\n  = help: the map has `Audited`: correct one of the two\nnot taken: E1: the map has no column `Remarks`\n  = help: add a [[column]] to the map, with `is = \"ignore\"` where it is not wanted\nnot taken: the file has no column `Audited`\n  = help: correct `head` in the map; the file has `Month`, `Site`, `Right`, `Audits` or `Remarks`\n"
    );
    let late = LONG.replace("head = [1]", "head = [2]");
    assert!(
        told(b"Month,Site,Right,Audited\n2026-09,Porto,480,500\n", &late)
            .contains("the map's columns stand in row 1, and the map says row 2")
    );
}

#[test]
fn a_corrected_file_replaces_rows_in_place_and_the_rest_stays() {
    let metrics = "period,site,metric,numerator,denominator,note\r\n2026-08,acme-porto,accuracy,470,500,\"kept, as it is\"\r\n2026-09,acme-porto,accuracy,480,500,agreed\r\n";
    let csv = b"Month,Site,Right,Audited\n2026-09,Porto,478,500\n2026-10,Porto,490,500\n";
    let proposed = with(csv, LONG, &[("data/metrics/acme/quality.csv", metrics)]).expect("read");
    let file = &proposed.merge.files["data/metrics/acme/quality.csv"];
    assert_eq!(
        file.text,
        "period,site,metric,numerator,denominator,note,source,status\n2026-08,acme-porto,accuracy,470,500,\"kept, as it is\",,\n2026-09,acme-porto,accuracy,478,500,agreed,vendor,final\n"
    );
    let new = &proposed.merge.files["data/metrics/acme/m.csv"];
    assert_eq!(
        new.text,
        "period,site,metric,numerator,denominator,source,status\n2026-10,acme-porto,accuracy,490,500,vendor,final\n"
    );
    assert_eq!((proposed.merge.replaced.len(), proposed.merge.written.len()), (1, 2));
    let snapshot = book(&[("data/maps/m.toml", LONG)]);
    let (register, _) = read_book(&snapshot);
    let map = register.imported.maps.values().next().expect("a map");
    let said = summary::of(Source { name: "file", bytes: csv, sheet: None }, map, &proposed);
    assert!(said.contains("line 3: 2026-09 acme-porto accuracy: 480 of 500 becomes 478 of 500"), "{said}");
    assert!(said.ends_with("2 rows taken: 1 new, 1 replaced, 0 as they are\n"), "{said}");
}

#[test]
fn rows_that_a_corrected_file_has_no_longer_are_told_and_taken_out_when_asked() {
    let first = "Month,Site,Right,Audited\n2026-08,Porto,470,500\n2026-09,Porto,480,500\n2026-09,Lyon,90,100\n2026-10,Porto,490,500\n";
    let snapshot = book(&[("data/maps/m.toml", LONG)]);
    let (register, _) = read_book(&snapshot);
    let map = register.imported.maps.values().next().expect("a map");
    let source = |text: &'static str| Source { name: "file", bytes: text.as_bytes(), sheet: None };
    let one = proposed(source(first), map, &register, &snapshot, false).expect("read");
    assert!(one.merge.gone.is_empty());
    let record = imported::record(source(first), map, &one, &register);
    let rows = &one.merge.files["data/metrics/acme/m.csv"].text;

    // From September on, and Lyon is withdrawn.
    let second = "Month,Site,Right,Audited\n2026-09,Porto,481,500\n2026-10,Porto,490,500\n";
    let imported = [
        ("data/maps/m.toml", LONG),
        ("data/metrics/acme/m.csv", rows.as_str()),
        (record.path.as_str(), record.text.as_str()),
    ];
    let snapshot = book(&imported);
    let (register, _) = read_book(&snapshot);
    let map = register.imported.maps.values().next().expect("a map");
    let two = proposed(source(second), map, &register, &snapshot, false).expect("read");
    let said = summary::of(source(second), map, &two);
    let told = format!(
        "  1 row of {} is no longer in this file\n    data/metrics/acme/m.csv line 4: 2026-09 acme-lyon accuracy: 90 of 100\n  = help: it stays in the book; --remove-gone takes out what the file withdraws\n",
        record.path
    );
    assert!(said.contains(&told), "{said}");
    assert!(two.merge.files["data/metrics/acme/m.csv"].text.contains("acme-lyon"));

    let without = proposed(source(second), map, &register, &snapshot, true).expect("read");
    let text = &without.merge.files["data/metrics/acme/m.csv"].text;
    assert_eq!(
        text,
        "period,site,metric,numerator,denominator,source,status\n2026-08,acme-porto,accuracy,470,500,vendor,final\n2026-09,acme-porto,accuracy,481,500,vendor,final\n2026-10,acme-porto,accuracy,490,500,vendor,final\n"
    );
    let said = summary::of(source(second), map, &without);
    assert!(
        said.contains("0 new, 1 replaced, 1 as they are · 1 taken out\n") && !said.contains("= help"),
        "{said}"
    );
    // The record says that it took them out, so that nothing is amiss.
    let second_record = imported::record(source(second), map, &without, &register);
    assert_eq!(without.merge.replaced.len(), 2);
    assert!(without.merge.replaced.iter().all(|digest| second_record.text.contains(digest.as_str())));

    // A file of other rows corrects nothing.
    let other = "Month,Site,Right,Audited\n2026-11,Porto,481,500\n";
    assert!(proposed(source(other), map, &register, &snapshot, false).expect("read").merge.gone.is_empty());
}
