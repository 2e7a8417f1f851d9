//! Sheets as data: cells of one kind each, and every figure with its number in the evidence. `render` makes the file.

use jiff::civil::Date;

use crate::kit::currency::exponent;
use crate::kit::number::Quotient;
use crate::kit::numbered::FigureNumber;
use crate::subject::evidence::written::FigureRef;

/// A spreadsheet.
pub struct Workbook {
    /// Name of its file: `scorebook-2026-W46.xlsx`.
    pub file: String,
    pub title: String,
    pub organisation: String,
    pub as_of: Date,
    /// Where the site is published, with a slash at its end. Without it links lead from the file's own folder.
    pub base_url: Option<String>,
    /// The first one says what the others are.
    pub sheets: Vec<Sheet>,
}

pub struct Sheet {
    /// 31 characters at most.
    pub name: &'static str,
    /// What it holds, in a sentence.
    pub says: &'static str,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// Its columns are filtered; else it is read from top to bottom.
    pub is_table: bool,
}

pub struct Column {
    pub label: String,
    /// In characters.
    pub width: u8,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Empty,
    /// Words, never a formula, and the figure that their numbers are parts of.
    Words(String, Option<FigureNumber>),
    /// Words that head what stands below.
    Heading(&'static str),
    Number(Number),
    Day(Date),
    /// A page, by its path below the site's root.
    Page(String),
    /// Another sheet, by its name.
    Sheet(&'static str),
}

/// A number with what makes it readable.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// As evidence has it: percent of a hundred, money in minor units.
    pub value: Quotient,
    pub form: Form,
    /// The figure that it is, or is a part of.
    pub n: Option<FigureNumber>,
    /// Its cell is called so; empty: it has no name.
    pub name: String,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// With so many decimals.
    Plain(u8),
    Percent(u8),
    /// Minor units of a currency of so many decimals.
    Minor(u8),
}

impl Cell {
    pub fn words(words: impl Into<String>) -> Cell {
        Cell::Words(words.into(), None)
    }

    /// Words, or nothing.
    pub fn maybe(words: Option<impl Into<String>>) -> Cell {
        words.map_or(Cell::Empty, Cell::words)
    }

    pub fn day(on: Option<Date>) -> Cell {
        on.map_or(Cell::Empty, Cell::Day)
    }

    /// A figure, with as many decimals as pages show of it.
    pub fn figure(figure: &FigureRef, form: fn(u8) -> Form) -> Cell {
        match figure.value {
            Some(value) => Cell::number(value, form(decimals_of(&figure.shown)), figure.number),
            None => Cell::words(figure.shown.as_str()),
        }
    }

    /// A figure in minor units.
    pub fn money(figure: &FigureRef, currency: &str) -> Cell {
        let form = Form::Minor(exponent(currency));
        figure.value.map_or(Cell::Empty, |value| Cell::number(value, form, figure.number))
    }

    /// A share or a score that thresholds judge. Decimals are added until rounding lifts it above no tenth that it has not reached.
    pub fn cut(figure: &FigureRef, form: fn(u8) -> Form) -> Cell {
        let Some(value) = figure.value else { return Cell::Empty };
        let tenth = |places: u8| value.rounded(places) / 10_i128.pow(u32::from(places) - 1);
        let places = (1..=9).find(|places| tenth(*places) == value.cut(1)).unwrap_or(9);
        Cell::number(value, form(places), figure.number)
    }

    pub fn number(value: Quotient, form: Form, n: Option<FigureNumber>) -> Cell {
        Cell::Number(Number { value, form, n, name: String::new() })
    }

    /// The same cell with a name, by which formulas of other workbooks find it.
    pub fn called(self, name: impl Into<String>) -> Cell {
        match self {
            Cell::Number(number) => Cell::Number(Number { name: name.into(), ..number }),
            other => other,
        }
    }

