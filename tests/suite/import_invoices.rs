//! Exports of accounts payable with the dirt that they have: which lines are taken, which are of nobody, what a corrected file does.

use std::fmt::Write as _;

use scorebook::import::invoices::export::{Proposed, proposed};
use scorebook::import::invoices::{kept, propose, summary};
use scorebook::import::refusal::Refusal;
use scorebook::import::spreadsheet::{Asked, Source, sheet};
use scorebook::import::summary::refused;
use scorebook::kit::source::Snapshot;
use scorebook::pipeline;
use scorebook::subject::read;
use scorebook::subject::register::Register;

use crate::import::{book, texts, xlsx};
use crate::support;

pub const CONTRACT: &str = "vendor = \"acme\"\ntitle = \"Labelling\"\ndocument-ref = \"M-1\"\ncurrency = \"GBP\"\nsigned-on = 2025-12-10\neffective-on = 2026-01-01\nends-on = 2026-12-31\n";

pub const MAP: &str = r#"title = "Payments of the shared service centre"
head = [1]
lines = "whole"
month = "previous"
currency = "GBP"
missing = ["-"]
skip-rows = ["Total*"]

[[column]]
head = "Department"
is = "ignore"

[[column]]
head = "Date of Payment"
is = "issued-on"

[[column]]
head = "Supplier"
is = "contract"

[[column]]
head = "Transaction No"
is = "invoice"

[[column]]
head = "Expense Area"
is = "note"

[[column]]
head = "Amount in Sterling"
is = "amount"

[[name]]
says = "Acme Medical Labelling"
contract = "acme-2026"

[[name]]
says = "ACME MEDCIAL LABELLING"
contract = "acme-2026"

[[name]]
says = "Borealis (11532010)"
contract = "borealis-2026"

[[name]]
says = "The Landlord"
skip = true
"#;

pub const HEAD: &str =
    "Department,Date of Payment,Supplier,Transaction No,Expense Area, Amount in Sterling \n";

/// A book with two contracts, a map, and files of earlier imports.
fn with_book(map: &str, more: &[(&str, &str)]) -> (Snapshot, Register) {
    let other = CONTRACT.replace("acme", "borealis").replace("M-1", "M-2");
    let files: Vec<(&str, &str)> = [
        ("data/contracts/acme-2026/contract.toml", CONTRACT),
        ("data/contracts/borealis-2026/contract.toml", &other),
        ("data/invoice-maps/m.toml", map),
    ]
    .into_iter()
    .chain(more.iter().copied())
    .collect();
    let snapshot = book(&files);
    let (register, found) = read::read(&snapshot);
    assert!(found.is_empty(), "{}", support::render(&found));
    (snapshot, register.expect("a register"))
}

fn source(bytes: &[u8]) -> Source<'_> {
    Source { name: "spend.csv", bytes, sheet: None }
}

fn import(
    bytes: &[u8],
    map: &str,
    more: &[(&str, &str)],
    removes: bool,
) -> (Result<Proposed, Vec<Refusal>>, Snapshot, Register) {
    let (snapshot, register) = with_book(map, more);
    let of = &register.imported.invoice_maps["m"];
    let proposed = proposed(source(bytes), of, &register, &snapshot, removes);
    (proposed, snapshot, register)
}

/// Lines in short, then what is told.
fn told(bytes: &[u8], map: &str) -> String {
    let (proposed, _, register) = import(bytes, map, &[], false);
    match proposed {
        Err(refusals) => refused(&refusals),
        Ok(proposed) => {
            let mut text = String::new();
            for line in &proposed.outcome.lines {
                let cells = line.cells.iter().map(String::as_str).filter(|cell| !cell.is_empty());
                writeln!(text, "{}", cells.collect::<Vec<_>>().join(" ")).unwrap();
            }
            let said = summary::of(source(bytes), &register.imported.invoice_maps["m"], &proposed);
            let said = said.lines().filter(|line| !line.starts_with("  data/") && !line.starts_with("    "));
            said.skip(1).for_each(|line| writeln!(text, "{line}").unwrap());
            text
        }
    }
}

fn rows(rows: &str) -> String {
    format!("{HEAD}{rows}")
}

