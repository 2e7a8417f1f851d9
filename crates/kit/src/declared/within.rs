//! Values that hold others: with their place, optional, in lists, under ids.

use std::collections::{BTreeMap, BTreeSet};

use super::existing::Existing;
use super::keys::Shape;
use super::value::{Value, Within};
use crate::record::lists::{repeated, unique_ids};
use crate::source::{At, Place, Setting};
use crate::toml::tree::Node;
use crate::toml::{tree, values};

impl<T: Value> Value for At<T> {
    const NOUN: Option<&'static str> = T::NOUN;

    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        T::read(node, key, within).map(|value| At::new(value, node.place()))
    }

    fn shape() -> Shape {
        T::shape()
    }

    fn close(&mut self, existing: &dyn Existing) -> bool {
        self.value.close(existing)
    }

    fn name(&self) -> Option<&str> {
        self.value.name()
    }

    fn name_place(&self) -> Option<&Place> {
        Some(&self.place)
    }
}

/// The key of a setting is optional: see [`super::Defaulted`].
impl<T: Value> Value for Setting<T> {
    const NOUN: Option<&'static str> = T::NOUN;

    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        At::read(node, key, within).map(Setting::from)
    }

    fn shape() -> Shape {
        T::shape()
    }

    fn close(&mut self, existing: &dyn Existing) -> bool {
        self.value.close(existing)
    }
}

impl<T: Value> Value for Option<T> {
    const NOUN: Option<&'static str> = T::NOUN;

    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        T::read(node, key, within).map(Some)
    }

    fn shape() -> Shape {
        T::shape()
    }

    fn close(&mut self, existing: &dyn Existing) -> bool {
        self.as_mut().is_none_or(|value| value.close(existing))
    }
}

impl<T: Value> Value for Vec<T> {
    const NOUN: Option<&'static str> = T::NOUN;

    /// An id that a list has twice is reported; of tables both stay.
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let mut list: Vec<T> = Vec::new();
        let of_one = Within { range: None, id: None, ..*within };
        if matches!(node.value, tree::Value::Text(_))
            && let Some(table) = T::shape().table()
        {
            values::text_for_tables(node, key, &table.must_have(), within.log);
            return Some(list);
        }
        for node in values::items(node, key, within.log) {
            let Some(one) = T::read(node, key, &of_one) else { continue };
            let is_known = |name: &str| list.iter().any(|other| other.name() == Some(name));
            match one.name().filter(|name| T::NOUN.is_none() && is_known(name)) {
                Some(name) => repeated(node, key, name, within.log),
                None => list.push(one),
            }
        }
        if let Some(noun) = T::NOUN {
            unique_ids(noun, list.iter().filter_map(|one| one.name().zip(one.name_place())), within.log);
        }
        Some(list)
    }

    fn shape() -> Shape {
        Shape::List(Box::new(T::shape()))
    }

    /// Tables that name what is not there are left out; a list of ids stands or falls as a whole, unless it is loose.
    fn close(&mut self, existing: &dyn Existing) -> bool {
        if T::NOUN.is_some() {
            self.retain_mut(|one| one.close(existing));
            return true;
        }
        self.iter_mut().all(|one| one.close(existing))
    }
}

impl<T: Value + Ord> Value for BTreeSet<T> {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        Some(Vec::read(node, key, within)?.into_iter().collect())
    }

    fn shape() -> Shape {
        Vec::<T>::shape()
    }

    fn close(&mut self, existing: &dyn Existing) -> bool {
        let mut list: Vec<T> = std::mem::take(self).into_iter().collect();
        let stands = list.close(existing);
        self.extend(list);
        stands
    }
}

impl<K: Ord + for<'s> From<&'s str>, T: Value> Value for BTreeMap<K, T> {
    const NOUN: Option<&'static str> = T::NOUN;

    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        if !values::is_table(node, key, within.log) {
            return None;
        }
        let mut all = BTreeMap::new();
        for (id, node) in node.entries() {
            let good = values::key_as_id(id, node, within.log);
            let one = T::read(node, id, &Within { id: Some(id), ..*within });
            all.extend(good.map(K::from).zip(one));
        }
        Some(all)
    }

    fn shape() -> Shape {
        Shape::Map(Box::new(T::shape()))
    }

    fn close(&mut self, existing: &dyn Existing) -> bool {
        self.retain(|_, one| one.close(existing));
        true
    }
}

/// A field that a missing record empties, so that the rest of its record stays.
pub trait Loose {
    fn loosen(&mut self, existing: &dyn Existing);
}

impl<T: Value> Loose for Option<T> {
    fn loosen(&mut self, existing: &dyn Existing) {
        self.take_if(|value| !value.close(existing));
    }
}

impl<T: Value> Loose for Vec<T> {
    fn loosen(&mut self, existing: &dyn Existing) {
        self.retain_mut(|value| value.close(existing));
    }
}

impl<T: Value + Ord> Loose for BTreeSet<T> {
    fn loosen(&mut self, existing: &dyn Existing) {
        let all = std::mem::take(self).into_iter();
        self.extend(all.filter_map(|mut value| value.close(existing).then_some(value)));
    }
}
