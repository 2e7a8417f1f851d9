//! Two versions of a text of a record, for the difference that tells of it.

use serde_json::{Value, json};

use crate::kit::prose::reworded::{Block, Compared, Fate, Mark, compared};

/// What became of a text.
#[derive(Clone, Debug, Default)]
pub struct Reworded {
    /// Words that came and went, spaces not counted.
    pub added: usize,
    pub removed: usize,
    pub text: Compared,
}

impl Reworded {
    /// An end of line is one however it is written.
    pub fn between(before: &str, after: &str) -> Reworded {
        let text = compared(before, after);
        Reworded { added: text.added, removed: text.removed, text }
    }

    /// The same to the letter.
    pub fn is_same(&self) -> bool {
        self.text.is_same()
    }

    /// Both texts for programs, as runs of words; each run says which block it is of.
    pub fn runs(&self) -> Value {
        let blocks = self.text.blocks.iter().enumerate();
        blocks.flat_map(|(at, block)| runs(at, block)).collect()
    }

    /// What became of each block, for programs.
    pub fn blocks(&self) -> Value {
        self.text.blocks.iter().map(told).collect()
    }
}

/// The first run of a block has the end of the line before it, and what Markdown writes before its words.
fn runs(at: usize, block: &Block) -> Vec<Value> {
    let start = if at == 0 { "" } else { "\n" };
    let lead = format!("{start}{}", block.lead);
    let run = |mark: &str, text: &str| json!({ "block": at, "mark": mark, "text": text });
    let Some(first) = block.runs.first() else {
        let mark = match block.fate {
            Fate::New => Mark::Added,
            Fate::Deleted => Mark::Removed,
            Fate::Kept | Fate::Changed => Mark::Kept,
        };
        return vec![run(word(mark), &lead)];
    };
    // Of a block that both have, what stands before the words is kept.
    let is_of_both = matches!(block.fate, Fate::Kept | Fate::Changed);
    let mut list = Vec::new();
    if is_of_both && first.mark != Mark::Kept && !lead.is_empty() {
        list.push(run(word(Mark::Kept), &lead));
    }
    let lead = if list.is_empty() { lead.as_str() } else { "" };
    list.push(run(word(first.mark), &format!("{lead}{}", first.text)));
    list.extend(block.runs[1..].iter().map(|one| run(word(one.mark), &one.text)));
    list
}

fn word(mark: Mark) -> &'static str {
    match mark {
        Mark::Kept => "kept",
        Mark::Removed => "removed",
        Mark::Added => "added",
    }
}

fn told(block: &Block) -> Value {
    json!({
        "change": block.fate.word(),
        "form": block.form.word(),
        "form_before": block.was.as_ref().map(|was| was.word()),
        "under": block.under,
        "moved_from": block.moved.as_ref().map(|moved| &moved.from),
        "words_added": block.added,
        "words_removed": block.removed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(found: &Reworded, other: &str) -> String {
        let runs = found.runs();
        let runs = runs.as_array().into_iter().flatten().filter(|run| run["mark"] != other);
        runs.filter_map(|run| run["text"].as_str()).collect()
    }

    #[test]
    fn a_redline_keeps_every_word_of_both_sides() {
        let (before, after) = (
            "# Late answers\n\nEscalate within 48 hours. Then wait.\n\n- Old\n",
            "# Late answers\n\nEscalate within 24 hours. Then call.\n\n1. New item\n",
        );
        let found = Reworded::between(before, after);
        assert_eq!(side(&found, "added"), "# Late answers\nEscalate within 48 hours. Then wait.\n- Old");
        assert_eq!(
            side(&found, "removed"),
            "# Late answers\nEscalate within 24 hours. Then call.\n1. New item"
        );
        assert_eq!((found.added, found.removed), (4, 3));
        assert_eq!(found.runs()[1], json!({ "block": 1, "mark": "kept", "text": "\nEscalate within" }));
        assert_eq!(found.blocks()[1]["change"], json!("changed"));
        assert!(Reworded::between(before, before).is_same());
        assert!(Reworded::between(before, &before.replace('\n', "\r\n")).is_same(), "line ends are no words");
    }

    #[test]
    fn lines_that_were_wrapped_anew_change_no_word_and_still_differ() {
        let found = Reworded::between("one two\nthree\n", "one\ntwo three\n");
        assert_eq!((found.added, found.removed, found.is_same()), (0, 0, false));
        assert!(found.text.is_quiet());
    }
}
