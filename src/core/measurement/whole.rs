//! Rows of the whole beside rows of its parts: a figure without a queue beside figures of queues says either what the queues leave
//! out, or what they come to together. Which of the two, only the metric can say; without its word there is no figure.

use crate::core::measurement::record::{Observation, WithheldRow};
use crate::core::metric::record::WholeRows;

/// The rows of a metric that are added up, rising, of rows given so; and whether it is unclear how: a whole stands beside its parts and
/// nobody said what it is, or two wholes overlap and neither holds the other.
pub fn counted_rows(
    rule: Option<WholeRows>,
    rows: &[Observation],
    mut indices: Vec<u32>,
) -> (Vec<u32>, bool) {
    let row = |at: u32| rows.get(at as usize);
    let mut shapes = indices.iter().filter_map(|at| row(*at)).map(shape);
    let first = shapes.next();
    if rule == Some(WholeRows::Rest) || shapes.all(|shape| Some(shape) == first) {
        return (indices, false);
    }
    if rule == Some(WholeRows::Total) {
        let all: Vec<&Observation> = indices.iter().filter_map(|at| row(*at)).collect();
        indices.retain(|at| row(*at).is_none_or(|part| !all.iter().any(|whole| holds(whole, part))));
    }
    let chosen: Vec<&Observation> = indices.iter().filter_map(|at| row(*at)).collect();
    let is_unclear =
        chosen.iter().enumerate().any(|(at, one)| chosen[at + 1..].iter().any(|other| overlaps(one, other)));
    (indices, is_unclear)
}

type Sides = [Option<u32>; 3];

fn sides(row: &Observation) -> Sides {
    [row.project, row.queue, row.language]
}

/// Which of project, queue and language a row names.
fn shape(row: &Observation) -> [bool; 3] {
    sides(row).map(|side| side.is_some())
}

fn same_place(one: &Observation, other: &Observation) -> bool {
    (one.site, one.period) == (other.site, other.period)
}

/// Whether two rows speak of some work both: each side is the same, or one of them names none.
pub fn overlaps(one: &Observation, other: &Observation) -> bool {
    let meet = |(a, b): (Option<u32>, Option<u32>)| a.is_none() || b.is_none() || a == b;
    same_place(one, other) && shape(one) != shape(other) && sides(one).into_iter().zip(sides(other)).all(meet)
}

/// Whether a row speaks of all that another does, and of more.
fn holds(whole: &Observation, part: &Observation) -> bool {
    same_place(whole, part) && is_wider(sides(whole), sides(part))
}

/// As of two rows with figures, of which the part was withheld.
pub fn holds_withheld(whole: &Observation, part: &WithheldRow) -> bool {
    (whole.site, whole.metric, whole.period) == (part.site, part.metric, part.period)
        && is_wider(sides(whole), [part.project, part.queue, part.language])
}

fn is_wider(whole: Sides, part: Sides) -> bool {
    let within = |(a, b): (Option<u32>, Option<u32>)| a.is_none() || a == b;
    whole.map(|side| side.is_some()) != part.map(|side| side.is_some())
        && whole.into_iter().zip(part).all(within)
}
