//! What changed between two texts of a procedure, and whether it changed what people acknowledge.

use serde::Serialize;

use crate::kit::diag::plural;
use crate::kit::picture::exempt::Exempt;
use crate::kit::prose::reworded::{Block, Compared, Fate, Form, Mark, Run, compared};
use crate::subject::sop::picture::{PictureChange, changes as changes_of_pictures};
use crate::subject::sop::read::SopText;
use crate::subject::text::label::Label;

/// A block of the text as a page shows it, see the component `redline`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// `kept`, `changed`, `new`, `deleted`, or `skipped` where unchanged ones are only counted.
    pub kind: &'static str,
    pub form: &'static str,
    /// The mark of an item, as its author wrote it.
    pub lead: Label,
    /// What became of it apart from its words; may be empty.
    pub label: Label,
    pub runs: Vec<ShownRun>,
}

/// `kind`: `same`, `gone` or `new`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownRun {
    pub kind: &'static str,
    pub text: String,
}

/// A key of the front matter that reads otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyChange {
    pub key: String,
    /// `None`: not there.
    pub before: Option<String>,
    pub after: Option<String>,
    /// Part of what people acknowledge.
    pub normative: bool,
}

/// The whole difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redline {
    pub keys: Vec<KeyChange>,
    pub text: Compared,
    /// What became of its pictures.
    pub pictures: Vec<PictureChange>,
    /// Whether the hash that acknowledgements are bound to is another.
    pub normative: bool,
}

/// Unchanged blocks that stand on either side of a change where a text is shown in part.
const AROUND: usize = 1;

pub fn redline(old: &SopText, new: &SopText) -> Redline {
    Redline {
        keys: keys(old, new),
        text: compared(&old.body, &new.body),
        pictures: changes_of_pictures(&old.pictures, &new.pictures),
        normative: old.hash != new.hash,
    }
}

