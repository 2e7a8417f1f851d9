//! Small blocks that several pages share: boxed figures, references with a status, coverage bars.

use serde::Serialize;

use crate::kit::number::{Decimal, Quotient};
use crate::kit::picture::bars::Coverage;
use crate::subject::evidence::written::FigureRef;
use crate::subject::shell::Link;
use crate::subject::table::Table;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::tone::Tone;

/// A figure with its label, in the row of figures at the top of a page. `picture` is ready-made markup.
#[derive(Debug, Serialize)]
pub struct BoxedFigure {
    pub label: &'static str,
    pub value: Html,
    pub picture: Html,
    pub note: Html,
}

impl BoxedFigure {
    pub fn new(label: &'static str, value: impl Into<Html>, note: impl Into<Html>) -> BoxedFigure {
        BoxedFigure { label, value: value.into(), picture: Html::default(), note: note.into() }
    }

    /// Coverage with its bar and the least that a rating needs.
    pub fn coverage(written: Option<&FigureRef>, exact: Option<Quotient>, least: Decimal) -> BoxedFigure {
        let value = written.map_or_else(|| Html::from("–"), Html::from);
        let picture = exact.map_or_else(Html::default, |share| {
            let least = Some(least.to_f64() / 100.0);
            let label = "Share of the weight that was measured";
            Html::picture(&Coverage { label, share: share.to_f64() / 100.0, least })
        });
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

/// One week in the strip of kept weeks.
#[derive(Debug, Serialize)]
pub struct WeekMark {
    pub link: Link,
    pub rating: Tone,
    /// The score, or a dash.
    pub score: Html,
}

/// A figure, or a dash.
pub fn or_dash(written: Option<&FigureRef>) -> Html {
    written.map_or_else(Html::dash, Html::from)
}
