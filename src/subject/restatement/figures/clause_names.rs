//! Shared clauses that former terms call by a name which their file has no more. The clause is the same: what is put back refers to it by
//! its name of today.

use crate::kit::source::{RepoPath, Snapshot, Span, Text};
use crate::kit::toml::tree;
use crate::kit::toml::tree::Node;

/// The text of a contract or an amendment with each such name replaced.
pub fn of_today(snapshot: &Snapshot, text: &str) -> String {
    let text = Text::new(RepoPath::new("former.toml"), text);
    let doc = tree::whole(&text);
    let mut said = text.content().to_owned();
    let mut found = Vec::new();
    references(&doc.root, &mut found);
    // From the end, so that the places before stay.
    found.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    for (span, name) in found {
        if let Some(now) = now(snapshot, &name) {
            said.replace_range(span.start..span.end, &format!("\"{now}\""));
        }
    }
    said
}

/// Values that name a shared clause: of a key `clause`, and of a change that an amendment makes to one.
fn references(table: &Node<'_>, found: &mut Vec<(Span, String)>) {
    let is_of_change =
        table.get("path").and_then(Node::as_text).is_some_and(|path| path.ends_with(".clause"));
    for (key, node) in table.entries() {
        if let Some(name) = node.as_text()
            && (key == "clause" || (is_of_change && key == "value"))
        {
            found.push((node.span, name.to_owned()));
        }
        references(node, found);
    }
    table.items().iter().for_each(|item| references(item, found));
}

/// What the clause is called now, where that is another name.
fn now(snapshot: &Snapshot, name: &str) -> Option<String> {
    let is_there = |path: &RepoPath| snapshot.texts.contains_key(path);
    let former = RepoPath::new(&format!("data/clauses/{name}.toml"));
    let now = RepoPath::new(snapshot.recorded.last_name(former.as_str()));
    let is_clause = now.folder() == "data/clauses";
    (!is_there(&former) && is_clause && is_there(&now)).then(|| now.stem().to_owned())
}
