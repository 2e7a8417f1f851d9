//! A corrected file: rows that an earlier import of the same map gave, and that the file has no longer.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::measurement::columns::Column;
use crate::import::observed::Taken;
use crate::kit::source::RepoPath;
use crate::subject::import::record::Import;
use crate::subject::import::row::{self, KeptRow};

/// A row of the book that an import wrote and that the file of another has no longer.
#[derive(Clone, Debug)]
pub struct Gone {
    /// The metric file.
    pub path: RepoPath,
    /// The import that wrote it.
    pub import: String,
    pub row: KeptRow,
    pub digest: String,
}

/// The rows that are gone, by file and line. A file corrects an earlier one where both have a row of the same key. Rows of metrics that it has not
/// are none of its business, nor are those before its first period and after its last: a file of the last three months says nothing of the fourth.
pub fn rows(taken: &[Taken], kept: &BTreeMap<&RepoPath, Vec<KeptRow>>, imports: &[&Import]) -> Vec<Gone> {
    let keys: BTreeSet<[&str; 6]> = taken.iter().map(|row| row::key(&row.cells)).collect();
    let mut spans: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for row in taken {
        let of = |column: Column| row.cells[column as usize].as_str();
        // Periods of one metric are of one grain, so that their texts stand in the order of time.
        let (metric, period) = (of(Column::Metric), of(Column::Period));
        let span = spans.entry(metric).or_insert((period, period));
        *span = (span.0.min(period), span.1.max(period));
    }
    let is_covered = |row: &KeptRow| {
        let of = |column: Column| row.cells[column as usize].as_str();
        spans
            .get(of(Column::Metric))
            .is_some_and(|(first, last)| (*first..=*last).contains(&of(Column::Period)))
    };
    let of_digest: BTreeMap<&str, &Import> = imports
        .iter()
        .flat_map(|import| import.rows.iter().map(|digest| (digest.as_str(), *import)))
        .collect();
    let mut corrected = BTreeSet::new();
    let mut gone = Vec::new();
    for (path, rows) in kept {
        for row in rows {
            let digest = row::digest(&row.cells);
            let Some(import) = of_digest.get(digest.as_str()) else { continue };
            if keys.contains(&row::key(&row.cells)) {
                corrected.insert(&import.id);
            } else if is_covered(row) {
                let row = row.clone();
                gone.push((
                    &import.id,
                    Gone { path: (*path).clone(), import: import.id.to_string(), row, digest },
                ));
            }
        }
    }
    gone.into_iter().filter(|(import, _)| corrected.contains(import)).map(|(_, gone)| gone).collect()
}
