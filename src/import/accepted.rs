//! Whether a book with files of an import is still one: the readers say so before anything is written.

use std::collections::BTreeSet;

use crate::import::imported::NewFile;
use crate::kit::diag::{Class, Diagnostic, Diagnostics};
use crate::kit::source::{RepoPath, Snapshot, Text};
use crate::subject::read;

/// The book with files changed and added.
pub fn with_files<'f>(snapshot: &Snapshot, files: impl IntoIterator<Item = &'f NewFile>) -> Snapshot {
    let mut with = snapshot.clone();
    for file in files {
        let path = RepoPath::new(&file.path);
        with.texts.insert(path.clone(), Text::new(path, file.text.as_str()));
    }
    with
}

/// The defects that a changed book has and had not before. Where a book could not be read at all, all of them.
pub fn new_defects(before: &Diagnostics, after: &Snapshot) -> Diagnostics {
    let known: BTreeSet<(&RepoPath, &str)> =
        before.iter().map(|found| (&found.place.path, found.message.as_str())).collect();
    let (_, found) = read::read(after);
    let is_new = |found: &&Diagnostic| {
        found.code.class == Class::Defect && !known.contains(&(&found.place.path, found.message.as_str()))
    };
    let mut defects = Diagnostics::default();
    defects.extend(found.iter().filter(is_new).cloned());
    defects.sort();
    defects
}
