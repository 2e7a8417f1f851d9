//! On tables of up to five by five parts no pattern shows more cells: every smaller one is tried.

use super::super::{Shape, Table, Why, suppress};

/// A sum: its cells with their signs.
type Equation = Vec<(usize, i64)>;

struct Brute<'a> {
    values: &'a [i64],
    equations: Vec<Equation>,
    of: Vec<[usize; 2]>,
    threshold: i64,
}

impl<'a> Brute<'a> {
    fn new(table: &'a Table, threshold: i64) -> Brute<'a> {
        let &[rows, columns] = table.shape().parts() else { panic!("two dimensions") };
        let cell = |row: usize, column: usize| row * (columns + 1) + column;
        let sign = |at: usize, total: usize| if at == total { -1 } else { 1 };
        let mut equations: Vec<Equation> = Vec::new();
        for row in 0..=rows {
            equations.push((0..=columns).map(|column| (cell(row, column), sign(column, columns))).collect());
        }
        for column in 0..=columns {
            equations.push((0..=rows).map(|row| (cell(row, column), sign(row, rows))).collect());
        }
        let of = (0..(rows + 1) * (columns + 1))
            .map(|cell| [cell / (columns + 1), rows + 1 + cell % (columns + 1)])
            .collect();
        Brute { values: &table.measures()[0], equations, of, threshold }
    }

    fn protects(&self, hidden: &[bool]) -> bool {
        let lone =
            |equation: &Equation| equation.iter().filter(|(cell, _)| hidden[*cell]).take(2).count() == 1;
        if self.equations.iter().any(lone) {
            return false;
        }
        (0..hidden.len()).filter(|&cell| hidden[cell]).all(|cell| {
            let up = self.steps(hidden, cell, 1, self.threshold);
            up + self.steps(hidden, cell, -1, self.threshold - up) >= self.threshold
        })
    }

    /// How many times the cell can go up or down by one, at most `most` times.
    fn steps(&self, hidden: &[bool], cell: usize, by: i64, most: i64) -> i64 {
        let mut values = self.values.to_vec();
        let mut steps = 0;
        while steps < most && values[cell] + by >= 0 {
            let mut tried = vec![[false; 2]; self.equations.len()];
            let imbalance = by * self.sign(self.of[cell][0], cell);
            if !self.balance(hidden, cell, by, self.of[cell][0], imbalance, &mut values, &mut tried) {
                break;
            }
            values[cell] += by;
            steps += 1;
        }
        steps
    }

    fn sign(&self, equation: usize, cell: usize) -> i64 {
        self.equations[equation].iter().find(|(other, _)| *other == cell).unwrap().1
    }

    /// Changes cells other than `start` until the sums hold again, if they can.
    #[allow(clippy::too_many_arguments)]
    fn balance(
        &self,
        hidden: &[bool],
        start: usize,
        by: i64,
        equation: usize,
        imbalance: i64,
        values: &mut [i64],
        tried: &mut [[bool; 2]],
    ) -> bool {
        if equation == self.of[start][1] {
            return imbalance + by * self.sign(equation, start) == 0;
        }
        if std::mem::replace(&mut tried[equation][usize::from(imbalance > 0)], true) {
            return false;
        }
        for &(cell, sign) in &self.equations[equation] {
            let change = -imbalance * sign;
            if cell == start || !hidden[cell] || values[cell] + change < 0 {
                continue;
            }
            let other = if self.of[cell][0] == equation { self.of[cell][1] } else { self.of[cell][0] };
            let next = change * self.sign(other, cell);
            if self.balance(hidden, start, by, other, next, values, tried) {
                values[cell] += change;
                return true;
            }
        }
        false
    }

    /// Sums in which one hidden cell stands alone.
    fn lone(&self, hidden: &[bool]) -> usize {
        let lone =
            |equation: &&Equation| equation.iter().filter(|(cell, _)| hidden[*cell]).take(2).count() == 1;
        self.equations.iter().filter(lone).count()
    }

    /// Calls `found` with every pattern that protects and hides so many cells more from the cell `from` on, until it says no.
    fn every(
        &self,
        hidden: &mut [bool],
        from: usize,
        more: usize,
        found: &mut dyn FnMut(&[bool]) -> bool,
    ) -> bool {
        // A cell stands in two sums.
        if self.lone(hidden) > 2 * more {
            return true;
        }
        if more == 0 {
            return !self.protects(hidden) || found(hidden);
        }
        for cell in from..hidden.len() {
            if !hidden[cell] {
                hidden[cell] = true;
                let goes_on = self.every(hidden, cell + 1, more - 1, found);
                hidden[cell] = false;
                if !goes_on {
                    return false;
                }
            }
        }
        true
    }

    /// Totals hidden, sum hidden, and the cells.
    fn cost(&self, table: &Table, hidden: &[bool]) -> (usize, i64, Vec<usize>) {
        let cells: Vec<usize> = (0..hidden.len()).filter(|&cell| hidden[cell]).collect();
        let totals = cells.iter().filter(|&&cell| table.shape().is_total(cell)).count();
        (totals, cells.iter().map(|&cell| self.values[cell]).sum(), cells)
    }
}

fn count(cells: &[bool]) -> usize {
    cells.iter().filter(|cell| **cell).count()
}

/// How many cells are hidden beside the small ones. Every pattern with fewer is tried, and none protects. If there are at most `most`, every pattern with as
/// many is tried, and none costs less.
fn compare(rows: usize, columns: usize, parts: Vec<i64>, threshold: i64, most: usize) -> usize {
    let table = Table::of_parts(Shape::new(&[rows, columns]).unwrap(), std::slice::from_ref(&parts)).unwrap();
    let brute = Brute::new(&table, threshold);
    let pattern = suppress(&table, threshold).unwrap();
    let hidden: Vec<bool> = (0..table.shape().cells()).map(|cell| pattern.is_hidden(cell)).collect();
    assert!(brute.protects(&hidden), "{parts:?}: {pattern:?}");
    let mut small: Vec<bool> = brute.values.iter().map(|value| (1..threshold).contains(value)).collect();
    let more = count(&hidden) - count(&small);
    for fewer in 0..more {
        let none = brute.every(&mut small, 0, fewer, &mut |_| false);
        assert!(none, "{parts:?}: {fewer} cells are enough, and not {more}");
    }
    if more <= most {
        let cost = brute.cost(&table, &hidden);
        brute.every(&mut small, 0, more, &mut |other| {
            assert!(cost <= brute.cost(&table, other), "{parts:?}: {other:?} costs less than {pattern:?}");
            true
        });
    }
    more
}

/// Every table with each part one of `of`.
fn every(parts: usize, of: &[i64]) -> impl Iterator<Item = Vec<i64>> + '_ {
    (0..of.len().pow(parts as u32))
        .map(move |number| (0..parts as u32).map(|part| of[number / of.len().pow(part) % of.len()]).collect())
}

