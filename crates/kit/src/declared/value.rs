//! Single values by their types: which TOML they are read from, and what they may name.

use jiff::civil::Date;

use super::existing::Existing;
use super::keys::Shape;
use crate::calendar::Grain;
use crate::number::{Decimal, Money};
use crate::period::Period;
use crate::record::catalog::{Catalog, Sort};
use crate::source::{At, Place, Setting};
use crate::toml::log::Log;
use crate::toml::tree::Node;
use crate::toml::values::ANY_SIZE;
use crate::toml::{tree, values};
use crate::words::ClosedList;

/// What reading a value may look at.
#[derive(Clone, Copy)]
pub struct Within<'r> {
    pub catalog: &'r Catalog,
    pub log: &'r Log,
    /// Who names an id, in messages: `decision`.
    pub owner: &'r str,
    /// Bounds of a number, or of the items of a list.
    pub range: Option<(i64, i64)>,
    /// The id that the value stands under, in a table of tables.
    pub id: Option<&'r str>,
}

/// A value that a key can hold.
pub trait Value: Sized {
    /// What messages call a table; `None` for what is no table.
    const NOUN: Option<&'static str> = None;

    /// Reports at the value what is wrong with it.
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self>;

    fn shape() -> Shape;

    /// Whether all that it names is there.
    fn close(&mut self, _existing: &dyn Existing) -> bool {
        true
    }

    /// What may stand only once in a list.
    fn name(&self) -> Option<&str> {
        None
    }

    fn name_place(&self) -> Option<&Place> {
        None
    }
}

/// A field of a key that has a default.
pub trait Defaulted<T> {
    type Read;

    /// What is read, or the default; `place` is the table's.
    fn or(read: Option<Self::Read>, default: T, place: Place) -> Self;
}

impl<T> Defaulted<T> for At<T> {
    type Read = Self;

    fn or(read: Option<Self>, default: T, place: Place) -> Self {
        read.unwrap_or_else(|| At::new(default, place))
    }
}

impl<T> Defaulted<T> for Setting<T> {
    type Read = At<T>;

    fn or(read: Option<At<T>>, default: T, _: Place) -> Self {
        Setting::or(read, default)
    }
}

/// Where nothing cites its place.
impl<T> Defaulted<T> for T {
    type Read = Self;

    fn or(read: Option<Self>, default: T, _: Place) -> Self {
        read.unwrap_or(default)
    }
}

/// A value as files write it, without quotes.
pub trait Written {
    fn written(&self) -> String;
}

macro_rules! written {
    ($($name:ty),*) => {$(
        impl Written for $name {
            fn written(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
written!(bool, u8, u32, i64, Decimal, String, &str);

impl Written for Money {
    fn written(&self) -> String {
        self.0.to_string()
    }
}

impl Value for String {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        values::text(node, key, within.log).map(str::to_owned)
    }

    fn shape() -> Shape {
        Shape::Text
    }
}

impl Value for Date {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        values::date(node, key, within.log)
    }

    fn shape() -> Shape {
        Shape::Date
    }
}

impl Value for Period {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        values::period(node, key, within.log)
    }

    fn shape() -> Shape {
        Shape::Period
    }
}

impl Value for bool {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        match node.value {
            tree::Value::Boolean(yes) => Some(yes),
            _ => values::wrong_type(node, key, "true or false", within.log),
        }
    }

    fn shape() -> Shape {
        Shape::Boolean
    }
}

/// 0 or more, unless a range says otherwise.
impl Value for i64 {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let (low, high) = within.range.unwrap_or((0, ANY_SIZE));
        values::whole_number(node, key, low..=high, within.log)
    }

    fn shape() -> Shape {
        Shape::Whole
    }
}

impl Value for Money {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let (low, high) = within.range.unwrap_or((0, ANY_SIZE));
        let currency = within.catalog.currency_of(&node.text.path);
        values::minor_units(node, key, low..=high, currency, within.log).map(Money)
    }

    fn shape() -> Shape {
        Shape::Whole
    }
}

impl Value for u32 {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        u32::try_from(i64::read(node, key, within)?).ok()
    }

    fn shape() -> Shape {
        Shape::Whole
    }
}

impl Value for u8 {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let range = within.range.or(Some((0, i64::from(u8::MAX))));
        u8::try_from(i64::read(node, key, &Within { range, ..*within })?).ok()
    }

    fn shape() -> Shape {
        Shape::Whole
    }
}

impl Value for Decimal {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let (low, high) = within.range.unwrap_or((0, ANY_SIZE));
        values::decimal(node, key, low..=high, within.log)
    }

    fn shape() -> Shape {
        Shape::Decimal
    }
}

/// `day`, `week` or `month`.
impl Value for Grain {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        word(node, key, within)
    }

    fn shape() -> Shape {
        words::<Self>()
    }
}

/// A word of a closed list.
pub fn word<T: ClosedList>(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<T> {
    values::word(node, key, within.log)
}

pub fn words<T: ClosedList>() -> Shape {
    Shape::Words(T::WORDS.iter().map(|(word, _)| *word).collect())
}

/// An id, and that its record is declared where `sort` says of what.
pub fn id<'n>(node: &'n Node<'_>, key: &str, sort: Option<Sort>, within: &Within<'_>) -> Option<&'n str> {
    match sort {
        Some(sort) => within.catalog.refer(sort, node, key, within.owner, within.log),
        None => values::id(node, key, within.log),
    }
}
