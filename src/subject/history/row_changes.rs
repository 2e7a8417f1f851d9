//! Rows of CSV files from commit to commit: which are new, which say something else, which are gone.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::change::{ChangeKind, Fact};
use super::fact::{fact_of_row, scope};
use super::rows::{self, Header, Row};
use crate::kit::source::CommitIndex;

/// Index of a row among all there ever were.
pub type RowId = u32;

/// Every row that was recorded.
#[derive(Default)]
pub struct Rows {
    /// Index into `known` by scope and name. Looked up, never walked.
    ids: HashMap<Rc<str>, RowId>,
    known: Vec<Known>,
}

/// What is known of a row.
struct Known {
    /// What it was called when it was first recorded, with its scope.
    key: Rc<str>,
    /// What it says: the same as one of `lines`, while there are any.
    said: Said,
    since: CommitIndex,
    /// Columns that changed later than `since`.
    later: Vec<(String, CommitIndex)>,
    /// Whether it was ever recorded as final: what replaces it restates it, whatever it was called in between.
    was_final: bool,
    /// What each line that holds it now says: two lines that differ are a defect, one of which is wrong.
    lines: Vec<Said>,
}

/// The values of a row, as one line has them.
#[derive(Clone)]
pub struct Said {
    values: Rc<str>,
    header: Rc<Header>,
}

/// A line, in the file and at the line that it had.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// Index of the file, whatever it is called.
    pub life: usize,
    /// 1-based.
    pub line: u32,
    /// The commit that set it.
    pub made: CommitIndex,
}

/// A line that a commit took out or put in.
pub struct Touched {
    pub row: RowId,
    pub said: Said,
    pub spot: Spot,
}

/// A value that a commit recorded anew.
pub struct CellChange {
    pub row: RowId,
    pub fact: Fact,
    pub kind: ChangeKind,
    pub was_final: bool,
    pub before: String,
    pub after: String,
    pub first: CommitIndex,
    pub spot: Spot,
    /// Whether the line at the spot is what made it.
    pub is_made_there: bool,
}

impl Said {
    pub fn new(row: &Row, header: &Rc<Header>) -> Said {
        Said { values: Rc::from(row.values.as_str()), header: Rc::clone(header) }
    }

    fn of(&self, column: &str) -> &str {
        let at = self.header.columns.iter().position(|name| name == column);
        at.and_then(|at| rows::parts(&self.values).nth(at)).unwrap_or_default()
    }

    fn is_final(&self) -> bool {
        self.of("status") != "provisional"
    }

    fn is_same(&self, other: &Said) -> bool {
        self.values == other.values
            || other.header.columns.iter().all(|column| rows::is_same(self.of(column), other.of(column)))
    }
}

impl Rows {
    /// The row that a line of the file at `path` holds.
    pub fn id(&mut self, path: &str, row: &Row, said: &Said) -> RowId {
        let whole: Rc<str> = Rc::from(format!("{}\u{1f}{}", scope(path), row.identity()));
        if let Some(&id) = self.ids.get(&whole) {
            return id;
        }
        let id = self.count();
        self.known.push(Known {
            key: Rc::from(format!("{}\u{1f}{}", scope(path), row.key)),
            said: said.clone(),
            since: 0,
            later: Vec::new(),
            was_final: false,
            lines: Vec::new(),
        });
        self.ids.insert(whole, id);
        id
    }

    /// Rows that were recorded so far.
    pub fn count(&self) -> RowId {
        RowId::try_from(self.known.len()).unwrap_or(RowId::MAX - 1)
    }

    /// Whether a line holds the row now.
    pub fn stands(&self, row: RowId) -> bool {
        self.known.get(row as usize).is_some_and(|known| !known.lines.is_empty())
    }

    /// What a commit recorded anew: what it took out against what it put in. A row that only moved is neither. `was_there` are the
    /// rows that were recorded before the commit.
    pub fn commit(
        &mut self,
        commit: CommitIndex,
        was_there: RowId,
        out: &[Touched],
        put: &[Touched],
        name: &dyn Fn(usize) -> String,
    ) -> Vec<CellChange> {
        for Touched { row, said, .. } in out {
            let lines = &mut self.known[*row as usize].lines;
            if let Some(at) = lines.iter().position(|line| line.values == said.values) {
                lines.swap_remove(at);
            }
        }
        for Touched { row, said, .. } in put {
            self.known[*row as usize].lines.push(said.clone());
        }
        // The line that was written last speaks for its row.
        let mut touched: BTreeMap<RowId, (Option<&Touched>, Option<&Touched>)> = BTreeMap::new();
        out.iter().for_each(|gone| touched.entry(gone.row).or_default().0 = Some(gone));
        put.iter().for_each(|come| touched.entry(come.row).or_default().1 = Some(come));
        let mut told = Vec::new();
        for (row, (gone, come)) in touched {
            if row >= was_there {
                let known = &mut self.known[row as usize];
                known.since = commit;
                known.said = known.lines.last().cloned().unwrap_or_else(|| known.said.clone());
                known.was_final = known.said.is_final();
            } else if self.known[row as usize].lines.is_empty() {
                told.extend(gone.map(|gone| self.withdrawn(row, gone, name)));
            } else {
                self.compare(commit, row, (gone, come), name, &mut told);
            }
        }
        told
    }

    fn withdrawn(&self, row: RowId, gone: &Touched, name: &dyn Fn(usize) -> String) -> CellChange {
        let known = &self.known[row as usize];
        CellChange {
            row,
            fact: fact_of_row(&name(gone.spot.life), &known.key, ""),
            kind: ChangeKind::Withdrawn,
            was_final: known.was_final,
            before: rows::parts(&known.said.values).collect::<Vec<_>>().join(","),
            after: String::new(),
            first: known.since,
            spot: gone.spot,
            is_made_there: false,
        }
    }

    fn compare(
        &mut self,
        commit: CommitIndex,
        row: RowId,
        (gone, come): (Option<&Touched>, Option<&Touched>),
        name: &dyn Fn(usize) -> String,
        told: &mut Vec<CellChange>,
    ) {
        let known = &mut self.known[row as usize];
        // A line that still says it keeps the value, whatever stands beside it.
        if let Some(same) = known.lines.iter().find(|line| line.is_same(&known.said)) {
            known.said = same.clone();
            return;
        }
        let Some(last) = known.lines.last() else { return };
        let now = come.map_or(last, |come| &come.said).clone();
        let Some(spot) = come.or(gone).map(|touched| touched.spot) else { return };
        let kind = if known.was_final { ChangeKind::Restated } else { ChangeKind::Matured };
        let columns: BTreeSet<&String> =
            known.said.header.columns.iter().chain(&now.header.columns).collect();
        for column in columns {
            let (before, after) = (known.said.of(column), now.of(column));
            if rows::is_same(before, after) {
                continue;
            }
            let later = known.later.iter().rev().find(|(changed, _)| changed == column);
            let first = later.map_or(known.since, |(_, at)| *at);
            told.push(CellChange {
                row,
                fact: fact_of_row(&name(spot.life), &known.key, column),
                kind,
                was_final: known.was_final,
                before: before.to_owned(),
                after: after.to_owned(),
                first,
                spot,
                is_made_there: come.is_some(),
            });
            known.later.push((column.clone(), commit));
        }
        known.was_final |= now.is_final();
        known.said = now;
    }
}
