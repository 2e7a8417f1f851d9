//! What lines of a page are made of: words, links, marks, small pictures. Templates only lay them out.

use serde::Serialize;

use crate::compute::scorecard::Rating;
use crate::model::RatingName;
use crate::page::route::Route;
use crate::picture::exempt::Exempt;
use crate::picture::pen;

/// One bit of a line. `kind` picks the markup: see `templates/pieces.html`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Piece {
    pub kind: &'static str,
    pub text: String,
    /// Below the site's root for links, whole for `out`.
    pub href: String,
    pub tone: &'static str,
    /// Ready-made attribute that says what its numbers are: see [`Piece::of`]. Empty without a number.
    pub mark: String,
}

impl Piece {
    fn new(kind: &'static str, text: impl Into<String>) -> Piece {
        Piece { kind, text: text.into(), href: String::new(), tone: "", mark: String::new() }
    }

    /// Its numbers are parts of the figure `number` of the page.
    pub fn of(self, number: u32) -> Piece {
        self.of_all((number, number))
    }

    pub fn has_number(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_digit())
    }

    /// Its numbers are parts of the figures from the first number to the second.
    pub fn of_all(mut self, (from, to): (u32, u32)) -> Piece {
        self.mark.clear();
        if self.has_number() {
            pen::parts_of(&mut self.mark, from, to);
        }
        self
    }

    /// Its numbers need no evidence, and why.
    pub fn because(mut self, reason: Exempt) -> Piece {
        self.mark.clear();
        if self.text.bytes().any(|byte| byte.is_ascii_digit()) {
            reason.attribute(&mut self.mark);
        }
        self
    }

    pub fn words(text: impl Into<String>) -> Piece {
        Piece::new("words", text)
    }

    pub fn strong(text: impl Into<String>) -> Piece {
        Piece::new("strong", text)
    }

    pub fn quiet(text: impl Into<String>) -> Piece {
        Piece::new("quiet", text)
    }

    pub fn code(text: impl Into<String>) -> Piece {
        Piece::new("code", text)
    }

    /// What an amendment took away.
    pub fn was(text: impl Into<String>) -> Piece {
        Piece::new("was", text)
    }

    /// What an amendment put in its place.
    pub fn becomes(text: impl Into<String>) -> Piece {
        Piece::new("becomes", text)
    }

    pub fn link(route: &Route, text: impl Into<String>) -> Piece {
        Piece { href: route.path(), ..Piece::new("link", text) }
    }

    /// A link to an anchor of a page.
    pub fn anchor(route: &Route, anchor: &str, text: impl Into<String>) -> Piece {
        Piece { href: format!("{}#{anchor}", route.path()), ..Piece::new("link", text) }
    }

    /// A place in a file, linked to the commit where the book says where it is hosted.
    pub fn place(text: impl Into<String>, url: Option<String>) -> Piece {
        match url {
            Some(href) => Piece { href, ..Piece::new("out", text) },
            None => Piece::code(text),
        }
    }

    /// A link that leaves the site, in words.
    pub fn away(url: impl Into<String>, text: impl Into<String>) -> Piece {
        Piece { href: url.into(), ..Piece::new("away", text) }
    }

    /// Ready-made markup of a figure, from [`crate::page::evidence::written`].
    pub fn ready(markup: String) -> Piece {
        Piece::new("ready", markup)
    }

    /// Tones: `plain`, `good`, `near`, `poor`, `bad`, `new`.
    pub fn chip(tone: &'static str, text: impl Into<String>) -> Piece {
        Piece { tone, ..Piece::new("chip", text) }
    }

    /// Tones: `met`, `missed`, `none`, `running`.
    pub fn mark(tone: &'static str, text: impl Into<String>) -> Piece {
        Piece { tone, ..Piece::new("mark", text) }
    }

    pub fn rating(rating: Rating) -> Piece {
        Piece { tone: rating_tone(rating), ..Piece::new("rating", rating.label()) }
    }

    /// Ready-made SVG from [`crate::picture`].
    pub fn svg(svg: String) -> Piece {
        Piece::new("ready", svg)
    }

    /// A figure, or words about one.
    pub fn marked(markup: impl Into<Markup>) -> Piece {
        Piece::new("ready", markup.into().0)
    }

    /// Words whose numbers need no evidence.
    pub fn exempt(reason: Exempt, words: &str) -> Piece {
        Piece::marked(Markup::exempt(reason, words))
    }

    /// Words whose numbers are parts of a figure of the page.
    pub fn part_of(number: u32, words: &str) -> Piece {
        Piece::marked(Markup::part_of(number, words))
    }
}

impl From<&str> for Piece {
    fn from(text: &str) -> Piece {
        Piece::words(text)
    }
}

