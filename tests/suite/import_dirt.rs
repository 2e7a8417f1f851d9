//! Dates, numbers and texts of spreadsheets that can be read in more than one way, or in none.

use rust_xlsxwriter::{ExcelDateTime, Format};

use crate::import::{LONG, texts, told, xlsx};

#[test]
fn withheld_rows_have_no_number_and_missing_and_total_rows_are_left_out() {
    let csv = "Month,Site,Right,Audited\n2026-09,Porto,480,500\n2026-10,Porto,*,*\n2026-09,Lyon,n/a,-\n2026-10,Lyon,,\n,,,\nTotal 2026,,480,500\n";
    assert_eq!(
        told(csv.as_bytes(), LONG),
        "acme 2026-09 acme-porto accuracy 480 500\nacme 2026-10 acme-porto accuracy withheld\n1 withheld\n2 missing\n1 skipped\n"
    );
    let unsaid = LONG.replace("suppressed = [\"*\"]\n", "");
    assert_eq!(
        told(csv.as_bytes(), &unsaid),
        "acme 2026-09 acme-porto accuracy 480 500\nnot taken: C3: `*` is no number\n  = help: if it stands for no figure, add it to `missing` in the map; if the figure is withheld, to `suppressed`\n2 missing\n1 skipped\n"
    );
}

#[test]
fn a_footnote_is_no_missing_figure_and_foreign_months_are_one_cause() {
    let csv = "Month,Site,Right,Audited\nOkt-25,Porto,480,500\nDez-25,Porto,481,500\n2026-09,Lyon,,\n,,,\n* fewer than ten people,,,\nSource: the vendor,,,\n";
    assert_eq!(
        told(csv.as_bytes(), LONG),
        "not taken: A2: `Okt-25` names no month that the map knows\n  likewise A3\n  = help: say `months` in the map: the twelve names as the file writes them, January first\n1 missing\n",
        "the notes below are no rows"
    );
    let last = "Month,Site,Right,Audited\n2026-09,Porto,480,500\n2026-10,,,\n,Lyon,,\n";
    assert_eq!(
        told(last.as_bytes(), LONG),
        "acme 2026-09 acme-porto accuracy 480 500\n2 missing\n",
        "a month or a site without figures is no note"
    );
}

#[test]
fn a_text_file_is_read_however_it_is_written_or_refused() {
    let plain = "Month,Site,Right,Audited\n2026-09,Porto,480,500\n";
    let expected = "acme 2026-09 acme-porto accuracy 480 500\n";
    let utf16 =
        |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    for bytes in [
        plain.as_bytes().to_vec(),
        format!("\u{feff}{plain}").into_bytes(),
        plain.replace('\n', "\r\n").into_bytes(),
        plain.replace('\n', "\r").into_bytes(),
        plain.replace(',', ";").into_bytes(),
        plain.replace(',', "\t").into_bytes(),
        utf16(&format!("\u{feff}{plain}"), u16::to_le_bytes),
        utf16(&format!("\u{feff}{plain}"), u16::to_be_bytes),
        utf16(plain, u16::to_le_bytes),
    ] {
        assert_eq!(told(&bytes, LONG), expected, "{:?}", String::from_utf8_lossy(&bytes));
    }
    let western = b"Month,Site,Right,Audited\n2026-09,P\xf6rto,480,500\n";
    assert_eq!(
        told(western, LONG),
        "not taken: the file is not UTF-8: line 2 has the byte 0xF6, `ö` in windows-1252\n  = help: say how it is encoded: `encoding = \"windows-1252\"` in the map, if that is the letter; of a table and for --propose --encoding windows-1252\n"
    );
    let named = LONG.replace("head = [1]", "head = [1]\nencoding = \"windows-1252\"");
    let named = format!("{named}\n[[name]]\nsays = \"Pörto\"\nsite = \"acme-porto\"\n");
    assert_eq!(told(western, &named), expected);
}

