//! Where the terms of a contract are written: its own tables and those of the amendments that are folded in.

use jiff::civil::Date;

use crate::core::contract::record::{AmendmentRecord, Change, Contract, SharedClause};
use crate::kit::id::ServiceLevelId;
use crate::kit::source::Extent;

/// The clause as it stands in version `at`: its table of the base, and every change of an amendment in force; where it refers to a
/// shared clause, that one's file and every change of it too.
pub fn level_tables(contract: &Contract, id: &ServiceLevelId, at: usize) -> Vec<Extent> {
    let mut tables = tables_of(contract, &format!("service-level.{id}"), at);
    if let Some((clause, until)) = contract.shared_clause(at, id) {
        tables.extend(clause_tables(clause, until));
        tables.sort();
    }
    tables
}

/// A shared clause as it stands on a day: its file, and every change of an amendment in force.
pub fn clause_tables(clause: &SharedClause, day: Date) -> Vec<Extent> {
    sorted(Some(&clause.written), clause.in_force(day).flat_map(|amendment| &amendment.changes))
}

/// The table of a path as it stands in version `at`, with its changes.
pub fn tables_of(contract: &Contract, path: &str, at: usize) -> Vec<Extent> {
    let changes = in_force(contract, at).flat_map(|amendment| &amendment.changes);
    sorted(contract.signed.get(path), changes.filter(|change| is_below(&change.path, path)))
}

/// What a change says, and what it was said before: the table of the base, and every earlier change of the same path.
pub fn change_tables(contract: &Contract, by: &AmendmentRecord, change: &Change) -> Vec<Extent> {
    let path = table_of(&change.path);
    let earlier = contract.amendments.iter().filter(|other| other.number <= by.number);
    let is_ours =
        |other: &&Change| path.map_or(other.path == change.path, |path| is_below(&other.path, path));
    let changes = earlier.flat_map(|amendment| &amendment.changes).filter(is_ours);
    let mut tables = sorted(path.and_then(|path| contract.signed.get(path)), changes);
    // What it was before may be the word of a shared clause.
    let level = path.and_then(|path| path.strip_prefix("service-level."));
    let at = contract.versions.iter().rposition(|version| version.from <= *by.effective_on);
    let clause = level.zip(at).and_then(|(id, at)| contract.shared_clause(at, &ServiceLevelId::new(id)));
    tables.extend(clause.map_or_else(Vec::new, |(clause, _)| clause_tables(clause, *by.effective_on)));
    tables.sort();
    tables
}

/// The amendments that are folded into version `at`, in the order of their numbers.
pub fn in_force(contract: &Contract, at: usize) -> impl Iterator<Item = &AmendmentRecord> {
    let numbers: Vec<u32> =
        contract.versions.iter().take(at + 1).flat_map(|version| version.amendments.clone()).collect();
    contract.amendments.iter().filter(move |amendment| numbers.contains(&amendment.number))
}

/// `service-level.accuracy` of `service-level.accuracy.target`, `credits` of `credits.cap-percent`; `None` above all tables.
fn table_of(path: &str) -> Option<&str> {
    let mut dots = path.match_indices('.').map(|(at, _)| at);
    match path.strip_prefix("service-level.") {
        Some(_) => {
            let end = dots.nth(1).unwrap_or(path.len());
            path.get(..end)
        }
        None => dots.next().and_then(|end| path.get(..end)).or((path == "credits").then_some(path)),
    }
}

/// Whether a path is that of a table, or of something in it.
pub fn is_below(path: &str, table: &str) -> bool {
    path.strip_prefix(table).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn sorted<'c>(base: Option<&Extent>, changes: impl Iterator<Item = &'c Change>) -> Vec<Extent> {
    let mut tables: Vec<Extent> =
        base.into_iter().chain(changes.map(|change| &change.table)).cloned().collect();
    tables.sort();
    tables.dedup();
    tables
}

#[cfg(test)]
mod tests {
    use super::{is_below, table_of};

    #[test]
    fn a_path_names_the_table_it_changes() {
        assert_eq!(table_of("service-level.accuracy.target"), Some("service-level.accuracy"));
        assert_eq!(table_of("service-level.accuracy"), Some("service-level.accuracy"));
        assert_eq!(table_of("credits.cap-percent"), Some("credits"));
        assert_eq!((table_of("credits"), table_of("monthly-fee-minor")), (Some("credits"), None));
        assert!(is_below("service-level.accuracy.target", "service-level.accuracy"));
        assert!(!is_below("service-level.accuracy-month.target", "service-level.accuracy"));
    }
}
