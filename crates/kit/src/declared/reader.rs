//! Reading a table key by key, as its declaration asks.

use std::cell::Cell;

use jiff::civil::Date;

use super::Record;
use super::keys::{Condition, sentence};
use super::value::{Value, Within};
use crate::diag::{Diagnostic, codes, quoted_list};
use crate::id::{SiteId, VendorId};
use crate::record::catalog::Catalog;
use crate::record::future::Today;
use crate::record::table::{Fields, in_order};
use crate::source::{At, Place};
use crate::toml::log::Log;
use crate::toml::tree::Node;
use crate::toml::{tree, values};

/// A table that is read, and what is declared elsewhere.
pub struct Reader<'n, 'a, 'r> {
    pub fields: Fields<'n, 'a>,
    pub catalog: &'r Catalog,
    refused: Cell<bool>,
}

/// What the declaration of a key asks for.
pub struct Asked {
    pub key: &'static str,
    pub range: Option<(i64, i64)>,
    pub when: Option<Condition>,
    pub only: Option<Condition>,
}

impl<'n, 'a, 'r> Reader<'n, 'a, 'r> {
    pub fn new(
        node: &'n Node<'a>,
        catalog: &'r Catalog,
        log: &'n Log,
        table: &'static str,
        name: String,
    ) -> Self {
        Reader { fields: Fields::new(node, log, table, name), catalog, refused: Cell::new(false) }
    }

    /// The table's place: the first byte of a file, else its header.
    pub fn place(&self) -> Place {
        self.fields.node.place()
    }

