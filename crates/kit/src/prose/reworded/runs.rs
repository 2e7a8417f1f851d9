//! Inside a block that both texts have: what stayed, went and came.
//!
//! Sentences (lines, in code) that both have stay. In between words are compared, sentence by sentence: of one that is mostly new nothing
//! is kept, and a few short words between two changes are part of the change, so that it can be read.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::token::Token;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Kept,
    Removed,
    Added,
}

/// Words of one mark, with the spaces before them; those that stayed are spaced as in the later text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub mark: Mark,
    pub text: String,
    pub words: usize,
}

/// Words of a stretch up to which they are compared one by one; beyond, it went and came whole. The work grows with the square of what
/// differs, and nobody reads so long a stretch word by word.
pub const MOST_WORDS: usize = 6_000;

/// Percent of the letters of a sentence that have to stay for it to be compared word by word, and of a block for it to be one at all.
const ALIKE: usize = 33;
/// Letters that never keep two changes apart.
const SHORT: usize = 4;

/// Stretches of both texts in a row; a kept one is as long in both.
#[derive(Clone, Debug)]
struct Op {
    is_kept: bool,
    old: Range<usize>,
    new: Range<usize>,
}

/// Tokens as one run; none without tokens.
pub fn whole(mark: Mark, tokens: &[Token]) -> Vec<Run> {
    let mut runs = Vec::new();
    push(&mut runs, mark, tokens);
    runs
}

/// `None` where the two are hardly alike.
pub fn runs(old: &[Token], new: &[Token]) -> Option<Vec<Run>> {
    let ops = joined(sentences(old, new, words(old, new)));
    let ops = cleaned(old, new, ops);
    let kept: usize = ops.iter().filter(|op| op.is_kept).map(|op| size(&new[op.new.clone()])).sum();
    let both = size(old) + size(new);
    if both > 0 && 200 * kept < ALIKE * both {
        return None;
    }
    let mut runs = Vec::new();
    for op in ops {
        if op.is_kept {
            push(&mut runs, Mark::Kept, &new[op.new]);
        } else {
            push(&mut runs, Mark::Removed, &old[op.old]);
            push(&mut runs, Mark::Added, &new[op.new]);
        }
    }
    Some(runs)
}

fn push(runs: &mut Vec<Run>, mark: Mark, tokens: &[Token]) {
    if tokens.is_empty() {
        return;
    }
    let text = tokens.iter().flat_map(|token| [token.space.as_str(), token.word.as_str()]).collect();
    let words = tokens.iter().filter(|token| token.counts).count();
    runs.push(Run { mark, text, words });
}

fn size(tokens: &[Token]) -> usize {
    tokens.iter().map(Token::size).sum()
}

/// Where sentences end: after each, and at the end.
fn ends(tokens: &[Token]) -> Vec<usize> {
    let is_end =
        |at: &usize| *at == tokens.len() || tokens[at - 1].ends_sentence() || tokens[*at].starts_line();
    (1..=tokens.len()).filter(is_end).collect()
}

/// Sentences that both have, then the words of those in between.
fn words(old: &[Token], new: &[Token]) -> Vec<Op> {
    let cut = |tokens: &[Token]| -> Vec<Range<usize>> {
        let mut start = 0;
        ends(tokens).into_iter().map(|end| std::mem::replace(&mut start, end)..end).collect()
    };
    let (olds, news) = (cut(old), cut(new));
    let ids = |tokens: &[Token], of: &[Range<usize>]| -> Vec<Vec<u32>> {
        of.iter().map(|range| tokens[range.clone()].iter().map(|token| token.id).collect()).collect()
    };
    let span = |of: &[Range<usize>], range: Range<usize>, end: usize| {
        let start = of.get(range.start).map_or(end, |first| first.start);
        start..if range.is_empty() { start } else { of[range.end - 1].end }
    };
    let mut ops = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &ids(old, &olds), &ids(new, &news)) {
        let (tag, from, to) = op.as_tag_tuple();
        let (from, to) = (span(&olds, from, old.len()), span(&news, to, new.len()));
        if tag == DiffTag::Equal || from.len() + to.len() > MOST_WORDS {
            ops.push(Op { is_kept: tag == DiffTag::Equal, old: from, new: to });
            continue;
        }
        let ids = |tokens: &[Token]| -> Vec<u32> { tokens.iter().map(|token| token.id).collect() };
        for op in capture_diff_slices(Algorithm::Myers, &ids(&old[from.clone()]), &ids(&new[to.clone()])) {
            let (tag, was, is) = op.as_tag_tuple();
            let old = from.start + was.start..from.start + was.end;
            ops.push(Op { is_kept: tag == DiffTag::Equal, old, new: to.start + is.start..to.start + is.end });
        }
    }
    ops
}

