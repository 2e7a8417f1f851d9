//! Amounts of money on pages, in minor units: rows added up, figures added up, and what one takes from another.

use crate::kit::number::{Quotient, show_minor};
use crate::kit::numbered::FigureNumber;
use crate::kit::source::Place;
use crate::subject::evidence::entry::{Entry, Evidence};
use crate::subject::evidence::written::FigureRef;

impl<'a> Evidence<'a> {
    /// The amounts of rows, added up: words and ids that name the question, and the rows that answer it. The page shows the currency, by its code.
    pub fn money_of_rows<'s>(
        &mut self,
        asked: &[&str],
        minor: i128,
        currency: &str,
        rows: impl IntoIterator<Item = &'s Place>,
    ) -> FigureRef {
        let places: Vec<&Place> = rows.into_iter().collect();
        self.money(minor, currency, "money-rows", |entry| entry.note("asked", asked).lines(&places))
    }

    /// Amounts of the page, added up.
    pub fn money_sum(
        &mut self,
        minor: i128,
        currency: &str,
        inputs: impl IntoIterator<Item: Into<Option<FigureNumber>>>,
    ) -> FigureRef {
        self.money(minor, currency, "money-sum", |entry| entry.inputs(inputs))
    }

    /// An amount of the page less another.
    pub fn money_less(
        &mut self,
        minor: i128,
        currency: &str,
        from: &FigureRef,
        less: &FigureRef,
    ) -> FigureRef {
        self.money(minor, currency, "money-less", |entry| entry.inputs([from.number, less.number]))
    }

    /// An amount by any formula; `told` adds what it rests on.
    pub fn money(
        &mut self,
        minor: i128,
        currency: &str,
        formula: &'static str,
        told: impl for<'e> FnOnce(Entry<'e, 'a>) -> Entry<'e, 'a>,
    ) -> FigureRef {
        let shown = format!("{}\u{a0}{currency}", show_minor(minor, currency));
        // Every sum of amounts that are read stays inside the sizes of a quotient.
        let value = Quotient::new(minor, 1).unwrap_or(Quotient::from(crate::kit::number::Decimal::ZERO));
        let number = told(self.figure(&shown, value, formula)).done();
        FigureRef::new(number, value, shown)
    }
}
