//! Two versions of a Markdown text, told once: pages, the comment on a pull request and documents for programs show and count the same.
//!
//! A text is cut into blocks: a heading, a paragraph, an item of a list, a row of a table, a code block. Blocks are paired, in place or
//! moved; inside a pair sentences are paired, then words. What is hardly alike went and came whole.

mod token;
mod piece;
mod pieces;
mod runs;
mod pair;
mod place;
mod pairs;
#[cfg(test)]
mod tests;

pub use piece::Form;
pub use runs::{Mark, Run};

use pair::Pair;
use piece::Piece;
use token::{Token, Words};

/// What became of a block, apart from its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Kept,
    Changed,
    New,
    Deleted,
}

impl Fate {
    /// The word in documents and style sheets.
    pub fn word(self) -> &'static str {
        match self {
            Fate::Kept => "kept",
            Fate::Changed => "changed",
            Fate::New => "new",
            Fate::Deleted => "deleted",
        }
    }
}

/// The headings under which a block stood and stands; empty above the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub from: String,
    pub to: String,
    /// It went with the block above it, as the text of a section goes with its heading.
    pub with_above: bool,
}

/// A block of one text or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub fate: Fate,
    pub form: Form,
    /// What it was, where that is something else.
    pub was: Option<Form>,
    /// As Markdown writes it before the words: `## `, `- `, `> `.
    pub lead: String,
    /// The heading that it stands under, or stood under if it is deleted.
    pub under: String,
    pub moved: Option<Moved>,
    pub runs: Vec<Run>,
    /// Words that came and went.
    pub added: usize,
    pub removed: usize,
    /// Its place among the blocks of each text. Blocks that were divided share the place of what they were.
    pub before: Option<usize>,
    pub after: Option<usize>,
}

impl Block {
    /// Whether there is nothing to tell of it.
    pub fn is_quiet(&self) -> bool {
        self.fate == Fate::Kept && self.moved.is_none()
    }
}

/// What became of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Both texts whole, in the order of the later one; what was deleted stands where it stood. Empty where both are the same to the letter.
    pub blocks: Vec<Block>,
    /// Words that came and went.
    pub added: usize,
    pub removed: usize,
}

impl Compared {
    /// The same to the letter.
    pub fn is_same(&self) -> bool {
        self.blocks.is_empty()
    }

    /// No block differs: only spaces, line breaks and marks of lists do, if anything.
    pub fn is_quiet(&self) -> bool {
        self.blocks.iter().all(Block::is_quiet)
    }

    /// Blocks that only stand elsewhere, or stand elsewhere and changed; what goes with the block above is one with it.
    pub fn moves(&self) -> usize {
        let moved = self.blocks.iter().filter_map(|block| block.moved.as_ref());
        moved.filter(|moved| !moved.with_above).count()
    }
}

/// Compares two texts. An end of line is one however it is written.
pub fn compared(before: &str, after: &str) -> Compared {
    let (before, after) = (before.replace("\r\n", "\n"), after.replace("\r\n", "\n"));
    if before == after {
        return Compared::default();
    }
    let mut words = Words::default();
    let (old, new) = (pieces::pieces(&before, &mut words), pieces::pieces(&after, &mut words));
    let mut blocks: Vec<Block> = Vec::with_capacity(new.len());
    for pair in pairs::pairs(&old, &new) {
        told(&pair, &old, &new, &mut blocks);
    }
    // A text of no block at all, such as blank lines, has still another letter.
    if blocks.is_empty() {
        blocks.push(Block::of(Fate::Kept, &Piece::default(), Vec::new()));
    }
    let count = |of: fn(&Block) -> usize| blocks.iter().map(of).sum();
    Compared { added: count(|block| block.added), removed: count(|block| block.removed), blocks }
}

/// A text as it reads: two texts of which [`compared`] says that they are quiet have one, and no others.
pub fn as_read(text: &str) -> String {
    let mut words = Words::default();
    let pieces = pieces::pieces(&text.replace("\r\n", "\n"), &mut words);
    let written = words.written();
    let mut read = String::with_capacity(text.len());
    for piece in pieces {
        read.push_str(&format!("{:?}", piece.form));
        for token in piece.tokens {
            read.push('\u{1f}');
            read.push_str(written.get(token.id as usize).copied().unwrap_or_default());
        }
        read.push('\u{1e}');
    }
    read
}

fn told(pair: &Pair, old: &[Piece], new: &[Piece], blocks: &mut Vec<Block>) {
    match (pair.old, pair.new) {
        (Some(was), Some(is)) => {
            let (from, to) = (&old[was], &new[is]);
            let runs = match pair.is_divided {
                true => Some(runs::whole(Mark::Kept, &to.tokens)),
                false => runs::runs(&from.tokens, &to.tokens),
            };
            let Some(runs) = runs else {
                blocks.push(Block { before: Some(was), ..Block::of(Fate::Deleted, from, gone(from)) });
                blocks.push(Block { after: Some(is), ..Block::of(Fate::New, to, come(to)) });
                return;
            };
            let is_other = from.form != to.form || pair.is_divided;
            let is_kept = !is_other && runs.iter().all(|run| run.mark == Mark::Kept);
            let fate = if is_kept { Fate::Kept } else { Fate::Changed };
            let moved = pair.is_moved.then(|| Moved {
                from: from.under.clone(),
                to: to.under.clone(),
                with_above: blocks.last().is_some_and(|last| {
                    last.moved.is_some() && last.before == was.checked_sub(1) && last.before.is_some()
                }),
            });
            let was_form = is_other.then(|| from.form.clone());
            let block = Block::of(fate, to, runs);
            blocks.push(Block { was: was_form, moved, before: Some(was), after: Some(is), ..block });
        }
        (Some(was), None) => {
            let from = &old[was];
            blocks.push(Block { before: Some(was), ..Block::of(Fate::Deleted, from, gone(from)) });
        }
        (None, Some(is)) => {
            let to = &new[is];
            blocks.push(Block { after: Some(is), ..Block::of(Fate::New, to, come(to)) });
        }
        (None, None) => {}
    }
}

fn gone(piece: &Piece) -> Vec<Run> {
    runs::whole(Mark::Removed, &piece.tokens)
}

fn come(piece: &Piece) -> Vec<Run> {
    runs::whole(Mark::Added, &piece.tokens)
}

impl Block {
    fn of(fate: Fate, piece: &Piece, runs: Vec<Run>) -> Block {
        let count = |mark: Mark| runs.iter().filter(|run| run.mark == mark).map(|run| run.words).sum();
        Block {
            fate,
            form: piece.form.clone(),
            was: None,
            lead: piece.lead.clone(),
            under: piece.under.clone(),
            moved: None,
            added: count(Mark::Added),
            removed: count(Mark::Removed),
            runs,
            before: None,
            after: None,
        }
    }
}