/// Nothing is kept of a sentence that is mostly new. Its ends are the places where a sentence ends in both texts.
fn sentences(old: &[Token], new: &[Token], ops: Vec<Op>) -> Vec<Op> {
    let (olds, news) = (ends(old), ends(new));
    let is_end = |was: usize, is: usize| {
        (was == 0 || olds.binary_search(&was).is_ok()) && (is == 0 || news.binary_search(&is).is_ok())
    };
    let (mut all, mut sentence) = (Vec::new(), Vec::new());
    for op in ops {
        // A kept stretch may hold the end of one sentence and the start of the next.
        let mut start = (op.old.start, op.new.start);
        let steps = if op.is_kept { op.new.len() } else { 0 };
        for step in 1..steps {
            let at = (op.old.start + step, op.new.start + step);
            if is_end(at.0, at.1) {
                sentence.push(Op { is_kept: true, old: start.0..at.0, new: start.1..at.1 });
                all.append(&mut weighed(old, new, std::mem::take(&mut sentence)));
                start = at;
            }
        }
        sentence.push(Op { old: start.0..op.old.end, new: start.1..op.new.end, is_kept: op.is_kept });
        if is_end(op.old.end, op.new.end) {
            all.append(&mut weighed(old, new, std::mem::take(&mut sentence)));
        }
    }
    all.append(&mut weighed(old, new, sentence));
    all
}

fn weighed(old: &[Token], new: &[Token], ops: Vec<Op>) -> Vec<Op> {
    let (Some(first), Some(last)) = (ops.first(), ops.last()) else { return ops };
    let whole = Op { is_kept: false, old: first.old.start..last.old.end, new: first.new.start..last.new.end };
    let kept: usize = ops.iter().filter(|op| op.is_kept).map(|op| size(&new[op.new.clone()])).sum();
    let is_change = ops.iter().any(|op| !op.is_kept);
    let both = size(&old[whole.old.clone()]) + size(&new[whole.new.clone()]);
    if is_change && 200 * kept < ALIKE * both { vec![whole] } else { ops }
}

/// Neighbours of one kind are one.
fn joined(ops: Vec<Op>) -> Vec<Op> {
    let mut list: Vec<Op> = Vec::new();
    for op in ops {
        match list.last_mut().filter(|last| last.is_kept == op.is_kept) {
            Some(last) => {
                last.old.end = op.old.end;
                last.new.end = op.new.end;
            }
            None => list.push(op),
        }
    }
    list
}

/// What stayed between two changes, and is no longer than either of them, is part of one change.
fn cleaned(old: &[Token], new: &[Token], mut ops: Vec<Op>) -> Vec<Op> {
    let weight = |op: &Op| size(&old[op.old.clone()]).max(size(&new[op.new.clone()]));
    let mut at = 1;
    while at + 1 < ops.len() {
        let (before, kept, after) = (&ops[at - 1], &ops[at], &ops[at + 1]);
        let letters = weight(kept);
        let ends_line = new[kept.new.clone()].iter().any(Token::starts_line);
        let is_short = letters <= SHORT || letters <= weight(before) && letters <= weight(after);
        if kept.is_kept && is_short && !ends_line {
            let one = Op {
                is_kept: false,
                old: before.old.start..after.old.end,
                new: before.new.start..after.new.end,
            };
            ops.splice(at - 1..=at + 1, [one]);
            // What stood before may now be short beside it.
            at = at.saturating_sub(2).max(1);
        } else {
            at += 1;
        }
    }
    ops
}
