//! What the numbers of some words rest on, before it is known where the words will stand: on a page or in an export.

use crate::kit::number::Quotient;
use crate::kit::picture::exempt::Exempt;
use crate::kit::text::piece::Html;
use crate::subject::evidence::written::marked;

/// What the numbers of some words rest on.
#[derive(Clone, Copy, Debug)]
pub enum Basis {
    /// There is none, or it is not known.
    Nothing,
    Exempt(Exempt),
    /// The words are a figure: its number, and its value.
    Figure(u32, Quotient),
    /// They are parts of the figures from the first to the last; (0, 0) where there is none.
    Parts(u32, u32),
    /// They say a figure, in digits or in letters: its number.
    Said(u32),
}

impl Basis {
    /// As a page says it.
    pub fn markup(self, words: &str) -> Html {
        match self {
            Basis::Nothing => Html::from(words),
            Basis::Exempt(reason) => Html::exempt(reason, words),
            Basis::Figure(number, value) => Html(marked(number, value, words)),
            Basis::Parts(first, last) if first == last => Html::part_of(first, words),
            Basis::Parts(first, last) => Html::parts_of((first, last), words),
            Basis::Said(number) => Html::said_of(number, words),
        }
    }

    /// First and last figure of these words, where they need one.
    pub fn figures(self, words: &str) -> Option<[u32; 2]> {
        let has_number = words.bytes().any(|byte| byte.is_ascii_digit());
        let figures = match self {
            Basis::Figure(number, _) | Basis::Said(number) => Some([number; 2]),
            Basis::Parts(first, last) => has_number.then_some([first, last]),
            Basis::Nothing | Basis::Exempt(_) => None,
        };
        figures.filter(|[first, _]| *first > 0)
    }

    /// Why the numbers of these words need none.
    pub fn exempt(self, words: &str) -> Option<&'static str> {
        let has_number = words.bytes().any(|byte| byte.is_ascii_digit());
        match self {
            Basis::Exempt(reason) if has_number => Some(reason.word()),
            _ => None,
        }
    }
}
