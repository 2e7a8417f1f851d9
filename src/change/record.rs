//! A record as it is compared, whatever it is, and what became of it.

use serde_json::{Value, json};

use super::keyed::{self, Table};
use super::reworded::Reworded;
use super::values::{Changed, Fate, Values, between};

/// What one side has of a record.
#[derive(Default)]
pub struct Record<'a> {
    pub title: String,
    /// What its file says.
    pub table: Table<'a>,
    /// What is said in words of its own: cells of a row, what is computed.
    pub values: Values,
    pub text: String,
    /// Closed, done, retired.
    pub is_over: bool,
}

impl<'a> From<Table<'a>> for Record<'a> {
    fn from(table: Table<'a>) -> Record<'a> {
        Record { table, ..Record::default() }
    }
}

/// A record on both sides.
pub struct Told {
    pub id: String,
    pub title: String,
    pub fate: Fate,
    /// Those that differ; of a record that one side has alone every one.
    pub values: Vec<Changed>,
    pub text: Reworded,
}

impl Told {
    /// One side at least has it.
    pub fn of(id: impl ToString, before: Option<Record<'_>>, after: Option<Record<'_>>) -> Told {
        let fate = match (&before, &after) {
            (Some(was), Some(is)) => Fate::by_end(was.is_over, is.is_over),
            _ => Fate::of(&before, &after),
        };
        let (was, is) = (before.unwrap_or_default(), after.unwrap_or_default());
        let mut values = keyed::between(&was.table, &is.table);
        values.extend(between(&was.values, &is.values));
        let text = Reworded::between(&was.text, &is.text);
        let title = if fate == Fate::Removed { was.title } else { is.title };
        Told { id: id.to_string(), title, fate, values, text }
    }

    /// Whether both sides have it and say the same.
    pub fn is_same(&self) -> bool {
        self.fate == Fate::Changed && self.values.is_empty() && self.text.is_same()
    }

    /// For programs: what became of the record that `named` names.
    pub fn exact(&self, mut named: Value) -> Value {
        named["title"] = json!(self.title);
        named["change"] = json!(self.fate.word());
        named["values"] = json!(self.values);
        named
    }
}
