//! Markup of a page, whose numbers say where they come from.

use serde::Serialize;

use crate::kit::numbered::{FigureNumber, RestsOn};
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::{Picture, pen};

/// Whether words have to say where they come from.
pub fn has_digit(words: &str) -> bool {
    words.bytes().any(|byte| byte.is_ascii_digit())
}

/// Ready-made markup, whose numbers carry their place in the evidence, or why they need none. Words written in the program become it as
/// they stand; words put together when it runs have to say what their numbers rest on:
///
/// ```compile_fail
/// # use scorebook::subject::text::piece::Html;
/// let late = Html::from(format!("{} actions are late", 7));
/// ```
///
/// ```
/// # use scorebook::{kit::picture::exempt::Exempt, subject::text::piece::Html};
/// let named = Html::exempt(Exempt::Name, &format!("Amendment {}", 7)).then(" is in force");
/// assert_eq!(named.as_str(), "<span data-x=\"name\">Amendment 7</span> is in force");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Html(String);

impl Html {
    fn escaped(words: &str) -> Html {
        let mut html = String::with_capacity(words.len());
        pen::text(&mut html, words);
        Html(html)
    }

    /// Words of the program that were put together and hold no number.
    pub fn without_number(words: &str) -> Html {
        debug_assert!(!has_digit(words), "{words:?} holds a number");
        Html::escaped(words)
    }

    /// Words whose only numbers are days, weeks or months in full: they say themselves what they are, see docs/evidence.md.
    pub fn dated(words: &str) -> Html {
        Html::escaped(words)
    }

    /// A figure: its number in the evidence, which has its exact value, stands in the markup.
    pub fn figure(number: FigureNumber, shown: &str) -> Html {
        let mut html = Html::with_capacity(shown.len() + 32);
        html.push_figure(number, shown);
        html
    }

    /// A picture by itself.
    pub fn picture(picture: &impl Picture) -> Html {
        let mut html = Html::default();
        html.draw(picture);
        html
    }

    /// Where there is no figure.
    pub fn dash() -> Html {
        Html("<span class=\"quiet\">–</span>".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Words whose numbers need no evidence.
    pub fn exempt(reason: Exempt, words: &str) -> Html {
        Html(reason.html(words))
    }

    /// Words whose numbers are parts of figures of the page: sums, targets, lengths of time.
    pub fn part_of(of: impl RestsOn, words: &str) -> Html {
        if has_digit(words) { Html::said_of(of, words) } else { Html::escaped(words) }
    }

    /// Words that say a figure of the page, in digits or in letters, or that rest on several.
    pub fn said_of(of: impl RestsOn, words: &str) -> Html {
        let Some(figures) = of.figures() else { return Html::escaped(words) };
        let mut html = String::with_capacity(words.len() + 32);
        html.push_str("<span");
        pen::parts_of(&mut html, figures);
        html.push('>');
        pen::text(&mut html, words);
        html.push_str("</span>");
        Html(html)
    }

    /// More behind it.
    pub fn then(mut self, more: impl Into<Html>) -> Html {
        self.0.push_str(&more.into().0);
        self
    }
}

impl From<&'static str> for Html {
    fn from(words: &'static str) -> Html {
        Html::escaped(words)
    }
}

/// Markup that is written piece by piece, where a page has ten thousand rows.
impl Html {
    pub fn with_capacity(bytes: usize) -> Html {
        Html(String::with_capacity(bytes))
    }

    /// Markup that is written in the program, as it stands.
    pub fn tags(&mut self, markup: &'static str) {
        self.0.push_str(markup);
    }

    pub fn push(&mut self, more: &Html) {
        self.0.push_str(&more.0);
    }

    /// A figure: see [`Html::figure`].
    pub fn push_figure(&mut self, number: FigureNumber, shown: &str) {
        self.0.push_str("<span");
        self.push_is(number);
        self.0.push('>');
        pen::text(&mut self.0, shown);
        self.0.push_str("</span>");
    }

    /// Words whose numbers need no evidence.
    pub fn push_exempt(&mut self, reason: Exempt, words: &str) {
        reason.write(&mut self.0, words);
    }

    /// Days, weeks and months: see [`Html::dated`].
    pub fn push_dated(&mut self, words: &str) {
        pen::text(&mut self.0, words);
    }

    /// Words in an element that says itself what their numbers rest on, by [`Html::push_parts_of`] or an attribute `data-x`.
    pub fn push_inside(&mut self, words: &str) {
        pen::text(&mut self.0, words);
    }

    /// In an opening tag: the element is a figure.
    pub fn push_is(&mut self, number: FigureNumber) {
        self.0.push_str(" data-f=\"");
        pen::whole(&mut self.0, number.get().into());
        self.0.push('"');
    }

    /// In an opening tag: the numbers of the element are parts of figures.
    pub fn push_parts_of(&mut self, of: impl RestsOn) {
        pen::parts_of(&mut self.0, of);
    }

    /// In an opening tag: why the numbers of `words`, which follow in the element, need no evidence. Nothing where they hold none.
    pub fn push_because(&mut self, reason: Exempt, words: &str) {
        if has_digit(words) {
            reason.attribute(&mut self.0);
        }
    }

    /// In an attribute: where a link leads.
    pub fn push_address(&mut self, address: &str) {
        pen::text(&mut self.0, address);
    }

    pub fn draw(&mut self, picture: &impl Picture) {
        picture.draw(&mut self.0);
    }
}
