//! What a table looks like: where its head stands, and what the cells of each column are. Looks only: a person decides.

use std::collections::BTreeMap;

use crate::import::cell::{Address, Cell};
use crate::import::day::{self, DayForm};
use crate::import::number::{self, NumberFault};
use crate::import::sheet::Sheet;
use crate::import::sums;

/// Rows in which a head is looked for.
const TOP: usize = 40;

/// The rows of the head, counted from 0: those above the first row with numbers.
pub fn head_rows(sheet: &Sheet) -> Vec<usize> {
    let filled = |row: usize| {
        let cells = sheet.rows.get(row).into_iter().flatten();
        cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
    };
    let has_number = |row: &usize| filled(*row).len() > 1 && filled(*row).iter().any(|cell| is_number(cell));
    let last = sheet.rows.len().min(TOP);
    let Some(first) = (0..last).find(has_number) else { return vec![0] };
    let Some(below) = (0..first).rev().find(|row| filled(*row).len() > 1) else {
        return vec![first.saturating_sub(1)];
    };
    // A row with one text is a title; with several, and gaps among them, it stands over what is below.
    let is_head = |row: usize| {
        let named = filled(row).len();
        let is_merged = sheet.merged.iter().any(|one| one.from.row == row && one.to.column > one.from.column);
        named > 1 && (is_merged || named < filled(below).len())
            || (named == 1 && is_merged && !is_title(sheet, row))
    };
    match below.checked_sub(1).filter(|above| is_head(*above)) {
        Some(above) => vec![above, below],
        None => vec![below],
    }
}

/// Merged over the whole width.
fn is_title(sheet: &Sheet, row: usize) -> bool {
    let wide = sheet.width();
    sheet.merged.iter().any(|one| one.from.row == row && one.from.column == 0 && one.to.column + 1 >= wide)
}

fn is_number(cell: &Cell) -> bool {
    match cell {
        Cell::Number(..) => true,
        Cell::Text(text) => matches!(number::parse(text, None), Ok(_) | Err(NumberFault::Ambiguous(..))),
        _ => false,
    }
}

/// The cells of a column below the head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    pub filled: usize,
    /// Read as a day, a week or a month as they stand.
    pub periods: usize,
    pub numbers: usize,
    /// Every other text, with how often it stands there and where first.
    pub texts: BTreeMap<String, (usize, Address)>,
    /// The first cell, as it is shown.
    pub first: String,
    /// A number that can be read in two ways, a date of which two readings fit, a number that may count days.
    pub two_readings: Option<Address>,
    pub two_dates: Option<Address>,
    pub serial: Option<Address>,
    /// Likewise in the head.
    pub serial_head: Option<Address>,
    /// A month in another language.
    pub foreign: Option<Address>,
    /// Cells that name a period which the map has to make known.
    pub unread: usize,
    /// Texts that begin as those of a sum do: `Total 2026`.
    pub sums: usize,
    /// Numbers with a percent sign or format.
    pub percents: usize,
}

/// What the cells of a column look like, from a row on; those that say that a row is a sum of others, and no more, are passed over.
pub fn looks(sheet: &Sheet, from: usize, column: usize) -> Looks {
    let mut looks = Looks::default();
    for row in from..sheet.rows.len() {
        let at = Address { row, column };
        let cell = sheet.seen(at);
        if cell.is_empty() || sums::is_word(&cell.shown()) {
            continue;
        }
        looks.filled += 1;
        if looks.first.is_empty() {
            looks.first = cell.shown();
        }
        looks.cell(cell, at);
    }
    looks
}

impl Looks {
    fn cell(&mut self, cell: &Cell, at: Address) {
        let period = day::read(cell, &DayForm::default());
        if period.is_ok() {
            self.periods += 1;
        }
        let written = match cell {
            Cell::Number(_, shown) => {
                self.numbers += 1;
                self.percents += usize::from(*shown == crate::import::cell::Shown::Percent);
                if period.as_ref().is_err_and(|fault| fault.message.contains("may count days")) {
                    self.serial.get_or_insert(at);
                }
                return;
            }
            Cell::Text(text) => number::parse(text, None),
            _ => return,
        };
        match written {
            Ok(written) => {
                self.numbers += 1;
                self.percents += usize::from(written.is_percent);
            }
            Err(NumberFault::Ambiguous(..)) => {
                self.numbers += 1;
                self.two_readings.get_or_insert(at);
            }
            Err(_) => {
                let helps = |key: &str| period.as_ref().is_err_and(|fault| fault.help.contains(key));
                if helps("dates =") {
                    self.two_dates.get_or_insert(at);
                    self.unread += 1;
                } else if helps("`months`") {
                    self.foreign.get_or_insert(at);
                    self.unread += 1;
                } else if period.is_err() {
                    self.sums += usize::from(sums::begins(&cell.shown()));
                    self.texts.entry(cell.shown()).or_insert((0, at)).0 += 1;
                }
            }
        }
    }

    /// Nearly all cells are numbers.
    pub fn is_of_numbers(&self) -> bool {
        self.numbers * 2 > self.filled && self.numbers > self.periods
            || (self.numbers > 0 && self.numbers == self.filled && self.serial.is_none())
    }
}
