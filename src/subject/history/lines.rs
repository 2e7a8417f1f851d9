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

/// The texts that a file had on the publishing branch before `commit`, newest first, each with the commit that ended it. `path` is what
/// it is called now, or was called last; renames are followed.
pub fn texts_before(recorded: &Recorded, path: &str, commit: CommitIndex) -> Vec<(String, CommitIndex)> {
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
    chain.reverse();
    for (edit, at) in chain.iter().zip(1_usize..).take_while(|(edit, _)| edit.commit != commit) {
        lines = if edit.removed { Vec::new() } else { applied(&lines, &edit.hunks) };
        let ended = chain.get(at).map_or(commit, |next: &&Edit| next.commit);
        texts.push((lines.concat(), ended));
    }
    texts.reverse();
    texts
}

/// What the file is called now, or was called last, that had the name `path` until `commit` came. A file that takes a name which another
/// left is not that one.
pub fn name_since<'r>(recorded: &'r Recorded, path: &'r str, commit: CommitIndex) -> &'r str {
    let mut name = path;
    let mut followed = None;
    for edit in recorded.edits.iter().skip_while(|edit| edit.commit != commit) {
        // Two files may change names in one commit: the one that came from elsewhere is not followed twice.
        if edit.renamed_from.as_deref() == Some(name) && followed != Some(edit.commit) {
            name = &edit.path;
            followed = Some(edit.commit);
        }
    }
    name
}
