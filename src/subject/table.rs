//! Tables as data: a caption that names it, columns, rows of cells, and what stands there when there is no row.

use jiff::civil::Date;
use serde::Serialize;

use crate::kit::calendar::day_short;
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline, Line};

#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// Name of its CSV download.
    pub name: String,
    pub caption: Label,
    /// Small words under the caption; may be empty.
    pub note: Html,
    /// `wide` scrolls in its own box; may be empty.
    pub class: &'static str,
    /// Offer the filter however few the rows.
    pub filter: bool,
    /// The caption is the heading of its section.
    pub titled: bool,
    /// The caption holds a name.
    pub named: bool,
    /// Whose it is, where a page has several tables of one caption: readers who listen go from one to the next by their names. May be empty.
    pub of: Label,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Said in place of a table without rows.
    pub empty: Empty,
}

#[derive(Clone, Debug, Serialize)]
pub struct Column {
    pub label: &'static str,
    /// `num`, `tight`, `mid`, `pic` or nothing.
    pub class: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Anchor; may be empty.
    pub id: String,
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Empty {
    pub title: Label,
    pub text: Label,
}

/// One cell: a line, and a smaller one below it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Cell {
    pub line: Vec<Inline>,
    pub sub: Vec<Inline>,
    /// The row's name.
    pub head: bool,
    /// What it sorts by, where that is not its words.
    pub key: Option<String>,
}

impl Cell {
    pub fn new(line: impl Into<Line>) -> Cell {
        Cell { line: line.into().0, ..Cell::default() }
    }

    /// The cell that names its row.
    pub fn head(line: impl Into<Line>) -> Cell {
        Cell { head: true, ..Cell::new(line) }
    }

    pub fn under(mut self, line: impl Into<Line>) -> Cell {
        self.sub = line.into().0;
        self.sub.retain(|piece| !piece.text().is_empty());
        self
    }

    /// Sorts by this instead of its words: an ISO date, a plain number.
    pub fn key(mut self, key: impl ToString) -> Cell {
        self.key = Some(key.to_string());
        self
    }

    /// A day, sorted as one.
    pub fn day(on: Date) -> Cell {
        Cell::new(Inline::dated(day_short(on))).key(on)
    }

    /// Nothing to say.
    pub fn dash() -> Cell {
        Cell::new(Inline::quiet("–")).key("")
    }
}

impl<T: Into<Line>> From<T> for Cell {
    fn from(line: T) -> Cell {
        Cell::new(line)
    }
}

impl Table {
    /// `columns` are label and class.
    pub fn new(name: &str, caption: impl Into<Label>, columns: &[(&'static str, &'static str)]) -> Table {
        Table {
            name: name.to_owned(),
            caption: caption.into(),
            note: Html::default(),
            class: "",
            filter: false,
            titled: false,
            named: false,
            of: Label::default(),
            columns: columns.iter().map(|&(label, class)| Column { label, class }).collect(),
            rows: Vec::new(),
            empty: Empty::default(),
        }
    }

    pub fn note(mut self, note: impl Into<Html>) -> Table {
        self.note = note.into();
        self
    }

    /// What stands there when there is no row.
    pub fn empty(mut self, title: impl Into<Label>, text: impl Into<Label>) -> Table {
        self.empty = Empty { title: title.into(), text: text.into() };
        self
    }

    /// Its caption is the heading of its section.
    pub fn titled(mut self) -> Table {
        self.titled = true;
        self
    }

    /// Numbers of its caption belong to a name.
    pub fn named(mut self) -> Table {
        self.named = true;
        self
    }

    /// Whose it is, among several of one caption.
    pub fn belonging_to(mut self, of: Label) -> Table {
        self.of = of;
        self
    }

    pub fn filtered(mut self) -> Table {
        self.filter = true;
        self
    }

    pub fn push<const N: usize>(&mut self, cells: [Cell; N]) {
        self.push_as(String::new(), cells);
    }

    /// A row with an anchor.
    pub fn push_as<const N: usize>(&mut self, id: String, cells: [Cell; N]) {
        debug_assert_eq!(N, self.columns.len(), "{}", self.caption);
        self.rows.push(Row { id, cells: cells.into() });
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
