//! Terms as of a day: the contract's tree with the changes of all amendments effective by then.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::amendments::{Amendment, ChangeNode};
use super::ground::{Ground, referred};
use super::shelf::Shelf;
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;

/// The tree that holds from a day.
pub struct Folded<'a> {
    pub from: Date,
    /// Places of `amendments` in the list given to [`fold`].
    pub applied: Vec<usize>,
    /// Shared clauses of which amendments of that day change something here.
    pub shared: BTreeSet<String>,
    pub root: Node<'a>,
    /// The same, with what the contract says itself apart from its shared clauses.
    pub ground: Ground<'a>,
}

/// Applies amendments in order of effective date, then number; what cannot be applied is reported and left out. On one day the shared
/// clauses change first, then the contract. `amendments` get their list of changes. The first tree is the base.
pub fn fold<'a>(
    base: &Node<'a>,
    base_from: Date,
    amendments: &mut [Amendment<'_, 'a>],
    shelf: &Shelf<'a>,
    log: &Log,
) -> Vec<Folded<'a>> {
    let mut ground = Ground::new(base, shelf, base_from);
    let mut versions = vec![Folded::new(base_from, &ground)];
    for (from, of_day) in days(base, base_from, amendments, shelf) {
        if of_day.is_empty() && has_ended(&ground.whole, from) {
            continue;
        }
        let mut version = Folded { shared: ground.put(shelf, from), ..Folded::new(from, &ground) };
        let mut changed: Vec<(String, usize, usize)> = Vec::new();
        for at in of_day {
            version.applied.push(at);
            let mut done = Vec::new();
            for (index, change) in amendments[at].changes.iter().enumerate() {
                let first = changed.iter().find(|(path, ..)| path == change.path);
                if let Some(&(_, other, other_index)) = first {
                    log.push(clash(change, &amendments[other].changes[other_index], from));
                    continue;
                }
                changed.push((change.path.to_owned(), at, index));
                match ground.apply(change, shelf, from) {
                    Ok(change) => done.push(change),
                    Err(diagnostic) => log.push(*diagnostic),
                }
            }
            amendments[at].record.changes = done;
        }
        if !version.applied.is_empty() || !version.shared.is_empty() {
            let Folded { applied, shared, .. } = version;
            versions.push(Folded { applied, shared, ..Folded::new(from, &ground) });
        }
    }
    versions
}

impl<'a> Folded<'a> {
    pub fn new(from: Date, ground: &Ground<'a>) -> Folded<'a> {
        let (applied, shared) = (Vec::new(), BTreeSet::new());
        Folded { from, applied, shared, root: ground.whole.clone(), ground: ground.clone() }
    }
}

/// The days on which terms may change, each with the amendments that take effect on it, in order of number.
fn days<'a>(
    base: &Node<'a>,
    base_from: Date,
    amendments: &[Amendment<'_, 'a>],
    shelf: &Shelf<'a>,
) -> BTreeMap<Date, Vec<usize>> {
    let mut days: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
    let mut order: Vec<usize> = (0..amendments.len()).collect();
    order.sort_by_key(|&at| amendments[at].record.number);
    for at in order {
        days.entry(*amendments[at].record.effective_on).or_default().push(at);
    }
    let mut clauses = referred(base);
    for change in amendments.iter().flat_map(|amendment| &amendment.changes) {
        clauses.extend(change.refers());
    }
    for clause in clauses.iter().filter_map(|clause| shelf.get(clause)) {
        for day in clause.days().filter(|day| *day > base_from) {
            days.entry(day).or_default();
        }
    }
    days
}

/// Whether terms are over before a day: what becomes of a shared clause then is no matter of this contract.
fn has_ended(root: &Node<'_>, day: Date) -> bool {
    let silent = Log::default();
    let ends_on = root.get("ends-on").and_then(|node| values::date(node, "ends-on", &silent));
    ends_on.is_some_and(|ends_on| ends_on < day)
}

fn clash(change: &ChangeNode<'_, '_>, first: &ChangeNode<'_, '_>, on: Date) -> Diagnostic {
    let message = format!("`{}` is changed twice with effect from {on}", change.path);
    Diagnostic::new(&codes::AMENDMENT_CLASH, change.path_node.place(), message)
        .label("second change")
        .help("keep one of the two, or give them different dates")
        .related(first.path_node.place(), "first change")
}
