//! `data/clauses/<clause>.toml` with its amendments, and what is wrong with it by itself.

use std::sync::Arc;

use jiff::civil::Date;

use super::amendments::{self, Amendment};
use super::fold;
use super::shelf::{Shelf, Shelved};
use crate::core::contract::record::{ServiceLevel, SharedClause};
use crate::core::contract::shared::{ClauseVersion, REFERENCE};
use crate::kit::declared::{Key, Reader, Record};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::SharedClauseId;
use crate::kit::record::catalog::Catalog;
use crate::kit::source::At;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::{Doc, Node};

/// Reads a shared clause with its amendments, given as numbers of file names and documents.
pub fn read<'a>(
    id: &str,
    base: &Doc<'a>,
    amendments: &[(u32, &Doc<'a>)],
    catalog: &Catalog,
    log: &Log,
) -> Shelved<'a> {
    let mut changes: Vec<Amendment<'_, 'a>> = Vec::new();
    for (number, doc) in amendments {
        changes.extend(amendments::read(*number, &doc.root, catalog, log));
    }
    changes.sort_by_key(|amendment| amendment.record.number);
    let folded = fold::fold(&base.root, Date::MIN, &mut changes, &Shelf::new(), log);
    let mut told: Vec<Diagnostic> = Vec::new();
    let mut has_gaps = log.has_gaps();
    for version in &folded {
        for found in alone(id, &version.root, catalog, log) {
            has_gaps |= found.code == &codes::MISSING_KEY;
            if !told.iter().any(|old| {
                (old.code, &old.place) == (found.code, &found.place) && old.message == found.message
            }) {
                told.push(found);
            }
        }
    }
    let places = told.iter().map(|found| (found.code, found.place.clone())).collect();
    told.into_iter().for_each(|found| log.push(found));
    let versions =
        folded.iter().map(|version| ClauseVersion { from: version.from, keys: keys(&version.root) });
    let record = SharedClause {
        id: SharedClauseId::new(id),
        versions: versions.collect(),
        amendments: changes.into_iter().map(|amendment| amendment.record).collect(),
        written: base.root.extent(),
        place: base.root.place(),
    };
    let roots = folded.into_iter().map(|version| (version.from, version.root)).collect();
    Shelved { record: Arc::new(record), roots, has_gaps, told: places }
}

fn keys(root: &Node<'_>) -> Vec<(String, At<String>)> {
    root.entries().iter().map(|(key, node)| (key.clone(), At::new(node.written(), node.place()))).collect()
}

/// What is wrong with a clause by itself: its keys, their types, what no contract can mend. Rules between keys hold for the service levels
/// of the contracts, which may say some of the keys.
fn alone(id: &str, root: &Node<'_>, catalog: &Catalog, log: &Log) -> Vec<Diagnostic> {
    let own = Log::new(log.has_gaps());
    let name = format!("clause `{id}`");
    let reader = Reader::new(root, catalog, &own, ServiceLevel::NOUN, name.clone());
    let _whole = ServiceLevel::draft(&reader);
    reader.fields.finish(|key| SharedClause::table().key(key).map(Key::when_missing));
    if let Some(node) = root.get(REFERENCE) {
        own.push(
            Diagnostic::new(&codes::UNKNOWN_KEY, node.key_place(), "a clause has no key `clause`")
                .label("a shared clause refers to no other")
                .help("write here what the other clause says"),
        );
    }
    let (mut found, keys) = own.finish();
    keys.into_iter().for_each(|((table, key), present)| log.asked(table, key, present));
    let lacks: Vec<String> =
        SharedClause::required().iter().map(|key| format!("{name} has no `{key}`")).collect();
    let place = root.place();
    found.retain(|found| {
        let is_of_whole = found.code == &codes::MISSING_KEY && found.place == place;
        let is_reference = found.code == &codes::UNKNOWN_CLAUSE;
        !is_reference && (!is_of_whole || lacks.contains(&found.message))
    });
    found
}
