//! Two versions of a text, word by word: the page of a procedure and the comment on a pull request show and count the same.
//!
//! Lines first, then the words of lines that differ. White space belongs to the word after it, so that it never matches by itself:
//! with blanks as words, two sentences that share nothing but their blanks come out in shreds.

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// A stretch of two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretch<'a> {
    /// Whole lines that both have, each with its end.
    Lines(Vec<&'a str>),
    /// Words that both have, spaced as in the later text.
    Kept(String),
    Removed(String),
    Added(String),
}

/// What became of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared<'a> {
    /// In order of place.
    pub stretches: Vec<Stretch<'a>>,
    /// Words that came and went, spaces not counted.
    pub added: usize,
    pub removed: usize,
}

/// Words of a stretch of lines up to which they are compared one by one; beyond, the stretch went and came whole. The work grows with
/// the square of what differs, and nobody reads so long a stretch word by word.
const MOST_WORDS: usize = 6_000;

/// How many words a text has.
pub fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Compares two texts whose line ends are line feeds.
pub fn compared<'a>(before: &'a str, after: &'a str) -> Compared<'a> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let mut compared = Compared::default();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (tag, from, to) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            compared.stretches.push(Stretch::Lines(new[to].to_vec()));
        } else {
            compared.lines(&old[from].concat(), &new[to].concat());
        }
    }
    compared
}

impl Compared<'_> {
    /// Lines that differ.
    fn lines(&mut self, old: &str, new: &str) {
        let (old, new) = (spaced(old), spaced(new));
        let whole =
            |words: &[Word<'_>]| words.iter().flat_map(|word| [word.space, word.word]).collect::<String>();
        if old.len() + new.len() > MOST_WORDS {
            self.replaced(whole(&old), whole(&new));
            return;
        }
        for op in capture_diff_slices(Algorithm::Myers, &bare(&old), &bare(&new)) {
            let (tag, from, to) = op.as_tag_tuple();
            if tag == DiffTag::Equal {
                self.stretches.push(Stretch::Kept(whole(&new[to])));
            } else {
                self.replaced(whole(&old[from]), whole(&new[to]));
            }
        }
    }

    fn replaced(&mut self, old: String, new: String) {
        self.removed += words(&old);
        self.added += words(&new);
        if !old.is_empty() {
            self.stretches.push(Stretch::Removed(old));
        }
        if !new.is_empty() {
            self.stretches.push(Stretch::Added(new));
        }
    }
}

/// A word with the white space before it. White space at the end has an empty word.
struct Word<'a> {
    space: &'a str,
    word: &'a str,
}

fn bare<'a>(words: &[Word<'a>]) -> Vec<&'a str> {
    words.iter().map(|word| word.word).collect()
}

fn spaced(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let start = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
        let (space, after) = rest.split_at(start);
        let end = after.find(char::is_whitespace).unwrap_or(after.len());
        let (word, after) = after.split_at(end);
        words.push(Word { space, word });
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(compared: &Compared<'_>) -> String {
        let shown = compared.stretches.iter().map(|stretch| match stretch {
            Stretch::Lines(lines) => lines.concat(),
            Stretch::Kept(text) => text.clone(),
            Stretch::Removed(text) => format!("[-{text}-]"),
            Stretch::Added(text) => format!("{{+{text}+}}"),
        });
        shown.collect()
    }

    #[test]
    fn sentences_that_share_blanks_alone_are_not_shredded() {
        let before = "Keep.\nAs on-call you will be paged at night.\n";
        let after = "Keep.\nOnly the primary answers within ten minutes.\n";
        let found = compared(before, after);
        assert_eq!(
            spelled(&found),
            "Keep.\n[-As on-call you will be paged at night.-]{+Only the primary answers within ten minutes.+}\n"
        );
        assert_eq!((found.added, found.removed), (7, 8));
    }

    #[test]
    fn a_word_that_moves_to_another_line_is_the_same_word() {
        let found = compared("one two\nthree four\n", "one\ntwo three\nfour\n");
        assert_eq!(spelled(&found), "one\ntwo three\nfour\n");
        assert_eq!((found.added, found.removed), (0, 0));
    }

    #[test]
    fn a_stretch_of_many_words_went_and_came_whole() {
        let text = |word: &str| format!("{word} ").repeat(MOST_WORDS) + "\n";
        let (before, after) = (text("a"), text("b"));
        let found = compared(&before, &after);
        assert_eq!((found.stretches.len(), found.added, found.removed), (2, MOST_WORDS, MOST_WORDS));
    }
}
