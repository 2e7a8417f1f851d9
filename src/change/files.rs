//! Files that differ, whatever they hold: what no other section tells still shows here.

use std::collections::BTreeMap;

use serde_json::json;
use similar::{ChangeTag, TextDiff};

use super::section::{Change, Section, Weight};
use super::values::{Fate, counted};
use crate::kit::beside::beside;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::{Refused, RepoPath, Snapshot};
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;

/// Files under `data/` and `templates/`, in order of path.
pub fn files(before: &Snapshot, after: &Snapshot) -> Section {
    let changed = beside(contents(before), contents(after)).filter(|(_, was, is)| was != is);
    let mut templates = 0;
    let change = |(path, was, is): (String, Option<Content<'_>>, Option<Content<'_>>)| {
        // A template can leave a figure out of a page: never nothing.
        templates += usize::from(path.starts_with("templates/"));
        change(&path, was.as_ref(), is.as_ref())
    };
    let changes: Vec<Change> = changed.map(change).collect();
    let columns = [("File", ""), ("Change", "tight"), ("Lines", "num")];
    let count = counted(changes.len(), "file differs", "files differ");
    Section::new("files", "Files", &columns)
        .with(changes)
        .saying([count])
        .heading(Weight::Templates, counted(templates, "template changes", "templates change"))
}

fn change(path: &str, was: Option<&Content<'_>>, is: Option<&Content<'_>>) -> Change {
    let fate = Fate::of(&was, &is);
    let text = |content: Option<&Content<'_>>| match content {
        Some(Content::Text(text)) => Some((*text).to_owned()),
        Some(Content::Bytes(bytes)) => std::str::from_utf8(bytes).ok().map(str::to_owned),
        Some(Content::Picture(_) | Content::Refused) => None,
        None => Some(String::new()),
    };
    // Lines that came and went; `None` for files that are no text.
    let lines = text(was).zip(text(is)).map(|(was, is)| lines(&was, &is));
    let told = lines.map_or_else(|| "no text".to_owned(), |(added, removed)| format!("+{added} −{removed}"));
    let exact = json!({
        "path": path,
        "change": fate.word(),
        "lines_added": lines.map(|lines| lines.0),
        "lines_removed": lines.map(|lines| lines.1),
    });
    Change::new(
        exact,
        [
            Cell::head(Inline::code(path.to_owned()).because(Exempt::Place)),
            fate.chip().into(),
            Inline::words(told).without_evidence().into(),
        ],
    )
}

#[derive(PartialEq, Eq)]
enum Content<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
    /// A picture, by its hash.
    Picture(&'a str),
    /// A link, or bytes that are no text.
    Refused,
}

fn contents(snapshot: &Snapshot) -> BTreeMap<String, Content<'_>> {
    let texts = snapshot.texts.iter().map(|(path, text)| (path.to_string(), Content::Text(text.content())));
    let templates = snapshot.templates.iter();
    let templates = templates.map(|(name, bytes)| (format!("templates/{name}"), Content::Bytes(bytes)));
    let path = |refused: &Refused| -> RepoPath {
        match refused {
            Refused::Symlink(path) | Refused::NotUtf8 { path, .. } | Refused::Outside(path) => path.clone(),
        }
    };
    let refused = snapshot.refused.iter().map(|refused| (path(refused).to_string(), Content::Refused));
    let pictures = snapshot.pictures.iter();
    let pictures = pictures.map(|(path, file)| (path.to_string(), Content::Picture(file.sha256())));
    texts.chain(templates).chain(pictures).chain(refused).collect()
}

fn lines(before: &str, after: &str) -> (usize, usize) {
    let difference = TextDiff::from_lines(before, after);
    let count = |tag: ChangeTag| difference.iter_all_changes().filter(|change| change.tag() == tag).count();
    (count(ChangeTag::Insert), count(ChangeTag::Delete))
}
