//! What lines of a page are made of: words, links, marks, small pictures. Templates only lay them out.

use serde::Serialize;

use crate::core::score::Rating;
use crate::kit::numbered::RestsOn;
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::pen;
use crate::kit::words::RatingName;
use crate::subject::route::Route;
pub use crate::subject::text::html::{Html, has_digit, push_figure};

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
    fn new(kind: &'static str, text: impl Into<String>) -> Inline {
        Inline { kind, text: text.into(), ..Inline::default() }
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

    pub fn into_text(self) -> String {
        self.text
    }

    /// More words behind its own.
    pub fn extend(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The same piece with other words.
    pub fn reworded(self, text: impl Into<String>) -> Inline {
        Inline { text: text.into(), ..self }
    }

    pub fn has_number(&self) -> bool {
        has_digit(&self.text)
    }

    /// Its numbers need no evidence, and why.
    pub fn because(mut self, reason: Exempt) -> Inline {
        self.mark.clear();
        if self.has_number() {
            reason.attribute(&mut self.mark);
        }
        self
    }

    /// Words that are put together when the program runs, or that somebody else wrote.
    pub fn words(text: impl Into<String>) -> Unproved {
        Unproved(Inline::new("words", text))
    }

    /// Words that are written in the program.
    pub fn literal(text: &'static str) -> Inline {
        Inline::new("words", text)
    }

    /// Words whose only numbers are days, weeks or months in full: they say themselves what they are, see docs/evidence.md.
    pub fn dated(text: impl Into<String>) -> Inline {
        Inline::new("words", text)
    }

    pub fn strong(text: impl Into<String>) -> Inline {
        Inline::new("strong", text)
    }

    pub fn quiet(text: impl Into<String>) -> Inline {
        Inline::new("quiet", text)
    }

    pub fn code(text: impl Into<String>) -> Inline {
        Inline::new("code", text)
    }

    /// What an amendment took away.
    pub fn was(text: impl Into<String>) -> Inline {
        Inline::new("was", text)
    }

    /// What an amendment put in its place.
    pub fn becomes(text: impl Into<String>) -> Inline {
        Inline::new("becomes", text)
    }

    pub fn link(route: &Route, text: impl Into<String>) -> Inline {
        Inline { href: route.path(), ..Inline::new("link", text) }
    }

    /// A link to a path below the site's root.
    pub fn to(href: String, text: impl Into<String>) -> Inline {
        Inline { href, ..Inline::new("link", text) }
    }

    /// A link to an anchor of a page.
    pub fn anchor(route: &Route, anchor: &str, text: impl Into<String>) -> Inline {
        Inline { href: format!("{}#{anchor}", route.path()), ..Inline::new("link", text) }
    }

    /// A place in a file, linked to the commit where the book says where it is hosted.
    pub fn place(text: String, url: Option<String>) -> Inline {
        match url {
            Some(href) => Inline { href, ..Inline::new("out", text) },
            None => Inline::code(text),
        }
    }

    /// A link that leaves the site, in words.
    pub fn away(url: impl Into<String>, text: impl Into<String>) -> Inline {
        Inline { href: url.into(), ..Inline::new("away", text) }
    }

    /// Ready-made markup of a figure, from [`crate::subject::evidence::written`].
    pub fn ready(markup: String) -> Inline {
        Inline::new("ready", markup)
    }

    /// Tones: `plain`, `good`, `near`, `poor`, `bad`, `new`.
    pub fn chip(tone: &'static str, text: impl Into<String>) -> Inline {
        Inline { tone, ..Inline::new("chip", text) }
    }

    /// Tones: `met`, `missed`, `none`, `running`.
    pub fn mark(tone: &'static str, text: impl Into<String>) -> Inline {
        Inline { tone, ..Inline::new("mark", text) }
    }

    pub fn rating(rating: Rating) -> Inline {
        Inline { tone: rating_tone(rating), ..Inline::new("rating", rating.label()) }
    }

    /// Ready-made SVG from [`crate::kit::picture`].
    pub fn svg(svg: String) -> Inline {
        Inline::ready(svg)
    }

    /// A figure, or words about one.
    pub fn marked(markup: impl Into<Html>) -> Inline {
        Inline::ready(markup.into().into_string())
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

/// Words of which it is not said yet what their numbers rest on: no piece of a page before it is.
///
/// ```compile_fail
/// # use scorebook::subject::text::piece::Inline;
/// let late: Inline = Inline::words(format!("{} actions are late", 7));
/// ```
///
/// ```
/// # use scorebook::{kit::picture::exempt::Exempt, subject::text::piece::Inline};
/// let named: Inline = Inline::words(format!("Amendment {}", 7)).because(Exempt::Name);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Unproved(Inline);

impl Unproved {
    /// Its numbers are parts of figures of the page.
    pub fn of(self, of: impl RestsOn) -> Inline {
        self.0.of(of)
    }

    /// Its numbers need no evidence, and why.
    pub fn because(self, reason: Exempt) -> Inline {
        self.0.because(reason)
    }

    /// It stands on a page that compares two books, which has no evidence of its own.
    pub fn without_evidence(self) -> Inline {
        self.0
    }

    /// It holds no number. The crawl of the demo's site finds one that does (`tests/suite/coverage.rs`).
    pub fn plain(self) -> Inline {
        self.0
    }

    pub fn has_number(&self) -> bool {
        self.0.has_number()
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
        return vec![Inline::new("words", text)];
    }
    let pieces = parts.into_iter().enumerate().map(|(at, part)| match at % 2 {
        0 => Inline::new("words", part),
        _ => Inline::code(part),
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
    pub label: String,
    pub line: Vec<Inline>,
}

impl Fact {
    pub fn new(label: impl Into<String>, line: impl Into<Line>) -> Fact {
        Fact { label: label.into(), line: line.into().0 }
    }
}

/// A large number with its name and a note under it.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    pub label: String,
    pub value: Html,
    pub note: Html,
}

impl Figure {
    pub fn new(label: impl Into<String>, value: impl Into<Html>, note: impl Into<Html>) -> Figure {
        Figure { label: label.into(), value: value.into(), note: note.into() }
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
