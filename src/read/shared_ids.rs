//! Ids that several kinds of records share.

use std::collections::BTreeMap;

use super::layout::{File, Kind};
use super::tree::Doc;
use crate::diag::{Diagnostic, codes};
use crate::source::{Place, RepoPath};

/// Ids of vendors, sites, projects and queues are unique in the whole book.
pub fn check(files: &[File<'_>], docs: &BTreeMap<RepoPath, Doc<'_>>) -> Vec<Diagnostic> {
    let mut ids: Vec<(String, &str, Place)> = Vec::new();
    let whole = |file: &File<'_>| Diagnostic::of_file(&codes::DUPLICATE_ID, file.path.clone(), "").place;
    for file in files {
        match &file.kind {
            Kind::Vendor(id) => ids.push((id.clone(), "vendor", whole(file))),
            Kind::Site(id) => ids.push((id.clone(), "site", whole(file))),
            Kind::Project(id) => ids.push((id.clone(), "project", whole(file))),
            _ => {}
        }
    }
    for file in files.iter().filter(|file| matches!(file.kind, Kind::Project(_))) {
        let queues = docs.get(&file.path).and_then(|doc| doc.root.get("queue"));
        for node in queues.iter().flat_map(|node| node.items()).filter_map(|queue| queue.get("id")) {
            ids.extend(node.as_text().map(|id| (id.to_owned(), "queue", node.place())));
        }
    }
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (at, (id, what, place)) in ids.iter().enumerate() {
        let earlier = *first.entry(id).or_insert(at);
        if earlier != at {
            let (_, other, first_place) = &ids[earlier];
            let message = if what == other {
                format!("two {what}s are called `{id}`")
            } else {
                format!("{what} `{id}` has the id of a {other}")
            };
            found.push(
                Diagnostic::new(&codes::DUPLICATE_ID, place.clone(), message)
                    .label("ids of vendors, sites, projects and queues are unique in the book")
                    .help("give one of them another id")
                    .related(first_place.clone(), "first one"),
            );
        }
    }
    found
}
