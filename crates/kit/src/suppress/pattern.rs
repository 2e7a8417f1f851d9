//! Which cells of a table are hidden, and why.

use std::fmt;

use super::detour;
use super::guard::{Breach, Guard};
use super::search;
use super::table::{Table, Written};

/// Dimensions of at most so many parts are searched for the fewest cells, without an end.
const SEARCHED: usize = 5;
/// Patterns looked at before a larger table is left to the way round.
const STEPS: usize = 2_000;

/// Why a cell is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It counts somebody, and fewer than the threshold.
    Small,
    /// An earlier output hid it.
    Before,
    /// Without it another hidden cell could be worked out.
    Complement,
}

/// Which cells of a table are hidden, one pattern for all its measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    why: Vec<Option<Why>>,
    lost: Vec<usize>,
}

/// A table that no pattern protects: what is to be hidden in it can be worked out whatever else is hidden. Write all of it as hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unprotectable {
    /// The cell that cannot be protected.
    pub cell: usize,
    /// The measure that gives it away; 0 counts persons.
    pub measure: usize,
    /// Why, as a sentence without its full stop.
    pub reason: String,
}

impl fmt::Display for Unprotectable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.reason)
    }
}

impl std::error::Error for Unprotectable {}

impl Pattern {
    /// Whether the cell is hidden.
    pub fn is_hidden(&self, cell: usize) -> bool {
        self.why[cell].is_some()
    }

    /// Why the cell is hidden; `None` if it is shown.
    pub fn why(&self, cell: usize) -> Option<Why> {
        self.why[cell]
    }

    /// The hidden cells in order.
    pub fn hidden(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.why.len()).filter(|&cell| self.is_hidden(cell))
    }

    /// How many cells are shown.
    pub fn shown(&self) -> usize {
        self.why.len() - self.hidden().count()
    }

    /// Small cells that an earlier output shows with the value that they have now. They are hidden from now on, but who has that output knows them.
    pub fn lost(&self) -> &[usize] {
        &self.lost
    }

    /// The table as it is to be written.
    ///
    /// # Panics
    /// When the pattern is of another table.
    pub fn written(&self, table: &Table) -> Written {
        assert_eq!(self.why.len(), table.shape().cells(), "the pattern is of this table");
        let shown = |values: &Vec<i64>| {
            values.iter().zip(&self.why).map(|(&value, why)| why.is_none().then_some(value)).collect()
        };
        Written { shape: table.shape().clone(), measures: table.measures().iter().map(shown).collect() }
    }
}

/// Hides what has to be hidden in a table.
///
/// Hidden are non-zero counts of persons below the threshold, what earlier outputs hid, and as many cells more as it takes that the range of each
/// hidden cell (its greatest less its least value that fit whole numbers from 0 on, what is shown, and every sum) is at least `threshold` wide, in
/// each measure. Who has the earlier outputs and takes it that nothing changed in what he cannot see finds no less. Of all such patterns it is
/// the one with the fewest hidden cells, then the fewest hidden totals, then the smallest sum of persons hidden, then the first in order: for
/// certain with up to two dimensions of at most five parts. In larger tables, and in three dimensions, where the range is known from below alone,
/// no cell of it can be opened by itself.
///
/// A hidden cell of a measure that follows may be known to be 0, where all that is hidden in one of its lines adds up to 0.
///
/// A `threshold` of 1 or less hides nothing that was not hidden before.
pub fn suppress(table: &Table, threshold: i64) -> Result<Pattern, Unprotectable> {
    let persons = &table.measures()[0];
    let cells = 0..table.shape().cells();
    let is_small = |cell: usize| (1..threshold).contains(&persons[cell]);
    let required: Vec<bool> =
        cells.clone().map(|cell| is_small(cell) || table.hidden_since(cell).is_some()).collect();
    let guard = Guard::new(table, threshold.max(0));
    let hidden = choose(&guard, &required)?;
    let reason = |cell: usize| match (hidden[cell], is_small(cell), table.hidden_since(cell)) {
        (false, ..) => None,
        (true, true, _) => Some(Why::Small),
        (true, false, Some(_)) => Some(Why::Before),
        (true, false, None) => Some(Why::Complement),
    };
    let lost = cells.clone().filter(|&cell| is_small(cell) && table.is_known(0, cell)).collect();
    Ok(Pattern { why: cells.map(reason).collect(), lost })
}

fn choose(guard: &Guard, required: &[bool]) -> Result<Vec<bool>, Unprotectable> {
    let none = vec![false; required.len()];
    if guard.breaches(required, &none, true).is_empty() {
        return Ok(required.to_vec());
    }
    let all = widest(guard, required)?;
    let parts = guard.table.shape().parts();
    let is_small = parts.len() <= 2 && parts.iter().all(|&parts| parts <= SEARCHED);
    let searched = match (is_small, parts.len()) {
        (true, _) => search::fewest(guard, required, &all, usize::MAX),
        (false, 1) => search::fewest(guard, required, &all, STEPS),
        _ => None,
    };
    let hidden = searched.unwrap_or_else(|| detour::some(guard, required, &all));
    match guard.breaches(&hidden, &none, true).pop() {
        Some(breach) => Err(unprotectable(guard, &breach)),
        None => Ok(hidden),
    }
}

/// Everything that can be hidden and protected together with the rest: no pattern has a cell outside it.
fn widest(guard: &Guard, required: &[bool]) -> Result<Vec<bool>, Unprotectable> {
    let table = guard.table;
    let measures = 0..table.measures().len();
    let helps = |cell: usize| measures.clone().any(|measure| guard.can_help(measure, cell));
    let mut hidden: Vec<bool> = (0..required.len()).map(|cell| required[cell] || helps(cell)).collect();
    loop {
        let mut narrow = guard.breaches(&hidden, required, false);
        // A 0 that follows may be allowed where fewer cells are hidden.
        narrow.retain(|breach| breach.measure == 0 || table.measures()[breach.measure][breach.cell] > 0);
        if let Some(breach) = narrow.iter().find(|breach| required[breach.cell]) {
            return Err(unprotectable(guard, breach));
        }
        if narrow.is_empty() {
            return Ok(hidden);
        }
        narrow.iter().for_each(|breach| hidden[breach.cell] = false);
    }
}

fn unprotectable(guard: &Guard, breach: &Breach) -> Unprotectable {
    let shape = guard.table.shape();
    let word = |(&at, &parts): (&usize, &usize)| {
        if at == parts { "the total".to_owned() } else { format!("part {}", at + 1) }
    };
    let place: Vec<String> = shape.at(breach.cell).iter().zip(shape.parts()).map(word).collect();
    let place = place.join(", ");
    let how = match breach.width {
        0 => "could be worked out".to_owned(),
        width => format!("could be worked out to within {width}, which is less than {}", guard.threshold),
    };
    let reason = format!(
        "the cell at {place} {how}, whatever else is hidden that earlier outputs do not show with the same value"
    );
    Unprotectable { cell: breach.cell, measure: breach.measure, reason }
}
