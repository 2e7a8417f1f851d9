//! `data/contracts/<contract>/contract.toml` with its amendments: terms, version by version.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::amendments::{self, Amendment};
use super::fold::{self, Folded};
use super::terms;
use crate::core::contract::record::{AmendmentRecord, Contract, Terms, TermsVersion};
use crate::core::metric::record::Metric;
use crate::kit::diag::{Code, Diagnostic, codes};
use crate::kit::id::{ContractId, MetricId};
use crate::kit::record::catalog::Catalog;
use crate::kit::source::{Extent, RepoPath, Text};
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::{self, Doc, Node};
use crate::kit::toml::values;

/// Reads a contract with its amendments, given as numbers of file names and documents.
pub fn read(
    id: &str,
    base: &Doc<'_>,
    amendments: &[(u32, &Doc<'_>)],
    catalog: &Catalog,
    metrics: &BTreeMap<MetricId, Metric>,
    log: &Log,
) -> Option<Contract> {
    let root = &base.root;
    let mut changes: Vec<Amendment<'_, '_>> = Vec::new();
    for (number, doc) in amendments {
        changes.extend(amendments::read(*number, &doc.root, catalog, log));
    }
    changes.sort_by_key(|amendment| amendment.record.number);
    let silent = Log::default();
    let effective_on = root.get("effective-on").and_then(|node| values::date(node, "effective-on", &silent));
    let folded = match effective_on {
        Some(from) => {
            changes.retain(|amendment| starts_inside(amendment, from, root, log));
            fold::fold(root, from, &mut changes, log)
        }
        None => vec![Folded { from: Date::MIN, applied: Vec::new(), root: root.clone() }],
    };
    let mut told: Vec<Diagnostic> = Vec::new();
    let mut versions = Vec::new();
    for (at, version) in folded.iter().enumerate() {
        let own = Log::new(log.has_gaps());
        let terms = terms::read(&version.root, catalog, metrics, &own);
        let (found, keys) = own.finish();
        keys.into_iter().for_each(|((table, key), present)| log.asked(table, key, present));
        let fresh: Vec<Diagnostic> = found.into_iter().filter(|new| !is_told(new, &told)).collect();
        for diagnostic in &fresh {
            let again = |root: &Node<'_>| {
                let own = Log::new(log.has_gaps());
                terms::read(root, catalog, metrics, &own);
                own.finish().0
            };
            let blame = |found: &Diagnostic| {
                let before = &folded.get(at.checked_sub(1)?)?.root;
                blame(before, version, &changes, found, again)
            };
            log.push(at_its_amendment(diagnostic.clone(), version, &changes, blame));
        }
        told.extend(fresh);
        after_end(&versions, version, &changes, log);
        let mut numbers: Vec<u32> = version.applied.iter().map(|&at| changes[at].record.number).collect();
        numbers.sort_unstable();
        versions.extend(terms.map(|terms| TermsVersion {
            from: version.from,
            amendments: numbers,
            written: version.root.leaves(),
            terms,
        }));
    }
    // Without base terms the first version would not start at the contract's first day.
    let base: &Terms = &versions.first().filter(|version| version.amendments.is_empty())?.terms;
    Some(Contract {
        id: ContractId::new(id),
        vendor: base.vendor.value.clone(),
        title: base.title.clone(),
        document_ref: base.document_ref.clone(),
        signed_on: base.signed_on,
        effective_on: base.effective_on,
        ends_on: *versions.last()?.terms.ends_on,
        versions,
        amendments: changes.into_iter().map(|amendment| amendment.record).collect(),
        signed: signed(root),
        place: root.place(),
    })
}

/// The trees of a contract that was read without a defect, each with its first day. `text` gives a file of the book.
pub fn folded<'a>(
    contract: &Contract,
    text: impl Fn(&RepoPath) -> Option<&'a Text>,
) -> Vec<(Date, Node<'a>)> {
    let Some(base) = text(&contract.place.path) else { return Vec::new() };
    let written = contract.amendments.iter();
    let written: Vec<(&AmendmentRecord, Doc<'a>)> =
        written.filter_map(|record| Some((record, tree::whole(text(&record.place.path)?)))).collect();
    let amendments = written.iter().map(|(record, doc)| Amendment {
        record: (*record).clone(),
        changes: amendments::changes(record, &doc.root),
    });
    let mut amendments: Vec<Amendment<'_, 'a>> = amendments.collect();
    let folded = fold::fold(&tree::whole(base).root, contract.effective_on, &mut amendments, &Log::default());
    folded.into_iter().map(|version| (version.from, version.root)).collect()
}

/// Where a contract says what it says: each key and table, and each service level.
fn signed(root: &Node<'_>) -> BTreeMap<String, Extent> {
    let levels = root.get("service-level").map_or(&[][..], Node::entries);
    let levels = levels.iter().map(|(id, node)| (format!("service-level.{id}"), node.extent()));
    root.entries().iter().map(|(key, node)| (key.clone(), node.extent())).chain(levels).collect()
}

/// An amendment cannot take effect before its contract does.
fn starts_inside(amendment: &Amendment<'_, '_>, from: Date, root: &Node<'_>, log: &Log) -> bool {
    let record = &amendment.record;
    if *record.effective_on >= from {
        return true;
    }
    let place = root.get("effective-on").map_or_else(|| root.place(), Node::place);
    log.push(
        Diagnostic::new(
            &codes::DATE_ORDER,
            record.effective_on.place.clone(),
            "the amendment takes effect before its contract",
        )
        .label(format!("expected {from} or later"))
        .help("correct the date, or change the contract itself")
        .related(place, "the contract takes effect"),
    );
    false
}

fn after_end(earlier: &[TermsVersion], version: &Folded<'_>, changes: &[Amendment<'_, '_>], log: &Log) {
    let Some(terms) = earlier.last().map(|version| &version.terms) else { return };
    let ended =
        *terms.ends_on < version.from && earlier.first().is_some_and(|base| base.from <= *terms.ends_on);
    for &at in version.applied.iter().filter(|_| ended) {
        log.push(
            Diagnostic::new(
                &codes::AMENDMENT_AFTER_END,
                changes[at].record.effective_on.place.clone(),
                format!("the amendment takes effect after the contract's end on {}", terms.ends_on),
            )
            .label(format!("expected {} or earlier", terms.ends_on))
            .help("correct the date, or extend the contract before its end")
            .related(terms.ends_on.place.clone(), "the contract ends"),
        );
    }
}

/// Whether an earlier version of the terms has shown the same: at the same place, or in the same words about a table as
/// a whole, which name it.
fn is_told(new: &Diagnostic, told: &[Diagnostic]) -> bool {
    static OF_A_TABLE: [&Code; 3] = [&codes::MISSING_KEY, &codes::SERVICE_LEVEL_SHAPE, &codes::ALLOCATION];
    told.iter().any(|old| {
        let same = old.code == new.code && old.message == new.message;
        same && (old.place == new.place || OF_A_TABLE.contains(&new.code))
    })
}

/// Moves a diagnostic about folded terms to the change that brought it about, when it stands elsewhere.
fn at_its_amendment(
    mut diagnostic: Diagnostic,
    version: &Folded<'_>,
    amendments: &[Amendment<'_, '_>],
    blame: impl FnOnce(&Diagnostic) -> Option<(usize, usize)>,
) -> Diagnostic {
    let of_amendment = |at: &usize| amendments[*at].record.place.path == diagnostic.place.path;
    if version.applied.is_empty() || version.applied.iter().any(of_amendment) {
        return diagnostic;
    }
    let Some((at, index)) = blame(&diagnostic) else { return diagnostic };
    let change = &amendments[at].changes[index];
    let home = std::mem::replace(&mut diagnostic.place, change.origin().place());
    diagnostic.message = format!("with this change, {}", diagnostic.message);
    diagnostic.related(home, "what it meets there")
}

/// The change from which on a diagnostic stays: the changes of a version are applied once more, one by one.
fn blame(
    before: &Node<'_>,
    version: &Folded<'_>,
    amendments: &[Amendment<'_, '_>],
    found: &Diagnostic,
    read: impl Fn(&Node<'_>) -> Vec<Diagnostic>,
) -> Option<(usize, usize)> {
    let mut root = before.clone();
    let mut since = None;
    for &at in &version.applied {
        for (index, change) in amendments[at].changes.iter().enumerate() {
            if fold::apply(&mut root, change).is_err() {
                continue;
            }
            let shown = read(&root).iter().any(|d| d.code == found.code && d.message == found.message);
            since = if shown { since.or(Some((at, index))) } else { None };
        }
    }
    since
}
