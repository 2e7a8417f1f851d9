//! Rows of a table that are none of its figures: notes below it, those that the map leaves out, sections within.

use crate::import::cell::{Address, Cell};
use crate::import::day;
use crate::import::figure::{self, Figure};
use crate::import::folded::{folded, is_among};
use crate::import::groups::Reading;
use crate::import::names::Named;
use crate::import::refusal::Refusal;
use crate::import::sums;
use crate::subject::import::map::Role;

/// Whether a row is empty, or holds texts that name nothing by which its figures would be missing.
pub fn is_note(reading: &Reading<'_>, row: usize) -> bool {
    let cells = reading.sheet.rows.get(row).into_iter().flatten().enumerate();
    let filled: Vec<_> = cells.filter(|(_, cell)| !cell.is_empty()).collect();
    if filled.is_empty() {
        return true;
    }
    let has_text = filled.iter().any(|(_, cell)| matches!(cell, Cell::Text(_)));
    let is_alone = filled.len() == 1;
    has_text
        && !filled.iter().any(|(at, cell)| names_something(reading, *at, cell, is_alone))
        && !is_skipped(reading, row)
}

/// Whether a cell is what its column is to hold. Of a text that stands alone in a column of numbers that is taken to be so.
fn names_something(reading: &Reading<'_>, at: usize, cell: &Cell, is_alone: bool) -> bool {
    let Some(column) = reading.columns.iter().find(|column| column.at == at) else { return false };
    match *column.of.is {
        Role::Period => day::read(cell, reading.form).map_or_else(|fault| fault.is_of_a_period(), |_| true),
        role if role.is_number() => match figure::read(cell, reading.map) {
            Ok(Figure::Number(_) | Figure::Missing | Figure::Suppressed) => true,
            Err(_) => is_alone,
        },
        role if role.is_key() => {
            let text = cell.shown();
            sums::begins(&text) || !matches!(reading.names.id(role, &text, None), Named::Unknown(_))
        }
        _ => false,
    }
}

/// Whether the map leaves a row out: by its words, or since the workbook hides it.
pub fn is_skipped(reading: &Reading<'_>, row: usize) -> bool {
    let fits = |shown: &str| is_among(reading.map.skip_rows.iter().map(|pattern| pattern.as_str()), shown);
    let keys = reading.columns.iter().filter(|column| !column.of.is.is_number());
    let mut cells = keys.map(|column| reading.sheet.seen(Address { row, column: column.at }));
    reading.sheet.is_row_left_out(row) || cells.any(|cell| fits(&folded(&cell.shown())))
}

/// Texts that stand alone in a row within the table: the name of a section, by which the rows below may be of something else.
pub fn sections(reading: &Reading<'_>, rows: std::ops::Range<usize>) -> Vec<Refusal> {
    let first = reading.columns.iter().map(|column| column.at).min();
    let is_key = |at: usize| {
        Some(at) == first || reading.columns.iter().any(|column| column.at == at && column.of.is.is_key())
    };
    let of_row = |row: usize| {
        let cells = reading.sheet.rows.get(row)?.iter().enumerate();
        let filled: Vec<_> = cells.filter(|(_, cell)| !cell.is_empty()).collect();
        let [(column, cell)] = filled[..] else { return None };
        let goes_down = reading.columns.iter().any(|known| known.at == column && known.of.fill_down);
        if !is_key(column) || goes_down || !is_note(reading, row) {
            return None;
        }
        let shown = cell.shown();
        let message = format!(
            "`{shown}` stands alone in a row within the table: the rows below may be of something else"
        );
        let help = format!(
            "where it is a note alone, leave it out: `skip-rows = [{shown:?}]` in the map; else fill a column with what it says"
        );
        Some(Refusal::new(reading.sheet.named(Address { row, column }), message, help))
    };
    rows.filter_map(of_row).collect()
}
