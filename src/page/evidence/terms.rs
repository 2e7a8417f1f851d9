//! Where the terms of a contract are written: its own tables and those of the amendments that are folded in.

use crate::model::{AmendmentRecord, Change, Contract, ServiceLevelId};
use crate::page::evidence::locate::{key_place, table_end, table_head};
use crate::page::shell::House;
use crate::source::Place;

/// Tables by their heads, each with its last line.
pub type Tables = Vec<(Place, u32)>;

/// The clause as it stands in version `at`: its table of the base, and every change of an amendment in force.
pub fn level_tables(house: &House<'_>, contract: &Contract, id: &ServiceLevelId, at: usize) -> Tables {
    tables_of(house, contract, &format!("service-level.{id}"), at)
}

/// The table of a path as it stands in version `at`, with its changes.
pub fn tables_of(house: &House<'_>, contract: &Contract, path: &str, at: usize) -> Tables {
    let mut heads: Vec<Place> = base_table(house, contract, path).into_iter().collect();
    for amendment in in_force(contract, at) {
        let ours = amendment.changes.iter().filter(|change| is_below(&change.path, path));
        heads.extend(ours.map(|change| table_head(house.texts, &change.place)));
    }
    ended(house, heads)
}

/// What a change says, and what it was said before: the table of the base, and every earlier change of the same path.
pub fn change_tables(
    house: &House<'_>,
    contract: &Contract,
    by: &AmendmentRecord,
    change: &Change,
) -> Tables {
    let path = table_of(&change.path);
    let mut heads: Vec<Place> = path.and_then(|path| base_table(house, contract, path)).into_iter().collect();
    for amendment in contract.amendments.iter().filter(|other| other.number <= by.number) {
        let ours = amendment
            .changes
            .iter()
            .filter(|other| path.map_or(other.path == change.path, |path| is_below(&other.path, path)));
        heads.extend(ours.map(|change| table_head(house.texts, &change.place)));
    }
    ended(house, heads)
}

/// The line that sets a key above all tables, in the terms of version `at`.
pub fn key_of_terms(house: &House<'_>, contract: &Contract, key: &str, at: usize) -> Option<Place> {
    let changes = in_force(contract, at).flat_map(|amendment| &amendment.changes);
    match changes.filter(|change| change.path == key).last() {
        Some(change) => key_place(house.texts, &table_head(house.texts, &change.place), "value"),
        None => key_place(house.texts, &top(contract), key),
    }
}

/// The amendments that are folded into version `at`, in the order of their numbers.
pub fn in_force(contract: &Contract, at: usize) -> impl Iterator<Item = &AmendmentRecord> {
    let numbers: Vec<u32> =
        contract.versions.iter().take(at + 1).flat_map(|version| version.amendments.clone()).collect();
    contract.amendments.iter().filter(move |amendment| numbers.contains(&amendment.number))
}

/// `service-level.accuracy` of `service-level.accuracy.target`, `credits` of `credits.cap-percent`; `None` above all tables.
pub fn table_of(path: &str) -> Option<&str> {
    let mut dots = path.match_indices('.').map(|(at, _)| at);
    match path.strip_prefix("service-level.") {
        Some(_) => {
            let end = dots.nth(1).unwrap_or(path.len());
            path.get(..end)
        }
        None => dots.next().and_then(|end| path.get(..end)).or((path == "credits").then_some(path)),
    }
}

fn is_below(path: &str, table: &str) -> bool {
    path.strip_prefix(table).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn base_table(house: &House<'_>, contract: &Contract, path: &str) -> Option<Place> {
    let text = house.texts.get(&contract.place.path)?;
    let head = format!("[{path}]");
    let line = (1..=text.line_count()).find(|line| text.line(*line).trim() == head)?;
    Some(text.place(text.line_span(line)))
}

fn top(contract: &Contract) -> Place {
    Place { line: 1, ..contract.place.clone() }
}

fn ended(house: &House<'_>, mut heads: Vec<Place>) -> Tables {
    heads.sort();
    heads.dedup();
    heads.into_iter().map(|head| (head.clone(), table_end(house.texts, &head))).collect()
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
