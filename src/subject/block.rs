//! Small blocks that several pages share: boxed figures, references with a status, coverage bars.

use serde::Serialize;

use crate::kit::number::{Decimal, Quotient};
use crate::kit::page::table::Table;
use crate::kit::picture::bars::Coverage;
use crate::kit::text::piece::{Html, Inline};
use crate::subject::evidence::written::FigureRef;
use crate::subject::shell::Link;
use crate::subject::wording::tone::Tone;

/// A figure with its label, in the row of figures at the top of a page. `picture` is ready-made markup.
#[derive(Debug, Serialize)]
pub struct BoxedFigure {
    pub label: &'static str,
    pub value: Html,
    pub picture: String,
    pub note: Html,
}

impl BoxedFigure {
    pub fn new(label: &'static str, value: impl Into<Html>, note: impl Into<Html>) -> BoxedFigure {
        BoxedFigure { label, value: value.into(), picture: String::new(), note: note.into() }
    }

    /// Coverage with its bar and the least that a rating needs.
    pub fn coverage(written: Option<&FigureRef>, exact: Option<Quotient>, least: Decimal) -> BoxedFigure {
        let value = written.map_or_else(|| Html::from("–"), Html::from);
        let mut picture = String::new();
        if let Some(share) = exact {
            let least = Some(least.to_f64() / 100.0);
            Coverage { label: "Share of the weight that was measured", share: share.to_f64() / 100.0, least }
                .write(&mut picture);
        }
        let note = format!("of the weight measured; a rating needs {least}%");
        let note = Html::part_of(written.and_then(|written| written.number), &note);
        BoxedFigure { label: "Coverage", value, picture, note }
    }
}

/// What a subject says on a page that gathers subjects.
#[derive(Debug, Serialize)]
pub struct Offered {
    /// Its anchor on the page.
    pub id: &'static str,
    pub heading: &'static str,
    /// Above the table; may be empty.
    pub note: Vec<Inline>,
    pub table: Table,
}

/// A link with a status beside it and a line of words below.
#[derive(Debug, Serialize)]
pub struct Item {
    pub link: Link,
    pub status: Option<Tone>,
    pub words: String,
}

/// One week in the strip of kept weeks.
#[derive(Debug, Serialize)]
pub struct WeekMark {
    pub link: Link,
    pub rating: Tone,
    /// Ready-made markup of the score, or a dash.
    pub score: String,
}

/// Markup of a figure, or a dash.
pub fn or_dash(written: Option<&FigureRef>) -> String {
    figure_or_dash(written).into_string()
}

/// The same as markup.
pub fn figure_or_dash(written: Option<&FigureRef>) -> Html {
    written.map_or_else(Html::dash, Html::from)
}

/// Ready-made markup that is large: a template is given a mark in its place, and the markup is set in once the page is rendered,
/// instead of being copied through every step of the template. No text of an author can hold a mark: it is a comment, and `<`
/// is always escaped.
#[derive(Debug, Default)]
pub struct Ready(Vec<String>);

const MARK: &str = "<!--ready:";
const END: &str = "-->";

impl Ready {
    /// Keeps the markup and gives its mark; empty markup is its own.
    pub fn keep(&mut self, markup: String) -> String {
        if markup.is_empty() {
            return markup;
        }
        self.0.push(markup);
        format!("{MARK}{}{END}", self.0.len() - 1)
    }

    /// The page with every mark replaced.
    pub fn set_in(&self, page: String) -> String {
        if self.0.is_empty() {
            return page;
        }
        let more: usize = self.0.iter().map(String::len).sum();
        let mut whole = String::with_capacity(page.len() + more);
        let mut rest = page.as_str();
        while let Some((before, after)) = rest.split_once(MARK) {
            whole.push_str(before);
            let Some((at, after)) = after.split_once(END) else { break };
            let markup = at.parse().ok().and_then(|at: usize| self.0.get(at));
            whole.push_str(markup.map_or("", String::as_str));
            rest = after;
        }
        whole.push_str(rest);
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::Ready;

    #[test]
    fn marks_are_replaced_wherever_a_template_puts_them() {
        let mut ready = Ready::default();
        let (a, b) = (ready.keep("<i>1</i>".to_owned()), ready.keep("2".to_owned()));
        assert_eq!(ready.keep(String::new()), "");
        assert_eq!(ready.set_in(format!("x{b}y{a}{b}z")), "x2y<i>1</i>2z");
    }
}