fn keys(old: &SopText, new: &SopText) -> Vec<KeyChange> {
    let find = |front: &[(String, String)], key: &str| {
        front.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone())
    };
    let added = new.front.iter().filter(|(key, _)| find(&old.front, key).is_none());
    old.front
        .iter()
        .chain(added)
        .map(|(key, _)| KeyChange {
            key: key.clone(),
            before: find(&old.front, key),
            after: find(&new.front, key),
            normative: crate::subject::sop::normative::NORMATIVE_KEYS.contains(&key.as_str()),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

/// `7 words added, 2 removed, 1 passage moved`; empty where the texts are the same.
pub fn counted(text: &Compared) -> String {
    let words = match (text.added, text.removed) {
        (0, 0) if text.is_same() => return String::new(),
        (0, 0) if text.is_quiet() => return "only line breaks, spaces and marks of lists changed".to_owned(),
        (0, 0) => "no word changed".to_owned(),
        (added, removed) => format!("{} added, {removed} removed", plural(added, "word")),
    };
    match text.moves() {
        0 => words,
        moves => format!("{words}, {} moved", plural(moves, "passage")),
    }
}

/// What became of a block apart from its words: where it stood, how many stood below it and moved too, and what it was.
pub fn label(block: &Block, with_it: usize) -> String {
    let under = |heading: &str| match heading {
        "" => "the start".to_owned(),
        heading => format!("“{heading}”"),
    };
    let below = match with_it {
        0 => String::new(),
        _ => format!(", with {} below it", plural(with_it, "passage")),
    };
    let moved = block.moved.as_ref().map(|moved| match (moved.with_above, moved.from == moved.to) {
        (true, _) => "moved with the passage above".to_owned(),
        (false, true) => format!("moved within {}{below}", under(&moved.to)),
        (false, false) => format!("moved from {} to {}{below}", under(&moved.from), under(&moved.to)),
    });
    let was = block.was.as_ref().map(|was| match *was == block.form {
        true => "the same words, divided otherwise".to_owned(),
        false => format!("now {}, was {}", block.form.with_article(), was.with_article()),
    });
    let parts: Vec<String> = moved.into_iter().chain(was).collect();
    crate::subject::wording::phrase::capital(&parts.join("; "))
}

/// The blocks of a text, all of them.
pub fn whole(text: &Compared) -> Vec<Shown> {
    text.blocks.iter().map(shown).collect()
}

/// The blocks that differ with those around them; what lies between is counted.
pub fn changes(text: &Compared) -> Vec<Shown> {
    let mut stands = vec![false; text.blocks.len()];
    for at in (0..stands.len()).filter(|at| !text.blocks[*at].is_quiet()) {
        let last = (at + AROUND).min(stands.len() - 1);
        stands[at.saturating_sub(AROUND)..=last].fill(true);
    }
    let (mut list, mut skipped) = (Vec::new(), Vec::new());
    for (block, stands) in text.blocks.iter().zip(&stands) {
        if !stands {
            skipped.push(block);
            continue;
        }
        list.extend(passed_over(&std::mem::take(&mut skipped)));
        list.push(shown(block));
    }
    list.extend(passed_over(&skipped));
    list
}

/// One block says more than the remark that it is left out.
fn passed_over(skipped: &[&Block]) -> Option<Shown> {
    match skipped {
        [] => None,
        [one] => Some(shown(one)),
        _ => {
            let label = Label::because(Exempt::Rows, plural(skipped.len(), "unchanged passage"));
            Some(Shown { kind: "skipped", form: "", lead: "".into(), label, runs: Vec::new() })
        }
    }
}

fn shown(block: &Block) -> Shown {
    let Block { fate, form, lead, runs, .. } = block;
    let runs = runs.iter().map(|run| ShownRun { kind: mark(run), text: run.text.clone() }).collect();
    let lead = if matches!(form, Form::Code(_)) { "" } else { lead.as_str() };
    let quoted = |words: &str| Label::because(Exempt::Quoted, words);
    let label = quoted(&titled(*fate, label(block, 0)));
    Shown { kind: fate.word(), form: form.word(), lead: quoted(lead), label, runs }
}

/// New and deleted ones say so: a mark of words alone is easily passed over in a long one.
fn titled(fate: Fate, label: String) -> String {
    match fate {
        Fate::New => "New".to_owned(),
        Fate::Deleted => "Deleted".to_owned(),
        Fate::Kept | Fate::Changed => label,
    }
}

fn mark(run: &Run) -> &'static str {
    match run.mark {
        Mark::Kept => "same",
        Mark::Removed => "gone",
        Mark::Added => "new",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::sop::read::sop_text;

    fn sop(front: &str, body: &str) -> SopText {
        sop_text(&format!("+++\ntitle = \"Guide\"\n{front}+++\n{body}"), Vec::new()).expect("front matter")
    }

    fn spelled(blocks: &[Shown]) -> String {
        let run = |run: &ShownRun| match run.kind {
            "gone" => format!("[-{}-]", run.text),
            "new" => format!("{{+{}+}}", run.text),
            _ => run.text.clone(),
        };
        let block = |block: &Shown| {
            let label =
                if block.label.is_empty() { String::new() } else { format!("<{}>", block.label.as_str()) };
            format!("{label}{}{}\n", block.lead.as_str(), block.runs.iter().map(run).collect::<String>())
        };
        blocks.iter().map(block).collect()
    }

    #[test]
    fn words_are_marked_and_the_text_around_stands() {
        let old = sop("version = \"1\"\n", "# Guide\n\nStop within ten minutes.\nAsk the lead.\n");
        let new = sop("version = \"2\"\n", "# Guide\n\nStop within five minutes, by voice.\nAsk the lead.\n");
        let found = redline(&old, &new);
        assert_eq!(
            spelled(&changes(&found.text)),
            "# Guide\nStop within[- ten minutes.-]{+ five minutes, by voice.+} Ask the lead.\n"
        );
        assert_eq!((found.text.added, found.text.removed, found.normative), (4, 2, true));
        assert_eq!(counted(&found.text), "4 words added, 2 removed");
        let keys: Vec<_> = found.keys.iter().map(|change| (change.key.as_str(), change.normative)).collect();
        assert_eq!(keys, [("version", false)]);
    }

    #[test]
    fn what_is_administration_changes_no_hash() {
        let old = sop("version = \"1\"\nreviewed-on = 2026-01-05\n", "Text.\n");
        let new = sop("version = \"1\"\nreviewed-on = 2026-07-06\n", "\r\nText.\r\n\r\n");
        let found = redline(&old, &new);
        assert!(!found.normative, "line ends and blank lines around the text are none of it");
        assert!(found.text.is_same());
        assert_eq!(found.keys.len(), 1);
        let found = redline(
            &old,
            &sop("version = \"1\"\nreviewed-on = 2026-01-05\nsites = [\"acme-porto\"]\n", "Text.\n"),
        );
        assert!(found.normative && found.keys[0].normative);
    }

    #[test]
    fn two_equal_texts_have_no_change() {
        let one = sop("version = \"1\"\n", "Text.\n");
        let found = redline(&one, &one.clone());
        assert!(found.keys.is_empty() && !found.normative && found.text.is_same());
    }

    #[test]
    fn long_stretches_without_a_change_are_counted() {
        let lines: String = (1..=30).map(|n| format!("Passage {n}.\n\n")).collect();
        let found = redline(&sop("", &lines), &sop("", &lines.replace("Passage 20.", "Passage twenty.")));
        let text = spelled(&changes(&found.text));
        assert!(text.starts_with("<18 unchanged passages>\nPassage 19.\n"), "{text}");
        assert!(text.ends_with("Passage 21.\n<9 unchanged passages>\n"), "{text}");
        assert_eq!(whole(&found.text).len(), 30);
    }

    #[test]
    fn a_passage_says_where_it_stood_and_what_it_was() {
        let before =
            sop("", "## Before\n\nAsk the lead first.\n\nThen go home at once.\n\n## After\n\nRest.\n");
        let after =
            sop("", "## Before\n\n- Then go home at once.\n\n## After\n\nRest.\n\nAsk the lead first.\n");
        let found = redline(&before, &after).text;
        let labels: Vec<String> =
            found.blocks.iter().map(|block| label(block, 0)).filter(|label| !label.is_empty()).collect();
        assert_eq!(labels, ["Now a list item, was a paragraph", "Moved from “Before” to “After”"]);
        let code =
            redline(&sop("", "Run the script again.\n"), &sop("", "```\nRun the script again.\n```\n")).text;
        let labels: Vec<String> = code.blocks.iter().map(|block| label(block, 0)).collect();
        assert!(labels.iter().all(|label| !label.contains("a code")), "{labels:?}");
        assert_eq!(counted(&found), "no word changed, 1 passage moved");
    }
}
