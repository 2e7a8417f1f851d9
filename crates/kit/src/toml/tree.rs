//! TOML as a tree of nodes that know their file and place, parsed with recovery.

use std::borrow::Cow;
use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use super::syntax;
use crate::diag::{Diagnostic, codes};
use crate::number::Decimal;
use crate::source::{Extent, Place, Span, Text};

/// A value with its origin. Amendments put nodes of one file into the tree of another, so each node names its text.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    pub text: &'a Text,
    /// The key in front of it; the value's own span in a list.
    pub key: Span,
    /// The value; for a `[table]` its header.
    pub span: Span,
    pub value: Value<'a>,
}

#[derive(Clone, Debug)]
pub enum Value<'a> {
    Text(String),
    /// Digits as written; the base is 10 unless they start with `0x`, `0o` or `0b`.
    Integer,
    Float,
    Boolean(bool),
    Date(Datetime),
    List(Vec<Node<'a>>),
    Table(Vec<(String, Node<'a>)>),
    /// Already reported: whoever asks gets nothing and says nothing.
    Broken,
}

/// One parsed file.
#[derive(Clone, Debug)]
pub struct Doc<'a> {
    pub root: Node<'a>,
    pub errors: Vec<Diagnostic>,
    /// Statements were skipped, so absence proves nothing.
    pub gaps: bool,
}

/// Parses a whole file.
pub fn whole(text: &Text) -> Doc<'_> {
    parse(text, text.body_start()..text.content().len())
}

/// Parses the bytes `range` of `text`.
pub fn parse<'a>(text: &'a Text, range: Range<usize>) -> Doc<'a> {
    let source = &text.content()[range.clone()];
    if let Some(line) = too_deep(source) {
        let at = Span::new(range.start + line.start, range.start + line.end);
        let error = Diagnostic::new(
            &codes::TOO_MUCH,
            text.place(at),
            format!("a line nests tables deeper than {MOST_DEPTH}"),
        )
        .label("no table of the format is deeper than 4; nothing of the file was read")
        .help("write the key as the format has it");
        let start = Span::new(range.start, range.start);
        let root = Node { text, key: start, span: start, value: Value::Broken };
        return Doc { root, errors: vec![error], gaps: true };
    }
    let start = Span::new(range.start, range.start);
    let built = |table: DeTable<'_>, broken: &[Range<usize>]| {
        let builder = Builder { text, base: range.start, broken };
        Node { text, key: start, span: start, value: Value::Table(builder.entries(table)) }
    };
    let (table, errors) = DeTable::parse_recoverable(source);
    if errors.is_empty() {
        return Doc { root: built(table.into_inner(), &[]), errors: Vec::new(), gaps: false };
    }
    let checked = syntax::check(source);
    let parsed = checked.cleaned.as_deref().unwrap_or(source);
    let (table, _) = DeTable::parse_recoverable(parsed);
    let root = built(table.into_inner(), &checked.broken_values);
    let errors = checked.faults.into_iter().map(|fault| fault.diagnostic(text, range.start)).collect();
    Doc { root, errors, gaps: checked.cleaned.is_some() }
}

/// A key as TOML has it: in quotes where it is not made of letters, digits, hyphens and underscores.
pub fn bare(key: &str) -> Cow<'_, str> {
    let is_bare =
        !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if is_bare { Cow::from(key) } else { Cow::from(serde_json::Value::from(key).to_string()) }
}

/// Parts of a dotted key: to read one costs the square of them.
const MOST_DEPTH: usize = 64;

/// The first line whose header or key has more parts than that.
fn too_deep(source: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let is_header = trimmed.starts_with('[');
        let key = if is_header { trimmed } else { trimmed.split_once('=').map_or("", |(key, _)| key) };
        let is_key = |c: char| c.is_ascii_alphanumeric() || " \t.-_\"'[]".contains(c);
        let dots = key.bytes().filter(|byte| *byte == b'.').count();
        if dots > MOST_DEPTH && key.trim_end().chars().all(is_key) && !key.contains("..") {
            return Some(start..start + line.trim_end().len());
        }
        start += line.len();
    }
    None
}

struct Builder<'a, 'b> {
    text: &'a Text,
    base: usize,
    broken: &'b [Range<usize>],
}

