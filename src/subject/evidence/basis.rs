//! What the numbers of some words rest on, before it is known where the words will stand: on a page or in an export.

use crate::kit::number::Quotient;
use crate::kit::numbered::{FigureNumber, Figures, RestsOn};
use crate::kit::picture::exempt::Exempt;
use crate::subject::text::piece::{Html, has_digit};

/// What the numbers of some words rest on.
#[derive(Clone, Copy, Debug)]
pub enum Basis {
    /// They hold no number but days, weeks and months in full.
    Nothing,
    Exempt(Exempt),
    /// The words are a figure: its number, and its value.
    Figure(FigureNumber, Quotient),
    /// Their numbers are parts of figures.
    Parts(Figures),
    /// They say a figure, in digits or in letters.
    Said(FigureNumber),
}

impl Basis {
    /// Their numbers are parts of figures, where there are any.
    pub fn parts(of: impl RestsOn) -> Basis {
        of.figures().map_or(Basis::Nothing, Basis::Parts)
    }

    /// They say a figure, where there is one.
    pub fn said(of: Option<FigureNumber>) -> Basis {
        of.map_or(Basis::Nothing, Basis::Said)
    }

    /// As a page says it.
    pub fn markup(self, words: &str) -> Html {
        match self {
            Basis::Nothing => Html::dated(words),
            Basis::Exempt(reason) => Html::exempt(reason, words),
            Basis::Figure(number, _) => Html::figure(number, words),
            Basis::Parts(figures) => Html::part_of(figures, words),
            Basis::Said(number) => Html::said_of(number, words),
        }
    }

    /// First and last figure of these words, where they need one.
    pub fn figures(self, words: &str) -> Option<[FigureNumber; 2]> {
        match self {
            Basis::Figure(number, _) | Basis::Said(number) => Some([number; 2]),
            Basis::Parts(figures) => has_digit(words).then_some([figures.first(), figures.last()]),
            Basis::Nothing | Basis::Exempt(_) => None,
        }
    }

    /// Why the numbers of these words need none.
    pub fn exempt(self, words: &str) -> Option<&'static str> {
        match self {
            Basis::Exempt(reason) if has_digit(words) => Some(reason.word()),
            _ => None,
        }
    }
}