impl From<String> for Piece {
    fn from(text: String) -> Piece {
        Piece::words(text)
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
pub fn ticked(text: &str) -> Vec<Piece> {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd tick out marks nothing.
    if parts.len().is_multiple_of(2) {
        return vec![Piece::words(text)];
    }
    let pieces = parts.into_iter().enumerate().map(|(at, part)| match at % 2 {
        0 => Piece::words(part),
        _ => Piece::code(part),
    });
    pieces.filter(|piece| !piece.text.is_empty()).collect()
}

/// Pieces with `, ` between them; a dash when there is none.
pub fn listed(pieces: impl IntoIterator<Item = Piece>) -> Vec<Piece> {
    let mut line = Vec::new();
    for piece in pieces {
        if !line.is_empty() {
            line.push(Piece::words(", "));
        }
        line.push(piece);
    }
    if line.is_empty() { vec![Piece::quiet("–")] } else { line }
}

/// Pieces with a space between them.
pub fn spaced(pieces: impl IntoIterator<Item = Piece>) -> Vec<Piece> {
    let mut line = Vec::new();
    for piece in pieces {
        if !line.is_empty() {
            line.push(Piece::words(" "));
        }
        line.push(piece);
    }
    line
}

/// Ready-made markup. Plain words become it escaped; numbers in it carry their place in the evidence, or why they need none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Markup(pub String);

impl Markup {
    /// Words whose numbers need no evidence.
    pub fn exempt(reason: Exempt, words: &str) -> Markup {
        Markup(reason.html(words))
    }

    /// Words whose numbers are parts of the figure `number` of the page: sums, targets, lengths of time.
    pub fn part_of(number: u32, words: &str) -> Markup {
        let has_number = words.bytes().any(|byte| byte.is_ascii_digit());
        Markup::said_of(if has_number { number } else { 0 }, words)
    }

    /// Words that say the figure `number` of the page, in digits or in letters; 0 where there is none.
    pub fn said_of(number: u32, words: &str) -> Markup {
        if number == 0 {
            return Markup::from(words);
        }
        let mut html = String::with_capacity(words.len() + 32);
        html.push_str("<span data-of=\"");
        pen::whole(&mut html, number.into());
        html.push_str("\">");
        pen::text(&mut html, words);
        html.push_str("</span>");
        Markup(html)
    }

    /// Words whose numbers are parts of the figures from the first to the last; (0, 0) where there is none.
    pub fn parts_of((first, last): (u32, u32), words: &str) -> Markup {
        if first == 0 || !words.bytes().any(|byte| byte.is_ascii_digit()) {
            return Markup::from(words);
        }
        let Markup(words) = Markup::from(words);
        Markup(format!("<span data-of=\"{first}-{last}\">{words}</span>"))
    }

    /// More behind it.
    pub fn then(mut self, more: impl Into<Markup>) -> Markup {
        self.0.push_str(&more.into().0);
        self
    }
}

impl From<&str> for Markup {
    fn from(words: &str) -> Markup {
        let mut html = String::with_capacity(words.len());
        pen::text(&mut html, words);
        Markup(html)
    }
}

impl From<String> for Markup {
    fn from(words: String) -> Markup {
        Markup::from(words.as_str())
    }
}

/// A name and what is said of it, for lists of facts.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    pub label: String,
    pub line: Vec<Piece>,
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
    pub value: Markup,
    pub note: Markup,
}

impl Figure {
    pub fn new(label: impl Into<String>, value: impl Into<Markup>, note: impl Into<Markup>) -> Figure {
        Figure { label: label.into(), value: value.into(), note: note.into() }
    }
}

/// Anything that reads as one line of pieces.
#[derive(Clone, Debug, Default)]
pub struct Line(pub Vec<Piece>);

impl From<&str> for Line {
    fn from(text: &str) -> Line {
        Line(vec![Piece::words(text)])
    }
}

impl From<String> for Line {
    fn from(text: String) -> Line {
        Line(vec![Piece::words(text)])
    }
}

impl From<Piece> for Line {
    fn from(piece: Piece) -> Line {
        Line(vec![piece])
    }
}

impl From<Vec<Piece>> for Line {
    fn from(pieces: Vec<Piece>) -> Line {
        Line(pieces)
    }
}

impl From<Markup> for Line {
    fn from(markup: Markup) -> Line {
        Line(vec![Piece::marked(markup)])
    }
}

impl<const N: usize> From<[Piece; N]> for Line {
    fn from(pieces: [Piece; N]) -> Line {
        Line(pieces.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_mark_code_in_pairs() {
        assert_eq!(ticked("a `b` c"), [Piece::words("a "), Piece::code("b"), Piece::words(" c")]);
        assert_eq!(ticked("a `b"), [Piece::words("a `b")]);
    }

    #[test]
    fn a_list_of_nothing_is_a_dash() {
        assert_eq!(listed([]), [Piece::quiet("–")]);
        let two = listed([Piece::words("a"), Piece::words("b")]);
        assert_eq!(two.iter().map(|piece| piece.text.as_str()).collect::<String>(), "a, b");
    }
}
