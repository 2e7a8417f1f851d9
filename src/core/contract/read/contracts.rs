//! `data/contracts/<contract>/contract.toml` with its amendments: terms, version by version.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::amendments::{self, Amendment};
use super::blame::{Bench, is_told};
use super::fold::{self, Folded};
use super::ground::{Ground, referred};
use super::shelf::{Shelf, Shelved};
use super::terms;
use crate::core::contract::record::{AmendmentRecord, Contract, SharedClause, Terms, TermsVersion};
use crate::core::contract::shared::REFERENCE;
use crate::core::metric::record::Metric;
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{ContractId, MetricId, ServiceLevelId, SharedClauseId};
use crate::kit::record::catalog::Catalog;
use crate::kit::source::{Extent, RepoPath, Text};
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::{self, Doc, Node};
use crate::kit::toml::values;

/// Reads a contract with its amendments, given as numbers of file names and documents.
pub fn read<'a>(
    id: &str,
    base: &Doc<'a>,
    amendments: &[(u32, &Doc<'a>)],
    shelf: &Shelf<'a>,
    catalog: &Catalog,
    metrics: &BTreeMap<MetricId, Metric>,
    log: &Log,
) -> Option<Contract> {
    let root = &base.root;
    let mut changes: Vec<Amendment<'_, 'a>> = Vec::new();
    for (number, doc) in amendments {
        changes.extend(amendments::read(*number, &doc.root, catalog, log));
    }
    changes.sort_by_key(|amendment| amendment.record.number);
    let silent = Log::default();
    let effective_on = root.get("effective-on").and_then(|node| values::date(node, "effective-on", &silent));
    let folded = match effective_on {
        Some(from) => {
            changes.retain(|amendment| starts_inside(amendment, from, root, log));
            // A change of what a clause should have said is not wrong because the clause is not there.
            let mut clauses = referred(root);
            let all = changes.iter().flat_map(|amendment| &amendment.changes);
            clauses.extend(all.flat_map(|change| change.refers()));
            let own = Log::new(log.has_gaps() || lacks_a_clause(clauses, shelf));
            let folded = fold::fold(root, from, &mut changes, shelf, &own);
            own.finish().0.into_iter().for_each(|found| log.push(found));
            folded
        }
        None => vec![Folded::new(Date::MIN, &Ground::new(root, shelf, Date::MIN))],
    };
    let mut told: Vec<Diagnostic> = Vec::new();
    let mut versions = Vec::new();
    for (at, version) in folded.iter().enumerate() {
        let gaps = log.has_gaps() || lacks_a_clause(referred(&version.root), shelf);
        let own = Log::new(gaps);
        let terms = terms::read(&version.root, catalog, metrics, &own);
        let (found, keys) = own.finish();
        keys.into_iter().for_each(|((table, key), present)| log.asked(table, key, present));
        let is_fresh =
            |new: &Diagnostic| !is_told(new, &told) && !shelf.values().any(|clause| clause.tells(new));
        let fresh: Vec<Diagnostic> = found.into_iter().filter(is_fresh).collect();
        let again = |root: &Node<'_>| {
            let own = Log::new(gaps);
            terms::read(root, catalog, metrics, &own);
            own.finish().0
        };
        let bench = Bench { shelf, amendments: &changes, read: &again };
        let before = at.checked_sub(1).and_then(|at| folded.get(at));
        for diagnostic in &fresh {
            log.push(bench.at_its_cause(diagnostic.clone(), before, version));
        }
        told.extend(fresh);
        after_end(&versions, version, &changes, log);
        versions.extend(terms.map(|terms| of_version(version, &changes, terms)));
    }
    // Without base terms the first version would not start at the contract's first day.
    let is_base = |version: &&TermsVersion| version.amendments.is_empty() && version.shared.is_empty();
    let base: &Terms = &versions.first().filter(is_base)?.terms;
    Some(Contract {
        id: ContractId::new(id),
        vendor: base.vendor.value.clone(),
        title: base.title.clone(),
        document_ref: base.document_ref.clone(),
        signed_on: base.signed_on,
        effective_on: base.effective_on,
        ends_on: *versions.last()?.terms.ends_on,
        clauses: clauses(&versions, shelf),
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
    let shelf = shelf(contract, &text);
    let (root, silent) = (tree::whole(base).root, Log::default());
    let folded = fold::fold(&root, contract.effective_on, &mut amendments, &shelf, &silent);
    folded.into_iter().map(|version| (version.from, version.root)).collect()
}

/// The shared clauses of a contract that was read without a defect.
fn shelf<'a>(contract: &Contract, text: &impl Fn(&RepoPath) -> Option<&'a Text>) -> Shelf<'a> {
    let one = |record: &Arc<SharedClause>| {
        let base = tree::whole(text(&record.place.path)?).root;
        let written = record.amendments.iter();
        let written: Vec<(&AmendmentRecord, Doc<'a>)> =
            written.filter_map(|of| Some((of, tree::whole(text(&of.place.path)?)))).collect();
        let amendments = written.iter().map(|(of, doc)| Amendment {
            record: (*of).clone(),
            changes: amendments::changes(of, &doc.root),
        });
        let mut amendments: Vec<Amendment<'_, 'a>> = amendments.collect();
        let folded = fold::fold(&base, Date::MIN, &mut amendments, &Shelf::new(), &Log::default());
        let roots = folded.into_iter().map(|version| (version.from, version.root)).collect();
        Some((
            record.id.to_string(),
            Shelved { record: Arc::clone(record), roots, has_gaps: false, told: Vec::new() },
        ))
    };
    contract.clauses.values().filter_map(one).collect()
}

fn of_version(version: &Folded<'_>, changes: &[Amendment<'_, '_>], terms: Terms) -> TermsVersion {
    let mut amendments: Vec<u32> = version.applied.iter().map(|&at| changes[at].record.number).collect();
    amendments.sort_unstable();
    let levels = version.ground.own.get("service-level").map_or(&[][..], Node::entries);
    let with_clause = levels.iter().filter(|(_, level)| level.get(REFERENCE).is_some());
    let own = |level: &Node<'_>| {
        let keys = level.entries().iter().filter(|(key, _)| key != REFERENCE);
        keys.map(|(key, node)| (key.clone(), node.place())).collect()
    };
    TermsVersion {
        from: version.from,
        amendments,
        shared: version.shared.iter().map(|id| SharedClauseId::new(id)).collect(),
        own: with_clause.map(|(id, level)| (ServiceLevelId::new(id), own(level))).collect(),
        written: version.root.leaves(),
        terms,
    }
}

/// The shared clauses that any version refers to.
fn clauses(versions: &[TermsVersion], shelf: &Shelf<'_>) -> BTreeMap<SharedClauseId, Arc<SharedClause>> {
    let levels = versions.iter().flat_map(|version| version.terms.service_levels.values());
    let ids = levels.filter_map(|level| level.clause.as_deref());
    ids.filter_map(|id| Some((id.clone(), Arc::clone(&shelf.get(id.as_str())?.record)))).collect()
}

/// Whether a service level refers to a clause that is not there, or could not be read whole. That is reported once, where it is.
fn lacks_a_clause(ids: BTreeSet<String>, shelf: &Shelf<'_>) -> bool {
    ids.into_iter().any(|id| shelf.get(&id).is_none_or(|clause| clause.has_gaps))
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
