//! Which block of one text is which of the other: equal ones first, then those that are alike, in place or moved.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::pair::Pair;
use super::piece::{Form, Piece};
use super::place::{in_order, in_place};

/// Thousandths of likeness: of blocks in one place, and of those that may stand anywhere.
const ALIKE: usize = 333;
const ALIKE_ANYWHERE: usize = 600;
/// Words that a block needs to be known again elsewhere: unchanged, or changed as well.
const FEWEST: usize = 3;
const FEWEST_CHANGED: usize = 6;
/// Comparisons of blocks in one go; of more, only those that are equal are paired.
const MOST: usize = 1_000_000;

/// In the order in which a reader meets them.
pub fn pairs(old: &[Piece], new: &[Piece]) -> Vec<Pair> {
    let (from, to, divided) = (vec![None; old.len()], vec![None; new.len()], vec![false; new.len()]);
    let mut found = Found { old, new, from, to, divided };
    let keys = keys(old, new);
    found.equal(&keys.0, &keys.1);
    found.equal_elsewhere(&keys.0, &keys.1);
    found.alike_anywhere();
    found.alike_between();
    found.alike_beside();
    let mut list = in_order(&found.from, &found.to, &found.stays());
    for pair in &mut list {
        pair.is_divided = pair.new.is_some_and(|is| found.divided[is]);
    }
    list
}

/// Equal blocks have equal numbers.
fn keys(old: &[Piece], new: &[Piece]) -> (Vec<usize>, Vec<usize>) {
    let mut known: BTreeMap<(&Form, Vec<u32>), usize> = BTreeMap::new();
    let mut keys = Vec::with_capacity(old.len() + new.len());
    for Piece { form, tokens, .. } in old.iter().chain(new) {
        let next = known.len();
        keys.push(*known.entry((form, tokens.iter().map(|token| token.id).collect())).or_insert(next));
    }
    let news = keys.split_off(old.len());
    (keys, news)
}

/// Both texts, and what is paired so far.
struct Found<'p> {
    old: &'p [Piece],
    new: &'p [Piece],
    from: Vec<Option<usize>>,
    to: Vec<Option<usize>>,
    divided: Vec<bool>,
}

