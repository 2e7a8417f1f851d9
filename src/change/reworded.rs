//! Two versions of a text of a record, for the difference that tells of it.

use serde_json::{Value, json};

use crate::kit::prose::reworded::{Stretch, compared};
use crate::subject::text::piece::Inline;

/// What became of a text.
#[derive(Clone, Debug, Default)]
pub struct Reworded {
    /// Words that came and went, spaces not counted.
    pub added: usize,
    pub removed: usize,
    /// The whole text of both, with the spaces and line ends before each word, kept words spaced as in the later one: `words`, `was` and
    /// `becomes`. Empty when it did not change.
    pub runs: Vec<Inline>,
}

impl Reworded {
    /// An end of line is one however it is written.
    pub fn between(before: &str, after: &str) -> Reworded {
        let (before, after) = (before.replace("\r\n", "\n"), after.replace("\r\n", "\n"));
        if before == after {
            return Reworded::default();
        }
        let found = compared(&before, &after);
        let mut runs: Vec<Inline> = Vec::new();
        for stretch in found.stretches {
            let run = match stretch {
                Stretch::Lines(lines) => Inline::words(lines.concat()).without_evidence(),
                Stretch::Kept(text) => Inline::words(text).without_evidence(),
                Stretch::Removed(text) => Inline::was(text).without_evidence(),
                Stretch::Added(text) => Inline::becomes(text).without_evidence(),
            };
            match runs.last_mut().filter(|last| last.kind() == run.kind()) {
                Some(last) => last.extend(&run),
                None => runs.push(run),
            }
        }
        Reworded { added: found.added, removed: found.removed, runs }
    }

    /// The runs for programs.
    pub fn exact(&self) -> Value {
        let run = |run: &Inline| {
            let mark = match run.kind() {
                "was" => "removed",
                "becomes" => "added",
                _ => "kept",
            };
            json!({ "mark": mark, "text": run.text() })
        };
        self.runs.iter().map(run).collect()
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
        let side = |other: &str| -> Vec<String> {
            let runs = found.runs.iter().filter(|run| run.kind() != other);
            runs.flat_map(|run| run.text().split_whitespace()).map(str::to_owned).collect()
        };
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!((side("becomes"), side("was")), (words(before), words(after)));
        assert_eq!((found.added, found.removed), (4, 4));
        assert_eq!(found.exact()[0], json!({ "mark": "kept", "text": "Escalate within" }));
        assert!(Reworded::between(before, before).runs.is_empty());
        let with_returns = before.replace('\n', "\r\n");
        assert!(Reworded::between(before, &with_returns).runs.is_empty(), "line ends are no words");
    }

    #[test]
    fn lines_that_were_wrapped_anew_change_no_word_and_still_differ() {
        let found = Reworded::between("one two\nthree\n", "one\ntwo three\n");
        assert_eq!((found.added, found.removed, found.runs.len()), (0, 0, 1));
    }
}
