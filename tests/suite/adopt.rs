//! The spreadsheets of `scripts/adopt`, which goes from them to a published book.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/adopt/harbour.xlsx");

/// A workbook with a title, months merged over their columns, shares that are shown as percent, a withheld figure and a row of totals.
fn harbour() -> Vec<u8> {
    let (plain, percent) = (Format::new(), Format::new().set_num_format("0.0%"));
    let month = Format::new().set_num_format("mmm-yy");
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 11, 2).unwrap();
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    book.add_worksheet()
        .set_name("Notes")
        .unwrap()
        .write_string(0, 0, "Figures of the third quarter")
        .unwrap();
    let sheet = book.add_worksheet().set_name("KPI").unwrap();
    sheet.merge_range(0, 0, 0, 9, "Harbour: quality and pace", &plain).unwrap();
    sheet.merge_range(2, 0, 3, 0, "Site", &plain).unwrap();
    sheet.merge_range(2, 9, 3, 9, "Remarks", &plain).unwrap();
    for (first, number) in [(1, 9), (5, 10)] {
        sheet.merge_range(2, first, 2, first + 3, "", &month).unwrap();
        let day = ExcelDateTime::from_ymd(2026, number, 1).unwrap();
        sheet.write_datetime_with_format(2, first, &day, &month).unwrap();
        for (beside, head) in ["Right", "Sampled", "On time", "Cases"].into_iter().enumerate() {
            sheet.write_string(3, first + beside as u16, head).unwrap();
        }
    }
    let rows = [
        ("Leeds", [(484.0, 500.0, 9_130.0, 9_960.0), (481.0, 500.0, 9_215.0, 10_010.0)]),
        ("Turku", [(470.0, 500.0, 4_480.0, 4_911.0), (478.0, 500.0, 4_513.0, 4_888.0)]),
    ];
    for (row, (site, months)) in (4..).zip(rows) {
        sheet.write_string(row, 0, site).unwrap();
        for (first, (right, sampled, on_time, cases)) in [1, 5].into_iter().zip(months) {
            sheet.write_number(row, first, right).unwrap();
            sheet.write_number(row, first + 1, sampled).unwrap();
            sheet.write_number_with_format(row, first + 2, on_time / cases, &percent).unwrap();
            sheet.write_number(row, first + 3, cases).unwrap();
        }
    }
    // Too few to be told.
    sheet.write_string(5, 3, "*").unwrap();
    sheet.write_string(4, 9, "two audits late").unwrap();
    sheet.write_string(6, 0, "Total").unwrap();
    sheet.write_number(6, 1, 954.0).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn the_workbook_of_the_script_is_what_it_is_said_to_be() {
    let made = harbour();
    if std::env::var_os("SCOREBOOK_BLESS").is_some() {
        std::fs::write(PATH, &made).unwrap();
    }
    let sheet = |bytes: &[u8]| {
        let book = scorebook::import::workbook::open(bytes, Some("KPI")).expect("a workbook");
        let sheet = book.sheet.expect("the sheet");
        (sheet.rows, sheet.merged)
    };
    let kept = std::fs::read(PATH).expect("tests/adopt/harbour.xlsx");
    assert!(sheet(&kept) == sheet(&made), "SCOREBOOK_BLESS=1 writes it anew");
}
