//! Two versions of a TOML record, key by key. Spelling, order and comments are no part of a value; the tables of a list are paired
//! by what names them, so that one put in between moves no other.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::changed::{Changed, keys};
use crate::kit::history::leaves::{is_block, meaning};
use crate::subject::register::Register;

/// Keys of a record, or of a table inside one.
pub type Table = BTreeMap<String, Node>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Value(Value),
    Table(Table),
    /// Tables under headers of their own, `[[milestone]]`.
    Blocks(Vec<Table>),
}

#[derive(Clone, Debug)]
pub struct Value {
    /// The same for all spellings.
    meaning: String,
    /// For people: text without quotes, numbers and dates as written.
    pub shown: String,
}

impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        self.meaning == other.meaning
    }
}

impl Eq for Value {}

impl Value {
    pub fn of(shown: impl Into<String>) -> Value {
        let shown = shown.into();
        Value { meaning: shown.clone(), shown }
    }
}

/// The keys of a text. `None` when it is no TOML.
fn table(text: &str) -> Option<Table> {
    let text = text.trim_start_matches('\u{feff}');
    let parsed = DeTable::parse(text).ok()?;
    Some(of_table(text, parsed.get_ref()))
}

fn of_table(text: &str, table: &DeTable<'_>) -> Table {
    let node = |value: &toml::Spanned<DeValue<'_>>| match value.get_ref() {
        DeValue::Table(table) => Node::Table(of_table(text, table)),
        DeValue::Array(items) if !items.is_empty() && items.iter().all(|item| is_block(text, item)) => {
            let tables = items.iter().filter_map(|item| item.get_ref().as_table());
            Node::Blocks(tables.map(|table| of_table(text, table)).collect())
        }
        plain => {
            let shown = match plain {
                DeValue::String(text) => text.to_string(),
                DeValue::Array(_) => meaning(plain),
                _ => text.get(value.span()).unwrap_or_default().to_owned(),
            };
            Node::Value(Value { meaning: meaning(plain), shown })
        }
    };
    table.iter().map(|(key, value)| (key.get_ref().to_string(), node(value))).collect()
}

/// Handles that stand alone under these keys show as names.
const PEOPLE: [&str; 12] = [
    "owner",
    "manager",
    "client-manager",
    "owner-client",
    "owner-vendor",
    "approved-by",
    "asked-by",
    "decided-by",
    "answered-by",
    "signed-by",
    "author",
    "reviewer",
];

/// The keys of a record's text, people by their names; none of a text that is no TOML.
pub fn read(register: &Register, text: &str) -> Table {
    let mut read = table(text).unwrap_or_default();
    name_people(register, &mut read);
    read
}

/// As [`read`], of all that stands before a Markdown text.
pub fn read_front(register: &Register, text: &str) -> Table {
    read(register, text.trim_start_matches('\u{feff}').trim().trim_matches('+'))
}

fn name_people(register: &Register, table: &mut Table) {
    for (key, node) in table.iter_mut() {
        match node {
            Node::Value(value) if PEOPLE.contains(&key.as_str()) => {
                value.shown = register.person_name(&value.shown).to_owned();
            }
            Node::Value(_) => {}
            Node::Table(table) => name_people(register, table),
            Node::Blocks(tables) => tables.iter_mut().for_each(|table| name_people(register, table)),
        }
    }
}

/// The value of a key, as shown.
pub fn shown<'t>(table: &'t Table, key: &str) -> Option<&'t str> {
    match table.get(key)? {
        Node::Value(value) => Some(&value.shown),
        _ => None,
    }
}

/// Every value that the two do not share, by its key; a key of a table stands behind the table's name, one of a list's tables
/// behind the list's and what names it: `milestone half-way due-on`.
pub fn between(before: &Table, after: &Table) -> Vec<Changed> {
    let mut found = Vec::new();
    compare("", before, after, &mut found);
    found
}

fn compare(under: &str, before: &Table, after: &Table, found: &mut Vec<Changed>) {
    for key in keys(before, after) {
        let (was, is) = (before.get(key), after.get(key));
        if was == is {
            continue;
        }
        let name = if under.is_empty() { key.clone() } else { format!("{under} {key}") };
        let value = |node: Option<&Node>| match node {
            Some(Node::Value(value)) => Some(value.shown.clone()),
            _ => None,
        };
        found.extend(Changed::of(&name, value(was), value(is)));
        compare(&name, &inner(was), &inner(is), found);
        for (of, was, is) in pairs(blocks(was), blocks(is)) {
            let (old, new) = (beside(was, is), beside(is, was));
            if old.is_empty() && new.is_empty() {
                found.extend(Changed::of(&name, was.map(|_| of.clone()), is.map(|_| of.clone())));
            }
            compare(&format!("{name} {of}"), &old, &new, found);
        }
    }
}

/// A table of a list beside its counterpart: of one that comes or goes whole, what names it is said already.
pub fn beside(table: Option<&Table>, other: Option<&Table>) -> Table {
    let mut own = table.cloned().unwrap_or_default();
    if other.is_none() {
        let naming: Vec<&str> = naming_keys(&own).map(|(key, _)| key).collect();
        own.retain(|key, _| !naming.contains(&key.as_str()));
    }
    own
}