    /// The figure that it shows, or whose parts it shows.
    pub fn of(&self) -> Option<FigureNumber> {
        match self {
            Cell::Number(number) => number.n,
            Cell::Words(_, n) => *n,
            _ => None,
        }
    }
}

/// How many decimals the first number of some words has: 2 of `95.25% or more`. 9 where it is said without a number.
pub fn decimals_of(shown: &str) -> u8 {
    let Some(from) = shown.find(|c: char| c.is_ascii_digit()) else { return 9 };
    let number = shown[from..].split(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).next();
    let (_, decimals) = number.and_then(|number| number.split_once('.')).unwrap_or_default();
    u8::try_from(decimals.len()).unwrap_or(9).min(9)
}

type CellOf<'c, R> = Box<dyn Fn(&R) -> Cell + 'c>;

/// Records, and the columns of their sheet from left to right: header, width and cell stand together.
pub struct SheetColumns<'c, R> {
    records: Vec<R>,
    columns: Vec<(Column, CellOf<'c, R>)>,
    /// Columns whose figures are named at the end of the row.
    figures: Vec<usize>,
}

impl<'c, R> SheetColumns<'c, R> {
    pub fn over(records: impl IntoIterator<Item = R>) -> SheetColumns<'c, R> {
        SheetColumns { records: records.into_iter().collect(), columns: Vec::new(), figures: Vec::new() }
    }

    pub fn column(
        mut self,
        label: &'static str,
        width: u8,
        cell: impl Fn(&R) -> Cell + 'c,
    ) -> SheetColumns<'c, R> {
        self.columns.push((Column { label: label.to_owned(), width }, Box::new(cell)));
        self
    }

    /// A column of figures: their numbers in the evidence stand at the end of the row.
    pub fn figure(
        mut self,
        label: &'static str,
        width: u8,
        cell: impl Fn(&R) -> Cell + 'c,
    ) -> SheetColumns<'c, R> {
        self.figures.push(self.columns.len());
        self.column(label, width, cell)
    }

    pub fn sheet(self, name: &'static str, says: &'static str) -> Sheet {
        let cells = |record: &R| {
            let mut row: Vec<Cell> = self.columns.iter().map(|(_, cell)| cell(record)).collect();
            let numbers: Vec<Cell> = self.figures.iter().map(|at| number_of(&row[*at])).collect();
            row.extend(numbers);
            row
        };
        let rows = self.records.iter().map(cells).collect();
        let evidence: Vec<Column> = self.figures.iter().map(|at| named_after(&self.columns[*at].0)).collect();
        let columns = self.columns.into_iter().map(|(column, _)| column).chain(evidence).collect();
        Sheet { name, says, columns, rows, is_table: true }
    }
}

/// The number of a cell's figure in the evidence.
pub fn number_of(cell: &Cell) -> Cell {
    let Some(n) = cell.of() else { return Cell::Empty };
    Cell::number(Quotient::new(n.get().into(), 1).expect("one is above zero"), Form::Plain(0), None)
}

/// The column that holds them.
fn named_after(column: &Column) -> Column {
    let mut label = column.label.clone();
    label[..1].make_ascii_lowercase();
    Column { label: format!("Evidence of {label}"), width: 11 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::number::Decimal;

    #[test]
    fn a_number_has_the_decimals_that_pages_show() {
        for (shown, decimals) in [
            ("94.996%", 3),
            ("95% or more", 0),
            ("1,234.50 USD", 2),
            ("75.5% to 85.25%", 1),
            ("2 of 4.", 0),
            ("just under target", 9),
        ] {
            assert_eq!(decimals_of(shown), decimals, "{shown}");
        }
    }

    #[test]
    fn no_score_is_rounded_up_to_what_it_has_not_reached() {
        let number = FigureNumber::after(0);
        let form = |hundred_thousandths: i128| {
            let value = Quotient::new(hundred_thousandths, 100_000).expect("above zero");
            match Cell::cut(&FigureRef::new(number, value, String::new()), Form::Plain) {
                Cell::Number(number) => number.form,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(form(8_990_000), Form::Plain(1));
        assert_eq!(form(8_996_000), Form::Plain(2));
        assert_eq!(form(8_999_600), Form::Plain(3), "shown as 89.996 and not as 90");
        assert_eq!(form(10_000_000), Form::Plain(1));
    }

    #[test]
    fn figures_name_their_evidence_at_the_end_of_the_row() {
        let figure = FigureRef::new(FigureNumber::after(6), Decimal::from_int(12).into(), "12".to_owned());
        let sheet = SheetColumns::over([figure])
            .figure("Value", 9, |one| Cell::figure(one, Form::Plain))
            .column("Note", 9, |_| Cell::words("=1+1"))
            .sheet("Values", "Values.");
        let labels: Vec<&str> = sheet.columns.iter().map(|column| column.label.as_str()).collect();
        assert_eq!(labels, ["Value", "Note", "Evidence of value"]);
        let Cell::Number(number) = &sheet.rows[0][2] else { panic!("{:?}", sheet.rows[0]) };
        assert_eq!((number.value.num(), number.n), (7, None));
    }
}
