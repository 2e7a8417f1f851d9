//! Workbooks as sheets: xlsx, xlsb, xls and ods. The only file that names calamine.

use std::io::Cursor;

use calamine::{Data, Dimensions, ExcelDateTime, Ods, Range, Reader, StyleRange, Xls, Xlsb, Xlsx};
use jiff::civil::Date;

use crate::import::cell::{Address, Cell, Shown};
use crate::import::number::Exact;
use crate::import::sheet::{Merged, Sheet};

/// The names of the sheets, and the one that was asked for.
#[derive(Debug)]
pub struct Workbook {
    pub sheets: Vec<String>,
    pub sheet: Option<Sheet>,
}

/// Whether bytes are a workbook: a zip archive or an OLE document.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// Opens a workbook. `wanted` names a sheet; without it the only one is read.
///
/// # Errors
/// It is none of the four kinds, or broken; in words.
pub fn open(bytes: &[u8], wanted: Option<&str>) -> Result<Workbook, String> {
    let cursor = || Cursor::new(bytes);
    if !bytes.starts_with(b"PK") {
        return Xls::new(cursor()).map_err(broken).and_then(|mut book| of_xls(&mut book, wanted));
    }
    // Each kind names its own parts in the archive, so that one is no other.
    if let Ok(mut book) = Xlsx::new(cursor()) {
        return of_xlsx(&mut book, wanted);
    }
    if let Ok(mut book) = Xlsb::new(cursor()) {
        return plain(&mut book, wanted);
    }
    match Ods::new(cursor()) {
        Ok(mut book) => plain(&mut book, wanted),
        Err(_) => {
            Err("the file is no workbook that can be read; it may be protected by a password".to_owned())
        }
    }
}

fn broken(error: impl std::fmt::Display) -> String {
    format!("the workbook cannot be read: {error}")
}

fn chosen(sheets: &[String], wanted: Option<&str>) -> Option<String> {
    match (wanted, sheets) {
        (Some(name), _) => sheets.iter().find(|sheet| sheet.as_str() == name).cloned(),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    }
}

fn of_xlsx(book: &mut Xlsx<Cursor<&[u8]>>, wanted: Option<&str>) -> Result<Workbook, String> {
    let sheets = book.sheet_names();
    let Some(name) = chosen(&sheets, wanted) else { return Ok(Workbook { sheets, sheet: None }) };
    let range = book.worksheet_range(&name).map_err(broken)?;
    let styles = book.worksheet_style(&name).map_err(broken)?;
    let merged = book.merge_cells_by_sheet_name(&name).map_err(broken)?;
    Ok(Workbook { sheets, sheet: Some(sheet(name, &range, &merged, Some(&styles))) })
}

fn of_xls(book: &mut Xls<Cursor<&[u8]>>, wanted: Option<&str>) -> Result<Workbook, String> {
    let sheets = book.sheet_names();
    let Some(name) = chosen(&sheets, wanted) else { return Ok(Workbook { sheets, sheet: None }) };
    let range = book.worksheet_range(&name).map_err(broken)?;
    let merged = book.merge_cells_by_sheet_name(&name).map_err(broken)?;
    Ok(Workbook { sheets, sheet: Some(sheet(name, &range, &merged, None)) })
}

fn plain<'b, R>(book: &mut R, wanted: Option<&str>) -> Result<Workbook, String>
where
    R: Reader<Cursor<&'b [u8]>>,
    R::Error: std::fmt::Display,
{
    let sheets = book.sheet_names();
    let Some(name) = chosen(&sheets, wanted) else { return Ok(Workbook { sheets, sheet: None }) };
    let range = book.worksheet_range(&name).map_err(broken)?;
    Ok(Workbook { sheets, sheet: Some(sheet(name, &range, &[], None)) })
}

fn sheet(name: String, range: &Range<Data>, merged: &[Dimensions], styles: Option<&StyleRange>) -> Sheet {
    let (top, left) = range.start().unwrap_or_default();
    let mut rows = vec![Vec::new(); top as usize];
    for (below, row) in range.rows().enumerate() {
        let mut cells = vec![Cell::Empty; left as usize];
        let number = top + u32::try_from(below).unwrap_or(u32::MAX);
        cells.extend(row.iter().zip(left..).map(|(data, column)| cell(data, (number, column), styles)));
        rows.push(cells);
    }
    let at = |(row, column): (u32, u32)| Address { row: row as usize, column: column as usize };
    let merged = merged.iter().map(|one| Merged { from: at(one.start), to: at(one.end) }).collect();
    Sheet { name, rows, merged }
}

