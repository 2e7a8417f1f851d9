//! The values of a TOML file, each under its path: `service-level.accuracy.target`, `action.brief.due-on`.

use std::collections::BTreeMap;

use crate::kit::source::Text;
use crate::kit::toml::tree;
use crate::kit::toml::tree::{Node, Value};

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The same for all spellings of a value.
    pub meaning: String,
    /// For people: text without quotes, numbers and dates as written, lists on one line.
    pub shown: String,
    pub is_text: bool,
    /// 1-based, where the value begins and ends.
    pub line: u32,
    pub last_line: u32,
}

/// What a TOML file says.
#[derive(Clone, Debug, Default)]
pub struct Leaves {
    /// Every value by its path.
    pub values: BTreeMap<String, Leaf>,
    /// What each list of tables says as a whole, by its path: the same under headers of its own and on one line.
    pub lists: BTreeMap<String, String>,
}

/// `None` for a text that is no TOML: a broken version says nothing about values.
pub fn leaves(text: &Text) -> Option<Leaves> {
    let doc = tree::whole(text);
    let mut found = Leaves::default();
    doc.errors.is_empty().then(|| table("", &doc.root, &mut found))?;
    Some(found)
}

fn table(under: &str, table: &Node<'_>, found: &mut Leaves) {
    for (key, node) in table.entries() {
        let path = if under.is_empty() { key.clone() } else { format!("{under}.{key}") };
        value(path, node, found);
    }
}

fn value(path: String, node: &Node<'_>, found: &mut Leaves) {
    if node.is_table() {
        return table(&path, node, found);
    }
    if !node.items().is_empty() && node.items().iter().all(Node::is_table) {
        found.lists.insert(path.clone(), node.spelled());
    }
    if !node.blocks().is_empty() {
        for (name, block) in node.block_names().iter().zip(node.blocks()) {
            table(&format!("{path}.{name}"), block, found);
        }
        return;
    }
    let leaf = Leaf {
        meaning: node.spelled(),
        shown: node.shown(),
        is_text: matches!(node.value, Value::Text(_)),
        line: node.text.line_of(node.span.start),
        last_line: node.text.line_of(node.span.end.saturating_sub(1).max(node.span.start)),
    };
    found.values.insert(path, leaf);
}
