//! A file once more: the rows that it could not give the first time, and those that its map reads otherwise now. What was taken and corrected since is
//! not brought back, and another file's figure is not replaced by one that may be older.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::observed::{Outcome, Taken};
use crate::import::refusal::Refusal;
use crate::import::sheet::Sheet;
use crate::kit::source::Snapshot;
use crate::subject::import::record::Import;
use crate::subject::import::row::{self, KeptRow};

/// The rows that may be put into the book. Rows of which the book has another figure go to the refusals.
pub fn fresh(outcome: &mut Outcome, sheet: &Sheet, earlier: &Import, snapshot: &Snapshot) -> Vec<Taken> {
    let kept = row::of_book(snapshot);
    let standing: BTreeMap<[&str; 6], &KeptRow> =
        kept.values().flatten().rev().map(|row| (row::key(&row.cells), row)).collect();
    let given: BTreeSet<&str> = earlier.rows.iter().map(|digest| digest.as_str()).collect();
    let is_outranked = |row: &Taken| {
        let stands = standing.get(&row::key(&row.cells));
        row::is_withheld(&row.cells) && stands.is_some_and(|stands| !row::is_withheld(&stands.cells))
    };
    let mut fresh = Vec::new();
    let mut all = Vec::new();
    for row in std::mem::take(&mut outcome.rows) {
        let digest = row::digest(&row.cells);
        let in_book = standing.get(&row::key(&row.cells)).map(|standing| row::digest(&standing.cells));
        let is_own = in_book.as_ref().is_none_or(|found| *found == digest || given.contains(found.as_str()));
        match (is_own, given.contains(digest.as_str())) {
            // Taken the first time; replaced or removed since.
            (false, true) => all.push(row),
            (true, true) if in_book.is_none() => all.push(row),
            (true, _) => {
                fresh.push(row.clone());
                all.push(row);
            }
            (false, false) if is_outranked(&row) => outranked(outcome, &row, sheet),
            (false, false) => {
                outcome.suppressed -= usize::from(row::is_withheld(&row.cells));
                let message = "the book has another figure for it, of another file or a person".to_owned();
                let help = "import a file that corrects it, or correct the row in the book";
                outcome.refused += 1;
                outcome.refusals.push(Refusal::new(sheet.named(row.at), message, help));
            }
        }
    }
    outcome.rows = all;
    fresh
}

/// A withheld row of which the book has a figure: the figure stays. Somebody may have been judged and paid by it.
pub fn outranked(outcome: &mut Outcome, row: &Taken, sheet: &Sheet) {
    let message = "it is withheld here, and the book has a figure for it";
    let help =
        "it stays; where the sender takes it back, say so in its row: no numbers, and `withheld` as status";
    outcome.suppressed -= 1;
    outcome.refused += 1;
    outcome.refusals.push(Refusal::new(sheet.named(row.at), message, help));
}
