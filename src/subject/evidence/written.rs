//! A figure in a page: its number in the evidence stands in the markup.

use std::sync::Arc;

use num_rational::BigRational;

use crate::kit::number::Quotient;
use crate::kit::numbered::{FigureNumber, Figures, RestsOn};
use crate::subject::text::piece::{Html, Inline, Line};

/// A figure with its number in the evidence, to be written into a page.
#[derive(Clone, Debug)]
pub struct FigureRef {
    /// `None`: words that are no figure.
    pub number: Option<FigureNumber>,
    /// `None`: words that are no figure.
    pub value: Option<Quotient>,
    /// The value itself, where `value` is only near to it.
    pub beyond: Option<Arc<BigRational>>,
    pub shown: String,
}

impl FigureRef {
    pub fn new(number: FigureNumber, value: Quotient, shown: String) -> FigureRef {
        FigureRef { number: Some(number), value: Some(value), beyond: None, shown }
    }

    /// The same, with the fraction itself where `near` is only near to it.
    pub fn beyond(
        number: FigureNumber,
        near: Quotient,
        beyond: Option<&Arc<BigRational>>,
        shown: String,
    ) -> FigureRef {
        FigureRef { number: Some(number), value: Some(near), beyond: beyond.cloned(), shown }
    }

    /// Words where there is no figure, such as `no target`.
    pub fn words(shown: &'static str) -> FigureRef {
        FigureRef { number: None, value: None, beyond: None, shown: shown.to_owned() }
    }

    /// Appends its markup.
    pub fn write(&self, html: &mut Html) {
        match self.number {
            Some(number) => html.push_figure(number, &self.shown),
            None => html.push(&Html::without_number(&self.shown)),
        }
    }

    /// Appends a cell that holds it, and nothing else unless more is appended; it ends where the next one begins.
    pub fn write_cell(&self, html: &mut Html) {
        html.tags("<td");
        if let Some(number) = self.number {
            html.push_is(number);
            html.tags(">");
            html.push_inside(&self.shown);
        } else {
            html.tags(">");
            self.write(html);
        }
    }
}

impl RestsOn for &FigureRef {
    fn figures(self) -> Option<Figures> {
        self.number.figures()
    }
}

impl From<&FigureRef> for Html {
    fn from(written: &FigureRef) -> Html {
        match written.number {
            Some(number) => Html::figure(number, &written.shown),
            None => Html::without_number(&written.shown),
        }
    }
}

impl From<FigureRef> for Html {
    fn from(written: FigureRef) -> Html {
        Html::from(&written)
    }
}

impl From<FigureRef> for Line {
    fn from(written: FigureRef) -> Line {
        Line(vec![Inline::marked(&written)])
    }
}

impl From<&FigureRef> for Inline {
    fn from(written: &FigureRef) -> Inline {
        Inline::marked(written)
    }
}

impl From<FigureRef> for Inline {
    fn from(written: FigureRef) -> Inline {
        Inline::marked(&written)
    }
}

/// The markup of a figure by itself.
pub fn marked(number: FigureNumber, shown: &str) -> Html {
    Html::figure(number, shown)
}
