//! Cells of a spreadsheet, of whatever kind of file, and where they stand.

use std::fmt;

use jiff::civil::Date;

use crate::import::folded::{one_line, trimmed};
use crate::import::number::Exact;

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A number, and how the file shows it.
    Number(Exact, Shown),
    /// A number that the file shows as a day.
    Day(Date),
    /// What a formula could not compute: `#DIV/0!`.
    Error(String),
    Boolean(bool),
    /// `5:30`: hours and minutes, minutes and seconds, or a time of a day.
    Time(String),
    /// A length of time in seconds, shown with hours, minutes and seconds.
    Length(Exact),
    /// A formula that no program has computed yet.
    Uncalculated,
}

/// How a workbook shows a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Plain,
    /// 0.945 is shown as 94.5%.
    Percent,
    /// The kind of file does not say.
    Unknown,
}

impl Cell {
    pub fn is_empty(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => trimmed(text).is_empty(),
            _ => false,
        }
    }

    /// What a person sees in the cell, without blanks around it.
    pub fn shown(&self) -> String {
        match self {
            Cell::Empty | Cell::Uncalculated => String::new(),
            Cell::Text(text) | Cell::Error(text) | Cell::Time(text) => one_line(text),
            Cell::Number(number, Shown::Percent) => format!("{}%", number.times(100)),
            Cell::Number(number, _) => number.to_string(),
            Cell::Day(day) => day.to_string(),
            Cell::Boolean(yes) => yes.to_string(),
            Cell::Length(seconds) => clock(*seconds),
        }
    }
}

/// What the cell of a formula without a value says of itself, and what helps.
pub const UNCALCULATED: (&str, &str) =
    ("the formula of the cell has no value", "open the file in a spreadsheet program and save it anew");

/// `0:05:30`
fn clock(seconds: Exact) -> String {
    let whole = seconds.floor();
    format!("{}:{:02}:{:02}", whole / 3_600, whole / 60 % 60, whole % 60)
}

/// Row and column, both counted from 0.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    pub row: usize,
    pub column: usize,
}

impl Address {
    /// Reads `B7`.
    pub fn parse(name: &str) -> Option<Address> {
        let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
        let (letters, digits) =
            name.split_at_checked(letters).filter(|(letters, _)| (1..=3).contains(&letters.len()))?;
        let column = letters.bytes().fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1);
        let row: usize = digits.parse().ok().filter(|row| *row > 0)?;
        Some(Address { row: row - 1, column: column - 1 })
    }
}

/// `B7`
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_name(self.column), self.row + 1)
    }
}

/// `A` to `Z`, `AA` and so on.
pub fn column_name(column: usize) -> String {
    let (above, letter) = (column / 26, column % 26);
    let letter = char::from(b'A' + u8::try_from(letter).unwrap_or(0));
    if above == 0 { letter.to_string() } else { format!("{}{letter}", column_name(above - 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        for (name, row, column) in [("A1", 0, 0), ("Z9", 8, 25), ("AA10", 9, 26), ("XFD7", 6, 16383)] {
            let address = Address { row, column };
            assert_eq!((Address::parse(name), address.to_string()), (Some(address), name.to_owned()));
        }
        for wrong in ["", "7", "B", "B0", "b7", "ABCD1"] {
            assert_eq!(Address::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn blanks_of_every_kind_go() {
        assert!(Cell::Text("\u{a0}\u{200b} ".to_owned()).is_empty());
    }
}
