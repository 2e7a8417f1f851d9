//! A figure in a page: its exact value and its number in the evidence stand in the markup.

use std::sync::Arc;

use num_rational::BigRational;

use crate::kit::evidence::exactly;
use crate::kit::number::Quotient;
use crate::kit::numbered::{FigureNumber, Figures, RestsOn};
use crate::kit::picture::pen;
use crate::kit::text::piece::{Html, Inline, Line};

/// Appends a figure: its exact value and its number in the evidence stand in the markup.
pub fn mark(html: &mut String, number: FigureNumber, value: Quotient, shown: &str) {
    mark_beyond(html, number, value, None, shown);
}

fn mark_beyond(
    html: &mut String,
    number: FigureNumber,
    near: Quotient,
    beyond: Option<&Arc<BigRational>>,
    shown: &str,
) {
    html.push_str("<data value=\"");
    exactly(html, near, beyond);
    html.push_str("\" data-f=\"");
    pen::whole(html, number.get().into());
    html.push_str("\">");
    pen::text(html, shown);
    html.push_str("</data>");
}

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

    /// Words without a place in the evidence.
    pub fn words(shown: String) -> FigureRef {
        FigureRef { number: None, value: None, beyond: None, shown }
    }

    /// Appends its markup.
    pub fn write(&self, html: &mut String) {
        match self.number.zip(self.value) {
            Some((number, value)) => mark_beyond(html, number, value, self.beyond.as_ref(), &self.shown),
            None => pen::text(html, &self.shown),
        }
    }

    /// Its markup by itself.
    pub fn html(&self) -> String {
        let mut html = String::with_capacity(self.shown.len() + 48);
        self.write(&mut html);
        html
    }
}

impl RestsOn for &FigureRef {
    fn figures(self) -> Option<Figures> {
        self.number.figures()
    }
}

impl From<&FigureRef> for Html {
    fn from(written: &FigureRef) -> Html {
        Html(written.html())
    }
}

impl From<FigureRef> for Html {
    fn from(written: FigureRef) -> Html {
        Html(written.html())
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

/// Like [`mark`], by itself.
pub fn marked(number: FigureNumber, value: Quotient, shown: &str) -> String {
    let mut html = String::with_capacity(shown.len() + 48);
    mark(&mut html, number, value, shown);
    html
}
