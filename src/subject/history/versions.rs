//! Every text that a procedure has had on the publishing branch, and who wrote and reviewed it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::lines::applied;
use super::merges::{Arrivals, brought};
use crate::kit::source::{CommitIndex, Edit, Recorded, RecordedCommit};
use crate::subject::sop::read::{SopText, sop_text};

/// One recorded text of a file, different from the one before.
#[derive(Clone, Debug)]
pub struct Version {
    /// The commit of the publishing branch that brought it: a merge, where it was written on a branch.
    pub commit: CommitIndex,
    /// What the file was called then.
    pub path: String,
    pub text: String,
    /// The text as an SOP; `None` when its front matter cannot be read.
    pub sop: Option<SopText>,
    /// Who wrote it, by the last commit that touched the file on the way; a name as git has it.
    pub author: String,
    /// `Reviewed-by` and `Approved-by` of the commits on the way and of the merge: names without addresses, each once.
    pub reviewers: Vec<String>,
    /// When the publishing branch got it.
    pub committed_at: Timestamp,
    pub subject: String,
}

/// Versions of the Markdown files below `folder` (`data/sops`) today, by path, oldest first, renames followed.
pub fn versions(recorded: &Recorded, arrivals: &Arrivals, folder: &str) -> BTreeMap<String, Vec<Version>> {
    let ways = Ways { recorded, brought: brought(recorded, arrivals) };
    let mut alive: BTreeMap<String, File> = BTreeMap::new();
    // What was removed: written again under its name it is the same procedure.
    let mut gone: BTreeMap<String, File> = BTreeMap::new();
    let inside = |path: &str| {
        let below = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        below.is_some_and(|below| below.ends_with(".md"))
    };
    let ours = |edit: &&Edit| inside(&edit.path) || edit.renamed_from.as_deref().is_some_and(inside);
    let edits: Vec<&Edit> = recorded.edits.iter().filter(ours).collect();
    for commit in edits.chunk_by(|a, b| a.commit == b.commit) {
        // Two files may change names in one commit: first all leave, then all come.
        let taken: Vec<(&Edit, File)> = commit
            .iter()
            .map(|edit| {
                let from = edit.renamed_from.as_ref().unwrap_or(&edit.path);
                (*edit, alive.remove(from).or_else(|| gone.remove(from)).unwrap_or_default())
            })
            .collect();
        for (edit, mut file) in taken {
            if edit.removed {
                file.lines.clear();
                gone.insert(edit.path.clone(), file);
                continue;
            }
            file.lines = applied(&file.lines, &edit.hunks);
            file.names.insert(edit.path.clone());
            let text = file.lines.concat();
            if file.versions.last().is_none_or(|last| last.text != text) {
                file.versions.extend(ways.version(edit, text, &file.names));
            }
            alive.insert(edit.path.clone(), file);
        }
    }
    alive.into_iter().filter(|(path, _)| inside(path)).map(|(path, file)| (path, file.versions)).collect()
}

#[derive(Default)]
struct File {
    /// Each with its end.
    lines: Vec<String>,
    names: BTreeSet<String>,
    versions: Vec<Version>,
}

/// On which way each version came to the publishing branch.
struct Ways<'r> {
    recorded: &'r Recorded,
    brought: BTreeMap<(&'r str, CommitIndex), Vec<CommitIndex>>,
}

impl<'r> Ways<'r> {
    fn version(&self, edit: &Edit, text: String, names: &BTreeSet<String>) -> Option<Version> {
        let commit = self.recorded.commit(edit.commit)?;
        let touching = self.touching(edit.commit, names);
        let last = touching.last().copied().unwrap_or(commit);
        let mut reviewers: Vec<String> = Vec::new();
        for trailer in touching.iter().copied().chain([commit]).flat_map(|commit| &commit.trailers) {
            let reviews =
                ["reviewed-by", "approved-by"].iter().any(|key| trailer.key.eq_ignore_ascii_case(key));
            let name = trailer.name();
            if reviews && !name.is_empty() && !reviewers.iter().any(|known| known == name) {
                reviewers.push(name.to_owned());
            }
        }
        Some(Version {
            commit: edit.commit,
            path: edit.path.clone(),
            sop: sop_text(&text),
            text,
            author: last.author.clone(),
            reviewers,
            committed_at: commit.committed_at,
            subject: last.subject.clone(),
        })
    }

