//! Rows and columns that a workbook hides. Whoever looked at the sheet did not see them: a filter may have been left on, or they may have been put away
//! because they no longer hold. Only a person knows.

use crate::import::cell::{Address, column_name};
use crate::import::hidden::Stretches;
use crate::import::refusal::Refusal;
use crate::import::sheet::Sheet;
use crate::subject::import::map::HiddenCells;

/// Which of some rows and columns of a table the workbook hides, and where the first of them stands: `rows 14 to 17, and column F`.
pub fn told(
    sheet: &Sheet,
    rows: impl Iterator<Item = usize>,
    columns: impl Iterator<Item = usize>,
) -> Option<(Address, String)> {
    let rows = Stretches::of(rows.filter(|row| sheet.hidden.rows.contains(*row)));
    let columns = Stretches::of(columns.filter(|column| sheet.hidden.columns.contains(*column)));
    let words = [rows.told("row", |row| (row + 1).to_string()), columns.told("column", column_name)];
    let words: Vec<String> = words.into_iter().flatten().collect();
    let first = Address { row: rows.first().unwrap_or(0), column: columns.first().unwrap_or(0) };
    (!words.is_empty()).then(|| (first, words.join(", and ")))
}

/// That a table is not read before its map says whether what the workbook hides counts. `columns` are those that are read: a row that is empty in them
/// says nothing, as little as one that is left out in any case.
pub fn doubt(
    sheet: &Sheet,
    says: Option<HiddenCells>,
    rows: impl Iterator<Item = usize>,
    columns: &[usize],
    is_left_out: impl Fn(usize) -> bool,
) -> Option<Refusal> {
    if says.is_some() {
        return None;
    }
    let says_something =
        |row: usize| columns.iter().any(|column| !sheet.cell(Address { row, column: *column }).is_empty());
    // A table may have tens of thousands of rows: only those that are hidden are asked what they say.
    let rows =
        rows.filter(|row| sheet.hidden.rows.contains(*row) && says_something(*row) && !is_left_out(*row));
    let (first, hidden) = told(sheet, rows, columns.iter().copied())?;
    let message =
        format!("the workbook hides {hidden}, and the map does not say whether what is hidden counts");
    let help = "say `hidden = \"read\"` or `hidden = \"leave-out\"` in the map, or show all of the table in the spreadsheet and save it anew";
    Some(Refusal::new(sheet.named(first), message, help))
}