fn inner(node: Option<&Node>) -> Table {
    match node {
        Some(Node::Table(table)) => table.clone(),
        _ => Table::new(),
    }
}

/// The tables of a list; none of anything else.
pub fn blocks(node: Option<&Node>) -> &[Table] {
    match node {
        Some(Node::Blocks(tables)) => tables,
        _ => &[],
    }
}

/// A table of a list before and after, with what names it.
pub type Pair<'t> = (String, Option<&'t Table>, Option<&'t Table>);

/// The tables that differ, in order of name. Equal ones pair off first, then those of one whole name, then those that share the
/// first part of it.
pub fn pairs<'t>(before: &'t [Table], after: &'t [Table]) -> Vec<Pair<'t>> {
    let mut new: Vec<&Table> = after.iter().collect();
    let mut old: Vec<&Table> = before.iter().collect();
    old.retain(|was| match new.iter().position(|is| is == was) {
        Some(at) => {
            new.remove(at);
            false
        }
        None => true,
    });
    let mut paired: Vec<Pair<'t>> = Vec::new();
    let alike: [fn(&Table, &Table) -> bool; 2] = [
        |a, b| names(a) == names(b),
        |a, b| names(a).first().is_some_and(|name| names(b).first() == Some(name)),
    ];
    for is_same in alike {
        old.retain(|was| match new.iter().position(|is| is_same(was, is)) {
            Some(at) => {
                let is = new.remove(at);
                paired.push((named(is), Some(was), Some(is)));
                false
            }
            None => true,
        });
    }
    paired.extend(old.into_iter().map(|was| (named(was), Some(was), None)));
    paired.extend(new.into_iter().map(|is| (named(is), None, Some(is))));
    paired.sort_by(|a, b| (&a.0, a.1.is_none(), a.2.is_none()).cmp(&(&b.0, b.1.is_none(), b.2.is_none())));
    paired
}

/// Keys that name a table of a list. An id alone is enough; else all that are there, the weightiest first.
const NAMING: [&str; 13] = [
    "service-level",
    "metric",
    "name",
    "file",
    "code",
    "path",
    "vendor",
    "site",
    "queue",
    "period",
    "from",
    "on",
    "to",
];

fn naming_keys(table: &Table) -> impl Iterator<Item = (&'static str, &str)> {
    let keys: &[&'static str] = if table.contains_key("id") { &["id"] } else { &NAMING };
    keys.iter().filter_map(|key| Some((*key, shown(table, key)?)))
}

fn names(table: &Table) -> Vec<&str> {
    naming_keys(table).map(|(_, name)| name).collect()
}

fn named(table: &Table) -> String {
    let names = names(table);
    if names.is_empty() { "item".to_owned() } else { names.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(before: &str, after: &str) -> Vec<String> {
        let (before, after) = (table(before).unwrap(), table(after).unwrap());
        let word = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        let list = between(&before, &after).into_iter();
        list.map(|value| format!("{}: {} > {}", value.what, word(value.before), word(value.after))).collect()
    }

    #[test]
    fn a_value_is_told_by_its_key_and_a_spelling_is_no_change() {
        let before = "name = \"Acme\" # the vendor\nsince-on = 2025-01-01\nseats = 1_20\n[a]\nb = 95.0\n";
        assert!(
            said(before, "seats = 120\r\nsince-on = 2025-01-01\r\nname = 'Acme'\r\na = { b = 95 }\r\n")
                .is_empty()
        );
        let after = "name = \"Acme Data\"\nseats = 120\nnote = \"Two\"\n[a]\nb = 96\n";
        assert_eq!(
            said(before, after),
            ["a b: 95.0 > 96", "name: Acme > Acme Data", "note: - > Two", "since-on: 2025-01-01 > -"]
        );
    }

    #[test]
    fn a_table_put_in_between_moves_no_other() {
        let entry = |on: &str, text: &str| format!("[[log]]\non = {on}\ntext = \"{text}\"\n");
        let before = entry("2026-10-12", "A") + &entry("2026-10-12", "B");
        let after = entry("2026-10-12", "New") + &before;
        assert_eq!(said(&before, &after), ["log 2026-10-12 text: - > New"]);
        let edited = entry("2026-10-12", "A") + &entry("2026-10-12", "C");
        assert_eq!(said(&before, &edited), ["log 2026-10-12 text: B > C"]);
        assert_eq!(said(&after, &before), ["log 2026-10-12 text: New > -"]);
        assert_eq!(said("", "[[language]]\nname = \"pt\"\n"), ["language: - > pt"], "a bare name is told");
    }

    #[test]
    fn what_names_a_table_may_itself_change() {
        let group = |site: &str, from: &str| {
            format!("[[rebase]]\nmetric = \"accuracy\"\nsite = \"{site}\"\nfrom = \"{from}\"\n")
        };
        let before = group("porto", "2026-W20") + &group("riga", "2026-W20");
        let after = group("porto", "2026-W20") + &group("riga", "2026-W31");
        assert_eq!(said(&before, &after), ["rebase accuracy riga 2026-W31 from: 2026-W20 > 2026-W31"]);
    }
}
