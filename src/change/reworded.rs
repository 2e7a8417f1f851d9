//! Two versions of a text of a record, for the difference that tells of it.

use crate::kit::prose::reworded::{Stretch, compared};

/// A stretch of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Kept,
    Removed,
    Added,
}

/// Words with the spaces and line ends before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub mark: Mark,
    pub text: String,
}

/// What became of a text.
#[derive(Clone, Debug, Default)]
pub struct Reworded {
    /// Words that came and went, spaces not counted.
    pub added: usize,
    pub removed: usize,
    /// The whole text of both, kept words spaced as in the later one; empty when it did not change.
    pub redline: Vec<Run>,
}

impl Reworded {
    /// An end of line is one however it is written.
    pub fn between(before: &str, after: &str) -> Reworded {
        let (before, after) = (before.replace("\r\n", "\n"), after.replace("\r\n", "\n"));
        if before == after {
            return Reworded::default();
        }
        let found = compared(&before, &after);
        let mut redline: Vec<Run> = Vec::new();
        for stretch in found.stretches {
            let (mark, text) = match stretch {
                Stretch::Lines(lines) => (Mark::Kept, lines.concat()),
                Stretch::Kept(text) => (Mark::Kept, text),
                Stretch::Removed(text) => (Mark::Removed, text),
                Stretch::Added(text) => (Mark::Added, text),
            };
            match redline.last_mut().filter(|run| run.mark == mark) {
                Some(run) => run.text.push_str(&text),
                None => redline.push(Run { mark, text }),
            }
        }
        Reworded { added: found.added, removed: found.removed, redline }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redline_keeps_every_word_of_both_sides() {
        let (before, after) =
            ("Escalate within 48 hours.\nThen wait.\n", "Escalate within 24 hours, then call.\n");
        let found = Reworded::between(before, after);
        let side = |other: Mark| -> Vec<String> {
            let runs = found.redline.iter().filter(|run| run.mark != other);
            runs.flat_map(|run| run.text.split_whitespace()).map(str::to_owned).collect()
        };
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!((side(Mark::Added), side(Mark::Removed)), (words(before), words(after)));
        assert_eq!((found.added, found.removed), (4, 4));
        assert_eq!(found.redline[0], Run { mark: Mark::Kept, text: "Escalate within".to_owned() });
        assert!(Reworded::between(before, before).redline.is_empty());
        let with_returns = before.replace('\n', "\r\n");
        assert!(Reworded::between(before, &with_returns).redline.is_empty(), "line ends are no words");
    }

    #[test]
    fn lines_that_were_wrapped_anew_change_no_word_and_still_differ() {
        let found = Reworded::between("one two\nthree\n", "one\ntwo three\n");
        assert_eq!((found.added, found.removed, found.redline.len()), (0, 0, 1));
    }
}
