//! Who has every output and solves for each hidden cell. Nothing of the module's own reckoning is used here: the equations are set up anew, and an
//! integer program finds the least and the greatest value that fit.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem};

use super::super::{Table, Written};

/// Values above this are as good as any: the tables of the tests are far smaller.
const MOST: i32 = 20_000;

/// One measure of one output: what it shows, what is in truth there, and what else the attacker was told.
pub struct Seen<'a> {
    pub written: &'a Written,
    pub truth: &'a Table,
    /// By cell: known from elsewhere to have its true value.
    pub told: Vec<bool>,
    /// The cells of the output before that are known to be the same here, by cell.
    pub same_as_before: Vec<bool>,
}

/// A hidden cell of an output and what the attacker finds it can be.
#[derive(Debug)]
pub struct Found {
    pub output: usize,
    pub cell: usize,
    pub least: i64,
    pub most: i64,
}

/// The range of each hidden cell that the attacker was not told.
pub fn attack(outputs: &[Seen], measure: usize) -> Vec<Found> {
    // The unknowns: an output's cell, or the cell of the output before that it is the same as.
    let mut unknown: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut count = 0;
    for (output, seen) in outputs.iter().enumerate() {
        for cell in 0..seen.told.len() {
            if seen.written.measures()[measure][cell].is_none() && !seen.told[cell] {
                let same = (output > 0 && seen.same_as_before[cell])
                    .then(|| unknown.get(&(output - 1, cell)).copied())
                    .flatten();
                let number = same.unwrap_or_else(|| {
                    count += 1;
                    count - 1
                });
                unknown.insert((output, cell), number);
            }
        }
    }
    let mut rows: Vec<(Vec<(usize, f64)>, f64)> = Vec::new();
    for (output, seen) in outputs.iter().enumerate() {
        for line in equations(seen.written.shape().parts()) {
            let mut row: Vec<(usize, f64)> = Vec::new();
            let mut rest = 0;
            for (cell, sign) in line {
                match unknown.get(&(output, cell)) {
                    Some(&number) => row.push((number, sign as f64)),
                    None => rest -= sign * seen.truth.measures()[measure][cell],
                }
            }
            if !row.is_empty() && !rows.contains(&(row.clone(), rest as f64)) {
                rows.push((row, rest as f64));
            }
        }
    }
    let mut solved: BTreeMap<usize, (i64, i64)> = BTreeMap::new();
    unknown
        .iter()
        .map(|(&(output, cell), &number)| {
            let (least, most) = *solved.entry(number).or_insert_with(|| {
                let end = |direction| solve(&rows, count, number, direction);
                (end(OptimizationDirection::Minimize), end(OptimizationDirection::Maximize))
            });
            let truth = outputs[output].truth.measures()[measure][cell];
            assert!(
                least <= truth && truth <= most,
                "the attacker is wrong: {least} to {most}, and it is {truth}"
            );
            Found { output, cell, least, most }
        })
        .collect()
}

fn solve(
    rows: &[(Vec<(usize, f64)>, f64)],
    count: usize,
    of: usize,
    direction: OptimizationDirection,
) -> i64 {
    let mut problem = Problem::new(direction);
    let variables: Vec<_> = (0..count)
        .map(|number| problem.add_integer_var(f64::from(u8::from(number == of)), (0, MOST)))
        .collect();
    for (row, rest) in rows {
        let terms: Vec<_> = row.iter().map(|&(number, sign)| (variables[number], sign)).collect();
        problem.add_constraint(&terms[..], ComparisonOp::Eq, *rest);
    }
    let outcome: Result<_, Error> = problem.solve();
    outcome.unwrap().into_solution().unwrap().objective().round() as i64
}

/// Each sum of a table of so many parts, as cells with their sign: for every place with a total index, its parts along that dimension.
fn equations(parts: &[usize]) -> Vec<Vec<(usize, i64)>> {
    let mut places: Vec<Vec<usize>> = vec![vec![]];
    for &parts in parts {
        places = places.iter().flat_map(|place| (0..=parts).map(|at| [&place[..], &[at]].concat())).collect();
    }
    let number = |place: &[usize]| places.iter().position(|other| other == place).unwrap();
    let mut lines = Vec::new();
    for place in &places {
        for along in (0..parts.len()).filter(|&along| place[along] == parts[along]) {
            let part = |at: usize| {
                let mut place = place.clone();
                place[along] = at;
                (number(&place), 1)
            };
            lines.push((0..parts[along]).map(part).chain([(number(place), -1)]).collect());
        }
    }
    lines
}
