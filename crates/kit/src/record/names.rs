//! Declared ids of one sort.

use std::collections::BTreeSet;

use crate::toml::tree::{Doc, Node};

/// Declared ids of one sort.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    ids: BTreeSet<String>,
    /// A file that declares such ids could not be read whole: absence proves nothing.
    pub(super) partial: bool,
}

impl Names {
    pub fn contains(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Whether `id` is surely not declared.
    pub fn lacks(&self, id: &str) -> bool {
        !self.partial && !self.contains(id)
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().map(String::as_str)
    }
}

impl Names {
    /// An id that is not known yet, of a file in a wrong place, may be any.
    pub(super) fn add(&mut self, id: &str) {
        match id {
            "" => self.partial = true,
            id => {
                self.ids.insert(id.to_owned());
            }
        }
    }

    /// The ids of a list of tables.
    pub(super) fn add_parts(&mut self, doc: Option<&Doc<'_>>, key: &str, partial: bool) {
        self.partial |= partial;
        for part in doc.iter().flat_map(|doc| doc.root.get(key)).flat_map(Node::items) {
            match part.get("id").and_then(Node::as_text) {
                Some(id) => self.add(id),
                None => self.partial = true,
            }
        }
    }

    pub(super) fn add_keys(&mut self, doc: Option<&Doc<'_>>, table: &str, partial: bool) {
        self.partial |= partial;
        let keys = doc.iter().flat_map(|doc| doc.root.get(table)).flat_map(Node::entries);
        self.ids.extend(keys.map(|(key, _)| key.clone()));
    }
}
