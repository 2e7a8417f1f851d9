//! Which of the blocks that both texts have stand where they stood, and in which order a reader meets them.

use super::pair::Pair;

/// Pairs of places that rise together, as heavy as can be: what is not among them has moved. `pairs` are in order of the later text:
/// a place in the former one, and a weight.
pub fn in_place(pairs: &[(usize, usize)]) -> Vec<bool> {
    let places = pairs.iter().map(|(old, _)| old + 2).max().unwrap_or(1);
    // The heaviest chain that ends at or before a place of the former text, by a tree of prefixes.
    let mut best: Vec<(usize, Option<usize>)> = vec![(0, None); places];
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    let mut heaviest: (usize, Option<usize>) = (0, None);
    for (at, (old, weight)) in pairs.iter().enumerate() {
        let mut chain: (usize, Option<usize>) = (0, None);
        let mut place: usize = old + 1;
        while place > 0 {
            if best[place].0 > chain.0 {
                chain = best[place];
            }
            place &= place - 1;
        }
        before[at] = chain.1;
        let whole = (chain.0 + weight + 1, Some(at));
        let mut place: usize = old + 1;
        while place < places {
            if best[place].0 < whole.0 {
                best[place] = whole;
            }
            place += place & place.wrapping_neg();
        }
        if heaviest.0 < whole.0 {
            heaviest = whole;
        }
    }
    let mut stays = vec![false; pairs.len()];
    let mut next = heaviest.1;
    while let Some(at) = next {
        stays[at] = true;
        next = before[at];
    }
    stays
}

/// Every block of both texts once, in the order of the later text; what was deleted stands behind what it stood behind. `from` and `to`
/// say what a block of the former and of the later text is in the other, `stays` whether one of the later text is where it was.
pub fn in_order(from: &[Option<usize>], to: &[Option<usize>], stays: &[bool]) -> Vec<Pair> {
    // What stands in place next, seen from each block of the later text.
    let mut comes = vec![from.len(); to.len()];
    let mut next = from.len();
    for is in (0..to.len()).rev() {
        if stays[is] {
            next = to[is].unwrap_or(next);
        }
        comes[is] = next;
    }
    let mut list = Vec::with_capacity(from.len().max(to.len()));
    let mut told = 0;
    for (is, was) in to.iter().enumerate() {
        // What was deleted before the next block in place comes before what is new there.
        list.extend(gone(from, told, comes[is]));
        told = told.max(comes[is]);
        let is_moved = was.is_some() && !stays[is];
        list.push(Pair { old: *was, new: Some(is), is_moved, is_divided: false });
    }
    list.extend(gone(from, told, from.len()));
    list
}

fn gone(from: &[Option<usize>], start: usize, end: usize) -> impl Iterator<Item = Pair> {
    let gone = (start..end).filter(|was| from[*was].is_none());
    gone.map(|was| Pair { old: Some(was), ..Pair::default() })
}
