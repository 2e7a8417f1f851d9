//! The number of a cell beside the others of its row: a share of a whole of none, and one number that is merged over several.

use crate::import::cell::Address;
use crate::import::figure::{self, Fault, Figure};
use crate::import::groups::{Group, Reading};
use crate::import::head::Column;
use crate::import::number::Exact;
use crate::import::refusal::Refusal;
use crate::import::strange;
use crate::subject::import::map::Role;

impl Reading<'_> {
    /// What the cell of a column says in a row.
    ///
    /// # Errors
    /// It holds no number, or the number of several rows.
    pub fn figure(&self, group: &Group<'_>, column: &Column<'_>, row: usize) -> Result<Figure, Refusal> {
        let at = Address { row, column: column.at };
        if let Some((message, help)) = self.merged(at) {
            return Err(Refusal::new(self.sheet.named(at), message, help));
        }
        let read = |column: usize| figure::read(self.sheet.cell(Address { row, column }), self.map);
        let is_none = |other: &&Column<'_>| {
            let found = read(other.at);
            *other.of.is == Role::Denominator
                && matches!(found, Ok(Figure::Number(whole)) if whole.number == Exact::whole(0))
        };
        match read(column.at) {
            // A month in which nothing came is a row with a denominator of 0.
            found
                if *column.of.is == Role::Share
                    && figure::is_of_none(self.sheet.cell(at), &found)
                    && group.numbers.iter().copied().any(|other| is_none(&other)) =>
            {
                Ok(Figure::Number(figure::NONE))
            }
            Ok(found) => Ok(found),
            Err((message, help)) => {
                // One cause, where all of the column are mended alike.
                let is_of_column = strange::is_of_column(&help);
                let refusal = Refusal::new(self.sheet.named(at), message, help);
                Err(if is_of_column { refusal.in_column(at.column) } else { refusal })
            }
        }
    }

    /// That a number is one with cells of other rows or other numbers.
    fn merged(&self, at: Address) -> Option<Fault> {
        let merged = self.sheet.merged_at(at)?;
        let (from, to) = (merged.from, merged.to);
        let is_number =
            |column: &&Column<'_>| column.of.is.is_number() && (from.column..=to.column).contains(&column.at);
        let numbers = self.columns.iter().filter(is_number).count();
        if self.sheet.cell(from).is_empty() || (from.row == to.row && numbers < 2) {
            return None;
        }
        let message = format!("one number is merged over {from} to {to}: which row it is of cannot be told");
        Some((message, "part the cells in the spreadsheet, and give each row its own number".to_owned()))
    }
}
