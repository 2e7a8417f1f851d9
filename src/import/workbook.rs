//! Workbooks as sheets: xlsx, xlsb, xls and ods. The only file that names calamine.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{
    Data, Dimensions, ExcelDateTime, Ods, Range, Reader, SheetVisible, StyleRange, Xls, Xlsb, Xlsx,
};
use jiff::civil::Date;

use crate::import::cell::{Address, Cell, Shown};
use crate::import::number::Exact;
use crate::import::package::Shows;
use crate::import::sheet::{Merged, Sheet};
use crate::import::{open_document, xlsx};

/// The names of the sheets, and the one that was asked for.
#[derive(Debug)]
pub struct Workbook {
    pub sheets: Vec<String>,
    /// Those of them that are hidden.
    pub hidden: Vec<String>,
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
        return of_xlsx(&mut book, bytes, wanted);
    }
    if let Ok(mut book) = Xlsb::new(cursor()) {
        let named = Named::of(&book, wanted);
        return named.opened(|name| {
            let range = book.worksheet_range(name).map_err(broken)?;
            Ok(unsaid(sheet(name, &range, &[], None)))
        });
    }
    match Ods::new(cursor()) {
        Ok(mut book) => of_ods(&mut book, bytes, wanted),
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

/// The sheets of a workbook, and which of them is read.
struct Named {
    sheets: Vec<String>,
    hidden: Vec<String>,
    wanted: Option<String>,
}

impl Named {
    fn of<'b, R: Reader<Cursor<&'b [u8]>>>(book: &R, wanted: Option<&str>) -> Named {
        let sheets = book.sheet_names();
        let hidden = book.sheets_metadata().iter().filter(|sheet| sheet.visible != SheetVisible::Visible);
        let hidden = hidden.map(|sheet| sheet.name.clone()).collect();
        let wanted = chosen(&sheets, wanted);
        Named { sheets, hidden, wanted }
    }

    fn opened(self, read: impl FnOnce(&str) -> Result<Sheet, String>) -> Result<Workbook, String> {
        let Named { sheets, hidden, wanted } = self;
        let mut sheet = wanted.as_deref().map(read).transpose()?;
        if let Some(sheet) = &mut sheet {
            sheet.hidden.sheet = hidden.contains(&sheet.name);
        }
        Ok(Workbook { sheets, hidden, sheet })
    }
}

fn of_xlsx(book: &mut Xlsx<Cursor<&[u8]>>, bytes: &[u8], wanted: Option<&str>) -> Result<Workbook, String> {
    Named::of(book, wanted).opened(|name| {
        let range = book.worksheet_range(name).map_err(broken)?;
        let styles = book.worksheet_style(name).map_err(broken)?;
        let merged = book.merge_cells_by_sheet_name(name).map_err(broken)?;
        let formulas = book.worksheet_formula(name).map_err(broken)?;
        let mut sheet = sheet(name, &range, &merged, Some(&styles));
        uncalculated(&mut sheet, &formulas);
        shown(&mut sheet, xlsx::shows(bytes, name)?);
        Ok(sheet)
    })
}

fn of_xls(book: &mut Xls<Cursor<&[u8]>>, wanted: Option<&str>) -> Result<Workbook, String> {
    Named::of(book, wanted).opened(|name| {
        let range = book.worksheet_range(name).map_err(broken)?;
        let merged = book.merge_cells_by_sheet_name(name).map_err(broken)?;
        Ok(unsaid(sheet(name, &range, &merged, None)))
    })
}

fn of_ods(book: &mut Ods<Cursor<&[u8]>>, bytes: &[u8], wanted: Option<&str>) -> Result<Workbook, String> {
    Named::of(book, wanted).opened(|name| {
        let range = book.worksheet_range(name).map_err(broken)?;
        let formulas = book.worksheet_formula(name).map_err(broken)?;
        let mut sheet = sheet(name, &range, &[], None);
        uncalculated(&mut sheet, &formulas);
        let end = Address { row: sheet.rows.len(), column: sheet.width() };
        shown(&mut sheet, open_document::shows(bytes, name, end)?);
        Ok(sheet)
    })
}

/// A sheet of a file of which it is not known what it hides.
fn unsaid(mut sheet: Sheet) -> Sheet {
    sheet.hidden.is_unknown = true;
    sheet
}

/// A sheet as its reader sees it.
fn shown(sheet: &mut Sheet, shows: Shows) {
    sheet.hidden = shows.hidden;
    for (at, text) in shows.texts {
        let cell = sheet.rows.get_mut(at.row).and_then(|row| row.get_mut(at.column));
        if let Some(cell @ Cell::Text(_)) = cell {
            *cell = Cell::Text(text);
        }
    }
}

fn sheet(name: &str, range: &Range<Data>, merged: &[Dimensions], styles: Option<&StyleRange>) -> Sheet {
    let (top, left) = range.start().unwrap_or_default();
    let mut rows = vec![Vec::new(); top as usize];
    for (below, row) in range.rows().enumerate() {
        let mut cells = vec![Cell::Empty; left as usize];
        let number = top + u32::try_from(below).unwrap_or(u32::MAX);
        cells.extend(row.iter().zip(left..).map(|(data, column)| cell(data, (number, column), styles)));
        rows.push(cells);
    }
    let at = |(row, column): (u32, u32)| Address { row: row as usize, column: column as usize };
    let mut merged: Vec<Merged> =
        merged.iter().map(|one| Merged { from: at(one.start), to: at(one.end) }).collect();
    merged.sort_by_key(|one| one.from.row);
    let tallest = merged.iter().map(|one| one.to.row.saturating_sub(one.from.row)).max().unwrap_or_default();
    let mut decimals = BTreeMap::new();
    for (row, cells) in rows.iter().enumerate() {
        let numbers = cells.iter().enumerate().filter(|(_, cell)| matches!(cell, Cell::Number(..)));
        for (column, _) in numbers {
            let format =
                u32::try_from(row).ok().zip(u32::try_from(column).ok()).and_then(|at| code(styles, at));
            if let Some(shown) = format.and_then(decimals_of) {
                decimals.insert(Address { row, column }, shown);
            }
        }
    }
    Sheet { name: name.to_owned(), rows, merged, tallest, decimals, ..Sheet::default() }
}

/// Cells with a formula and without a value: a program wrote the file that computes nothing.
fn uncalculated(sheet: &mut Sheet, formulas: &Range<String>) {
    let (top, left) = formulas.start().unwrap_or_default();
    for (below, beside, _) in formulas.used_cells().filter(|(.., formula)| !formula.is_empty()) {
        let (row, column) = (top as usize + below, left as usize + beside);
        if sheet.rows.len() <= row {
            sheet.rows.resize(row + 1, Vec::new());
        }
        let cells = &mut sheet.rows[row];
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        if cells[column] == Cell::Empty {
            cells[column] = Cell::Uncalculated;
        }
    }
}

/// The number format of a cell, where the kind of file says it.
fn code(styles: Option<&StyleRange>, at: (u32, u32)) -> Option<&str> {
    let format = styles?.get(at)?.number_format.as_ref()?;
    Some(&format.format_code)
}

/// `0.0%` shows one; `General` as many as there are.
fn decimals_of(format: &str) -> Option<u32> {
    let first = format.split(';').next()?;
    let plain: String = first.split('"').step_by(2).collect();
    // With a power, or in thousands, its decimals are others than those of the number.
    if plain.contains(['E', 'e']) || plain.trim_end_matches('%').ends_with(',') {
        return None;
    }
    let (_, fraction) = plain.split_once('.')?;
    let shown = fraction.chars().take_while(|c| *c == '0').count();
    u32::try_from(shown).ok().filter(|shown| *shown > 0)
}

fn cell(data: &Data, at: (u32, u32), styles: Option<&StyleRange>) -> Cell {
    let shown = || match styles {
        None => Shown::Unknown,
        Some(_) if code(styles, at).is_some_and(is_percent) => Shown::Percent,
        Some(_) => Shown::Plain,
    };
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::Text(text.clone()),
        Data::Bool(yes) => Cell::Boolean(*yes),
        Data::Error(error) => Cell::Error(error.to_string()),
        Data::Int(number) => Cell::Number(Exact::whole(*number), shown()),
        Data::Float(float) => Exact::of_float(*float)
            .map_or_else(|| Cell::Error(float.to_string()), |number| Cell::Number(number, shown())),
        Data::DateTime(moment) => dated(moment, code(styles, at)),
        Data::DateTimeIso(text) => match text.get(..10).and_then(|day| day.parse::<Date>().ok()) {
            Some(day) => Cell::Day(day),
            None => Cell::Text(text.clone()),
        },
        Data::DurationIso(text) => {
            iso_seconds(text).map_or_else(|| Cell::Time(text.clone()), |seconds| timed(seconds, None))
        }
    }
}

