//! A workbook as the bytes of an XLSX file: the same cells, the same bytes.
//!
//! Words are written as words, whatever they begin with: nothing in a book becomes a formula. The file says that it was made at noon of
//! the day it speaks for, since a build has no clock.

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Url, Workbook as File, Worksheet,
    XlsxError,
};

use crate::kit::prose::visible::visible;
use crate::report::take_away::workbook::sheet::{Cell, Form, Number, Sheet, Workbook};

/// Characters that a cell may hold.
const LONGEST: usize = 32_000;
/// Links of a sheet, of which Excel opens 65,530 at most: later pages are named without one.
const MOST_LINKS: usize = 65_000;

/// Height of a line of words, in points.
const LINE: f64 = 15.0;

/// Where a cell stands, from 0.
type At = (u32, u16);

/// The file.
///
/// # Panics
/// When a sheet has more rows than a spreadsheet, or two cells one name: a wrong program, not wrong input.
pub fn bytes(workbook: &Workbook) -> Vec<u8> {
    write(workbook).unwrap_or_else(|wrong| unreachable!("the workbook cannot be written: {wrong}"))
}

fn write(workbook: &Workbook) -> Result<Vec<u8>, XlsxError> {
    let mut file = File::new();
    let mut about = DocProperties::new()
        .set_title(shown(&workbook.title))
        .set_company(shown(&workbook.organisation))
        .set_author("scorebook");
    if let Some(on) = day(workbook.as_of) {
        about = about.set_creation_datetime(&on.and_hms(12, 0, 0)?);
    }
    file.set_properties(&about);
    let mut names = Vec::new();
    for sheet in &workbook.sheets {
        let mut written =
            Written { page: file.add_worksheet(), base_url: workbook.base_url.as_deref(), links: 0 };
        written.sheet(sheet)?;
        names.extend(named(sheet));
    }
    for (name, place) in names {
        file.define_name(name, &place)?;
    }
    file.save_to_buffer()
}

/// The cells that have names, with their places.
fn named(sheet: &Sheet) -> impl Iterator<Item = (&str, String)> {
    let cells = (1_u32..)
        .zip(&sheet.rows)
        .flat_map(|(row, cells)| (0_u16..).zip(cells).map(move |(column, cell)| ((row, column), cell)));
    cells.filter_map(|((row, column), cell)| match cell {
        Cell::Number(Number { name, .. }) if !name.is_empty() => {
            let cell = rust_xlsxwriter::utility::row_col_to_cell_absolute(row, column);
            Some((name.as_str(), format!("='{}'!{cell}", sheet.name)))
        }
        _ => None,
    })
}

struct Written<'f> {
    page: &'f mut Worksheet,
    base_url: Option<&'f str>,
    links: usize,
}

