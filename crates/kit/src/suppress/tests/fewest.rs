//! On tables of up to five by five parts no pattern shows more cells: every smaller one is tried.

use super::super::{Shape, Table, suppress};

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

    /// Whether some pattern with so many cells more protects.
    fn any(&self, hidden: &mut [bool], from: usize, more: usize) -> bool {
        if more == 0 {
            return self.protects(hidden);
        }
        for cell in from..hidden.len() {
            if !hidden[cell] {
                hidden[cell] = true;
                let found = self.any(hidden, cell + 1, more - 1);
                hidden[cell] = false;
                if found {
                    return true;
                }
            }
        }
        false
    }
}

/// Compares with every pattern of fewer cells, at most `most` cells more than are small.
fn compare(rows: usize, columns: usize, parts: Vec<i64>, threshold: i64, most: usize) -> usize {
    let table = Table::of_parts(Shape::new(&[rows, columns]).unwrap(), &[parts.clone()]).unwrap();
    let brute = Brute::new(&table, threshold);
    let pattern = suppress(&table, threshold).unwrap();
    let hidden: Vec<bool> = (0..table.shape().cells()).map(|cell| pattern.is_hidden(cell)).collect();
    assert!(brute.protects(&hidden), "{parts:?}: {pattern:?}");
    let small: Vec<bool> = brute.values.iter().map(|value| (1..threshold).contains(value)).collect();
    let count = |cells: &[bool]| cells.iter().filter(|cell| **cell).count();
    let more = count(&hidden) - count(&small);
    for fewer in 0..more.min(most + 1) {
        assert!(
            !brute.any(&mut small.clone(), 0, fewer),
            "{parts:?}: {fewer} cells are enough, and not {more}"
        );
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
        compare(2, 2, parts, 5, usize::MAX - 1);
    }
    for parts in every(6, &[0, 2, 6]) {
        compare(2, 3, parts, 4, usize::MAX - 1);
    }
    for parts in every(3, &[0, 1, 3, 5, 9]) {
        compare(1, 3, parts.clone(), 5, usize::MAX - 1);
        compare(3, 1, parts, 5, usize::MAX - 1);
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

#[test]
fn no_pattern_of_five_by_five_shows_more() {
    let mut dice = Dice(22);
    let mut by_more = std::collections::BTreeMap::new();
    for round in 0..120 {
        // From one small cell in ten to one in three.
        let small = 10 - round % 8;
        let parts = (0..25).map(|_| match dice.throw(small) {
            0 => 1 + dice.throw(4) as i64,
            1 => 0,
            _ => 5 + dice.throw(40) as i64,
        });
        *by_more.entry(compare(5, 5, parts.collect(), 5, 3)).or_insert(0) += 1;
    }
    assert!(by_more.keys().any(|more| *more >= 3), "{by_more:?}");
}
