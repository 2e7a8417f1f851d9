//! What a declaration says of its keys.

use std::fmt;

use crate::diag::{list_or, quoted_list};
use crate::period::Period;
use crate::record::catalog::Sort;
use crate::record::layout::may_be_sorted;

/// The keys of a record, or of a table inside one.
#[derive(Clone, Debug)]
pub struct Table {
    /// What messages call it: `SOP`, `waivers.toml`.
    pub noun: &'static str,
    /// What commands call its kind: `sop`, `waivers`.
    pub kind: &'static str,
    /// Where its files stand; empty for a table inside a record.
    pub path: &'static str,
    /// What it is, in one line.
    pub doc: &'static str,
    pub keys: Vec<Key>,
    /// A key of it that names another text: with it no other must be there, since that text may say it.
    pub filled_by: Option<&'static str>,
}

#[derive(Clone, Debug)]
pub struct Key {
    pub key: &'static str,
    /// Empty where the table under the key says what it is.
    pub doc: &'static str,
    /// A value, as [`Shape::literal`] writes it; `None` for a table.
    pub example: Option<&'static str>,
    /// Whether the example goes with those of the other keys; if not, it is shown as a comment.
    pub is_shown: bool,
    /// Always; `when` says where else.
    pub is_required: bool,
    /// Bounds of a number, both allowed; of a list the number of its items.
    pub range: Option<(i64, i64)>,
    /// Where it is required.
    pub when: Option<Condition>,
    /// Where it is allowed; `None`: everywhere.
    pub only: Option<Condition>,
    /// The value where it is absent, as files write it without quotes.
    pub default: Option<String>,
    pub shape: Shape,
}

/// Another key of the table is there, or has one of these words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub key: &'static str,
    /// Of a key that is true or false these words. Empty: it is enough that the key is there.
    pub words: &'static [&'static str],
    /// What the other key is where it is absent.
    pub default: Option<String>,
}

/// What a key may hold.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Text that is not blank.
    Text,
    /// Text of a form of its own: a regular expression of JSON Schema.
    Pattern(&'static str),
    /// An id; of a record of this sort, where one should be there.
    Id(Option<Sort>),
    /// `contract/service-level`
    Clause,
    /// `plan/action`
    Action,
    Words(Vec<&'static str>),
    Date,
    /// A week, a month or a day.
    Period,
    /// A week, a month, a quarter or a year.
    Window,
    Boolean,
    Whole,
    Decimal,
    /// A value of any type.
    Any,
    List(Box<Shape>),
    Table(Table),
    /// A table of such values under ids.
    Map(Box<Shape>),
}

impl Table {
    pub fn key(&self, key: &str) -> Option<&Key> {
        self.keys.iter().find(|declared| declared.key == key)
    }

    /// The keys without which none of its tables stands.
    pub fn must_have(&self) -> Vec<&'static str> {
        self.keys.iter().filter(|key| key.must_be_there()).map(|key| key.key).collect()
    }

    /// Whether a book has one file of the kind, which is called by its name.
    pub fn is_single(&self) -> bool {
        !self.path.contains('<')
    }

    /// Whether a file is of this kind, by its path.
    pub fn is_of(&self, path: &str) -> bool {
        is_like(self.path, path)
    }

    /// Whether its records are the rows of CSV files.
    pub fn is_sheet(&self) -> bool {
        self.path.ends_with(".csv")
    }

    /// Whether it stands before a text in Markdown, between lines `+++`.
    pub fn is_front_matter(&self) -> bool {
        self.path.ends_with(".md")
    }
}

/// Whether a path is as a pattern says, which has names of ids between angle brackets.
fn is_like(pattern: &str, path: &str) -> bool {
    let Some((before, (what, after))) =
        pattern.split_once('<').and_then(|(before, rest)| Some((before, rest.split_once('>')?)))
    else {
        return pattern == path;
    };
    let Some(rest) = path.strip_prefix(before) else { return false };
    let next = after.split('<').next().unwrap_or(after);
    rest.match_indices(next).any(|(at, _)| {
        let is_id = match what {
            "period" => (1..=12).any(|starts| Period::of_stem(&rest[..at], starts).is_some()),
            what if may_be_sorted(what) => at > 0 && !rest[..at].ends_with('/'),
            _ => at > 0 && !rest[..at].contains('/'),
        };
        is_id && is_like(after, &rest[at..])
    })
}

