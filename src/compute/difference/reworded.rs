//! Two versions of a text, word by word.

use similar::{ChangeTag, TextDiff};

/// A stretch of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Kept,
    Removed,
    Added,
}

/// Words with the spaces and line ends between them.
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
    /// The whole text of both; empty when it did not change.
    pub redline: Vec<Run>,
}

impl Reworded {
    pub fn between(before: &str, after: &str) -> Reworded {
        let redline = redline(before, after);
        let count =
            |mark: Mark| redline.iter().filter(|run| run.mark == mark).map(|run| words(&run.text)).sum();
        Reworded { added: count(Mark::Added), removed: count(Mark::Removed), redline }
    }
}

/// How many words a text has.
pub fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Empty when the texts are the same. An end of line is one however it is written.
fn redline(before: &str, after: &str) -> Vec<Run> {
    let (before, after) = (before.replace("\r\n", "\n"), after.replace("\r\n", "\n"));
    if before == after {
        return Vec::new();
    }
    let mut runs: Vec<Run> = Vec::new();
    for change in TextDiff::from_words(&before, &after).iter_all_changes() {
        let mark = match change.tag() {
            ChangeTag::Equal => Mark::Kept,
            ChangeTag::Delete => Mark::Removed,
            ChangeTag::Insert => Mark::Added,
        };
        match runs.last_mut().filter(|run| run.mark == mark) {
            Some(run) => run.text.push_str(change.value()),
            None => runs.push(Run { mark, text: change.value().to_owned() }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redline_keeps_every_word_of_both_sides() {
        let (before, after) =
            ("Escalate within 48 hours.\nThen wait.\n", "Escalate within 24 hours, then call.\n");
        let runs = redline(before, after);
        let side = |other: Mark| -> String {
            runs.iter().filter(|run| run.mark != other).map(|run| run.text.as_str()).collect()
        };
        assert_eq!((side(Mark::Added).as_str(), side(Mark::Removed).as_str()), (before, after));
        assert_eq!(runs[0], Run { mark: Mark::Kept, text: "Escalate within ".to_owned() });
        assert!(redline(before, before).is_empty());
        assert!(redline(before, &before.replace('\n', "\r\n")).is_empty(), "line ends are no words");
    }
}
