//! What a reader can work out of a table as it was written. No true value is known here.

use super::network::{BOUNDLESS, Network};
use super::shape::{Line, Shape};
use super::table::Written;

/// Bounds tighten at most so often: a table that is not done by then is judged by what is known.
const ROUNDS: usize = 1_000;

/// A cell that a written table exposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exposed {
    /// A count of persons from 1 to the threshold less 1 is shown.
    Small { cell: usize, value: i64 },
    /// A hidden cell is at least and at most so much, which is narrower than the threshold. Measure 0 counts persons.
    Narrow { cell: usize, measure: usize, at_least: i64, at_most: i64 },
    /// No whole numbers from 0 on fit what the measure shows: the table is not one that was written so.
    Contradictory { measure: usize },
}

/// Everything that the table exposes, by measure and cell; empty for a table written by a pattern of [`super::suppress`] with the same threshold.
///
/// The range of a hidden cell is exact in one and two dimensions. In three it is what the lines and the slices of two dimensions say: what is found
/// is true, and something may be missed.
pub fn audit(written: &Written, threshold: i64) -> Vec<Exposed> {
    let shape = written.shape();
    let lines = shape.lines();
    let lines_of = shape.lines_of(&lines);
    let mut exposed = Vec::new();
    for (measure, shown) in written.measures().iter().enumerate() {
        let Some(ranges) = ranges(shape, &lines, shown) else {
            exposed.push(Exposed::Contradictory { measure });
            continue;
        };
        for (cell, &(at_least, at_most)) in ranges.iter().enumerate() {
            match shown[cell] {
                Some(value) if measure == 0 && (1..threshold).contains(&value) => {
                    exposed.push(Exposed::Small { cell, value });
                }
                Some(_) => {}
                None => {
                    let is_zero = || lines_of[cell].iter().any(|&line| is_plainly_zero(&lines[line], shown));
                    if at_most - at_least < threshold && !(measure > 0 && is_zero()) {
                        exposed.push(Exposed::Narrow { cell, measure, at_least, at_most });
                    }
                }
            }
        }
    }
    exposed
}

/// Whether the total of the line is shown and is what its shown parts come to: the hidden ones are 0, and give nothing away.
fn is_plainly_zero(line: &Line, shown: &[Option<i64>]) -> bool {
    let parts: i64 = line.parts.iter().filter_map(|&part| shown[part]).sum();
    shown[line.total] == Some(parts)
}

/// The least and greatest value of each cell; `None` if nothing fits. Above half of `BOUNDLESS` there is no end.
fn ranges(shape: &Shape, lines: &[Line], shown: &[Option<i64>]) -> Option<Vec<(i64, i64)>> {
    let mut bounds: Vec<(i64, i64)> =
        shown.iter().map(|shown| shown.map_or((0, BOUNDLESS), |value| (value, value))).collect();
    if let Some(network) = Network::of(shape) {
        return network.ranges(&bounds);
    }
    for _ in 0..ROUNDS {
        let before = bounds.clone();
        for line in lines {
            propagate(line, &mut bounds)?;
        }
        if bounds == before {
            slices(shape, &mut bounds)?;
        }
        if bounds == before {
            break;
        }
    }
    Some(bounds)
}

/// What a line says of each of its cells by the bounds of the others.
fn propagate(line: &Line, bounds: &mut [(i64, i64)]) -> Option<()> {
    let sum = |end: fn(&(i64, i64)) -> i64, bounds: &[(i64, i64)]| {
        line.parts.iter().map(|&part| end(&bounds[part])).fold(0_i64, |sum, value| sum.saturating_add(value))
    };
    let least = sum(|bounds| bounds.0, bounds);
    let most = sum(|bounds| bounds.1, bounds).min(BOUNDLESS);
    let total = &mut bounds[line.total];
    *total = (total.0.max(least), total.1.min(most));
    let total = *total;
    for &part in &line.parts {
        let (at_least, at_most) = bounds[part];
        let others_least = least - at_least;
        let most_here = if total.1 >= BOUNDLESS { BOUNDLESS } else { total.1 - others_least };
        let others_most = line
            .parts
            .iter()
            .filter(|&&other| other != part)
            .fold(0_i64, |sum, &other| sum.saturating_add(bounds[other].1));
        let least_here = if others_most >= BOUNDLESS { 0 } else { total.0 - others_most };
        bounds[part] = (at_least.max(least_here), at_most.min(most_here));
        if bounds[part].0 > bounds[part].1 {
            return None;
        }
    }
    (total.0 <= total.1).then_some(())
}

/// Of three dimensions, what each slice of two says by itself.
fn slices(shape: &Shape, bounds: &mut [(i64, i64)]) -> Option<()> {
    for along in 0..shape.parts().len() {
        let mut parts = shape.parts().to_vec();
        let of_slice = parts.remove(along);
        let Some(network) = Shape::new(&parts).ok().as_ref().and_then(Network::of) else { continue };
        for index in 0..=of_slice {
            let cells: Vec<usize> =
                (0..shape.cells()).filter(|&cell| shape.at(cell)[along] == index).collect();
            let slice: Vec<(i64, i64)> = cells.iter().map(|&cell| bounds[cell]).collect();
            let ranges = network.ranges(&slice)?;
            for (&cell, (at_least, at_most)) in cells.iter().zip(ranges) {
                let at_most = if at_most > BOUNDLESS >> 1 { BOUNDLESS } else { at_most };
                bounds[cell] = (at_least, at_most);
            }
        }
    }
    Some(())
}
