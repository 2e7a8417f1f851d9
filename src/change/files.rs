//! Files that differ, whatever they hold: what no other section tells still shows here. One that is gone while the same content came under
//! another path was moved.

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
    let differing = moved(changed.map(|(path, was, is)| Differing { path, from: None, was, is }).collect());
    // A template can leave a figure out of a page: never nothing.
    let is_template = |one: &&Differing<'_>| {
        [Some(&one.path), one.from.as_ref()].into_iter().flatten().any(|path| path.starts_with("templates/"))
    };
    let templates = differing.iter().filter(is_template).count();
    let moves = differing.iter().filter(|one| one.from.is_some()).count();
    let columns = [("File", ""), ("Change", "tight"), ("Lines", "num")];
    Section::new("files", "Files", &columns)
        .with(differing.iter().map(change))
        .saying([
            counted(differing.len() - moves, "file differs", "files differ"),
            counted(moves, "file is moved", "files are moved"),
        ])
        .heading(Weight::Templates, counted(templates, "template changes", "templates change"))
}

/// A file that is not on both sides what it is on the other.
struct Differing<'a> {
    path: String,
    /// Where the same content stood before.
    from: Option<String>,
    was: Option<Content<'a>>,
    is: Option<Content<'a>>,
}

/// Each file that is gone beside one that came with the same content, as one. Of several the one that keeps its name goes first.
fn moved(all: Vec<Differing<'_>>) -> Vec<Differing<'_>> {
    let (mut gone, mut found): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.is.is_none());
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    for is_namesake in [true, false] {
        let come = found.iter_mut().filter(|one| one.was.is_none() && one.is != Some(Content::Refused));
        for new in come {
            let is_it = |old: &Differing<'_>| {
                old.was == new.is && (!is_namesake || name(&old.path) == name(&new.path))
            };
            if let Some(at) = gone.iter().position(is_it) {
                let old = gone.remove(at);
                (new.from, new.was) = (Some(old.path), old.was);
            }
        }
    }
    found.extend(gone);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn change(Differing { path, from, was, is }: &Differing<'_>) -> Change {
    let (was, is) = (was.as_ref(), is.as_ref());
    let fate = Fate::of(&was, &is);
    let file = |path: &str| Inline::code(path.to_owned()).because(Exempt::Place);
    let (word, chip, named) = match from {
        Some(from) => {
            let named = vec![Inline::literal("moved from "), file(from), Inline::literal(" to "), file(path)];
            ("moved", Inline::chip("plain", "Moved"), named)
        }
        None => (fate.word(), fate.chip(), vec![file(path)]),
    };
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
        "moved_from": from,
        "change": word,
        "lines_added": lines.map(|lines| lines.0),
        "lines_removed": lines.map(|lines| lines.1),
    });
    Change::new(exact, [Cell::head(named), chip.into(), Inline::words(told).without_evidence().into()])
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
