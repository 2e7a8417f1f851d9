//! Which change brought about what is wrong with folded terms: it is reported where somebody has to correct it.

use super::amendments::Amendment;
use super::fold::Folded;
use super::ground::Ground;
use super::shelf::Shelf;
use crate::core::contract::shared::REFERENCE;
use crate::kit::diag::{Code, Diagnostic, codes};
use crate::kit::source::Place;
use crate::kit::toml::tree::Node;

/// Whether an earlier version of the terms has shown the same: at the same place, or in the same words about a table as
/// a whole, which name it.
pub fn is_told(new: &Diagnostic, told: &[Diagnostic]) -> bool {
    static OF_A_TABLE: [&Code; 3] = [&codes::MISSING_KEY, &codes::SERVICE_LEVEL_SHAPE, &codes::ALLOCATION];
    told.iter().any(|old| {
        let same = old.code == new.code && old.message == new.message;
        same && (old.place == new.place || OF_A_TABLE.contains(&new.code))
    })
}

/// What is needed to read a version of the terms once more.
pub struct Bench<'b, 'a> {
    pub shelf: &'b Shelf<'a>,
    pub amendments: &'b [Amendment<'b, 'a>],
    /// What is wrong with a tree.
    pub read: &'b dyn Fn(&Node<'_>) -> Vec<Diagnostic>,
}

impl<'a> Bench<'_, 'a> {
    /// Moves a diagnostic about folded terms to what brought it about, when it stands elsewhere: a change of an amendment, or what a
    /// contract says beside its shared clause.
    pub fn at_its_cause(
        &self,
        found: Diagnostic,
        before: Option<&Folded<'a>>,
        version: &Folded<'a>,
    ) -> Diagnostic {
        let is_there = |place: &Place| place.path == found.place.path;
        let own = version.applied.iter().any(|&at| is_there(&self.amendments[at].record.place));
        let mut shared = version.shared.iter().filter_map(|id| self.shelf.get(id));
        let of_clause = shared.any(|clause| {
            let mut of_day = clause.record.amendments.iter().filter(|of| *of.effective_on == version.from);
            of_day.any(|amendment| is_there(&amendment.place))
        });
        if own || of_clause {
            return found;
        }
        let place = before.and_then(|before| self.blame(&before.ground, version, &found));
        match place {
            Some(place) => moved(found, place, "with this change"),
            None => match self.beside_its_clause(version, &found) {
                Some(place) => moved(found, place, "beside its shared clause"),
                None => self.with_its_clause(version, found),
            },
        }
    }

    fn shows(&self, root: &Node<'_>, found: &Diagnostic) -> bool {
        (self.read)(root).iter().any(|one| one.code == found.code && one.message == found.message)
    }

    /// The change from which on a diagnostic stays: the changes of a version are applied once more, one by one.
    fn blame(&self, before: &Ground<'a>, version: &Folded<'a>, found: &Diagnostic) -> Option<Place> {
        let mut ground = before.clone();
        let mut since = None;
        if !version.shared.is_empty() {
            ground.put(self.shelf, version.from);
            let clauses = version.shared.iter().filter_map(|id| self.shelf.get(id));
            let amendments = clauses.flat_map(|clause| &clause.record.amendments);
            let mut changes =
                amendments.filter(|of| *of.effective_on == version.from).flat_map(|of| &of.changes);
            let change = changes.next().filter(|_| self.shows(&ground.whole, found));
            since = change.map(|change| change.place.clone());
        }
        for &at in &version.applied {
            for change in &self.amendments[at].changes {
                if ground.apply(change, self.shelf, version.from).is_err() {
                    continue;
                }
                let shown = self.shows(&ground.whole, found);
                since = if shown { since.or_else(|| Some(change.origin().place())) } else { None };
            }
        }
        since
    }

    /// What a contract says itself, without which nothing would be wrong with what its shared clause says.
    fn beside_its_clause(&self, version: &Folded<'a>, found: &Diagnostic) -> Option<Place> {
        let is_of_clause = found.place.path.as_str().starts_with("data/clauses/");
        let levels = version.ground.own.get("service-level").filter(|_| is_of_clause)?;
        for (id, level) in levels.entries().iter().filter(|(_, level)| level.get(REFERENCE).is_some()) {
            for (key, node) in level.entries().iter().filter(|(key, _)| key != REFERENCE) {
                let mut without = version.ground.clone();
                let own = without.own.get_mut("service-level").and_then(|levels| levels.get_mut(id));
                own.and_then(Node::entries_mut)?.retain(|(name, _)| name != key);
                without.put(self.shelf, version.from);
                if !self.shows(&without.whole, found) {
                    return Some(node.place());
                }
            }
        }
        None
    }

    /// Of a key that neither says: that the clause was asked too.
    fn with_its_clause(&self, version: &Folded<'a>, found: Diagnostic) -> Diagnostic {
        let levels = version.ground.own.get("service-level").map_or(&[][..], Node::entries);
        let level = levels.iter().find(|(_, level)| level.place() == found.place);
        let id = level.and_then(|(_, level)| level.get(REFERENCE)?.as_text());
        match id.and_then(|id| self.shelf.get(id)).filter(|_| found.code == &codes::MISSING_KEY) {
            Some(clause) => {
                let words = "its shared clause leaves it to each contract";
                found.related(clause.record.place.clone(), words)
            }
            None => found,
        }
    }
}

fn moved(mut found: Diagnostic, place: Place, lead: &str) -> Diagnostic {
    let home = std::mem::replace(&mut found.place, place);
    found.message = format!("{lead}, {}", found.message);
    found.related(home, "what it meets there")
}
