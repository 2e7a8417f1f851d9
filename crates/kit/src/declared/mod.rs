//! Records by declaration: what `#[derive(Record)]` builds on. A declaration says which keys a record has, of which types, with a doc comment and
//! an example each; of it come its reader, what it refers to, JSON Schema, the documentation and new files.

// In the order of imports.
mod keys;

mod existing;

mod value;

mod clause;
mod form;
mod month;
mod tallied;
mod text;
mod within;

mod reader;

mod example;

mod columns;
mod fresh;
mod schema;

#[cfg(test)]
mod tests;

pub use crate::source::{At, Place, Setting};
pub use crate::toml::tree::Node;
pub use columns::columns;
pub use example::example;
pub use existing::{Existing, Reference};
pub use form::text_forms;
pub use fresh::{BLANK, Offer, fresh};
pub use keys::{Condition, Key, Shape, Table};
pub use month::Month;
pub use reader::{Asked, Reader, read_table};
pub use schema::schema;
pub use scorebook_record_derive::{Record, Row};
pub use tallied::{HIDDEN, Tallied};
pub use text::{Anything, Language, WindowPeriod};
pub use value::{Defaulted, Value, Within, Written, id, word, words};
pub use within::Loose;

use crate::record::catalog::Catalog;
use crate::toml::log::Log;

/// A record or a table inside one, by its declaration: implemented by `#[derive(Record)]` alone.
pub trait Record: Sized {
    /// Each key as far as it could be read.
    type Draft;
    /// What it is called by: the stem of its file's name. Of a table inside a record nothing.
    type Id: Ord + for<'s> From<&'s str>;
    /// What messages call it.
    const NOUN: &'static str;
    /// Where its files stand, such as `data/decisions/<decision>.toml`; empty for a table inside a record.
    const PATH: &'static str;

    /// Its keys, in the order of the declaration.
    fn table() -> Table;

    /// Reads every key, and reports what is wrong with each.
    fn draft(reader: &Reader<'_, '_, '_>) -> Self::Draft;

    /// `None` when a required key could not be read.
    fn made(draft: Self::Draft, id: &str, place: Place) -> Option<Self>;

    /// Whether all that it must refer to is there; loose references to what is not there are emptied.
    fn close(&mut self, existing: &dyn Existing) -> bool;

    /// Reads a record whose file or key is called `id`. `check` looks at rules between its keys, some of which may be missing from the draft.
    fn read(
        id: &str,
        node: &Node<'_>,
        catalog: &Catalog,
        log: &Log,
        check: impl FnOnce(&mut Self::Draft, &Reader<'_, '_, '_>),
    ) -> Option<Self> {
        // The one file of its kind is called by its name.
        let is_single = Self::PATH.ends_with(".toml") && !Self::PATH.contains('<');
        let name = Self::PATH.rsplit('/').next().filter(|_| is_single).unwrap_or(Self::NOUN);
        Self::read_as(name, id, (node, node.place()), catalog, log, check)
    }

    /// Reads a table that messages call `name`, and that is said to stand at a place.
    fn read_as(
        name: &str,
        id: &str,
        (node, place): (&Node<'_>, Place),
        catalog: &Catalog,
        log: &Log,
        check: impl FnOnce(&mut Self::Draft, &Reader<'_, '_, '_>),
    ) -> Option<Self> {
        let reader = Reader::new(node, catalog, log, Self::NOUN, name.to_owned());
        let mut draft = Self::draft(&reader);
        reader.fields.finish(|key| Self::table().key(key).map(Key::when_missing));
        check(&mut draft, &reader);
        if reader.is_refused() {
            return None;
        }
        Self::made(draft, id, place)
    }
}

/// A part of a table that becomes something else than its keys: `#[key(name = "")]` on a field of such a type.
pub trait Made {
    /// How it is written.
    type Keys: Record;

    fn of(written: Self::Keys) -> Self;
}

impl<M: Made> Record for M {
    type Draft = <M::Keys as Record>::Draft;
    type Id = Nameless;
    const NOUN: &'static str = M::Keys::NOUN;
    const PATH: &'static str = "";

    fn table() -> Table {
        M::Keys::table()
    }

    fn draft(reader: &Reader<'_, '_, '_>) -> Self::Draft {
        M::Keys::draft(reader)
    }

    fn made(draft: Self::Draft, id: &str, place: Place) -> Option<Self> {
        M::Keys::made(draft, id, place).map(M::of)
    }

    /// Such a part names no other record.
    fn close(&mut self, _: &dyn Existing) -> bool {
        true
    }
}

/// What a table inside a record is called by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Nameless;

impl From<&str> for Nameless {
    fn from(_: &str) -> Self {
        Nameless
    }
}