#[test]
fn no_pattern_of_a_small_table_shows_more() {
    for parts in every(4, &[0, 1, 3, 5, 9]) {
        compare(2, 2, parts, 5, 9);
    }
    for parts in every(6, &[0, 2, 6]) {
        compare(2, 3, parts, 4, 9);
    }
    for parts in every(3, &[0, 1, 3, 5, 9]) {
        compare(1, 3, parts.clone(), 5, 9);
        compare(3, 1, parts, 5, 9);
    }
}

/// Whole numbers that look random, the same every time.
pub struct Dice(pub u64);

impl Dice {
    pub fn throw(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// So many parts: one in `small` of them is small, and one in as many is 0.
fn parts(dice: &mut Dice, count: usize, small: u64) -> Vec<i64> {
    let part = |_| match dice.throw(small) {
        0 => 1 + dice.throw(4) as i64,
        1 => 0,
        _ => 5 + dice.throw(40) as i64,
    };
    (0..count).map(part).collect()
}

#[test]
fn no_pattern_of_five_by_five_shows_more() {
    let mut dice = Dice(22);
    let mut by_more = std::collections::BTreeMap::new();
    for round in 0..160 {
        // From one small part in ten to one in three.
        let parts = parts(&mut dice, 25, 10 - round % 8);
        *by_more.entry(compare(5, 5, parts, 5, 4)).or_insert(0) += 1;
    }
    assert!(by_more.keys().any(|more| *more >= 4), "{by_more:?}");
}

#[test]
fn no_cell_of_a_large_table_can_be_opened() {
    let mut dice = Dice(14);
    for round in 0..40 {
        let parts = parts(&mut dice, 72, 12 - round % 8);
        let table = Table::of_parts(Shape::new(&[9, 8]).unwrap(), &[parts]).unwrap();
        let brute = Brute::new(&table, 5);
        let pattern = suppress(&table, 5).unwrap();
        let mut hidden: Vec<bool> = (0..table.shape().cells()).map(|cell| pattern.is_hidden(cell)).collect();
        assert!(brute.protects(&hidden), "{pattern:?}");
        for cell in pattern.hidden().filter(|&cell| pattern.why(cell) == Some(Why::Complement)) {
            hidden[cell] = false;
            assert!(!brute.protects(&hidden), "cell {cell} of {pattern:?}");
            hidden[cell] = true;
        }
    }
}
