//! The contents of a procedure: its headings as links.

use serde::Serialize;

use crate::kit::picture::exempt::Exempt;
use crate::kit::prose::outline::outline;
use crate::subject::text::label::Label;

/// A heading.
#[derive(Serialize)]
pub struct Entry {
    text: Label,
    slug: String,
    /// 1 for the outermost.
    depth: u8,
}

/// The headings of a text, without the first where it repeats the title.
pub fn contents(markdown: &str, title: &str) -> Vec<Entry> {
    let headings = outline(markdown, 0).headings;
    let skip = headings
        .first()
        .is_some_and(|first| first.level == 1 && first.text.trim().eq_ignore_ascii_case(title));
    let headings = &headings[usize::from(skip)..];
    let least = headings.iter().map(|heading| heading.level).min().unwrap_or(1);
    headings
        .iter()
        .map(|heading| Entry {
            text: Label::because(Exempt::Quoted, heading.text.as_str()),
            slug: anchor(&heading.slug),
            depth: (heading.level - least + 1).min(3),
        })
        .collect()
}

/// The anchor of a heading on its page; the frame's own word is taken, see the renderer.
pub fn anchor(slug: &str) -> String {
    // No slug holds a colon, so no other heading can claim this id.
    if slug == "main" { "main:".to_owned() } else { slug.to_owned() }
}
