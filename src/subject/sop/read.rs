//! A text of an SOP by itself, as a version of it is compared with another.

use super::normative::{body_text, hashes};
use super::picture::Used;
use crate::kit::source::{RepoPath, Text};
use crate::kit::toml::front;
use crate::kit::toml::tree::Node;

/// Nothing in it is resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SopText {
    pub version: Option<String>,
    /// Keys of the front matter in their order, with their values in one line.
    pub front: Vec<(String, String)>,
    /// The Markdown as it counts: line feeds, no blank lines around it.
    pub body: String,
    /// SHA-256 of the normative text, hexadecimal.
    pub hash: String,
    /// The same of the text with its white space as it stands.
    pub former_hash: String,
    pub pictures: Vec<Used>,
}

/// Reads a text by itself, with the pictures that it has; `None` when it has no front matter.
pub fn sop_text(content: &str, pictures: Vec<Used>) -> Option<SopText> {
    let text = Text::new(RepoPath::new("sop.md"), content);
    let body = front::body(&text)?;
    let doc = front::parse(&text);
    let value = |node: &Node<'_>| node.as_text().map_or_else(|| node.written(), str::to_owned);
    let markdown = content.get(body.start..body.end).unwrap_or_default();
    let hashes = hashes(&doc.root, markdown, &pictures);
    Some(SopText {
        version: doc.root.get("version").map(value),
        front: doc.root.entries().iter().map(|(key, node)| (key.clone(), value(node))).collect(),
        body: body_text(markdown),
        hash: hashes.now,
        former_hash: hashes.former,
        pictures,
    })
}
