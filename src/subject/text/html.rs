//! Markup of a page, whose numbers say where they come from.

use std::sync::Arc;

use num_rational::BigRational;
use serde::Serialize;

use crate::kit::evidence::exactly;
use crate::kit::number::Quotient;
use crate::kit::numbered::{FigureNumber, RestsOn};
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::pen;

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

    /// Words that were put together and hold no number. The crawl of the demo's site finds those that do (`tests/suite/coverage.rs`).
    pub fn plain(words: &str) -> Html {
        Html::escaped(words)
    }

    /// Words whose only numbers are days, weeks or months in full: they say themselves what they are, see docs/evidence.md.
    pub fn dated(words: &str) -> Html {
        Html::escaped(words)
    }

    /// A figure: its exact value and its number in the evidence stand in the markup. `beyond` is the value itself where `near` is only near
    /// to it.
    pub fn figure(
        number: FigureNumber,
        near: Quotient,
        beyond: Option<&Arc<BigRational>>,
        shown: &str,
    ) -> Html {
        let mut html = String::with_capacity(shown.len() + 48);
        push_figure(&mut html, number, near, beyond, shown);
        Html(html)
    }

    /// Where there is no figure.
    pub fn dash() -> Html {
        Html("<span class=\"quiet\">–</span>".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
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

/// Appends a figure: see [`Html::figure`].
pub fn push_figure(
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