impl Written<'_> {
    fn sheet(&mut self, sheet: &Sheet) -> Result<(), XlsxError> {
        self.page.set_name(sheet.name)?;
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(Color::RGB(0xE8_EDF2))
            .set_border_bottom(FormatBorder::Thin);
        for (at, column) in (0..).zip(&sheet.columns) {
            self.page.set_column_width(at, f64::from(column.width))?;
            self.page.write_string_with_format(0, at, column.label.as_str(), &head)?;
        }
        let labels = sheet.columns.iter().map(|column| lines(column.label.as_str(), column.width));
        self.height(0, labels.max())?;
        for (row, cells) in (1..).zip(&sheet.rows) {
            let wrapped = sheet.columns.iter().zip(cells).map(|(column, cell)| match cell {
                Cell::Words(words, _) if !sheet.is_table => lines(words, column.width),
                _ => 1,
            });
            self.height(row, wrapped.max())?;
            for (column, cell) in (0..).zip(cells) {
                self.cell((row, column), cell, sheet.is_table)?;
            }
        }
        self.page.set_freeze_panes(1, u16::from(sheet.is_table))?;
        self.page.set_repeat_rows(0, 0)?;
        self.page.set_landscape();
        // As many sheets of paper long as it takes, and one wide.
        self.page.set_print_fit_to_pages(1, 0);
        if let (true, Some(last)) = (sheet.is_table, u16::try_from(sheet.columns.len()).ok()) {
            let rows = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
            self.page.autofilter(0, 0, rows, last.saturating_sub(1))?;
        }
        Ok(())
    }

    /// Excel finds the height of wrapped words by itself; LibreOffice takes the one that is written.
    fn height(&mut self, row: u32, lines: Option<u32>) -> Result<(), XlsxError> {
        if let Some(lines) = lines.filter(|lines| *lines > 1) {
            self.page.set_row_height(row, LINE * f64::from(lines))?;
        }
        Ok(())
    }

    fn cell(&mut self, (row, column): At, cell: &Cell, is_table: bool) -> Result<(), XlsxError> {
        let page = &mut *self.page;
        match cell {
            Cell::Empty => {}
            Cell::Words(words, _) if is_table => {
                page.write_string(row, column, shown(words))?;
            }
            Cell::Words(words, _) => {
                let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
                page.write_string_with_format(row, column, shown(words), &wrapped)?;
            }
            Cell::Heading(words) => {
                page.write_string_with_format(row, column, *words, &Format::new().set_bold())?;
            }
            Cell::Number(number) => {
                let format = Format::new().set_num_format(written(number.form));
                let format = if is_table {
                    format
                } else {
                    format.set_align(FormatAlign::Left).set_align(FormatAlign::Top)
                };
                page.write_number_with_format(row, column, scaled(number), &format)?;
            }
            Cell::Day(on) => match day(*on) {
                Some(at) => {
                    let format = Format::new().set_num_format("d mmm yyyy").set_align(FormatAlign::Left);
                    page.write_datetime_with_format(row, column, &at, &format)?;
                }
                None => {
                    page.write_string(row, column, on.to_string())?;
                }
            },
            Cell::Page(path) => self.link((row, column), path)?,
            Cell::Sheet(name) => {
                let link = Url::new(format!("internal:'{name}'!A1")).set_text(*name);
                let top = Format::new().set_hyperlink().set_align(FormatAlign::Top);
                page.write_url_with_format(row, column, link, &top)?;
            }
        }
        Ok(())
    }

    /// A page by its path, linked.
    fn link(&mut self, (row, column): At, path: &str) -> Result<(), XlsxError> {
        self.links += 1;
        let url = match self.base_url {
            Some(base) => Url::new(format!("{base}{path}")),
            // The file stands in a folder of the site.
            None => Url::new(format!("file:///../{path}")),
        };
        if self.links > MOST_LINKS || self.page.write_url_with_text(row, column, url, path).is_err() {
            self.page.write_string(row, column, path)?;
        }
        Ok(())
    }
}

/// Lines that words take in a column of so many digits' width, broken between words.
fn lines(words: &str, width: u8) -> u32 {
    let width = usize::from(width.max(1));
    let (mut lines, mut used) = (1, 0);
    for word in words.split_whitespace().map(|word| word.chars().count()) {
        if used > 0 && used + 1 + word > width {
            (lines, used) = (lines + 1, 0);
        }
        used += word + usize::from(used > 0);
        lines += u32::try_from(used.saturating_sub(1) / width).unwrap_or(0);
        used = if used > width { used % width } else { used };
    }
    lines
}

/// Words without characters that hide or turn others, cut to what a cell may hold.
fn shown(words: &str) -> String {
    visible(words, false).chars().take(LONGEST).collect()
}

/// What stands in the cell: a share of one, money in whole units.
fn scaled(number: &Number) -> f64 {
    let scale = match number.form {
        Form::Plain(_) => 1,
        Form::Percent(_) => 100,
        Form::Minor(exponent) => 10_i128.pow(exponent.into()),
    };
    match number.value.den().checked_mul(scale) {
        Some(den) => number.value.num() as f64 / den as f64,
        None => number.value.to_f64() / scale as f64,
    }
}

/// The format of a number, in the language of spreadsheets.
fn written(form: Form) -> String {
    let (decimals, end) = match form {
        Form::Plain(decimals) | Form::Minor(decimals) => (decimals, ""),
        Form::Percent(decimals) => (decimals, "%"),
    };
    let fraction = if decimals == 0 { String::new() } else { format!(".{}", "0".repeat(decimals.into())) };
    format!("#,##0{fraction}{end}")
}

/// A day that spreadsheets know.
fn day(on: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(on.year()).ok()?;
    ExcelDateTime::from_ymd(year, on.month().unsigned_abs(), on.day().unsigned_abs()).ok()
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn words_break_between_words_and_long_ones_inside() {
        assert_eq!(lines("", 10), 1);
        assert_eq!(lines("one two", 10), 1);
        assert_eq!(lines("one two three", 10), 2);
        assert_eq!(lines("abcdefghijklmnopqrstuvwxy", 10), 3);
        assert_eq!(lines("ab cdefghijkl", 10), 2);
    }
}
