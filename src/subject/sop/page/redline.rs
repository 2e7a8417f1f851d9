//! What changed between two texts of a procedure, word by word, and whether it changed what people acknowledge.

use serde::Serialize;

use crate::kit::prose::reworded::{Stretch, compared};
use crate::subject::sop::read::SopText;

/// A stretch of the text. `kind`: `same`, `gone`, `new`, or `skipped` with the number of lines as its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
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
    pub parts: Vec<Part>,
    /// Words of the text that came and went.
    pub added: usize,
    pub removed: usize,
    /// Whether the text is not the same to the letter: only line breaks and spaces, where no word came or went.
    pub rewritten: bool,
    /// Whether the hash that acknowledgements are bound to is another.
    pub normative: bool,
}

/// Unchanged lines that stand on either side of a change.
const CONTEXT: usize = 3;

pub fn redline(old: &SopText, new: &SopText) -> Redline {
    let (parts, added, removed) = text(&old.body, &new.body);
    let rewritten = old.body != new.body;
    Redline { keys: keys(old, new), parts, added, removed, rewritten, normative: old.hash != new.hash }
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

/// The parts of a text, with how many words came and went.
fn text(old: &str, new: &str) -> (Vec<Part>, usize, usize) {
    let found = compared(old, new);
    let mut parts = Parts::default();
    let last = found.stretches.len().saturating_sub(1);
    for (at, stretch) in found.stretches.iter().enumerate() {
        match stretch {
            Stretch::Lines(lines) => {
                let before = if at == 0 { 0 } else { CONTEXT };
                let after = if at == last { 0 } else { CONTEXT };
                parts.same(lines, before, after);
            }
            Stretch::Kept(text) => parts.push("same", text),
            Stretch::Removed(text) => parts.push("gone", text),
            Stretch::Added(text) => parts.push("new", text),
        }
    }
    (parts.list, found.added, found.removed)
}

#[derive(Default)]
struct Parts {
    list: Vec<Part>,
}

impl Parts {
    fn push(&mut self, kind: &'static str, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.list.last_mut() {
            Some(last) if last.kind == kind && kind != "skipped" => last.text.push_str(text),
            _ => self.list.push(Part { kind, text: text.to_owned() }),
        }
    }

    /// Lines that did not change: the first and last ones stand, what lies between is counted.
    fn same(&mut self, lines: &[&str], before: usize, after: usize) {
        if lines.len() <= before + after + 2 {
            self.push("same", &lines.concat());
            return;
        }
        self.push("same", &lines[..before].concat());
        self.push("skipped", &(lines.len() - before - after).to_string());
        self.push("same", &lines[lines.len() - after..].concat());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::sop::read::sop_text;

    fn sop(front: &str, body: &str) -> SopText {
        sop_text(&format!("+++\ntitle = \"Guide\"\n{front}+++\n{body}")).expect("front matter")
    }

    fn spelled(parts: &[Part]) -> String {
        parts
            .iter()
            .map(|part| match part.kind {
                "gone" => format!("[-{}-]", part.text),
                "new" => format!("{{+{}+}}", part.text),
                "skipped" => format!("<{}>", part.text),
                _ => part.text.clone(),
            })
            .collect()
    }

    #[test]
    fn words_are_marked_and_the_text_around_stands() {
        let old = sop("version = \"1\"\n", "# Guide\n\nStop within ten minutes.\nAsk the lead.\n");
        let new = sop("version = \"2\"\n", "# Guide\n\nStop within five minutes, by voice.\nAsk the lead.\n");
        let found = redline(&old, &new);
        assert_eq!(
            spelled(&found.parts),
            "# Guide\n\nStop within[- ten minutes.-]{+ five minutes, by voice.+}\nAsk the lead.\n"
        );
        assert_eq!((found.added, found.removed, found.normative), (4, 2, true));
        let keys: Vec<_> = found.keys.iter().map(|change| (change.key.as_str(), change.normative)).collect();
        assert_eq!(keys, [("version", false)]);
    }

    #[test]
    fn what_is_administration_changes_no_hash() {
        let old = sop("version = \"1\"\nreviewed-on = 2026-01-05\n", "Text.\n");
        let new = sop("version = \"1\"\nreviewed-on = 2026-07-06\n", "\r\nText.\r\n\r\n");
        let found = redline(&old, &new);
        assert!(!found.normative, "line ends and blank lines around the text are none of it");
        assert!(found.parts.iter().all(|part| part.kind == "same") && found.added + found.removed == 0);
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
        assert!(found.keys.is_empty() && !found.normative && found.added + found.removed == 0);
    }

    #[test]
    fn long_stretches_without_a_change_are_counted() {
        let lines: String = (1..=30).map(|n| format!("Line {n}.\n")).collect();
        let found = redline(&sop("", &lines), &sop("", &lines.replace("Line 20.", "Line twenty.")));
        let text = spelled(&found.parts);
        assert!(text.starts_with("<16>Line 17.\n") && text.ends_with("Line 23.\n<7>"), "{text}");
    }
}