impl Found<'_> {
    fn pair(&mut self, was: usize, is: usize) {
        self.from[was] = Some(is);
        self.to[is] = Some(was);
    }

    fn is_free(&self, was: usize, is: usize) -> bool {
        self.from.get(was).is_some_and(Option::is_none) && self.to.get(is).is_some_and(Option::is_none)
    }

    /// Whether each block of the later text is where it was.
    fn stays(&self) -> Vec<bool> {
        let paired: Vec<usize> = (0..self.to.len()).filter(|is| self.to[*is].is_some()).collect();
        let places: Vec<(usize, usize)> =
            paired.iter().filter_map(|is| Some((self.to[*is]?, self.new[*is].tokens.len()))).collect();
        let mut stays = vec![false; self.to.len()];
        for (is, stay) in paired.into_iter().zip(in_place(&places)) {
            stays[is] = stay;
        }
        stays
    }

    /// Equal ones in order, and between them those whose words are the same and divided otherwise.
    fn equal(&mut self, olds: &[usize], news: &[usize]) {
        for op in capture_diff_slices(Algorithm::Myers, olds, news) {
            let (tag, from, to) = op.as_tag_tuple();
            match tag {
                DiffTag::Equal => from.zip(to).for_each(|(was, is)| self.pair(was, is)),
                DiffTag::Replace if from.len() != to.len() => self.divided(from, to),
                _ => {}
            }
        }
    }

    fn divided(&mut self, from: std::ops::Range<usize>, to: std::ops::Range<usize>) {
        let words = |pieces: &[Piece]| -> Vec<u32> {
            pieces.iter().flat_map(|piece| &piece.tokens).map(|token| token.id).collect()
        };
        let is_text = |piece: &Piece| piece.form.may_become(&Form::Paragraph) && !piece.tokens.is_empty();
        let (old, new) = (&self.old[from.clone()], &self.new[to.clone()]);
        if !old.iter().chain(new).all(is_text) || words(old) != words(new) {
            return;
        }
        // Each belongs to the one that holds its first word.
        let mut holds: Vec<usize> = Vec::new();
        from.clone().for_each(|was| holds.extend(self.old[was].tokens.iter().map(|_| was)));
        let mut first = 0;
        for is in to.clone() {
            self.to[is] = holds.get(first).copied();
            self.divided[is] = true;
            first += self.new[is].tokens.len();
        }
        from.for_each(|was| self.from[was] = Some(to.start));
    }

    /// Those that each text has once, with the equal ones around them.
    fn equal_elsewhere(&mut self, olds: &[usize], news: &[usize]) {
        let mut once: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for was in (0..olds.len()).filter(|was| self.from[*was].is_none()) {
            once.entry(olds[was]).or_default().0.push(was);
        }
        for is in (0..news.len()).filter(|is| self.to[*is].is_none()) {
            once.entry(news[is]).or_default().1.push(is);
        }
        let mut found = Vec::new();
        for sides in once.values() {
            if let ([was], [is]) = (&*sides.0, &*sides.1)
                && self.old[*was].tokens.len() >= FEWEST
            {
                self.pair(*was, *is);
                found.push((*was, *is));
            }
        }
        self.beside(found, |_, was, is| olds[was] == news[is]);
    }

    /// Neighbours of pairs, as far as they are alike.
    fn beside(&mut self, mut found: Vec<(usize, usize)>, is_alike: impl Fn(&Self, usize, usize) -> bool) {
        while let Some((was, is)) = found.pop() {
            let above = was.checked_sub(1).zip(is.checked_sub(1));
            for (was, is) in above.into_iter().chain([(was + 1, is + 1)]) {
                if self.is_free(was, is) && is_alike(self, was, is) {
                    self.pair(was, is);
                    found.push((was, is));
                }
            }
        }
    }

    fn likeness(&self, was: usize, is: usize, least: usize) -> usize {
        let (old, new) = (&self.old[was], &self.new[is]);
        if old.may_be_like(new, least) { old.likeness(new) } else { 0 }
    }

    /// Those that are much alike wherever they stand, the most alike first.
    fn alike_anywhere(&mut self) {
        let free = |paired: &[Option<usize>], pieces: &[Piece]| -> Vec<usize> {
            let is_free = |at: &usize| paired[*at].is_none() && pieces[*at].tokens.len() >= FEWEST_CHANGED;
            (0..pieces.len()).filter(is_free).collect()
        };
        let (olds, news) = (free(&self.from, self.old), free(&self.to, self.new));
        if olds.len() * news.len() > MOST {
            return;
        }
        let mut alike = Vec::new();
        for was in &olds {
            for is in &news {
                let likeness = self.likeness(*was, *is, ALIKE_ANYWHERE);
                if likeness >= ALIKE_ANYWHERE {
                    alike.push((Reverse(likeness), was.abs_diff(*is), *was, *is));
                }
            }
        }
        alike.sort_unstable();
        for (.., was, is) in alike {
            if self.is_free(was, is) {
                self.pair(was, is);
            }
        }
    }

    /// Those between two blocks that stand in place, in order, so that as many words as can be are in both.
    fn alike_between(&mut self) {
        // The end of the later text closes the last gap.
        let stays: Vec<bool> = self.stays().iter().copied().chain([false]).collect();
        let (mut start, mut first) = (0, 0);
        for (is, stays) in stays.into_iter().enumerate() {
            let end = match self.to.get(is) {
                Some(was) if stays => was.unwrap_or(start),
                Some(_) => continue,
                None => self.from.len(),
            };
            let olds: Vec<usize> = (start..end).filter(|was| self.from[*was].is_none()).collect();
            let news: Vec<usize> = (first..is).filter(|is| self.to[*is].is_none()).collect();
            for (was, is) in self.aligned(&olds, &news) {
                self.pair(was, is);
            }
            (start, first) = (start.max(end), is + 1);
        }
    }

    fn aligned(&self, olds: &[usize], news: &[usize]) -> Vec<(usize, usize)> {
        if olds.is_empty() || news.is_empty() || olds.len() * news.len() > MOST {
            return Vec::new();
        }
        let weight = |at: usize, there: usize| {
            let (was, is) = (olds[at], news[there]);
            let likeness = self.likeness(was, is, ALIKE);
            let words = self.old[was].tokens.len() + self.new[is].tokens.len();
            if likeness >= ALIKE { likeness * words } else { 0 }
        };
        let wide = news.len() + 1;
        let mut best = vec![0_usize; (olds.len() + 1) * wide];
        for at in (0..olds.len()).rev() {
            for there in (0..news.len()).rev() {
                let (here, weight) = (at * wide + there, weight(at, there));
                let without = best[here + wide].max(best[here + 1]);
                best[here] = if weight > 0 { without.max(best[here + wide + 1] + weight) } else { without };
            }
        }
        let (mut list, mut at, mut there) = (Vec::new(), 0, 0);
        while at < olds.len() && there < news.len() {
            let here = at * wide + there;
            if best[here] == best[here + wide] {
                at += 1;
            } else if best[here] == best[here + 1] {
                there += 1;
            } else {
                list.push((olds[at], news[there]));
                (at, there) = (at + 1, there + 1);
            }
        }
        list
    }

    /// What stands beside a pair and is alike: the text under a heading that moved.
    fn alike_beside(&mut self) {
        let paired = self.to.iter().enumerate().filter_map(|(is, was)| Some(((*was)?, is))).collect();
        self.beside(paired, |found, was, is| found.likeness(was, is, ALIKE) >= ALIKE);
    }
}
