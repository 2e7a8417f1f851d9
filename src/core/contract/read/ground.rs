//! The terms of a contract while they are folded: what it says itself, with what its shared clauses say of the day put in.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::amendments::ChangeNode;
use super::apply::apply;
use super::shelf::Shelf;
use crate::core::contract::record::Change;
use crate::core::contract::shared::REFERENCE;
use crate::kit::diag::Diagnostic;
use crate::kit::toml::tree::Node;

const LEVELS: &str = "service-level";

/// One tree for the contract alone, one for the terms as they hold.
#[derive(Clone)]
pub struct Ground<'a> {
    /// What the contract and its amendments say.
    pub own: Node<'a>,
    /// Service level and key: what an amendment of the contract took out, though its clause says it.
    without: BTreeSet<(String, String)>,
    /// The terms: where the contract is silent, the shared clause speaks.
    pub whole: Node<'a>,
}

impl<'a> Ground<'a> {
    pub fn new(base: &Node<'a>, shelf: &Shelf<'a>, day: Date) -> Ground<'a> {
        let mut ground = Ground { own: base.clone(), without: BTreeSet::new(), whole: base.clone() };
        ground.put(shelf, day);
        ground
    }

    /// Puts in what the shared clauses say on a day: each key that the contract does not say itself. Each value keeps its place. The
    /// clauses of which something is now otherwise.
    pub fn put(&mut self, shelf: &Shelf<'a>, day: Date) -> BTreeSet<String> {
        if shelf.is_empty() {
            return BTreeSet::new();
        }
        let before = self.by_level();
        let mut whole = self.own.clone();
        for (id, level) in whole.get_mut(LEVELS).and_then(Node::entries_mut).into_iter().flatten() {
            let clause = level.get(REFERENCE).and_then(Node::as_text).and_then(|clause| shelf.get(clause));
            let Some(clause) = clause else { continue };
            let is_put = |key: &str| {
                key != REFERENCE
                    && level.get(key).is_none()
                    && !self.without.contains(&(id.clone(), key.to_owned()))
            };
            let said = clause.on(day).entries().iter().filter(|(key, _)| is_put(key)).cloned();
            let said: Vec<(String, Node<'a>)> = said.collect();
            level.entries_mut().into_iter().for_each(|entries| entries.extend(said.iter().cloned()));
        }
        self.whole = whole;
        let after = self.by_level();
        after
            .into_iter()
            .filter(|entry| before.get(&entry.0) != Some(&entry.1))
            .map(|(_, (of, _))| of)
            .collect()
    }

    /// What each service level with a shared clause says, and which clause that is.
    fn by_level(&self) -> BTreeMap<String, (String, Vec<(String, String)>)> {
        let of = |(id, level): &(String, Node<'a>)| {
            let clause = level.get(REFERENCE)?.as_text()?.to_owned();
            Some((id.clone(), (clause, level.leaves())))
        };
        self.whole.get(LEVELS).map_or(&[][..], Node::entries).iter().filter_map(of).collect()
    }

    /// Applies a change to the terms of a day. What it sets is said by the contract from then on; what it takes out of the contract's own
    /// words the shared clause says again; what the contract has never said goes for this contract alone.
    pub fn apply(
        &mut self,
        change: &ChangeNode<'_, 'a>,
        shelf: &Shelf<'a>,
        day: Date,
    ) -> Result<Change, Box<Diagnostic>> {
        let done = apply(&mut self.whole, change)?;
        match change.segments().as_slice() {
            [LEVELS, id, key, ..] => self.say(id, key),
            [LEVELS, id] => {
                self.without.retain(|(level, _)| level != id);
                let now = self.whole.get(LEVELS).and_then(|levels| levels.get(id)).cloned();
                set(self.own.get_mut(LEVELS), id, now);
            }
            [top, ..] => {
                let now = self.whole.get(top).cloned();
                set(Some(&mut self.own), top, now);
                if *top == LEVELS {
                    self.without.clear();
                }
            }
            [] => {}
        }
        self.put(shelf, day);
        Ok(done)
    }

    /// Takes a key of a service level over into the contract's own words, as it now stands in the terms.
    fn say(&mut self, id: &str, key: &str) {
        let level = |root: &Node<'a>| root.get(LEVELS)?.get(id).cloned();
        let now = level(&self.whole).and_then(|level| level.get(key).cloned());
        let was_own = level(&self.own).is_some_and(|level| level.get(key).is_some());
        let mark = (id.to_owned(), key.to_owned());
        match (&now, was_own) {
            (None, false) => self.without.insert(mark),
            _ => self.without.remove(&mark),
        };
        set(self.own.get_mut(LEVELS).and_then(|levels| levels.get_mut(id)), key, now);
    }
}

fn set<'a>(table: Option<&mut Node<'a>>, key: &str, value: Option<Node<'a>>) {
    let Some(entries) = table.and_then(Node::entries_mut) else { return };
    let at = entries.iter().position(|(name, _)| name == key);
    match (at, value) {
        (Some(at), Some(value)) => entries[at].1 = value,
        (Some(at), None) => {
            entries.remove(at);
        }
        (None, Some(value)) => entries.push((key.to_owned(), value)),
        (None, None) => {}
    }
}

/// The shared clauses that a tree refers to, by its service levels.
pub fn referred(root: &Node<'_>) -> BTreeSet<String> {
    let levels = root.get(LEVELS).map_or(&[][..], Node::entries);
    levels.iter().filter_map(|(_, level)| Some(level.get(REFERENCE)?.as_text()?.to_owned())).collect()
}
