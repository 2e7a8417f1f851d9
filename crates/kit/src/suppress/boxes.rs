//! What a cell of three dimensions can be, at least: no exact range, but one that is surely there.
//!
//! Take a second index in each dimension: the eight cells at the corners can change together, with a sign each, and every sum stays. The sign flips
//! from corner to corner, except along a dimension whose second index, or first, is the total: a part and its total go the same way. What a cell
//! can gain is then the least of the corners that lose, and the other way round. Several boxes one after another go further than one.

use super::network::BOUNDLESS;
use super::shape::Shape;

/// Eight cells and whether each goes the same way as the first.
type Corners = [(usize, bool); 8];

/// Every box with `cell` at a corner and only cells in it that may change.
pub(super) fn boxes(shape: &Shape, cell: usize, may_change: &dyn Fn(usize) -> bool) -> Vec<Corners> {
    let (at, parts) = (shape.at(cell), shape.parts());
    let steps = [(parts[1] + 1) * (parts[2] + 1), parts[2] + 1, 1];
    let origin: [usize; 3] = std::array::from_fn(|along| cell - at[along] * steps[along]);
    let others = |along: usize| {
        let (at, total) = (at[along], parts[along]);
        (0..=total).filter(move |&other| other != at).map(move |other| (other, at == total || other == total))
    };
    let beside = |along: usize, other: usize| origin[along] + other * steps[along];
    let mut found = Vec::new();
    for first in others(0).filter(|&(other, _)| may_change(beside(0, other))) {
        for second in others(1).filter(|&(other, _)| may_change(beside(1, other))) {
            for third in others(2).filter(|&(other, _)| may_change(beside(2, other))) {
                let chosen = [first, second, third];
                let corners: Corners = std::array::from_fn(|corner| {
                    (0..3).filter(|along| corner >> along & 1 == 1).fold(
                        (cell, true),
                        |(cell, same), along| {
                            let (other, keeps) = chosen[along];
                            (cell + other * steps[along] - at[along] * steps[along], same == keeps)
                        },
                    )
                });
                if corners[1..].iter().all(|&(corner, _)| may_change(corner)) {
                    found.push(corners);
                }
            }
        }
    }
    found
}

/// How far the cell can surely go up or down, both together, at most `limit`.
pub(super) fn width(boxes: &[Corners], values: &[i64], limit: i64) -> i64 {
    let up = reach(boxes, values, true, limit);
    if up >= limit { limit } else { (up + reach(boxes, values, false, limit - up)).min(limit) }
}

fn reach(boxes: &[Corners], values: &[i64], up: bool, limit: i64) -> i64 {
    let mut values = values.to_vec();
    let mut far = 0;
    while far < limit {
        let room = |corners: &&Corners| {
            let losing = corners.iter().filter(|(_, same)| *same != up);
            losing.map(|&(corner, _)| values[corner]).min().unwrap_or(BOUNDLESS)
        };
        let Some(widest) = boxes.iter().max_by_key(room) else { break };
        let more = room(&widest).min(limit - far);
        if more == 0 {
            break;
        }
        for &(corner, same) in widest {
            values[corner] += if same == up { more } else { -more };
        }
        far += more;
    }
    far
}
