//! The pattern with the fewest hidden cells, found for certain.
//!
//! A cell whose range is too narrow is held by a cut of the network. Whatever protects it hides a cell across that cut, so only these are tried, one
//! after another, and with one more cell at a time until a pattern holds.

use super::guard::{Breach, Guard};

/// What a pattern costs beside the number of its cells: totals hidden, then the sum hidden, then its cells in order.
type Cost = (usize, i64, Vec<usize>);

struct Search<'a> {
    guard: &'a Guard<'a>,
    hidden: Vec<bool>,
    may_be: Vec<bool>,
    added: Vec<usize>,
    best: Option<Cost>,
    /// How many more patterns may be looked at.
    steps: usize,
}

/// The cells to hide beside `required`: the fewest, then the fewest totals, then the smallest sum, then the first in order. `None` if there is
/// no pattern among the cells that `may_be` hidden, or none was certain after so many steps.
pub(super) fn fewest(guard: &Guard, required: &[bool], may_be: &[bool], steps: usize) -> Option<Vec<bool>> {
    let most = may_be.iter().zip(required).filter(|(may_be, required)| **may_be && !**required).count();
    let (hidden, may_be) = (required.to_vec(), may_be.to_vec());
    let mut search = Search { guard, hidden, may_be, added: Vec::new(), best: None, steps };
    for more in 0..=most {
        search.deepen(more);
        if search.steps == 0 {
            return None;
        }
        if let Some((_, _, added)) = search.best {
            let mut hidden = required.to_vec();
            added.iter().for_each(|&cell| hidden[cell] = true);
            return Some(hidden);
        }
    }
    None
}

/// What it costs to hide a cell, the number of cells aside.
pub(super) fn price(guard: &Guard, cell: usize) -> (usize, i64, usize) {
    let table = guard.table;
    (usize::from(table.shape().is_total(cell)), table.measures()[0][cell], cell)
}

impl Search<'_> {
    fn cost(&self) -> Cost {
        let prices = || self.added.iter().map(|&cell| price(self.guard, cell));
        let mut cells = self.added.clone();
        cells.sort_unstable();
        (prices().map(|price| price.0).sum(), prices().map(|price| price.1).sum(), cells)
    }

    fn deepen(&mut self, left: usize) {
        self.steps = self.steps.saturating_sub(1);
        if self.steps == 0 {
            return;
        }
        let cost = self.cost();
        if self.best.as_ref().is_some_and(|best| (best.0, best.1) < (cost.0, cost.1)) {
            return;
        }
        let breaches = self.guard.breaches(&self.hidden, &self.may_be, left == 0);
        if breaches.is_empty() {
            if self.best.as_ref().is_none_or(|best| cost < *best) {
                self.best = Some(cost);
            }
            return;
        }
        if left == 0 || least(&breaches) > left {
            return;
        }
        let Some(tightest) = breaches.into_iter().min_by_key(|breach| breach.needed.len()) else { return };
        let mut needed = tightest.needed;
        needed.sort_unstable_by_key(|&cell| price(self.guard, cell));
        for &cell in &needed {
            self.hidden[cell] = true;
            self.added.push(cell);
            self.deepen(left - 1);
            self.added.pop();
            self.hidden[cell] = false;
            // Every pattern with this cell has been looked at.
            self.may_be[cell] = false;
        }
        needed.iter().for_each(|&cell| self.may_be[cell] = true);
    }
}

/// At least so many cells more have to be hidden: breaches that no one cell can help together.
fn least(breaches: &[Breach]) -> usize {
    let mut sorted: Vec<&Breach> = breaches.iter().collect();
    sorted.sort_by_key(|breach| breach.needed.len());
    let mut taken: Vec<usize> = Vec::new();
    let mut least = 0;
    for breach in sorted {
        if breach.needed.is_empty() {
            return usize::MAX;
        }
        if !breach.needed.iter().any(|cell| taken.contains(cell)) {
            taken.extend(&breach.needed);
            least += 1;
        }
    }
    least
}
