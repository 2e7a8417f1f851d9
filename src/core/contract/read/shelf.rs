//! The clauses that contracts share, as they stand on each day.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::core::contract::record::SharedClause;
use crate::kit::diag::{Code, Diagnostic};
use crate::kit::source::Place;
use crate::kit::toml::tree::Node;

/// The shared clauses by their ids.
pub type Shelf<'a> = BTreeMap<String, Shelved<'a>>;

/// A shared clause with the tree that holds from each of its days.
pub struct Shelved<'a> {
    pub record: Arc<SharedClause>,
    /// In order of day; the first holds from ever.
    pub roots: Vec<(Date, Node<'a>)>,
    /// Something that must stand in it could not be read: what contracts lack because of it is not told again.
    pub has_gaps: bool,
    /// What is wrong with it by itself, which no contract that refers to it tells again.
    pub told: Vec<(&'static Code, Place)>,
}

impl<'a> Shelved<'a> {
    /// Whether the clause itself has told of this.
    pub fn tells(&self, found: &Diagnostic) -> bool {
        self.told.iter().any(|(code, place)| *code == found.code && *place == found.place)
    }

    /// As it stands on a day.
    pub fn on(&self, day: Date) -> &Node<'a> {
        let later = self.roots.iter().rev().find(|(from, _)| *from <= day);
        &later.unwrap_or(&self.roots[0]).1
    }

    /// The days on which it changes.
    pub fn days(&self) -> impl Iterator<Item = Date> + '_ {
        self.roots.iter().skip(1).map(|(from, _)| *from)
    }
}
