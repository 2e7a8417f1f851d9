//! Small blocks that several pages share: boxed figures, references with a status, coverage bars.

use serde::Serialize;

use crate::model::{Decimal, Quotient};
use crate::page::clause::Written;
use crate::page::shell::Link;
use crate::page::tone::Tone;
use crate::picture::bars::Coverage;

/// A figure with its label, in the row of figures at the top of a page. `value` and `picture` are ready-made markup.
#[derive(Debug, Serialize)]
pub struct BoxedFigure {
    pub label: &'static str,
    pub value: String,
    pub picture: String,
    pub note: String,
}

impl BoxedFigure {
    pub fn new(label: &'static str, value: impl Into<String>, note: impl Into<String>) -> BoxedFigure {
        BoxedFigure { label, value: value.into(), picture: String::new(), note: note.into() }
    }

    /// Coverage with its bar and the least that a rating needs.
    pub fn coverage(written: Option<&Written>, exact: Option<Quotient>, least: Decimal) -> BoxedFigure {
        let value = written.map_or_else(|| "–".to_owned(), |written| written.html.clone());
        let mut picture = String::new();
        if let Some(share) = exact {
            let least = Some(least.to_f64() / 100.0);
            Coverage { label: "Share of the weight that was measured", share: share.to_f64() / 100.0, least }
                .write(&mut picture);
        }
        let note = format!("of the weight measured; a rating needs {least}%");
        BoxedFigure { label: "Coverage", value, picture, note }
    }
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
pub fn or_dash(written: Option<&Written>) -> String {
    written.map_or_else(|| "<span class=\"quiet\">–</span>".to_owned(), |written| written.html.clone())
}
