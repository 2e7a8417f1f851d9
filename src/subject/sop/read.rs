//! A text of an SOP by itself, as a version of it is compared with another.

use std::sync::OnceLock;

use super::normative::{body_text, keys, normative_hashes, read_hash};
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
    /// A line for each normative key.
    keys: String,
    read: OnceLock<String>,
}

impl SopText {
    /// The hash of the text as it reads, made when it is asked for.
    pub fn read_hash(&self) -> &str {
        self.read.get_or_init(|| read_hash(&self.keys, &self.body, &self.pictures))
    }

    /// Whether a hash, or its first digits, is one of this text.
    pub fn has_hash(&self, hash: &str) -> bool {
        [&self.hash, &self.former_hash].iter().any(|known| known.starts_with(hash))
    }
}

/// Reads a text by itself, with the pictures that it has; `None` when it has no front matter.
pub fn sop_text(content: &str, pictures: Vec<Used>) -> Option<SopText> {
    let text = Text::new(RepoPath::new("sop.md"), content);
    let body = front::body(&text)?;
    let doc = front::parse(&text);
    let value = |node: &Node<'_>| node.as_text().map_or_else(|| node.written(), str::to_owned);
    let markdown = content.get(body.start..body.end).unwrap_or_default();
    let (hash, former_hash) = normative_hashes(&doc.root, markdown, &pictures);
    Some(SopText {
        version: doc.root.get("version").map(value),
        front: doc.root.entries().iter().map(|(key, node)| (key.clone(), value(node))).collect(),
        body: body_text(markdown),
        hash,
        former_hash,
        pictures,
        keys: keys(&doc.root),
        read: OnceLock::new(),
    })
}
