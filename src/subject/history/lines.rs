//! The lines of a file, edit by edit.

use crate::kit::source::{CommitIndex, Edit, Hunk, Recorded};

/// A file's lines after the hunks of an edit, each with its end.
pub fn applied(old: &[String], hunks: &[Hunk]) -> Vec<String> {
    let mut new = Vec::with_capacity(old.len());
    let mut at = 0;
    for hunk in hunks {
        let start = (hunk.old_line.saturating_sub(1) as usize).clamp(at, old.len());
        new.extend_from_slice(&old[at..start]);
        new.extend(hunk.new.iter().cloned());
        at = (start + hunk.old.len()).min(old.len());
    }
    new.extend_from_slice(&old[at..]);
    new
}

/// The texts that a file had on the publishing branch before `commit`, newest first. `path` is what it is called now, or was
/// called last; renames are followed.
pub fn texts_before(recorded: &Recorded, path: &str, commit: CommitIndex) -> Vec<String> {
    let mut name = path;
    let mut chain: Vec<&Edit> = Vec::new();
    let mut begun = None;
    for edit in recorded.edits.iter().rev() {
        if begun.is_some_and(|commit| commit != edit.commit) {
            break;
        }
        // A file of that name that went elsewhere is another one: this one came later, or in its place.
        if edit.path != name && edit.renamed_from.as_deref() == Some(name) {
            begun = Some(edit.commit);
        }
        // Two files may change names in one commit: the one that came from elsewhere is not followed twice.
        let is_next = chain.last().is_none_or(|later| later.commit != edit.commit);
        if edit.path == name && is_next {
            chain.push(edit);
            name = edit.renamed_from.as_deref().unwrap_or(name);
        }
    }
    let mut lines = Vec::new();
    let mut texts = Vec::new();
    for edit in chain.into_iter().rev().take_while(|edit| edit.commit != commit) {
        lines = if edit.removed { Vec::new() } else { applied(&lines, &edit.hunks) };
        texts.push(lines.concat());
    }
    texts.reverse();
    texts
}
