//! What lines of a page are made of: words, links, marks, small pictures. Templates only lay them out.

use serde::Serialize;

use crate::core::score::Rating;
use crate::kit::numbered::RestsOn;
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::pen;
use crate::kit::words::RatingName;
pub use crate::subject::text::html::{Html, has_digit};

/// One bit of a line. `kind` picks the markup: see `templates/pieces.html`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Inline {
    kind: &'static str,
    text: String,
    /// Below the site's root for links, whole for `out`.
    href: String,
    tone: &'static str,
    /// Ready-made attribute that says what its numbers are: see [`Inline::of`]. Empty without a number.
    mark: String,
}

impl Inline {
    /// Without words as yet.
    pub(super) fn new(kind: &'static str) -> Inline {
        Inline { kind, ..Inline::default() }
    }

    pub(super) fn saying(self, text: String) -> Inline {
        Inline { text, mark: String::new(), ..self }
    }

    /// A link.
    pub(super) fn leading(self, href: String) -> Inline {
        Inline { href, ..self }
    }

    pub(super) fn toned(self, tone: &'static str) -> Inline {
        Inline { tone, ..self }
    }

    /// Its numbers are parts of figures of the page.
    pub fn of(mut self, of: impl RestsOn) -> Inline {
        self.mark.clear();
        if self.has_number() {
            pen::parts_of(&mut self.mark, of);
        }
        self
    }

    /// Picks its markup.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn href(&self) -> &str {
        &self.href
    }

    pub fn tone(&self) -> &'static str {
        self.tone
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// The words of another piece behind its own.
    pub fn extend(&mut self, other: &Inline) {
        self.text.push_str(&other.text);
    }

    /// With words of the program before its own.
    pub fn led_by(self, lead: &'static str) -> Inline {
        Inline { text: format!("{lead}{}", self.text), ..self }
    }

    /// With words of the program behind its own.
    pub fn followed_by(self, more: &'static str) -> Inline {
        Inline { text: format!("{}{more}", self.text), ..self }
    }

    pub fn has_number(&self) -> bool {
        has_digit(&self.text)
    }

    /// Its numbers need no evidence, and why. Code says by itself that it is a place.
    pub fn because(mut self, reason: Exempt) -> Inline {
        self.mark.clear();
        if self.has_number() && (self.kind, reason) != ("code", Exempt::Place) {
            reason.attribute(&mut self.mark);
        }
        self
    }

    pub fn rating(rating: Rating) -> Inline {
        Inline { tone: rating_tone(rating), ..Inline::new("rating").saying(rating.label().to_owned()) }
    }

    /// A figure, or words about one.
    pub fn marked(markup: impl Into<Html>) -> Inline {
        Inline::new("ready").saying(markup.into().into_string())
    }

    /// Words whose numbers need no evidence.
    pub fn exempt(reason: Exempt, words: &str) -> Inline {
        Inline::marked(Html::exempt(reason, words))
    }

    /// Words whose numbers are parts of figures of the page.
    pub fn part_of(of: impl RestsOn, words: &str) -> Inline {
        Inline::marked(Html::part_of(of, words))
    }
}

impl From<&'static str> for Inline {
    fn from(text: &'static str) -> Inline {
        Inline::literal(text)
    }
}

/// A closed word for the style sheet.
pub fn rating_tone(rating: Rating) -> &'static str {
    match rating {
        Rating::Named(RatingName::Good) => "good",
        Rating::Named(RatingName::ApproachingTarget) => "near",
        Rating::Named(RatingName::RequiresImprovement) => "poor",
        Rating::Named(RatingName::Inadequate) => "bad",
        Rating::InsufficientData => "thin",
        Rating::NotMeasured => "none",
    }
}

/// A message with what stands between backticks as code.
pub fn ticked(text: &str) -> Vec<Inline> {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd tick out marks nothing.
    if parts.len().is_multiple_of(2) {
        return vec![Inline::new("words").saying(text.to_owned())];
    }
    let pieces = parts.into_iter().enumerate().map(|(at, part)| {
        let kind = if at.is_multiple_of(2) { "words" } else { "code" };
        Inline::new(kind).saying(part.to_owned())
    });
    pieces.filter(|piece| !piece.text.is_empty()).collect()
}

/// Pieces with `, ` between them; a dash when there is none.
pub fn listed(pieces: impl IntoIterator<Item = Inline>) -> Vec<Inline> {
    let mut line = Vec::new();
    for piece in pieces {
        if !line.is_empty() {
            line.push(Inline::literal(", "));
        }
        line.push(piece);
    }
    if line.is_empty() { vec![Inline::quiet("–")] } else { line }
}

/// Pieces with a space between them.
pub fn spaced(pieces: impl IntoIterator<Item = Inline>) -> Vec<Inline> {
    let mut line = Vec::new();
    for piece in pieces {
        if !line.is_empty() {
            line.push(Inline::literal(" "));
        }
        line.push(piece);
    }
    line
}

/// A name and what is said of it, for lists of facts.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    pub label: &'static str,
    pub line: Vec<Inline>,
}

impl Fact {
    pub fn new(label: &'static str, line: impl Into<Line>) -> Fact {
        Fact { label, line: line.into().0 }
    }
}

/// A large number with its name and a note under it.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    pub label: &'static str,
    pub value: Html,
    pub note: Html,
}

impl Figure {
    pub fn new(label: &'static str, value: impl Into<Html>, note: impl Into<Html>) -> Figure {
        Figure { label, value: value.into(), note: note.into() }
    }
}

/// Anything that reads as one line of pieces.
#[derive(Clone, Debug, Default)]
pub struct Line(pub Vec<Inline>);

impl From<&'static str> for Line {
    fn from(text: &'static str) -> Line {
        Line(vec![Inline::literal(text)])
    }
}

impl From<Inline> for Line {
    fn from(piece: Inline) -> Line {
        Line(vec![piece])
    }
}

impl From<Vec<Inline>> for Line {
    fn from(pieces: Vec<Inline>) -> Line {
        Line(pieces)
    }
}

impl From<Html> for Line {
    fn from(markup: Html) -> Line {
        Line(vec![Inline::marked(markup)])
    }
}

impl<const N: usize> From<[Inline; N]> for Line {
    fn from(pieces: [Inline; N]) -> Line {
        Line(pieces.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_mark_code_in_pairs() {
        assert_eq!(ticked("a `b` c"), [Inline::literal("a "), Inline::code("b"), Inline::literal(" c")]);
        assert_eq!(ticked("a `b"), [Inline::literal("a `b")]);
    }

    #[test]
    fn a_list_of_nothing_is_a_dash() {
        assert_eq!(listed([]), [Inline::quiet("–")]);
        let two = listed([Inline::literal("a"), Inline::literal("b")]);
        assert_eq!(two.iter().map(|piece| piece.text.as_str()).collect::<String>(), "a, b");
    }
}