fn cell(data: &Data, at: (u32, u32), styles: Option<&StyleRange>) -> Cell {
    let shown = || match styles {
        None => Shown::Unknown,
        Some(styles) => {
            let format = styles.get(at).and_then(|style| style.number_format.as_ref());
            if format.is_some_and(|format| is_percent(&format.format_code)) {
                Shown::Percent
            } else {
                Shown::Plain
            }
        }
    };
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::Text(text.clone()),
        Data::Bool(yes) => Cell::Boolean(*yes),
        Data::Error(error) => Cell::Error(error.to_string()),
        Data::Int(number) => Cell::Number(Exact::whole(*number), shown()),
        Data::Float(float) => Exact::of_float(*float)
            .map_or_else(|| Cell::Error(float.to_string()), |number| Cell::Number(number, shown())),
        Data::DateTime(moment) => dated(moment),
        Data::DateTimeIso(text) => match text.get(..10).and_then(|day| day.parse::<Date>().ok()) {
            Some(day) => Cell::Day(day),
            None => Cell::Text(text.clone()),
        },
        Data::DurationIso(text) => Cell::Time(text.clone()),
    }
}

/// A share is shown with `%`, unless the sign stands in quotes or behind a backslash.
fn is_percent(format: &str) -> bool {
    let mut outside = format.split('"').step_by(2);
    outside.any(|part| part.replace("\\%", "").contains('%'))
}

fn dated(moment: &ExcelDateTime) -> Cell {
    let (year, month, day, hours, minutes, ..) = moment.to_ymd_hms_milli();
    if moment.is_duration() || moment.as_f64() < 1.0 {
        return Cell::Time(format!(
            "{} h",
            Exact::of_float(moment.as_f64() * 24.0).unwrap_or(Exact::whole(0))
        ));
    }
    let date = (i16::try_from(year).ok()).zip(i8::try_from(month).ok()).zip(i8::try_from(day).ok());
    let date = date.and_then(|((year, month), day)| Date::new(year, month, day).ok());
    date.map_or_else(|| Cell::Error(format!("{year}-{month}-{day} {hours}:{minutes}")), Cell::Day)
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime as Moment, Format, FormatAlign, Workbook as Writer};

    use super::*;

    fn read(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Sheet {
        let mut book = Writer::new();
        fill(book.add_worksheet().set_name("Monthly").expect("a name"));
        let bytes = book.save_to_buffer().expect("a workbook");
        assert!(is_workbook(&bytes));
        open(&bytes, None).expect("read").sheet.expect("the only sheet")
    }

    #[test]
    fn numbers_days_shares_and_merged_cells_are_what_the_workbook_shows() {
        let sheet = read(|sheet| {
            let percent = Format::new().set_num_format("0.0%");
            let month = Format::new().set_num_format("mmm-yy");
            let day = Moment::from_ymd(2026, 4, 1).expect("a day");
            sheet
                .merge_range(1, 1, 1, 2, "Apr-26", &Format::new().set_align(FormatAlign::Center))
                .expect("merged");
            sheet.write_number_with_format(2, 1, 0.945, &percent).expect("a number");
            sheet.write_number(2, 2, 0.945).expect("a number");
            sheet.write_datetime_with_format(3, 1, &day, &month).expect("a day");
            sheet.write_string(3, 2, "94.5%").expect("a text");
        });
        let cell = |name: &str| sheet.cell(Address::parse(name).expect("a cell")).clone();
        let share = Exact::of_float(0.945).expect("a number");
        assert_eq!(cell("B3"), Cell::Number(share, Shown::Percent));
        assert_eq!(cell("C3"), Cell::Number(share, Shown::Plain));
        assert_eq!(cell("B3").shown(), "94.5%");
        assert_eq!(cell("B4"), Cell::Day(Date::constant(2026, 4, 1)));
        assert_eq!(cell("C4"), Cell::Text("94.5%".to_owned()));
        assert_eq!(sheet.seen(Address::parse("C2").expect("a cell")).shown(), "Apr-26");
        assert_eq!((cell("A1"), cell("A2")), (Cell::Empty, Cell::Empty), "rows above the first are counted");
    }

    #[test]
    fn a_workbook_with_several_sheets_has_none_until_one_is_named() {
        let mut book = Writer::new();
        for name in ["Notes", "Monthly"] {
            book.add_worksheet().set_name(name).expect("a name").write_string(0, 0, name).expect("a text");
        }
        let bytes = book.save_to_buffer().expect("a workbook");
        let none = open(&bytes, None).expect("read");
        assert!(none.sheet.is_none() && none.sheets == ["Notes", "Monthly"]);
        let one = open(&bytes, Some("Monthly")).expect("read").sheet.expect("the sheet");
        assert_eq!(one.cell(Address { row: 0, column: 0 }).shown(), "Monthly");
        assert!(open(b"PK\x03\x04 broken", None).is_err());
    }

    #[test]
    fn a_percent_sign_in_quotes_is_a_letter() {
        assert!(is_percent("0%") && is_percent("0.00%;[Red]-0.00%"));
        assert!(!is_percent("0.0\" %\"") && !is_percent("0\\%") && !is_percent("General"));
    }
}
