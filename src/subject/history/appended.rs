//! Files that may be added and never changed: what each was when the publishing branch first had it.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::applied;
use crate::kit::source::{CommitIndex, Edit, Recorded};

/// A file as it was first recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First {
    pub commit: CommitIndex,
    /// Without line ends, so that another convention for them is no change.
    pub lines: Vec<String>,
}

/// Every file that the publishing branch ever had under `folder` (`data/signoffs/`), by path, as its first commit has it.
/// A file that was renamed counts as one that is gone and one that came.
pub fn first_versions(recorded: &Recorded, folder: &str) -> BTreeMap<String, First> {
    let wanted = ancestors(&recorded.edits, folder);
    let mut now: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut firsts = BTreeMap::new();
    let is_ours = |edit: &&Edit| {
        let before = edit.renamed_from.as_deref();
        wanted.contains(edit.path.as_str()) || before.is_some_and(|before| wanted.contains(before))
    };
    let ours: Vec<&Edit> = recorded.edits.iter().filter(is_ours).collect();
    for commit in ours.chunk_by(|one, next| one.commit == next.commit) {
        // Two files may change names in one commit: first all leave, then all come.
        let left: Vec<(&Edit, Vec<String>)> = commit
            .iter()
            .map(|edit| {
                let before = edit.renamed_from.as_deref().unwrap_or(&edit.path);
                (*edit, now.remove(before).unwrap_or_default())
            })
            .collect();
        for (edit, old) in left.into_iter().filter(|(edit, _)| !edit.removed) {
            let lines = applied(&old, &edit.hunks);
            if edit.path.starts_with(folder) {
                let first = || First { commit: edit.commit, lines: without_ends(&lines) };
                firsts.entry(edit.path.clone()).or_insert_with(first);
            }
            now.insert(&edit.path, lines);
        }
    }
    firsts
}

/// Paths under the folder, and what they were called before they came there.
fn ancestors<'a>(edits: &'a [Edit], folder: &str) -> BTreeSet<&'a str> {
    let mut wanted = BTreeSet::new();
    for edit in edits.iter().rev() {
        if edit.path.starts_with(folder) || wanted.contains(edit.path.as_str()) {
            wanted.insert(edit.path.as_str());
            wanted.extend(edit.renamed_from.as_deref());
        }
    }
    wanted
}

fn without_ends(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| line.trim_end_matches(['\r', '\n']).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::source::{Hunk, Recording};

    fn edit(commit: u32, path: &str, hunks: &[(u32, &[&str], &[&str])]) -> Edit {
        let owned = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<Vec<_>>();
        let hunks = hunks.iter().map(|(line, old, new)| Hunk {
            old_line: *line,
            old: owned(old),
            new_line: *line,
            new: owned(new),
            set_by: Vec::new(),
        });
        Edit { commit, path: path.to_owned(), renamed_from: None, removed: false, hunks: hunks.collect() }
    }

    #[test]
    fn the_first_version_stays_whatever_comes_after() {
        let path = "data/signoffs/2026-W46.toml";
        let mut moved = edit(4, "data/signoffs/2026-W45.toml", &[(2, &["b"], &["c"])]);
        moved.renamed_from = Some("data/notes.toml".to_owned());
        let mut gone = edit(5, path, &[]);
        gone.removed = true;
        let edits = vec![
            edit(0, "data/notes.toml", &[(1, &[], &["a", "b"])]),
            edit(0, "data/book.toml", &[(1, &[], &["z"])]),
            edit(1, path, &[(1, &[], &["one", "two\r"])]),
            edit(2, path, &[(2, &["two\r"], &["three"])]),
            moved,
            gone,
            edit(6, path, &[(1, &[], &["again"])]),
        ];
        let recorded = Recorded::from(Recording { edits, ..Recording::default() });
        let firsts = first_versions(&recorded, "data/signoffs/");
        let found: Vec<_> =
            firsts.iter().map(|(path, first)| (path.as_str(), first.commit, first.lines.join("|"))).collect();
        assert_eq!(
            found,
            [("data/signoffs/2026-W45.toml", 4, "a|c".to_owned()), (path, 1, "one|two".to_owned())]
        );
    }
}
