//! A pattern for tables too large to look at every one: the cheapest way round for one narrow cell after another, and then every cell opened again
//! that can be.

use super::boxes;
use super::guard::{Breach, Guard};
use super::network::Network;
use super::search::price;

/// Cells, totals among them, and their sum.
type Cost = (usize, usize, i64);

/// What it costs to come to a node, and the node before with the cell between; `None` at the start.
type Arrival = (Cost, Option<(usize, usize)>);

/// Cells to hide beside `required` so that each is protected, none of which can be opened by itself. `all` protects, and has every cell that may be hidden.
pub(super) fn some(guard: &Guard, required: &[bool], all: &[bool]) -> Vec<bool> {
    let mut hidden = required.to_vec();
    while let Some(breach) = guard.breaches(&hidden, all, true).pop() {
        let found = match &guard.network {
            Some(network) => round(guard, network, &breach, &hidden, all),
            None => corners(guard, &breach, &hidden, all),
        };
        let cheapest = || breach.needed.iter().copied().min_by_key(|&cell| price(guard, cell));
        match found.or_else(|| cheapest().map(|cell| vec![cell])) {
            Some(cells) => cells.into_iter().for_each(|cell| hidden[cell] = true),
            None => {
                hidden = all.to_vec();
                break;
            }
        }
    }
    open_again(guard, required, &mut hidden);
    hidden
}

/// Shows again what can be shown again, the dearest first.
fn open_again(guard: &Guard, required: &[bool], hidden: &mut [bool]) {
    let mut extra: Vec<usize> = (0..hidden.len()).filter(|&cell| hidden[cell] && !required[cell]).collect();
    extra.sort_unstable_by_key(|&cell| std::cmp::Reverse(price(guard, cell)));
    let none = vec![false; hidden.len()];
    for cell in extra {
        hidden[cell] = false;
        if guard.leaves_one(hidden, cell) || !guard.breaches(hidden, &none, true).is_empty() {
            hidden[cell] = true;
        }
    }
}

/// The cheapest circle through the cell around which the threshold can flow: what of it is not hidden yet.
fn round(
    guard: &Guard,
    network: &Network,
    breach: &Breach,
    hidden: &[bool],
    all: &[bool],
) -> Option<Vec<usize>> {
    let values = &guard.table.measures()[breach.measure];
    let (from, to) = network.ends(breach.cell);
    let up = path(guard, network, breach, hidden, all, (to, from));
    let is_large = values[breach.cell] >= guard.threshold;
    let down = is_large.then(|| path(guard, network, breach, hidden, all, (from, to))).flatten();
    let (_, cells) = [up, down].into_iter().flatten().min()?;
    Some(cells).filter(|cells| !cells.is_empty())
}

fn path(
    guard: &Guard,
    network: &Network,
    breach: &Breach,
    hidden: &[bool],
    all: &[bool],
    (from, to): (usize, usize),
) -> Option<(Cost, Vec<usize>)> {
    let values = &guard.table.measures()[breach.measure];
    // A step over a cell that is hidden costs nothing; over one that may be hidden, itself.
    let cost = |cell: usize| {
        if hidden[cell] {
            guard.may_change(breach.eyes, breach.measure, cell).then_some((0, 0, 0))
        } else if all[cell] && guard.can_help(breach.measure, cell) {
            let (total, sum, _) = price(guard, cell);
            Some((1, total, sum))
        } else {
            None
        }
    };
    let mut steps: Vec<Vec<(usize, usize, Cost)>> = vec![Vec::new(); network.nodes()];
    for cell in (0..hidden.len()).filter(|&cell| cell != breach.cell) {
        let Some(cost) = cost(cell) else { continue };
        let (tail, head) = network.ends(cell);
        steps[tail].push((head, cell, cost));
        if values[cell] >= guard.threshold {
            steps[head].push((tail, cell, cost));
        }
    }
    let mut best: Vec<Option<Arrival>> = vec![None; network.nodes()];
    let mut done = vec![false; network.nodes()];
    best[from] = Some(((0, 0, 0), None));
    loop {
        let open = (0..network.nodes()).filter(|&node| !done[node]);
        let (so_far, node) = open.filter_map(|node| best[node].map(|(cost, _)| (cost, node))).min()?;
        if node == to {
            break;
        }
        done[node] = true;
        for &(there, cell, cost) in &steps[node] {
            let cost = (so_far.0 + cost.0, so_far.1 + cost.1, so_far.2 + cost.2);
            if best[there].is_none_or(|(before, _)| cost < before) {
                best[there] = Some((cost, Some((node, cell))));
            }
        }
    }
    let (total, _) = best[to]?;
    let mut cells = Vec::new();
    let mut node = to;
    while let Some((_, Some((before, cell)))) = best[node] {
        cells.extend(Some(cell).filter(|&cell| !hidden[cell]));
        node = before;
    }
    Some((total, cells))
}

/// Three dimensions: the cheapest box that protects the cell, else the one that takes it furthest.
fn corners(guard: &Guard, breach: &Breach, hidden: &[bool], all: &[bool]) -> Option<Vec<usize>> {
    let values = &guard.table.measures()[breach.measure];
    let may_change = |cell: usize| {
        if hidden[cell] {
            guard.may_change(breach.eyes, breach.measure, cell)
        } else {
            all[cell] && guard.can_help(breach.measure, cell)
        }
    };
    let boxes = boxes::boxes(guard.table.shape(), breach.cell, &may_change);
    let candidates = boxes.iter().map(|corners| {
        let new: Vec<usize> = corners.iter().map(|&(cell, _)| cell).filter(|&cell| !hidden[cell]).collect();
        let short = guard.threshold - boxes::width(std::slice::from_ref(corners), values, guard.threshold);
        let totals: usize = new.iter().map(|&cell| price(guard, cell).0).sum();
        let sum: i64 = new.iter().map(|&cell| price(guard, cell).1).sum();
        (short, new.len(), totals, sum, new)
    });
    candidates.filter(|(short, count, ..)| *count > 0 && *short < guard.threshold).min().map(|(.., new)| new)
}