#[test]
fn an_export_becomes_lines_of_the_contracts_that_the_map_names() {
    let csv = rows(
        "Health,23-Sep-26,Acme Medical Labelling,Exeter 23/09/2026,Primary Care,\" 27,275.25 \"\nHealth,06-Oct-26,ACME MEDCIAL  LABELLING,0081135561,,\"(1,200.00)\"\nHealth,07-Oct-26,Ann Person & Partners,77,Counselling of Bob,\" 30,000.00 \"\nHealth,07-Oct-26,The Landlord,78,,500.00\nHealth,08-Oct-26,borealis (11532010),9,,0.00\n,,,,,\nTotal,,,,,\"56,575.25\"\nHealth,08-Oct-26,Acme Medicol Labelling,80,,10.00\n",
    );
    let expected = "Exeter 23/09/2026 acme-2026 2026-09-23 2026-08 2727525 GBP Primary Care\n\
                    0081135561 acme-2026 2026-10-06 2026-09 -120000 GBP\n\
                    9 borealis-2026 2026-10-08 2026-09 0 GBP\n\
                    not of a contract: 2 rows: 4, 9\n  \
                    spelled nearly as `Acme Medical Labelling` of the map: 1 row: 9\n  \
                    = help: look at these rows, and add a [[name]] where they are the same vendor\n\
                    3 lines taken: 3 new, 0 replaced, 0 as they are · 1 below zero · 1 of zero · 2 not of a contract · 2 left out by the map · in all 26,075.25 GBP\n";
    assert_eq!(told(csv.as_bytes(), MAP), expected);
    // However the file is encoded and its lines end.
    let utf16 =
        |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    for bytes in [
        format!("\u{feff}{csv}").into_bytes(),
        csv.replace('\n', "\r\n").into_bytes(),
        csv.replace('\n', "\r").into_bytes(),
        utf16(&format!("\u{feff}{csv}"), u16::to_le_bytes),
        utf16(&csv, u16::to_be_bytes),
    ] {
        assert_eq!(told(&bytes, MAP), expected, "{:?}", &bytes[..40]);
    }
}

#[test]
fn who_is_of_no_contract_is_named_nowhere() {
    let csv = rows(
        "Health,23-Sep-26,Acme Medical Labelling,1,,10.00\nHealth,07-Oct-26,Ann Person,77,Counselling of Bob,about 30\n",
    );
    let (proposed, _, register) = import(csv.as_bytes(), MAP, &[], false);
    let proposed = proposed.expect("read");
    assert_eq!(proposed.outcome.refused, 0, "what a row of nobody says is not looked at");
    let map = &register.imported.invoice_maps["m"];
    let record = kept::record(source(csv.as_bytes()), map, &proposed, &register);
    let said = summary::of(source(csv.as_bytes()), map, &proposed);
    let file = &proposed.merge.files["data/invoices/m.csv"].text;
    for text in [&record.text, &said, file] {
        assert!(!text.contains("Ann") && !text.contains("Bob"), "{text}");
    }
    assert!(record.text.contains("invoice-map = \"m\"\ntaken = 1\nnot-of-contract = 1\n"), "{}", record.text);
    assert_eq!(
        *file,
        "invoice,contract,issued_on,month,amount_minor,currency\n1,acme-2026,2026-09-23,2026-08,1000,GBP\n"
    );

    // Neither does a proposed map.
    let sheet = sheet(source(csv.as_bytes()), &Asked::default()).expect("a sheet");
    let map = propose::map(&sheet, "spend.csv", None, &register);
    assert!(!map.contains("Ann") && !map.contains("Bob"), "{map}");
}

