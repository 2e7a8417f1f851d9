//! Claims of a Markdown text and the sources that they cite.
//!
//! A claim is a paragraph, an item of a list or a whole table. What ends with a colon introduces what follows: it claims nothing, and what it cites holds for
//! the list or the table after it. A quotation is somebody's judgement and needs no source; headings, code and footnotes of the author's own need none either.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::outline::options;
use crate::source::Span;

/// What a text claims and cites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cited {
    pub claims: Vec<Claim>,
    /// Every mention of a source, in the order of the text.
    pub mentions: Vec<Mention>,
    /// Labels of footnotes that the author wrote out.
    pub notes: BTreeSet<String>,
}

/// A paragraph, an item or a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Bytes of the file, from its first word to the end of that line.
    pub span: Span,
    pub labels: Vec<String>,
}

/// `[^label]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub label: String,
    /// Bytes of the file.
    pub span: Span,
}

/// A block that is open.
struct Open {
    start: usize,
    text: String,
    labels: Vec<String>,
}

#[derive(Default)]
struct Walk {
    found: Cited,
    open: Vec<Open>,
    /// Depth of what claims nothing: headings, quotations, code, footnotes.
    silent: usize,
    tables: usize,
    lists: usize,
    /// What an introduction cites, for the list or the table that follows.
    introduced: Vec<String>,
    /// The same, inside of that list or table.
    held: Vec<String>,
}

/// The claims of `markdown`, which starts at byte `offset` of its file.
pub fn cited(markdown: &str, offset: usize) -> Cited {
    // So that a mention of a source that nobody declared is one too.
    let options = options() | Options::ENABLE_OLD_FOOTNOTES;
    let mut walk = Walk::default();
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        match event {
            Event::Start(tag) => walk.start(&tag, range.start),
            Event::End(tag) => walk.end(tag, markdown, offset),
            Event::FootnoteReference(label) => {
                let span = Span { start: range.start + offset, end: range.end + offset };
                walk.found.mentions.push(Mention { label: label.to_string(), span });
                if let Some(open) = walk.open.last_mut() {
                    open.labels.push(label.to_string());
                }
            }
            Event::Text(words) | Event::Code(words) => walk.words(&words),
            Event::SoftBreak | Event::HardBreak => walk.words(" "),
            _ => {}
        }
    }
    walk.found
}

impl Walk {
    fn words(&mut self, words: &str) {
        if let Some(open) = self.open.last_mut().filter(|_| self.silent == 0) {
            open.text.push_str(words);
        }
    }

    fn start(&mut self, tag: &Tag<'_>, at: usize) {
        match tag {
            Tag::Heading { .. } | Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.introduced.clear();
                self.silent += 1;
            }
            Tag::FootnoteDefinition(label) => {
                self.found.notes.insert(label.to_string());
                self.silent += 1;
            }
            _ if self.silent > 0 => {}
            Tag::List(_) | Tag::Table(_) => {
                if self.lists + self.tables == 0 {
                    self.held = std::mem::take(&mut self.introduced);
                }
                if matches!(tag, Tag::Table(_)) {
                    self.tables += 1;
                    self.push(at);
                } else {
                    self.lists += 1;
                }
            }
            Tag::Item => self.push(at),
            // A paragraph of an item belongs to the item.
            Tag::Paragraph if self.open.is_empty() => {
                self.introduced.clear();
                self.push(at);
            }
            _ => {}
        }
    }

    fn push(&mut self, start: usize) {
        self.open.push(Open { start, text: String::new(), labels: Vec::new() });
    }

    fn end(&mut self, tag: TagEnd, markdown: &str, offset: usize) {
        match tag {
            TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition => self.silent = self.silent.saturating_sub(1),
            _ if self.silent > 0 => {}
            TagEnd::List(_) => self.lists = self.lists.saturating_sub(1),
            TagEnd::Table => {
                self.tables = self.tables.saturating_sub(1);
                self.close(markdown, offset);
            }
            TagEnd::Item => self.close(markdown, offset),
            TagEnd::Paragraph if self.lists + self.tables == 0 => self.close(markdown, offset),
            _ => {}
        }
        if self.lists + self.tables == 0 && matches!(tag, TagEnd::List(_) | TagEnd::Table) {
            self.held.clear();
        }
    }

    fn close(&mut self, markdown: &str, offset: usize) {
        let Some(Open { start, text, mut labels }) = self.open.pop() else { return };
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if text.ends_with(':') {
            self.introduced = labels;
            return;
        }
        labels.extend(self.held.iter().cloned());
        let line = markdown[start..].find('\n').map_or(markdown.len(), |length| start + length);
        let span = Span { start: start + offset, end: line + offset };
        self.found.claims.push(Claim { span, labels });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First words of each claim and what it cites.
    fn claims(markdown: &str) -> Vec<(String, Vec<String>)> {
        let found = cited(markdown, 0);
        found
            .claims
            .into_iter()
            .map(|claim| {
                let text = &markdown[claim.span.start..claim.span.end];
                (text.chars().take(9).collect(), claim.labels)
            })
            .collect()
    }

    fn one(text: &str, labels: &[&str]) -> (String, Vec<String>) {
        (text.to_owned(), labels.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_claim_is_a_paragraph_an_item_or_a_table() {
        let text = "# Head\n\nFirst two.[^a] More.\nGoes on.[^b]\n\nSecond so.\n\n- item one[^a]\n- item two\n  - below it\n\n| a | b |\n|---|---|\n| 1 | 2[^c] |\n";
        let expected = [
            one("First two", &["a", "b"]),
            one("Second so", &[]),
            one("- item on", &["a"]),
            one("- below i", &[]),
            one("- item tw", &[]),
            one("| a | b |", &["c"]),
        ];
        assert_eq!(claims(text), expected);
    }

    #[test]
    fn an_introduction_lends_its_source_and_a_quotation_needs_none() {
        let text = "The sites say:[^a]\n\n- one\n- two[^b]\n\nAfter all.\n\n> We would wait.\n\n```\ncode\n```\n\n[^own]: A note.\n";
        let expected = [one("- one", &["a"]), one("- two[^b]", &["b", "a"]), one("After all", &[])];
        assert_eq!(claims(text), expected);
        assert_eq!(cited(text, 0).notes.into_iter().collect::<Vec<_>>(), ["own"]);
    }

    #[test]
    fn a_mention_of_what_nobody_declared_is_found_at_its_place() {
        let found = cited("Known.[^gone]\n", 100);
        assert_eq!(
            found.mentions,
            [Mention { label: "gone".to_owned(), span: Span { start: 106, end: 113 } }]
        );
    }
}
