//! Ids that several kinds of records share.

use std::collections::BTreeMap;

use crate::kit::diag::{Diagnostic, codes};
use crate::kit::prose::slug::folder_name;
use crate::kit::record::catalog::Sort;
use crate::kit::record::layout::{File, Folder, Form, Kind, Stem};
use crate::kit::source::{Place, RepoPath};
use crate::kit::toml::tree::Doc;

/// Ids of vendors, sites, projects and queues are unique in the whole book.
pub fn check(files: &[File<'_>], docs: &BTreeMap<RepoPath, Doc<'_>>) -> Vec<Diagnostic> {
    let mut ids: Vec<(String, &str, Place)> = Vec::new();
    let whole = |file: &File<'_>| Diagnostic::of_file(&codes::DUPLICATE_ID, file.path.clone(), "").place;
    for file in files.iter().filter(|file| has_id(file)) {
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

/// A file in a wrong place that is called like its kind has none yet.
fn has_id(file: &File<'_>) -> bool {
    file.kind.id() != Some("")
}

/// Two records that stand in different folders of their kind under one name.
pub fn below(files: &[File<'_>]) -> Vec<Diagnostic> {
    let mut first: BTreeMap<(&str, &str), &RepoPath> = BTreeMap::new();
    let mut found = Vec::new();
    for file in files.iter().filter(|file| has_id(file)) {
        let Kind::Record(folder @ Folder { form: Form::IdBelow, sort, .. }, Stem::Id(id)) = &file.kind else {
            continue;
        };
        let earlier = *first.entry((folder.name, id)).or_insert(&file.path);
        if earlier != &file.path {
            let what = sort.map_or("record", Sort::noun);
            let message = format!("two {what}s are called `{id}`");
            let place = |path: &RepoPath| Diagnostic::of_file(&codes::DUPLICATE_ID, path.clone(), "").place;
            found.push(
                Diagnostic::of_file(&codes::DUPLICATE_ID, file.path.clone(), message)
                    .label("the name of the file is the id, whatever folder it stands in")
                    .help("give one of the two files another name")
                    .related(place(earlier), "first one"),
            );
        }
    }
    found
}

/// Two lines of business that differ in signs or capitals alone would share a page, each showing the other's figures.
pub fn lines_of_business(files: &[File<'_>], docs: &BTreeMap<RepoPath, Doc<'_>>) -> Vec<Diagnostic> {
    let mut known: BTreeMap<String, (&str, Place)> = BTreeMap::new();
    let mut found = Vec::new();
    for file in files.iter().filter(|file| matches!(file.kind, Kind::Project(_))) {
        let Some(node) = docs.get(&file.path).and_then(|doc| doc.root.get("line-of-business")) else {
            continue;
        };
        let Some(text) = node.as_text() else { continue };
        let (first, place) = known.entry(folder_name(text)).or_insert_with(|| (text, node.place()));
        if *first != text {
            let message =
                format!("line of business `{text}` differs from `{first}` in signs or capitals alone");
            found.push(
                Diagnostic::new(&codes::BAD_VALUE, node.place(), message)
                    .label("both would have one page")
                    .help("write them alike, or so that they differ in a letter")
                    .related(place.clone(), "first one"),
            );
        }
    }
    found
}
