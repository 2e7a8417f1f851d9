//! Shared clauses that former terms call by a name which their file has no more. The clause is the same: what is put back refers to it by
//! its name of today.

use crate::kit::source::{CommitIndex, RepoPath, Snapshot, Span, Text};
use crate::kit::toml::tree;
use crate::kit::toml::tree::Node;
use crate::subject::history::name_since;

/// The text of a contract or an amendment with each such name replaced; the commit `ended` brought the text after it.
pub fn of_today(snapshot: &Snapshot, text: &str, ended: CommitIndex) -> String {
    let text = Text::new(RepoPath::new("former.toml"), text);
    let doc = tree::whole(&text);
    let mut said = text.content().to_owned();
    let mut found = Vec::new();
    references(&doc.root, &mut found);
    // From the end, so that the places before stay.
    found.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    for (span, name) in found {
        if let Some(now) = now(snapshot, &name, ended) {
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

/// What the clause is called now, where that is another name. The name may be that of another clause by now. A clause that is gone, or
/// is none any more, keeps a name that no clause has: nothing is judged by another in its place.
fn now(snapshot: &Snapshot, name: &str, ended: CommitIndex) -> Option<String> {
    let former = format!("data/clauses/{name}.toml");
    let followed = name_since(&snapshot.recorded, &former, ended);
    let is_there = snapshot.texts.contains_key(&RepoPath::new(followed));
    // A name that only a branch gave is known from the lives of the files.
    let now = if is_there { followed } else { snapshot.recorded.last_name(followed) };
    if now == former {
        return None;
    }
    let path = RepoPath::new(now);
    let name = if path.folder() == "data/clauses" { path.stem() } else { path.as_str() };
    Some(name.to_owned())
}
