//! The normative text of an SOP: what it says, to whom it applies and which clauses it satisfies. Acknowledgements are bound to
//! its hash; docs/data-format.md has the rule with a worked example.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use super::picture::{Used, lines};
use crate::kit::prose::reworded::as_read;
use crate::kit::prose::settled::settled;
use crate::kit::source::sha256;
use crate::kit::toml::tree::{Node, Value};

/// Front matter that is normative, in the order of the text. Everything else (version, status, people, dates) is administration.
pub const NORMATIVE_KEYS: [&str; 6] = ["title", "criticality", "sites", "queues", "languages", "satisfies"];

/// The text whose SHA-256 counts: a line `key = value` for each normative key (lists sorted and joined with a comma and a space),
/// a blank line, the Markdown without the white space that it does not show, and where it has pictures a blank line and a line for each.
pub fn normative_text(front: &Node<'_>, markdown: &str, pictures: &[Used]) -> String {
    under_keys(front, &settled(markdown), pictures)
}

/// The text that counted before white space was settled: acknowledgements of those days are bound to its hash.
fn former_text(front: &Node<'_>, markdown: &str, pictures: &[Used]) -> String {
    under_keys(front, &body_text(markdown), pictures)
}

fn under_keys(front: &Node<'_>, body: &str, pictures: &[Used]) -> String {
    under(&keys(front), body, pictures)
}

/// A line for each normative key.
pub fn keys(front: &Node<'_>) -> String {
    let mut text = String::with_capacity(256);
    for key in NORMATIVE_KEYS {
        let _infallible = writeln!(text, "{key} = {}", value_of(front, key));
    }
    text
}

fn under(keys: &str, body: &str, pictures: &[Used]) -> String {
    let mut text = String::with_capacity(keys.len() + body.len() + 256);
    text.push_str(keys);
    text.push('\n');
    text.push_str(body);
    if !pictures.is_empty() {
        text.push('\n');
        text.push_str(&lines(pictures));
    }
    text
}

/// The Markdown with line feeds as line ends, no blank lines around it.
pub fn body_text(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len() + 1);
    for line in body_lines(markdown) {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// The hashes that a text goes by: 64 lower-case hexadecimal digits of SHA-256 each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hashes {
    /// Of the normative text: what is shown, and what acknowledgements are given to.
    pub now: String,
    /// Of the text with its white space as it stands: what acknowledgements were given to before.
    pub former: String,
    /// Of the text as it reads: two of which no word, sign or picture differs have one. No row names it.
    pub read: String,
}

impl Hashes {
    /// All, one after the other.
    pub fn line(&self) -> String {
        format!("{}{}{}", self.now, self.former, self.read)
    }

    pub fn of_line(line: &str) -> Hashes {
        let part = |at: usize| line.get(64 * at..64 * (at + 1)).unwrap_or_default().to_owned();
        Hashes { now: part(0), former: part(1), read: part(2) }
    }
}

/// The hashes of a text with its pictures.
pub fn hashes(front: &Node<'_>, markdown: &str, pictures: &[Used]) -> Hashes {
    let (now, former) = normative_hashes(front, markdown, pictures);
    Hashes { now, former, read: read_hash(&keys(front), markdown, pictures) }
}

/// Those that rows name: of the normative text, and of the text with its white space as it stands.
pub fn normative_hashes(front: &Node<'_>, markdown: &str, pictures: &[Used]) -> (String, String) {
    let former = former_text(front, markdown, pictures);
    (sha256(normative_text(front, markdown, pictures)), sha256(former))
}

/// The hash of a text as it reads, of the lines of its normative keys, its Markdown and its pictures.
pub fn read_hash(keys: &str, markdown: &str, pictures: &[Used]) -> String {
    sha256(under(keys, &as_read(markdown), pictures))
}

/// Whether a text is so many lower-case hexadecimal digits.
pub fn is_hexadecimal(text: &str, length: RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// A normative key as one line: absent keys are empty, but for the criticality, whose default is written out.
pub fn value_of(front: &Node<'_>, key: &str) -> String {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match front.get(key).map(|node| (&node.value, node)) {
        Some((Value::Text(text), _)) => one_line(text),
        Some((Value::List(items), _)) => {
            let mut items: Vec<String> = items.iter().filter_map(Node::as_text).map(one_line).collect();
            items.sort_unstable();
            items.dedup();
            items.join(", ")
        }
        Some((_, node)) => one_line(node.raw()),
        None if key == "criticality" => "normal".to_owned(),
        None => String::new(),
    }
}

/// The lines of the Markdown without their ends, and without the blank ones before the first and after the last.
fn body_lines(markdown: &str) -> impl Iterator<Item = &str> {
    let lines: Vec<&str> = markdown.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let is_text = |line: &&str| !line.trim().is_empty();
    let first = lines.iter().position(is_text).unwrap_or(lines.len());
    let after = lines.iter().rposition(is_text).map_or(first, |last| last + 1);
    lines.into_iter().skip(first).take(after - first)
}