/// A share is shown with `%`, unless the sign stands in quotes or behind a backslash.
fn is_percent(format: &str) -> bool {
    let mut outside = format.split('"').step_by(2);
    outside.any(|part| part.replace("\\%", "").contains('%'))
}

/// A time of seconds. Whoever types 5:30 for minutes and seconds gets five hours and a half, shown as `5:30`: only seconds that are shown, or that
/// there are, say what is meant.
fn timed(seconds: Exact, format: Option<&str>) -> Cell {
    let shows_seconds = format.is_some_and(|format| {
        let plain: String = format.split('"').step_by(2).collect::<String>().to_lowercase();
        plain.contains('s') && !plain.contains("am/pm") && !plain.contains("a/p")
    });
    let has_seconds = !seconds.over(60).is_whole();
    if shows_seconds || has_seconds {
        return Cell::Length(seconds);
    }
    let minutes = seconds.over(60).floor();
    Cell::Time(format!("{}:{:02}", minutes / 60, minutes % 60))
}

/// `PT00H05M30S`
fn iso_seconds(text: &str) -> Option<Exact> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let (seconds, _) =
        rest.strip_suffix('S')?.split_once(['.', ',']).unwrap_or((rest.strip_suffix('S')?, ""));
    let number = |text: &str| text.parse::<u32>().map(i64::from).ok();
    Some(Exact::whole(number(hours)? * 3_600 + number(minutes)? * 60 + number(seconds)?))
}

