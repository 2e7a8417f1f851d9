//! Files that differ, whatever they hold: what no other section tells still shows here.

use std::collections::BTreeMap;

use similar::{ChangeTag, TextDiff};

use super::changed::keys;
use super::plans::Fate;
use crate::kit::source::{Refused, RepoPath, Snapshot};

#[derive(Clone, Debug)]
pub struct FileChange {
    pub path: String,
    /// `Opened` when it is new.
    pub fate: Fate,
    /// Lines that came and went; `None` for files that are no text.
    pub lines: Option<(usize, usize)>,
}

/// Files under `data/` and `templates/`, in order of path.
pub fn files(before: &Snapshot, after: &Snapshot) -> Vec<FileChange> {
    let (old, new) = (contents(before), contents(after));
    let changed = keys(&old, &new).filter(|path| old.get(*path) != new.get(*path));
    let change = |path: &String| {
        let (was, is) = (old.get(path), new.get(path));
        let fate = match (was, is) {
            (None, _) => Fate::Added,
            (_, None) => Fate::Removed,
            _ => Fate::Changed,
        };
        let side = |content: Option<&Content<'_>>| match content {
            Some(Content::Text(text)) => Some((*text).to_owned()),
            Some(Content::Bytes(bytes)) => std::str::from_utf8(bytes).ok().map(str::to_owned),
            Some(Content::Refused) => None,
            None => Some(String::new()),
        };
        let lines = side(was).zip(side(is)).map(|(was, is)| lines(&was, &is));
        FileChange { path: path.clone(), fate, lines }
    };
    changed.map(change).collect()
}

#[derive(PartialEq, Eq)]
enum Content<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
    /// A link, or bytes that are no text.
    Refused,
}

fn contents(snapshot: &Snapshot) -> BTreeMap<String, Content<'_>> {
    let texts = snapshot.texts.iter().map(|(path, text)| (path.to_string(), Content::Text(text.content())));
    let templates = snapshot.templates.iter();
    let templates = templates.map(|(name, bytes)| (format!("templates/{name}"), Content::Bytes(bytes)));
    let path = |refused: &Refused| -> RepoPath {
        match refused {
            Refused::Symlink(path) | Refused::NotUtf8 { path, .. } => path.clone(),
        }
    };
    let refused = snapshot.refused.iter().map(|refused| (path(refused).to_string(), Content::Refused));
    texts.chain(templates).chain(refused).collect()
}

fn lines(before: &str, after: &str) -> (usize, usize) {
    let difference = TextDiff::from_lines(before, after);
    let count = |tag: ChangeTag| difference.iter_all_changes().filter(|change| change.tag() == tag).count();
    (count(ChangeTag::Insert), count(ChangeTag::Delete))
}