#[test]
fn days_that_two_readings_fit_and_numbers_too_are_refused_until_the_map_says() {
    let csv = "Month;Site;Right;Audited\n01/10/2026;Porto;1,234;2,345\n";
    assert_eq!(
        told(csv.as_bytes(), LONG),
        "not taken: C2: `1,234` is 1234 or 1.234\n  = help: say `decimal-mark = \"point\"` or `\"comma\"` in the map\n"
    );
    let marked =
        LONG.replace("head = [1]", "head = [1]\nseparator = \"semicolon\"\ndecimal-mark = \"point\"");
    assert_eq!(
        told(csv.as_bytes(), &marked),
        "not taken: A2: `01/10/2026` is 2026-10-01 or 2026-01-10\n  = help: say `dates = \"day-first\"` or `\"month-first\"` in the map\n"
    );
    let comma = "Month;Site;Right;Audited\n2026-10;Porto;98,5;100\n";
    assert_eq!(
        told(comma.as_bytes(), &marked),
        "not taken: C2: `98,5` is no number\n  = help: correct the cell, or write `decimal-mark = \"comma\"` in the map where all have it so: it says `\"point\"`\n"
    );
    let dated = marked.replace("head = [1]", "head = [1]\ndates = \"day-first\"");
    assert_eq!(told(csv.as_bytes(), &dated), "acme 2026-10 acme-porto accuracy 1234 2345\n");
    let month_first = marked.replace("head = [1]", "head = [1]\ndates = \"month-first\"");
    assert!(
        told(csv.as_bytes(), &month_first)
            .contains("2026-01-10 is neither the first nor the last day of a month")
    );
}

#[test]
fn day_numbers_of_both_systems_are_days() {
    let text = LONG.replace("head = [1]", "head = [1]\nserials = \"1904\"");
    let csv = b"Month,Site,Right,Audited\n44834,Porto,480,500\n";
    assert_eq!(told(csv, &text), "acme 2026-10 acme-porto accuracy 480 500\n");
    assert!(told(csv, LONG).contains("`44834` is a plain number and may count days"));
    let bytes = xlsx(|sheet| {
        texts(sheet, &["Month|Site|Right|Audited", "|Porto"]);
        let month = Format::new().set_num_format("mmm-yy");
        sheet
            .write_datetime_with_format(1, 0, ExcelDateTime::from_ymd(2026, 10, 1).unwrap(), &month)
            .unwrap();
        sheet.write_number(1, 2, 480.0).unwrap();
        sheet.write_number(1, 3, 500.0).unwrap();
    });
    assert_eq!(told(&bytes, LONG), "acme 2026-10 acme-porto accuracy 480 500\n");
}

#[test]
fn apr_17_that_a_spreadsheet_took_for_a_day_of_its_year_is_no_month() {
    let bytes = xlsx(|sheet| {
        texts(sheet, &["Month|Site|Right|Audited", "|Porto|480|500"]);
        let day = Format::new().set_num_format("d-mmm");
        sheet.write_datetime_with_format(1, 0, ExcelDateTime::from_ymd(2026, 4, 17).unwrap(), &day).unwrap();
    });
    assert_eq!(
        told(&bytes, LONG),
        "not taken: Monthly!A2: 2026-04-17 is neither the first nor the last day of a month\n  = help: name the month; of `Apr-17` a spreadsheet makes a day of its own year\n"
    );
}

#[test]
fn weeks_are_read_from_their_number_or_a_day_of_theirs() {
    let map = r#"title = "Weeks"
head = [1]
vendor = "acme"
metric = "backlog"
weeks = "end"

[[column]]
head = "Week"
is = "period"

[[column]]
head = "Site"
is = "site"

[[column]]
head = "Open"
is = "value"
unit = "units"
"#;
    let csv = b"Week,Site,Open\n2026-W44,Porto,\" 1,500.00 \"\nKW 45/2026,Porto,7\n15-Nov-26,Porto,8\n13 Nov 2026,Lyon,9\n46,Lyon,9\n";
    assert_eq!(
        told(csv, map),
        "acme 2026-W44 acme-porto backlog 1500\nacme 2026-W45 acme-porto backlog 7\nacme 2026-W46 acme-porto backlog 8\nnot taken: A5: 2026-11-13 is a Friday, and weeks end on a Sunday\n  = help: name the week, or say `weeks = \"within\"` in the map\nnot taken: A6: `46` is no day, week or month\n  = help: write it as 2026-11-15, 2026-W46 or 2026-11\n"
    );
}