#[test]
fn what_a_cell_does_not_say_for_sure_is_refused_there() {
    let map = MAP
        .replace("month = \"previous\"\n", "")
        .replace("is = \"note\"", "is = \"month\"")
        .replace("currency = \"GBP\"", "currency = \"JPY\"");
    let csv = rows(
        "H,03/04/2026,Acme Medical Labelling,1,Sep-26,150.50\nH,13/04/2026,Acme Medical Labelling,,2026-W40,\"1,234\"\nH,01-Oct-26,Acme Medical Labelling,3,,£12\nH,01-Oct-26,Acme Medical Labelling,4,Sep-26,-\nH,01-Oct-26,,5,Sep-26,1\nH,01-Oct-26,Acme Medical Labelling,6,Sep-26,7\n",
    );
    let said = told(csv.as_bytes(), &map);
    for part in [
        "not taken: B2: `03/04/2026` is 2026-04-03 or 2026-03-04\n  = help: say `dates = \"day-first\"`",
        "not taken: F2: 150.5 has more decimals than JPY, which has none",
        "not taken: B3: `13/04/2026` has the day first",
        "not taken: D3: the line has no number of an invoice",
        "not taken: E3: 2026-W40 is no month",
        "not taken: F3: `1,234` is 1234 or 1.234",
        "not taken: E4: the line has no month of the service",
        "not taken: F4: `£12` is no number\n  = help: write the number alone; of a sign of a currency say so: `[[name]]` with `says` and its `currency`",
        "not taken: F5: the line has no amount",
        "not taken: C6: the row names nobody who bills",
        "1 line taken: 1 new, 0 replaced, 0 as they are · 5 not taken · in all 7 JPY",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    assert!(said.starts_with("6 acme-2026 2026-10-01 2026-09 7 JPY\n"), "{said}");
}

#[test]
fn lines_that_a_workbook_hides_wait_for_their_map() {
    let bytes = xlsx(|sheet| {
        let head = HEAD.trim().replace(',', "|");
        let row = |number: &str| format!("Health|23-Sep-26|Acme Medical Labelling|{number}||10.00");
        texts(sheet, &[&head, &row("1"), &row("2"), &row("3")]);
        sheet.set_row_hidden(2).unwrap();
    });
    let refused = told(&bytes, MAP);
    assert!(refused.starts_with("not taken: Monthly!A3: the workbook hides row 3, and the map"), "{refused}");
    let says = |word: &str| MAP.replace("head = [1]", &format!("head = [1]\nhidden = \"{word}\""));
    assert!(told(&bytes, &says("read")).contains("3 lines taken"));
    let left = told(&bytes, &says("leave-out"));
    assert!(left.contains("2 lines taken") && left.contains("1 left out by the map"), "{left}");
}

#[test]
fn hidden_lines_of_suppliers_that_are_left_out_are_no_doubt() {
    let bytes = xlsx(|sheet| {
        let head = HEAD.trim().replace(',', "|");
        let row = |supplier: &str, number: &str| format!("Health|23-Sep-26|{supplier}|{number}||10.00");
        let rows = [row("Acme Medical Labelling", "1"), row("The Landlord", "2"), row("Ann Person", "3")];
        texts(sheet, &[&head, &rows[0], &rows[1], &rows[2]]);
        for hidden in 2..4 {
            sheet.set_row_hidden(hidden).unwrap();
        }
    });
    let read = told(&bytes, MAP);
    assert!(read.contains("1 line taken") && !read.contains("hides"), "{read}");
}

#[test]
fn the_reader_of_invoices_has_the_last_word() {
    let map = format!("site = \"borealis-porto\"\n{MAP}");
    let said = told(rows("H,01-Oct-26,Acme Medical Labelling,3,,12.00\n").as_bytes(), &map);
    assert!(said.contains("not taken: F2: ") && said.contains("borealis-porto"), "{said}");
}

#[test]
fn an_invoice_that_came_as_a_workbook_has_quantities_prices_and_signs_of_currencies() {
    let map = r#"title = "Acme's invoice"
head = [4]
contract = "acme-2026"
decimal-mark = "comma"
sign = "costs-negative"

[[cell]]
at = "B1"
is = "invoice"

[[cell]]
at = "B2"
is = "issued-on"

[[column]]
head = "Month"
is = "month"
fill-down = true

[[column]]
head = "Site"
is = "site"

[[column]]
head = "What"
is = "rate"

[[column]]
head = "Type"
is = "category"

[[column]]
head = "Qty"
is = "quantity"

[[column]]
head = "Price"
is = "price"

[[column]]
head = "Net"
is = "amount"

[[name]]
says = "€"
currency = "EUR"

[[name]]
says = "Tasks, labelled"
rate = "labelling"

[[name]]
says = "Onboarding"
category = "training"
"#;
    let bytes = xlsx(|sheet| {
        texts(
            sheet,
            &[
                "Invoice|INV-7",
                "Date|5 Nov 2026",
                "",
                "Month|Site|What|Type|Qty|Price|Net",
                "Oct-26|Porto|Tasks, labelled|production|1.000,5|€ 0,85|-850,42 €",
                "|Lyon|labelling|Onboarding|-2|10|€ 20,00",
            ],
        );
    });
    assert_eq!(
        told(&bytes, map),
        "INV-7 acme-2026 2026-11-05 2026-10 labelling production acme-porto 1000.5 0.85 85042 EUR\nINV-7 acme-2026 2026-11-05 2026-10 labelling training acme-lyon -2 10 -2000 EUR\n2 lines taken: 2 new, 0 replaced, 0 as they are · 1 below zero · in all 830.42 EUR\n"
    );
}

/// The book after a file was imported: its lines and its record.
fn after(bytes: &[u8], map: &str) -> ((String, String), (String, String)) {
    let (proposed, _, register) = import(bytes, map, &[], false);
    let proposed = proposed.expect("read");
    let record = kept::record(source(bytes), &register.imported.invoice_maps["m"], &proposed, &register);
    let (path, file) = proposed.merge.files.into_iter().next().expect("a file");
    ((path, file.text), (record.path, record.text))
}

fn pairs<'p>(files: &'p [&'p (String, String)]) -> Vec<(&'p str, &'p str)> {
    files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

#[test]
fn lines_that_say_the_same_are_kept_and_told_and_a_file_read_again_doubles_nothing() {
    let csv = rows(
        "H,01-Oct-26,Acme Medical Labelling,3,,12.00\nH,01-Oct-26,Acme Medical Labelling,3,,12.00\nH,01-Oct-26,Acme Medical Labelling,3,,1.00\n",
    );
    let said = told(csv.as_bytes(), MAP);
    assert!(
        said.contains("note: F3: a line says what another line of the file says: both are kept\n  = help: take one of them out of the file if it was billed once\n"),
        "{said}"
    );
    let (lines, record) = after(csv.as_bytes(), MAP);
    assert_eq!(lines.1.matches("3,acme-2026,2026-10-01,2026-09,1200,GBP").count(), 2);
    let (again, snapshot, _) = import(csv.as_bytes(), MAP, &pairs(&[&lines, &record]), false);
    let again = again.expect("read");
    assert!(again.merge.written.is_empty() && again.merge.gone.is_empty());
    assert_eq!(again.merge.files["data/invoices/m.csv"].text, lines.1);
    assert!(changed(&snapshot).is_empty());
    // One of the two was taken out by hand.
    let once = lines.1.replacen("3,acme-2026,2026-10-01,2026-09,1200,GBP\n", "", 1);
    let (_, snapshot, _) = import(csv.as_bytes(), MAP, &pairs(&[&(lines.0, once), &record]), false);
    assert_eq!(changed(&snapshot), ["1 of the 3 rows of `spend.csv` is not there as imported"]);
}

/// What the checks say of imports.
fn changed(snapshot: &Snapshot) -> Vec<String> {
    let found = pipeline::check(snapshot).expect("checked");
    found.iter().filter(|d| d.code.name == "import-changed").map(|d| d.message.clone()).collect()
}

const FIRST: &str = "H,01-Oct-26,Acme Medical Labelling,3,,12.00\nH,01-Oct-26,Acme Medical Labelling,3,,5.00\nH,02-Oct-26,Acme Medical Labelling,4,,1.00\nH,03-Oct-26,Acme Medical Labelling,5,,2.00\nH,09-Oct-26,Acme Medical Labelling,6,,3.00\n";
const SECOND: &str =
    "H,01-Oct-26,Acme Medical Labelling,3,,13.00\nH,03-Oct-26,Acme Medical Labelling,5,,2.00\n";

#[test]
fn a_corrected_file_replaces_its_own_lines_and_says_which_are_gone() {
    let (lines, record) = after(rows(FIRST).as_bytes(), MAP);
    let bytes = rows(SECOND).into_bytes();
    let (two, _, register) = import(&bytes, MAP, &pairs(&[&lines, &record]), false);
    let two = two.expect("read");
    let head = "invoice,contract,issued_on,month,amount_minor,currency\n";
    let line = |invoice: &str, day: &str, minor: &str| {
        format!("{invoice},acme-2026,2026-10-{day},2026-09,{minor},GBP\n")
    };
    // The second line of invoice 3 goes with its correction; invoice 4 stays until that is asked for; 6 is later than the file.
    let expected =
        [line("3", "01", "1300"), line("4", "02", "100"), line("5", "03", "200"), line("6", "09", "300")];
    assert_eq!(two.merge.files["data/invoices/m.csv"].text, format!("{head}{}", expected.concat()));
    let map = &register.imported.invoice_maps["m"];
    let said = summary::of(source(&bytes), map, &two);
    let id = record.0.trim_start_matches("data/imports/").trim_end_matches(".toml");
    for part in [
        "  data/invoices/m.csv: 1 replaced, 1 taken out, 1 as they are\n    line 2: 3 acme-2026 2026-09: 12.00 GBP becomes 13.00 GBP\n".to_owned(),
        format!("  1 line that an earlier file gave is no longer in this one, and taken out:\n    data/invoices/m.csv line 3: 3 acme-2026 2026-09: 5.00 GBP, of {id}\n"),
        format!("  1 line that an earlier file gave is no longer in this one, and left in the book:\n    data/invoices/m.csv line 4: 4 acme-2026 2026-09: 1.00 GBP, of {id}\n  = help: --remove-gone takes out what the file withdraws\n"),
        "2 lines taken: 0 new, 1 replaced, 1 as they are · 1 taken out · in all 15.00 GBP\n".to_owned(),
    ] {
        assert!(said.contains(&part), "{part} is not in\n{said}");
    }
    // Both records say so, so that nothing is amiss.
    let second = kept::record(source(&bytes), map, &two, &register);
    let corrected = (lines.0.clone(), two.merge.files["data/invoices/m.csv"].text.clone());
    let (snapshot, _) = with_book(MAP, &pairs(&[&corrected, &record, &(second.path, second.text)]));
    assert!(changed(&snapshot).is_empty(), "{:?}", changed(&snapshot));

    let (without, ..) = import(&bytes, MAP, &pairs(&[&lines, &record]), true);
    let without = without.expect("read");
    let expected = [line("3", "01", "1300"), line("5", "03", "200"), line("6", "09", "300")];
    assert_eq!(without.merge.files["data/invoices/m.csv"].text, format!("{head}{}", expected.concat()));
}

#[test]
fn a_file_once_more_gives_what_its_map_names_since_and_brings_nothing_back() {
    let csv = rows("H,01-Oct-26,Acme Medical Labelling,3,,12.00\nH,01-Oct-26,Borealis (11532010),7,,8.00\n");
    let unnamed = MAP.replace("Borealis (11532010)", "Borealis Ltd");
    let (lines, record) = after(csv.as_bytes(), &unnamed);
    assert!(!lines.1.contains("borealis-2026"));
    let (again, _, register) = import(csv.as_bytes(), MAP, &pairs(&[&lines, &record]), false);
    let again = again.expect("read");
    assert_eq!((again.merge.written.len(), again.merge.replaced.len()), (1, 0));
    let text = &again.merge.files["data/invoices/m.csv"].text;
    assert!(text.contains("7,borealis-2026,2026-10-01,2026-09,800,GBP\n"), "{text}");
    let second =
        kept::record(source(csv.as_bytes()), &register.imported.invoice_maps["m"], &again, &register);
    assert_eq!(second.path, record.0, "one file has one record");
    assert!(
        !second.text.contains("not-of-contract") && second.text.contains("taken = 2\n"),
        "{}",
        second.text
    );

    // A later file took the place of its line.
    let corrected = lines.1.replace(",1200,", ",1300,");
    let (again, ..) = import(csv.as_bytes(), MAP, &pairs(&[&(lines.0, corrected), &record]), false);
    let text = &again.expect("read").merge.files["data/invoices/m.csv"].text;
    assert!(text.contains(",1300,") && !text.contains(",1200,") && text.contains(",800,"), "{text}");
}

#[test]
fn other_lines_of_an_invoice_correct_it_go_on_or_are_refused_as_the_map_says() {
    let (lines, record) = after(rows(FIRST).as_bytes(), MAP);
    let bytes = rows("H,01-Oct-26,Acme Medical Labelling,3,,7.00\n").into_bytes();
    let parts = MAP.replace("\"whole\"", "\"in-parts\"");
    let (goes_on, ..) = import(&bytes, &parts, &pairs(&[&lines, &record]), false);
    let goes_on = goes_on.expect("read");
    assert_eq!(
        (goes_on.merge.written.len(), goes_on.merge.replaced.len(), goes_on.merge.gone.len()),
        (1, 0, 0)
    );

    let unsaid = MAP.replace("lines = \"whole\"\n", "");
    let (refused_lines, ..) = import(&bytes, &unsaid, &pairs(&[&lines, &record]), false);
    let outcome = refused_lines.expect("read").outcome;
    let said = refused(&outcome.refusals);
    assert!(
        said.starts_with("not taken: F2: invoice `3` of contract `acme-2026` has another line in the book, data/invoices/m.csv line 2, of import `m-")
            && said.contains("\"whole\" where this file corrects the invoice, \"in-parts\" where it goes on"),
        "{said}"
    );
    assert_eq!((outcome.lines.len(), outcome.refused), (0, 1));

    // Lines that no import wrote are not replaced.
    let (by_hand, ..) = import(&bytes, MAP, &pairs(&[&lines]), false);
    let said = refused(&by_hand.expect("read").outcome.refusals);
    assert!(said.contains("which no import by this map wrote"), "{said}");
}

#[test]
fn a_proposed_map_knows_usual_heads_and_asks_the_rest() {
    let csv = "Department,Entity,Payment Date,Supplier Name,Transaction Number,Invoice No,Expense Types,Net amount,VAT,Narrative\nFCO,FCOS,11-May-26,ACME,98947,I-1,IS Hardware,\"47,072.02\",\"1.00\",for Bob\nFCO,FCOS,17-May-26,Acme Labelling Ltd,100092,I-2,IS Hardware,\"25,235.07\",\"1.00\",for Ann\n";
    let (_, register) = with_book(MAP, &[]);
    let sheet = sheet(source(csv.as_bytes()), &Asked::default()).expect("a sheet");
    let expected = r#"# Proposed by `scorebook import --invoices --propose` from "spend.csv".
# Answer each "?"; what stands beside it is what the file shows. `scorebook import` says what is still open.
title = "Read from spend.csv"
head = [1]
lines = "?"   # whole, where a later file that has an invoice has all its lines; in-parts, where it goes on
month = "?"   # no column is the month of the service: issued, that of the day of issue; previous, the one before
currency = "?"   # of every line

[[column]]   # A
head = "Department"
is = "?"   # perhaps ignore

[[column]]   # B
head = "Entity"
is = "?"   # perhaps ignore

[[column]]   # C
head = "Payment Date"
is = "?"   # perhaps issued-on; it is the day of payment, and a line wants that of the invoice; such as "11-May-26"

[[column]]   # D
head = "Supplier Name"
is = "contract"

[[column]]   # E
head = "Transaction Number"
is = "?"   # perhaps invoice; it is the payer's number, and a line wants the vendor's; such as "98947"

[[column]]   # F
head = "Invoice No"
is = "invoice"

[[column]]   # G
head = "Expense Types"
is = "?"   # perhaps category; or note; a category is production, training or other

[[column]]   # H
head = "Net amount"
is = "amount"   # such as "47,072.02"

[[column]]   # I
head = "VAT"
is = "?"   # perhaps ignore; a line is before tax; such as "1.00"

[[column]]   # J
head = "Narrative"
is = "?"   # perhaps note; look whether it names persons

[[name]]
says = "Acme"
contract = "acme-2026"

# Spelled nearly as "Acme": row 3. Add a [[name]] where they are the same.
"#;
    assert_eq!(propose::map(&sheet, "spend.csv", None, &register), expected);
}

/// The figure of CONTRIBUTING.md: `SCOREBOOK_MEASURE=1 cargo test --test suite thirty_thousand -- --nocapture`.
#[test]
#[allow(clippy::print_stdout, reason = "the time is what the test tells")]
fn thirty_thousand_lines_are_lines_each() {
    let lines = if std::env::var_os("SCOREBOOK_MEASURE").is_some() { 30_000 } else { 300 };
    let mut csv = HEAD.to_owned();
    for line in 0..lines {
        let name = if line % 3 == 0 { "Ann Person" } else { "Acme Medical Labelling" };
        writeln!(
            csv,
            "H,{:02}-Oct-26,{name},{},,\" {},{:03}.25 \"",
            line % 28 + 1,
            line / 4,
            line % 900 + 1,
            line % 1000
        )
        .unwrap();
    }
    let (snapshot, register) = with_book(MAP, &[]);
    let started = std::time::Instant::now();
    let map = &register.imported.invoice_maps["m"];
    let proposed = proposed(source(csv.as_bytes()), map, &register, &snapshot, false).expect("read");
    println!("{lines} rows in {:?}", started.elapsed());
    assert_eq!((proposed.outcome.lines.len(), proposed.outcome.others.len()), (lines - lines / 3, lines / 3));
}
