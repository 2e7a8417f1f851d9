//! What differs, worded once: a [`Change`] is one thing, a [`Section`] holds those of one kind. The page, the Markdown of a pull request
//! and the document for programs are written from sections, and know no subject.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::reworded::Reworded;
use super::values::sentence;
use crate::kit::prose::reworded::Compared;
use crate::subject::sop::page::redline::{counted, whole};
use crate::subject::table::{Cell, Row, Table};
use crate::subject::text::piece::Inline;

/// One thing that differs.
#[derive(Clone, Debug)]
pub struct Change {
    /// An object for programs, as docs/schemas/diff-1.json has it: exact where words are rounded.
    exact: Value,
    /// Of its section's table: itself, then its parts.
    rows: Vec<Vec<Cell>>,
    points: Vec<Vec<Inline>>,
    redline: Option<Redline>,
}

impl Change {
    pub fn new<const N: usize>(exact: Value, row: [Cell; N]) -> Change {
        Change::of_rows(exact, vec![row.into()])
    }

    pub fn of_rows(exact: Value, rows: Vec<Vec<Cell>>) -> Change {
        Change { exact, rows, points: Vec::new(), redline: None }
    }

    /// What it would have done, in sentences.
    pub fn points(self, points: Vec<Vec<Inline>>) -> Change {
        Change { points, ..self }
    }

    /// The text of the record `id`, for programs; `is_shown`: for readers too, if it differs.
    pub fn text(mut self, id: &str, title: &str, text: &Reworded, is_shown: bool) -> Change {
        self.exact["words_added"] = json!(text.added);
        self.exact["words_removed"] = json!(text.removed);
        self.exact["redline"] = text.runs();
        self.exact["blocks"] = text.blocks();
        self.redline = (is_shown && !text.text.is_quiet()).then(|| Redline::new(id, title, text));
        self
    }
}

/// A whole text with what went, what came and what moved.
#[derive(Clone, Debug, Serialize)]
pub struct Redline {
    pub id: String,
    pub title: String,
    /// What is counted of it.
    pub words: String,
    #[serde(rename = "blocks", serialize_with = "shown")]
    pub text: Compared,
}

impl Redline {
    pub fn new(id: &str, title: &str, text: &Reworded) -> Redline {
        let words = counted(&text.text);
        Redline { id: format!("redline-{id}"), title: title.to_owned(), words, text: text.text.clone() }
    }
}

/// On a page a text stands whole.
fn shown<S: Serializer>(text: &Compared, serializer: S) -> Result<S::Ok, S::Error> {
    whole(text).serialize(serializer)
}

/// Places in the headline, the weightiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    Defects,
    Ratings,
    Credits,
    Verdicts,
    Findings,
    Terms,
    Plans,
    Procedures,
    Records,
    Measurements,
    Waiting,
    Templates,
    /// Said where nothing else is.
    Alone,
}

/// One kind of thing that differs. On the page where its sentence is not empty.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    pub id: &'static str,
    pub title: &'static str,
    /// One sentence with the counts.
    pub lede: String,
    /// Said before the points; may be empty.
    pub note: &'static str,
    pub points: Vec<Vec<Inline>>,
    /// Its name is that of the section in documents.
    pub table: Table,
    pub redlines: Vec<Redline>,
    /// The changes, for programs.
    #[serde(skip)]
    pub exact: Vec<Value>,
    /// Further counts for programs, by their names.
    #[serde(skip)]
    pub counts: Vec<(&'static str, usize)>,
    #[serde(skip)]
    pub headline: Vec<(Weight, String)>,
}

impl Section {
    /// `columns` are label and class; the caption of its table is the title.
    pub fn new(id: &'static str, title: &'static str, columns: &[(&'static str, &'static str)]) -> Section {
        let table = Table::new(id, title, columns);
        Section {
            id,
            title,
            lede: String::new(),
            note: "",
            points: Vec::new(),
            table,
            redlines: Vec::new(),
            exact: Vec::new(),
            counts: Vec::new(),
            headline: Vec::new(),
        }
    }

    /// With words of its own over its table.
    pub fn captioned(mut self, caption: &'static str) -> Section {
        self.table.caption = caption.into();
        self
    }

    /// With its changes, in their order.
    pub fn with(mut self, changes: impl IntoIterator<Item = Change>) -> Section {
        for change in changes {
            self.exact.push(change.exact);
            self.table.rows.extend(change.rows.into_iter().map(|cells| Row { id: String::new(), cells }));
            self.points.extend(change.points);
            self.redlines.extend(change.redline);
        }
        self
    }

    /// With its sentence, of the parts that there are.
    pub fn saying(self, parts: impl IntoIterator<Item = Option<String>>) -> Section {
        Section { lede: sentence(parts.into_iter().flatten()), ..self }
    }

    /// With its part of the headline, if it has one.
    pub fn heading(mut self, weight: Weight, part: impl IntoIterator<Item = String>) -> Section {
        self.headline.extend(part.into_iter().map(|part| (weight, part)));
        self
    }
}
