//! Whether a book with files of an import is still one: the readers say so before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::imported::NewFile;
use crate::import::refusal::Refusal;
use crate::kit::declared::BLANK;
use crate::kit::diag::{Class, Diagnostic, Diagnostics};
use crate::kit::source::{RepoPath, Snapshot, Text};
use crate::pipeline;
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

/// What the checks find in a changed book that its readers take; nothing where it has no day to be checked by.
pub fn findings(after: &Snapshot) -> Vec<Diagnostic> {
    let found = pipeline::check(after).unwrap_or_default();
    found.iter().filter(|one| one.code.class == Class::Finding).cloned().collect()
}

/// What the readers say of new procedures, at the files they come from. A blank is to be filled in, and was told.
pub fn left_to_mend(
    before: &Diagnostics,
    snapshot: &Snapshot,
    files: &[NewFile],
    origin: &BTreeMap<String, String>,
) -> Vec<Refusal> {
    let with = with_files(snapshot, files);
    let defects = new_defects(before, &with);
    let is_blank = |one: &Diagnostic| {
        let line = with.texts.get(&one.place.path).map_or("", |text| text.line(one.place.line));
        line.trim_end().ends_with(&format!("= {BLANK}"))
    };
    let left = defects.iter().filter(|one| !is_blank(one)).filter_map(|one| {
        let given = origin.get(one.place.path.as_str())?;
        let said = if one.label.is_empty() { String::new() } else { format!(": {}", one.label) };
        Some(Refusal::new(given, format!("{}{said}", one.message), one.help.clone()))
    });
    left.collect()
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