    /// The commits that a merge brought and that touched the file under one of its names, parents before children; none when the
    /// commit is no merge.
    fn touching(&self, merge: CommitIndex, names: &BTreeSet<String>) -> Vec<&'r RecordedCommit> {
        let of_name = names.iter().filter_map(|name| self.brought.get(&(name.as_str(), merge)));
        // Parents stand before children, so their numbers rise.
        let commits: BTreeSet<CommitIndex> = of_name.flatten().copied().collect();
        commits.into_iter().filter_map(|at| self.recorded.commit(at)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::source::Trailer;
    use crate::subject::history::merges::arrivals;
    use crate::subject::history::past::Past;

    const ONE: &str = "+++\ntitle = \"Guide\"\nversion = \"1\"\n+++\n\nRead it.\n";
    const TWO: &str = "+++\ntitle = \"Guide\"\nversion = \"2\"\n+++\n\nRead it twice.\nThen ask.\n";

    #[test]
    fn texts_are_replayed_through_renames() {
        let mut past = Past::default();
        past.commit("Write it", &[("data/sops/old.md", Some(ONE))]);
        past.commit("Unrelated", &[("data/sops/other.md", Some(ONE))]);
        past.commit_renaming("Rename it", &[], &[("data/sops/old.md", "data/sops/new.md")]);
        let review = past.commit("Read twice", &[("data/sops/new.md", Some(TWO))]);
        past.commit("Gone", &[("data/sops/other.md", None)]);
        past.recorded.commits[review as usize].trailers =
            vec![Trailer { key: "Reviewed-by".to_owned(), value: "Ben Field <b>".to_owned() }];
        let all = versions(&past.recorded, &arrivals(&past.recorded), "data/sops");
        assert_eq!(all.keys().collect::<Vec<_>>(), ["data/sops/new.md"]);
        let new = &all["data/sops/new.md"];
        let said: Vec<_> =
            new.iter().map(|v| (v.path.as_str(), v.text.as_str(), v.subject.as_str())).collect();
        assert_eq!(said, [("data/sops/old.md", ONE, "Write it"), ("data/sops/new.md", TWO, "Read twice")]);
        let written = new[1].sop.as_ref().and_then(|sop| sop.version.clone());
        assert_eq!(written.as_deref(), Some("2"));
        assert_eq!(new[1].reviewers, ["Ben Field"]);
    }

    #[test]
    fn a_procedure_that_was_removed_and_written_again_keeps_its_past() {
        let mut past = Past::default();
        past.commit("Write it", &[("data/sops/guide.md", Some(ONE))]);
        past.commit("Gone", &[("data/sops/guide.md", None)]);
        past.commit("Back as it was", &[("data/sops/guide.md", Some(ONE))]);
        past.commit("Gone again", &[("data/sops/guide.md", None)]);
        past.commit("Back with more", &[("data/sops/guide.md", Some(TWO))]);
        let all = versions(&past.recorded, &arrivals(&past.recorded), "data/sops");
        let said: Vec<_> =
            all["data/sops/guide.md"].iter().map(|v| (v.text.as_str(), v.subject.as_str())).collect();
        assert_eq!(said, [(ONE, "Write it"), (TWO, "Back with more")]);
        past.commit("Gone for good", &[("data/sops/guide.md", None)]);
        assert!(versions(&past.recorded, &arrivals(&past.recorded), "data/sops").is_empty());
    }
}