    pub fn log(&self) -> &'n Log {
        self.fields.log
    }

    /// A check calls this where the record cannot stand: what is wrong has been reported.
    pub fn refuse(&self) {
        self.refused.set(true);
    }

    pub fn is_refused(&self) -> bool {
        self.refused.get()
    }

    pub fn required<T: Value>(&self, asked: &Asked) -> Option<T> {
        self.wanted(asked, self.fields.require(asked.key)?)
    }

    pub fn optional<T: Value>(&self, asked: &Asked) -> Option<T> {
        let (value, node) = match &asked.when {
            Some(condition) if self.holds(condition) => {
                let node = self.fields.require_when(asked.key, condition)?;
                (self.wanted(asked, node), node)
            }
            _ => {
                let node = self.fields.get(asked.key)?;
                (self.value(asked, node), node)
            }
        };
        let is_allowed =
            asked.only.as_ref().is_none_or(|condition| self.is_allowed(asked.key, node, condition));
        value.filter(|_| is_allowed)
    }

    /// A list, or a table of tables; empty when absent.
    pub fn list<T: Value + Default>(&self, asked: &Asked) -> T {
        let (key, fields) = (asked.key, &self.fields);
        let is_never_empty = asked.range.is_some_and(|(low, _)| low > 0);
        let at_least_one = is_never_empty || asked.when.as_ref().is_some_and(|when| self.holds(when));
        let inside = T::shape();
        match (fields.get(key), inside.table()) {
            (Some(node), _) => {
                if at_least_one && node.is_empty_list() {
                    let help = "name one or more";
                    let message = format!("`{key}` is empty");
                    values::bad_value::<()>(node, message, "expected at least one", help, fields.log);
                }
                self.optional(asked).unwrap_or_default()
            }
            (None, Some(table)) if is_never_empty && !fields.has(key) => {
                fields.log.push(
                    fields
                        .whole(&codes::MISSING_KEY, format!("{} has no `{key}`", fields.name))
                        .label(format!("at least one [[{key}]] is required"))
                        .help(format!("add `[[{key}]]`: {}", sentence(table.doc))),
                );
                T::default()
            }
            (None, _) if is_never_empty => {
                fields.require(key);
                T::default()
            }
            (None, _) => self.optional(asked).unwrap_or_default(),
        }
    }

    /// Reports a value that is read, but cannot be.
    pub fn bad_value<T>(&self, at: &At<T>, message: impl Into<String>, label: impl Into<String>, help: &str) {
        let diagnostic = Diagnostic::new(&codes::BAD_VALUE, at.place.clone(), message);
        self.log().push(diagnostic.label(label).help(help));
    }

    /// The texts under a key of each table of a list, those too whose table could not be read.
    pub fn texts_in(&self, list: &str, key: &str) -> Vec<At<String>> {
        let tables = self.fields.node.get(list).map_or(&[][..], Node::items);
        let texts = tables.iter().filter_map(|table| table.get(key));
        texts.filter_map(|node| Some(At::new(node.as_text()?.to_owned(), node.place()))).collect()
    }

    /// Where a key stands in the table of a list that stands at a place; without the key, the table's place.
    pub fn place_in(&self, list: &str, table: &Place, key: &str) -> Place {
        let tables = self.fields.node.get(list).map_or(&[][..], Node::items);
        let found = tables.iter().find(|node| node.place() == *table).and_then(|node| node.get(key));
        found.map_or_else(|| table.clone(), Node::place)
    }

    /// Reports two dates that stand in the wrong order; absent or wrong dates are reported elsewhere.
    pub fn in_order(&self, first: &'static str, second: &'static str) {
        in_order(&self.fields, first, second);
    }

    /// Reports a day on which something is said to have happened and which has not come, and refuses the record.
    pub fn has_come(&self, today: Today, key: &str, day: Option<&At<Date>>) {
        if let Some(future) = day.and_then(|day| today.future(key, day.value, day.place.clone())) {
            self.log().push(future);
            self.refuse();
        }
    }

    /// Reports a site of another vendor.
    pub fn site_of_vendor(&self, site: Option<&At<SiteId>>, vendor: Option<&At<VendorId>>) {
        let (Some(site), Some(vendor)) = (site, vendor) else { return };
        let place = || site.place.clone();
        let wrong =
            self.catalog.site_of_other_vendor(site.as_str(), vendor.as_str(), &self.fields.name, place);
        if let Some(wrong) = wrong {
            self.log().push(wrong);
            self.refuse();
        }
    }

    /// A value that has to be there: of a blank text it is no help to remove the key.
    fn wanted<T: Value>(&self, asked: &Asked, node: &Node<'_>) -> Option<T> {
        let is_blank = node.as_text().is_some_and(|text| text.trim().is_empty());
        let is_text = || {
            use super::Shape::{Any, Boolean, Date, Decimal, List, Map, Table, Whole};
            !matches!(T::shape(), Any | Boolean | Date | Decimal | List(_) | Map(_) | Table(_) | Whole)
        };
        if is_blank && is_text() {
            return values::blank(node, asked.key, "write it", self.fields.log);
        }
        self.value(asked, node)
    }

    fn value<T: Value>(&self, asked: &Asked, node: &Node<'_>) -> Option<T> {
        let owner = &self.fields.name;
        let within =
            Within { catalog: self.catalog, log: self.fields.log, owner, range: asked.range, id: None };
        T::read(node, asked.key, &within)
    }

    /// What the other key of a condition says; `None` where it says nothing that can be read.
    fn word<'s>(&'s self, condition: &'s Condition) -> Option<&'s str> {
        match self.fields.node.get(condition.key) {
            Some(Node { value: tree::Value::Boolean(yes), .. }) => Some(if *yes { "true" } else { "false" }),
            Some(node) => node.as_text(),
            None => condition.default.as_deref(),
        }
    }

    fn holds(&self, condition: &Condition) -> bool {
        match condition.words {
            [] => self.fields.has(condition.key),
            words => self.word(condition).is_some_and(|word| words.contains(&word)),
        }
    }

    /// Reports a key that stands where it has no meaning.
    fn is_allowed(&self, key: &str, node: &Node<'_>, condition: &Condition) -> bool {
        let other = condition.key;
        let kind = self.fields.name_of_kind();
        if condition.words.is_empty() && self.fields.has(other) {
            return true;
        }
        if !self.fields.has(other) && condition.default.is_none() {
            let message = format!("{kind} without `{other}` has `{key}`");
            let label = format!("this key goes with `{other}`");
            let help = "add what it goes with, or remove it";
            return values::bad_value::<()>(node, message, &label, help, self.fields.log).is_some();
        }
        // What is wrong with the other key is reported there.
        let Some(word) = self.word(condition) else { return true };
        if condition.words.contains(&word) {
            return true;
        }
        let message = format!("{kind} whose `{other}` is `{word}` has `{key}`");
        let label = format!("this key goes with `{other}` {}", quoted_list(condition.words));
        let help = format!("remove it, or correct `{other}`");
        values::bad_value::<()>(node, message, &label, &help, self.fields.log).is_some()
    }
}

/// Reads a table inside a record.
pub fn read_table<R: Record>(
    node: &Node<'_>,
    key: &str,
    within: &Within<'_>,
    check: impl FnOnce(&mut R::Draft, &Reader<'_, '_, '_>),
) -> Option<R> {
    if !values::is_table(node, key, within.log) {
        return None;
    }
    let Within { catalog, log, id, .. } = *within;
    match id {
        Some(id) => {
            R::read_as(&format!("{} `{id}`", R::NOUN), id, (node, node.key_place()), catalog, log, check)
        }
        None => R::read("", node, catalog, log, check),
    }
}