fn dated(moment: &ExcelDateTime, format: Option<&str>) -> Cell {
    let (year, month, day, hours, minutes, ..) = moment.to_ymd_hms_milli();
    if moment.is_duration() || moment.as_f64() < 1.0 {
        // Days of 15 digits, in thousandths of a second.
        let seconds = Exact::of_float(moment.as_f64()).map(|days| days.times(86_400).rounded(3));
        return seconds
            .map_or_else(|| Cell::Error(moment.as_f64().to_string()), |seconds| timed(seconds, format));
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
    fn a_time_is_a_length_only_where_its_seconds_are_seen() {
        let sheet = read(|sheet| {
            let time = |hours, minutes, seconds| {
                Moment::from_hms(hours, minutes, f64::from(seconds)).expect("a time")
            };
            for (row, (time, format)) in [
                (time(0, 5, 30), "h:mm:ss"),
                (time(0, 5, 0), "[h]:mm:ss"),
                (time(5, 30, 0), "h:mm"),
                (time(5, 30, 0), "h:mm:ss AM/PM"),
                (time(0, 5, 30), "h:mm"),
            ]
            .into_iter()
            .enumerate()
            {
                let format = Format::new().set_num_format(format);
                sheet.write_datetime_with_format(row as u32, 0, &time, &format).expect("a time");
            }
        });
        let cell = |row| sheet.cell(Address { row, column: 0 }).clone();
        assert_eq!(cell(0), Cell::Length(Exact::whole(330)));
        assert_eq!(cell(1), Cell::Length(Exact::whole(300)));
        assert_eq!(cell(2), Cell::Time("5:30".to_owned()));
        assert_eq!(cell(3), Cell::Time("5:30".to_owned()));
        assert_eq!(cell(4).shown(), "0:05:30");
        assert_eq!(iso_seconds("PT00H05M30S"), Some(Exact::whole(330)));
    }

    #[test]
    fn decimals_are_those_that_a_format_shows() {
        assert_eq!(["0.0%", "0.00", "#,##0.000;-0.0"].map(decimals_of), [Some(1), Some(2), Some(3)]);
        assert_eq!(["0%", "General", "0.#", "0\" .00\"", "0.00E+00", "0.0,"].map(decimals_of), [None; 6]);
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