/// Where a condition holds, as a part of a sentence.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.words {
            [] => write!(f, "with `{}`", self.key),
            words => write!(f, "when `{}` is {}", self.key, list_or(words)),
        }
    }
}

impl Key {
    /// Whether no record stands without it; of a list, without an item in it.
    pub fn must_be_there(&self) -> bool {
        let is_list = matches!(self.shape, Shape::List(_));
        self.is_required || (is_list && self.range.is_some_and(|(low, _)| low > 0))
    }

    /// What a file that lacks the key is told: what it holds, and how it is added.
    pub fn when_missing(&self) -> (String, String) {
        let words = self.shape.words();
        let holds = match (sentence(self.doc), words) {
            (doc, []) => doc,
            (doc, words) if doc.is_empty() => quoted_list(words),
            (doc, words) => format!("{doc}; {}", quoted_list(words)),
        };
        let line = |value: &str| format!("{} = {}", self.key, self.shape.literal(value));
        let help = match (words, self.example) {
            ([first, rest @ ..], _) if rest.len() < 3 && !matches!(self.shape, Shape::List(_)) => {
                let rest = rest.iter().map(|word| line(word));
                format!("add {}", quoted_list(&std::iter::once(line(first)).chain(rest).collect::<Vec<_>>()))
            }
            (_, Some(example)) if self.shape.table().is_none() || self.is_in_line() => {
                format!("add `{}`, with what is true here", line(example))
            }
            _ => format!("add {}", self.header("").1),
        };
        (holds, help)
    }

    /// Whether the example has its tables in one line: `chronic = { misses = 4, windows = 12 }`.
    pub(super) fn is_in_line(&self) -> bool {
        self.shape.table().is_some() && self.example.is_some_and(|written| written.starts_with(['{', '[']))
    }

    /// The path of the table under the key, below `above`, and its header.
    pub(super) fn header(&self, above: &str) -> (String, String) {
        let path = format!("{above}{}", self.key);
        match &self.shape {
            Shape::List(_) => (path.clone(), format!("[[{path}]]")),
            Shape::Map(_) => {
                let id = self.example.filter(|_| !self.is_in_line()).unwrap_or("id");
                (format!("{path}.{id}"), format!("[{path}.{id}]"))
            }
            _ => (path.clone(), format!("[{path}]")),
        }
    }
}

impl Shape {
    /// An example as TOML: text in quotes, the items of a list parted by a comma and a space.
    pub fn literal(&self, example: &str) -> String {
        match self {
            Shape::Date
            | Shape::Boolean
            | Shape::Whole
            | Shape::Decimal
            | Shape::Any
            | Shape::Table(_)
            | Shape::Map(_) => example.to_owned(),
            Shape::List(inside) if inside.table().is_some() => example.to_owned(),
            Shape::List(inside) => {
                let items = example.split(", ").filter(|item| !item.is_empty());
                let items: Vec<String> = items.map(|item| inside.literal(item)).collect();
                format!("[{}]", items.join(", "))
            }
            _ => format!("{example:?}"),
        }
    }

    /// The table under the key: of `[key]`, `[[key]]` or `[key.id]`.
    pub fn table(&self) -> Option<&Table> {
        match self {
            Shape::Table(table) => Some(table),
            Shape::List(inside) | Shape::Map(inside) => inside.table(),
            _ => None,
        }
    }

    /// The words to choose from.
    pub fn words(&self) -> &[&'static str] {
        match self {
            Shape::Words(words) => words,
            Shape::List(inside) => inside.words(),
            _ => &[],
        }
    }
}

/// A doc comment as part of a line: without its full stop, in lower case unless it begins with a name.
pub fn sentence(doc: &str) -> String {
    let doc = doc.strip_suffix('.').unwrap_or(doc);
    let mut chars = doc.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() && second != '-' => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => doc.to_owned(),
    }
}
