//! What the tables of a list are called: the ledger finds a value again by it, a difference pairs two versions by it.

use std::collections::BTreeMap;

use super::tree::{Node, Value};

/// Keys that name a table of a list, the weightiest first. An id alone is enough.
const NAMING: [&str; 13] = [
    "service-level",
    "metric",
    "name",
    "file",
    "code",
    "path",
    "vendor",
    "site",
    "queue",
    "period",
    "from",
    "on",
    "to",
];

impl Node<'_> {
    /// What names a table of a list: its id, or else every naming key that it has, the weightiest first.
    pub fn names(&self) -> Vec<(&'static str, String)> {
        let name = |key: &'static str| {
            let node = self.get(key)?;
            matches!(node.value, Value::Text(_) | Value::Date(_)).then(|| (key, node.shown()))
        };
        name("id").map_or_else(|| NAMING.into_iter().filter_map(name).collect(), |id| vec![id])
    }

    /// What each table of a list is called as a part of a path: its first name, and the second of a name `name#2`.
    pub fn block_names(&self) -> Vec<String> {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let named = self.blocks().iter().map(|block| {
            let mut names = block.names();
            // Where a record stands tells more apart than a code does.
            let at = names.iter().position(|(key, _)| *key == "path").unwrap_or(0);
            let name = if names.is_empty() { "item".to_owned() } else { names.swap_remove(at).1 };
            let count = seen.entry(name.clone()).and_modify(|count| *count += 1).or_insert(1);
            if *count > 1 { format!("{name}#{count}") } else { name }
        });
        named.collect()
    }
}
