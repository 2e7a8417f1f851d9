//! Words without markup: titles, captions, labels of links.

use std::fmt;

use serde::Serialize;

use crate::kit::numbered::RestsOn;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::route::Route;
use crate::subject::text::piece::{Inline, has_digit};

/// Words that a template puts where no markup can stand, or marks itself: the title of a page, the caption of a table, the label of a link.
/// They are written in the program, or a name, or days, or a piece of a line, which has said what its numbers rest on:
///
/// ```compile_fail
/// # use scorebook::subject::text::label::Label;
/// let late = Label::from(format!("{} actions are late", 7));
/// ```
///
/// ```
/// # use scorebook::subject::text::label::Label;
/// let named = [Label::from("Late actions"), Label::named("Review of Porto 2")];
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Label(String);

impl Label {
    /// The name or the title of a record, or words around one. Its element is marked as a name.
    pub fn named(name: impl Into<String>) -> Label {
        Label(name.into())
    }

    /// Words whose only numbers are days, weeks or months in full: they say themselves what they are, see docs/evidence.md.
    pub fn dated(words: impl Into<String>) -> Label {
        Label(words.into())
    }

    /// Words whose numbers need no evidence. Their element says why, by `data-x`.
    pub fn because(_: Exempt, words: impl Into<String>) -> Label {
        Label(words.into())
    }

    /// Words whose numbers are parts of figures of the page. Their element names the figures, by `data-of`.
    pub fn part_of(_: impl RestsOn, words: impl Into<String>) -> Label {
        Label(words.into())
    }

    /// Words whose numbers have their evidence on another page, to which they lead.
    pub fn shown_on(_: &Route, words: impl Into<String>) -> Label {
        Label(words.into())
    }

    /// Words of the program that were put together and hold no number.
    pub fn without_number(words: String) -> Label {
        debug_assert!(!has_digit(&words), "{words:?} holds a number");
        Label(words)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&'static str> for Label {
    fn from(words: &'static str) -> Label {
        Label(words.to_owned())
    }
}

impl From<Inline> for Label {
    fn from(piece: Inline) -> Label {
        Label(piece.into_text())
    }
}

impl From<Period> for Label {
    fn from(period: Period) -> Label {
        Label(period.label())
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