impl<'a> Builder<'a, '_> {
    fn entries(&self, table: DeTable<'_>) -> Vec<(String, Node<'a>)> {
        let mut entries: Vec<(String, Node<'a>)> = table
            .into_iter()
            .map(|(key, value)| {
                let span = self.shift(key.span());
                let (at, value) = (value.span(), value.into_inner());
                (key.into_inner().into_owned(), self.node(span, at, value))
            })
            .collect();
        entries.sort_by_key(|(_, node)| node.key.start);
        entries
    }

    fn node(&self, key: Span, at: Range<usize>, value: DeValue<'_>) -> Node<'a> {
        let value = match value {
            DeValue::Table(table) => Value::Table(self.entries(table)),
            DeValue::Array(list) => Value::List(
                list.into_iter()
                    .map(|item| (item.span(), item.into_inner()))
                    .map(|(at, item)| self.node(self.shift(at.clone()), at, item))
                    .collect(),
            ),
            _ if self.broken.contains(&at) => Value::Broken,
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Integer(_) => Value::Integer,
            DeValue::Float(_) => Value::Float,
            DeValue::Boolean(yes) => Value::Boolean(yes),
            DeValue::Datetime(date) => Value::Date(date),
        };
        Node { text: self.text, key, span: self.shift(at), value }
    }

    fn shift(&self, span: Range<usize>) -> Span {
        Span::new(span.start + self.base, span.end + self.base)
    }
}

impl<'a> Node<'a> {
    /// The value's place.
    pub fn place(&self) -> Place {
        self.text.place(self.span)
    }

    /// The key's place.
    pub fn key_place(&self) -> Place {
        self.text.place(self.key)
    }

    /// The lines of a table from its header on, or of a value: all that stands in one piece of the text, sub-tables included.
    /// What a comment says below its last value belongs to what follows.
    pub fn extent(&self) -> Extent {
        Extent { place: self.place(), last_line: self.text.line_of(self.end().saturating_sub(1)) }
    }

    /// Where the piece ends that starts with its own span.
    fn end(&self) -> usize {
        let inside: Vec<&Node<'_>> = match &self.value {
            Value::Table(entries) => entries.iter().map(|(_, node)| node).collect(),
            // Items without headers of their own are inside the span.
            Value::List(items) if items.first().is_some_and(|item| item.is_headed()) => {
                items.iter().collect()
            }
            _ => Vec::new(),
        };
        let of_this_text = inside.into_iter().filter(|node| node.text.path == self.text.path);
        let mut inside: Vec<&Node<'_>> = of_this_text.collect();
        inside.sort_by_key(|node| node.span.start);
        inside.into_iter().fold(self.span.end, |end, node| {
            // Whole lines between the two: the header of another table parts them.
            let between = self.text.content().get(end..node.span.start).unwrap_or_default();
            let (whole, _) = between.rsplit_once('\n').unwrap_or_default();
            let mut lines = whole.split('\n').skip(1);
            let is_apart = lines.any(|line| line.trim_start().starts_with('['));
            if is_apart { end } else { end.max(node.end()) }
        })
    }

    /// Whether it is a table of a list under a header of its own, `[[action]]`.
    fn is_headed(&self) -> bool {
        self.is_table() && self.raw().starts_with("[[")
    }

    /// The tables of a list under headers of their own; none of a list on one line, which is one value.
    pub fn blocks(&self) -> &[Node<'a>] {
        let items = self.items();
        if items.iter().all(Node::is_headed) { items } else { &[] }
    }

    /// The value for people: a text without its quotes, a list on one line, else as written.
    pub fn shown(&self) -> String {
        match &self.value {
            Value::Text(text) => text.clone(),
            Value::List(_) => self.spelled(),
            _ => self.raw().to_owned(),
        }
    }

    /// The value as the file writes it.
    pub fn raw(&self) -> &'a str {
        self.text.content().get(self.span.start..self.span.end).unwrap_or("")
    }

    /// The value as one line of TOML, tables inline.
    pub fn written(&self) -> String {
        match &self.value {
            Value::Table(entries) => {
                let inside: Vec<String> =
                    entries.iter().map(|(key, node)| format!("{} = {}", bare(key), node.written())).collect();
                format!("{{ {} }}", inside.join(", "))
            }
            Value::List(items) => {
                let inside: Vec<String> = items.iter().map(Node::written).collect();
                format!("[{}]", inside.join(", "))
            }
            _ => self.raw().to_owned(),
        }
    }

    pub fn entries(&self) -> &[(String, Node<'a>)] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    pub fn entries_mut(&mut self) -> Option<&mut Vec<(String, Node<'a>)>> {
        match &mut self.value {
            Value::Table(entries) => Some(entries),
            _ => None,
        }
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node<'a>> {
        self.entries_mut()?.iter_mut().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    pub fn items(&self) -> &[Node<'a>] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    pub fn is_table(&self) -> bool {
        matches!(self.value, Value::Table(_))
    }

    pub fn is_empty_list(&self) -> bool {
        matches!(&self.value, Value::List(items) if items.is_empty())
    }

    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Every value below it that is no table, by the path of its keys, sorted: what reformatting and reordering leave as it is.
    pub fn leaves(&self) -> Vec<(String, String)> {
        fn walk(node: &Node<'_>, path: &str, into: &mut Vec<(String, String)>) {
            for (key, node) in node.entries() {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                if node.is_table() {
                    walk(node, &path, into);
                } else {
                    into.push((path, node.spelled()));
                }
            }
        }
        let mut leaves = Vec::new();
        walk(self, "", &mut leaves);
        leaves.sort();
        leaves
    }

    /// The value in one spelling: `95.0` is `95`, texts as JSON, keys of tables sorted.
    pub fn spelled(&self) -> String {
        match &self.value {
            Value::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
            Value::Integer | Value::Float => {
                let digits: String = self.raw().chars().filter(|&c| c != '_').collect();
                Decimal::parse(&digits).map_or(digits, |number| number.to_string())
            }
            Value::Boolean(yes) => yes.to_string(),
            Value::Date(date) => date.to_string(),
            Value::List(items) => {
                format!("[{}]", items.iter().map(Node::spelled).collect::<Vec<_>>().join(", "))
            }
            Value::Table(_) => {
                let inside = self.leaves().into_iter().map(|(path, value)| format!("{path} = {value}"));
                format!("{{ {} }}", inside.collect::<Vec<_>>().join(", "))
            }
            Value::Broken => String::new(),
        }
    }

    /// The kind of value in words: `a whole number`.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Text(_) => "text",
            Value::Integer => "a whole number",
            Value::Float => "a decimal number",
            Value::Boolean(_) => "true or false",
            Value::Date(date) if date.time.is_none() => "a date",
            Value::Date(date) if date.date.is_none() => "a time of day",
            Value::Date(_) => "a date with a time",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::Broken => "nothing",
        }
    }
}
