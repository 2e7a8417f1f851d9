//! Rows that are taken, put into the files of the book: a new row at the end of its file, a changed one in the place of the row that it replaces.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::measurement::columns::Column;
use crate::import::gone::{self, Gone};
use crate::import::observed::Taken;
use crate::import::rewritten::{Edits, Rewritten};
use crate::kit::source::{RepoPath, Snapshot, Text};
use crate::subject::import::record::Import;
use crate::subject::import::row::{self, Cells, KeptRow};

/// A file as it would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    pub text: String,
    /// Whether it stands there already.
    pub is_known: bool,
    /// Rows that are new, as the file has them.
    pub added: Vec<String>,
    pub replaced: Vec<Replaced>,
    /// How many rows are taken out.
    pub removed: usize,
    pub unchanged: usize,
    /// Its header.
    pub header: String,
}

/// A row that another takes the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    pub line: u32,
    pub before: Cells,
    pub after: Cells,
}

/// What the book becomes.
#[derive(Clone, Debug, Default)]
pub struct Merge {
    pub files: BTreeMap<String, Changed>,
    /// Digests of rows that stand in the book already.
    pub standing: Vec<String>,
    /// Digests of the rows that are written.
    pub written: Vec<String>,
    /// Digests of the rows that they replace, and of those that are taken out.
    pub replaced: Vec<String>,
    /// Withheld rows of which the book has a figure: it stays, and they are not taken. Places in the list of rows.
    pub outranked: Vec<usize>,
    /// Of the rows that are new, replaced and as they are, how many are withheld.
    pub withheld: (usize, usize, usize),
    /// Rows of earlier imports that a corrected file has no longer.
    pub gone: Vec<Gone>,
}

impl Merge {
    /// Rows with a figure: new ones, replaced ones, those that are as they were.
    pub fn rows(&self) -> (usize, usize, usize) {
        let (added, replaced, unchanged) =
            self.files.values().fold((0, 0, 0), |(added, replaced, unchanged), file| {
                (added + file.added.len(), replaced + file.replaced.len(), unchanged + file.unchanged)
            });
        let of = self.withheld;
        (added - of.0, replaced - of.1, unchanged - of.2)
    }
}

/// What an import knows of the book beside its rows.
#[derive(Clone, Copy, Debug)]
pub struct Before<'b> {
    /// Imports by the same map.
    pub imports: &'b [&'b Import],
    /// Whether rows that the file has no longer are taken out.
    pub removes: bool,
}

/// Puts rows into the book. `name` is that of new files in the folder of each vendor.
pub fn merge(taken: &[Taken], name: &str, snapshot: &Snapshot, before: Before<'_>) -> Merge {
    let kept = row::of_book(snapshot);
    let mut standing: BTreeMap<[&str; 6], (&RepoPath, &KeptRow)> = BTreeMap::new();
    for (path, rows) in &kept {
        for row in rows {
            standing.entry(row::key(&row.cells)).or_insert((path, row));
        }
    }
    let mut merge = Merge { gone: gone::rows(taken, &kept, before.imports), ..Merge::default() };
    let mut plans: BTreeMap<String, Plan<'_>> = BTreeMap::new();
    for (at, row) in taken.iter().enumerate() {
        let digest = row::digest(&row.cells);
        let one = usize::from(row::is_withheld(&row.cells));
        match standing.get(&row::key(&row.cells)) {
            Some((path, old)) if row::digest(&old.cells) == digest => {
                merge.withheld.2 += one;
                plans.entry(path.as_str().to_owned()).or_default().unchanged += 1;
                merge.standing.push(digest);
            }
            Some((_, old)) if one == 1 && !row::is_withheld(&old.cells) => merge.outranked.push(at),
            Some((path, old)) => {
                merge.withheld.1 += one;
                merge.replaced.push(row::digest(&old.cells));
                merge.written.push(digest);
                let after = after(&old.cells, &row.cells);
                plans.entry(path.as_str().to_owned()).or_default().replaced.push((old, after));
            }
            None => {
                merge.withheld.0 += one;
                merge.written.push(digest);
                let path = format!("data/metrics/{}/{name}", row.vendor);
                plans.entry(path).or_default().added.push(&row.cells);
            }
        }
    }
    if before.removes {
        for gone in &merge.gone {
            plans.entry(gone.path.as_str().to_owned()).or_default().removed.insert(gone.row.line);
            merge.replaced.push(gone.digest.clone());
        }
    }
    for (path, plan) in plans {
        let text = snapshot.texts.get(&RepoPath::new(&path));
        merge.files.insert(path, plan.carried_out(text));
    }
    merge
}

/// A row in the place of another keeps the note of that where it has none.
fn after(old: &Cells, new: &Cells) -> Cells {
    let mut after = new.clone();
    let note = Column::Note as usize;
    if after[note].is_empty() {
        after[note].clone_from(&old[note]);
    }
    after
}

#[derive(Default)]
struct Plan<'p> {
    added: Vec<&'p Cells>,
    replaced: Vec<(&'p KeptRow, Cells)>,
    /// Lines.
    removed: BTreeSet<u32>,
    unchanged: usize,
}

impl Plan<'_> {
    fn carried_out(self, text: Option<&Text>) -> Changed {
        let edits = Edits {
            added: self.added.iter().map(|cells| cells.as_slice()).collect(),
            replaced: self.replaced.iter().map(|(old, after)| (old.line, after.as_slice())).collect(),
            removed: &self.removed,
        };
        let always = [Column::Period, Column::Site, Column::Metric].map(Column::name);
        let Rewritten { text: whole, header, added } = edits.carried_out(text, &Column::NAMES, &always);
        let replaced = self.replaced.into_iter().map(|(old, after)| Replaced {
            line: old.line,
            before: old.cells.clone(),
            after,
        });
        Changed {
            text: whole,
            is_known: text.is_some(),
            added,
            replaced: replaced.collect(),
            removed: self.removed.len(),
            unchanged: self.unchanged,
            header,
        }
    }
}
