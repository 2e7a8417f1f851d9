//! Every text that a procedure has had on the publishing branch, and who wrote and reviewed it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::lines::applied;
use super::merges::{Arrivals, brought};
use crate::kit::id::{SopId, is_valid_id};
use crate::kit::source::{CommitIndex, Edit, Recorded, RecordedCommit, RepoPath};
use crate::subject::sop::picture::{self, Used};
use crate::subject::sop::read::{SopText, sop_text};

/// One recorded text of a file, different from the one before, or with a picture that is.
#[derive(Clone, Debug)]
pub struct Version {
    /// The commit of the publishing branch that brought it: a merge, where it was written on a branch.
    pub commit: CommitIndex,
    /// What the file was called then.
    pub path: String,
    pub text: String,
    /// Those that it had then.
    pub pictures: Vec<Used>,
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

impl Version {
    /// A key of its front matter, as written.
    pub fn written(&self, key: &str) -> Option<&str> {
        let front = &self.sop.as_ref()?.front;
        front.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

/// A procedure whose file a commit removed, and none brought back.
#[derive(Clone, Debug)]
pub struct Removed {
    /// Every text that it had, oldest first.
    pub versions: Vec<Version>,
    /// What the file was called last.
    pub path: RepoPath,
    /// Every name that it had.
    pub names: BTreeSet<String>,
    pub removal: Removal,
}

/// The commit that removed a procedure; its parts as those of a [`Version`].
#[derive(Clone, Debug)]
pub struct Removal {
    pub commit: CommitIndex,
    pub author: String,
    pub reviewers: Vec<String>,
    pub committed_at: Timestamp,
    pub subject: String,
}

/// What became of every Markdown file that was ever below a folder.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Versions of those that are there, by path, oldest first.
    pub there: BTreeMap<String, Vec<Version>>,
    /// Those that are gone, by their last id. One that came back is none of them.
    pub removed: BTreeMap<SopId, Removed>,
}

/// The Markdown files below `folder` (`data/sops`), renames followed.
pub fn files(recorded: &Recorded, arrivals: &Arrivals, folder: &str) -> Files {
    let ways = Ways { recorded, brought: brought(recorded, arrivals) };
    let mut alive: BTreeMap<String, File> = BTreeMap::new();
    // What was removed: written again under its name it is the same procedure.
    let mut gone: BTreeMap<String, File> = BTreeMap::new();
    let inside = |path: &str| {
        let below = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        below.is_some_and(|below| below.ends_with(".md"))
    };
    let ours = |edit: &&Edit| inside(&edit.path) || edit.renamed_from.as_deref().is_some_and(inside);
    let mut edits = recorded.edits.iter().filter(ours).peekable();
    let mut shown = recorded.pictures.iter().peekable();
    // The pictures of the commit that was reached, by path.
    let mut pictures: BTreeMap<&str, &str> = BTreeMap::new();
    for &at in &recorded.line {
        let mut changed: BTreeSet<&str> = BTreeSet::new();
        while let Some(edit) = shown.next_if(|edit| edit.commit == at) {
            match &edit.sha256 {
                Some(sha256) => drop(pictures.insert(&edit.path, sha256)),
                None => drop(pictures.remove(edit.path.as_str())),
            }
            changed.insert(&edit.path);
        }
        // Two files may change names in one commit: first all leave, then all come.
        let mut taken: Vec<(&Edit, File)> = Vec::new();
        while let Some(edit) = edits.next_if(|edit| edit.commit == at) {
            let from = edit.renamed_from.as_ref().unwrap_or(&edit.path);
            taken.push((edit, alive.remove(from).or_else(|| back(&mut gone, from)).unwrap_or_default()));
        }
        if !changed.is_empty() {
            for (path, file) in &mut alive {
                ways.redraw(at, path, file, &pictures, &changed);
            }
        }
        for (edit, mut file) in taken {
            if edit.removed {
                file.lines.clear();
                file.names.insert(edit.path.clone());
                file.removal = ways.removal(at, &file.names);
                gone.insert(edit.path.clone(), file);
                continue;
            }
            file.lines = applied(&file.lines, &edit.hunks);
            file.names.insert(edit.path.clone());
            file.removal = None;
            let text = file.lines.concat();
            file.addresses = picture::addresses(&text);
            let drawn = drawn(&file.addresses, &edit.path, &pictures);
            if file.versions.last().is_none_or(|last| last.text != text || !is_same(&last.pictures, &drawn)) {
                file.versions.extend(ways.version((at, &edit.path), text, drawn, &file.names));
            }
            alive.insert(edit.path.clone(), file);
        }
    }
    alive.retain(|path, _| inside(path));
    let ids: BTreeSet<String> = alive.keys().map(|path| RepoPath::new(path).stem().to_owned()).collect();
    gone.retain(|path, _| inside(path) && !ids.contains(RepoPath::new(path).stem()));
    Files {
        there: alive.into_iter().map(|(path, file)| (path, file.versions)).collect(),
        removed: removed(gone),
    }
}

/// The file that was removed under this name. One that comes back in another folder has its id still: the name of the file.
fn back(gone: &mut BTreeMap<String, File>, path: &str) -> Option<File> {
    if let Some(file) = gone.remove(path) {
        return Some(file);
    }
    let path = RepoPath::new(path);
    let of_id = gone.keys().find(|known| RepoPath::new(known).stem() == path.stem())?.clone();
    gone.remove(&of_id)
}

fn removed(gone: BTreeMap<String, File>) -> BTreeMap<SopId, Removed> {
    let mut removed: BTreeMap<SopId, Removed> = BTreeMap::new();
    for (path, File { versions, names, removal, .. }) in gone {
        let path = RepoPath::new(&path);
        let (Some(removal), true) = (removal, is_valid_id(path.stem())) else { continue };
        let id = SopId::new(path.stem());
        // Two files had the name in two folders: the one that went last speaks.
        if removed.get(&id).is_none_or(|other| other.removal.commit <= removal.commit) {
            removed.insert(id, Removed { versions, path, names, removal });
        }
    }
    removed
}

/// The pictures of a text at `path`, as they are at a commit.
fn drawn(addresses: &[String], path: &str, pictures: &BTreeMap<&str, &str>) -> Vec<Used> {
    let sha256 = |path: &RepoPath| pictures.get(path.as_str()).map(|sha256| (*sha256).to_owned());
    picture::used(addresses, &RepoPath::new(path), sha256)
}

/// Whether the pictures are the same, in whatever folder they stand.
fn is_same(before: &[Used], after: &[Used]) -> bool {
    picture::changes(before, after).is_empty()
}

#[derive(Default)]
struct File {
    /// Each with its end.
    lines: Vec<String>,
    names: BTreeSet<String>,
    /// By which its text names pictures.
    addresses: Vec<String>,
    versions: Vec<Version>,
    /// Set while it is gone.
    removal: Option<Removal>,
}

/// On which way each version came to the publishing branch.
struct Ways<'r> {
    recorded: &'r Recorded,
    brought: BTreeMap<(&'r str, CommitIndex), Vec<CommitIndex>>,
}

impl<'r> Ways<'r> {
    /// A version whose text is the one before, with a picture that `at` made another one.
    fn redraw(
        &self,
        at: CommitIndex,
        path: &str,
        file: &mut File,
        pictures: &BTreeMap<&str, &str>,
        changed: &BTreeSet<&str>,
    ) {
        if file.addresses.is_empty() {
            return;
        }
        let Some(last) = file.versions.last() else { return };
        let drawn = drawn(&file.addresses, path, pictures);
        if is_same(&last.pictures, &drawn) {
            return;
        }
        // Who changed a picture made the version.
        let here = RepoPath::new(path);
        let named = file.addresses.iter().filter_map(|address| picture::at(address, &here));
        let names = named.map(|path| path.as_str().to_owned()).filter(|path| changed.contains(path.as_str()));
        let names: BTreeSet<String> = names.collect();
        let text = last.text.clone();
        file.versions.extend(self.version((at, path), text, drawn, &names));
    }

    /// What commit `at` of the publishing branch made of the file at `path`; `names` are those of the files that made it another version.
    fn version(
        &self,
        (at, path): (CommitIndex, &str),
        text: String,
        pictures: Vec<Used>,
        names: &BTreeSet<String>,
    ) -> Option<Version> {
        let Removal { commit, author, reviewers, committed_at, subject } = self.removal(at, names)?;
        let sop = sop_text(&text, pictures.clone());
        let path = path.to_owned();
        Some(Version { commit, path, text, pictures, sop, author, reviewers, committed_at, subject })
    }

    /// Who did what a commit does to files of these names, and who agreed.
    fn removal(&self, at: CommitIndex, names: &BTreeSet<String>) -> Option<Removal> {
        let commit = self.recorded.commit(at)?;
        let touching = self.touching(at, names);
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
        Some(Removal {
            commit: at,
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
        let Files { there: all, removed } = files(&past.recorded, &arrivals(&past.recorded), "data/sops");
        assert_eq!(removed.keys().map(SopId::as_str).collect::<Vec<_>>(), ["other"]);
        let other = &removed["other"];
        assert_eq!((other.path.as_str(), other.removal.subject.as_str()), ("data/sops/other.md", "Gone"));
        assert_eq!(other.versions.iter().map(|v| v.text.as_str()).collect::<Vec<_>>(), [ONE]);
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
    fn another_picture_is_another_version() {
        const SHOWS: &str = "+++\ntitle = \"Guide\"\nversion = \"1\"\n+++\n\n![The way](img/way.png)\n";
        let mut past = Past::default();
        past.commit("Write it", &[("data/sops/guide.md", Some(SHOWS)), ("data/sops/other.md", Some(ONE))]);
        past.draw("Draw it", &[("data/sops/img/way.png", Some("01")), ("data/sops/img/far.png", Some("09"))]);
        past.draw("Nothing of it", &[("data/sops/img/far.png", Some("08"))]);
        let moved = past.commit_renaming("Move both", &[], &[("data/sops/guide.md", "data/sops/a/guide.md")]);
        past.drawn_by(moved, &[("data/sops/img/way.png", None), ("data/sops/a/img/way.png", Some("01"))]);
        past.draw("Draw it anew", &[("data/sops/a/img/way.png", Some("02"))]);
        past.draw("Lose it", &[("data/sops/a/img/way.png", None)]);
        let all = files(&past.recorded, &arrivals(&past.recorded), "data/sops").there;
        assert_eq!(all["data/sops/other.md"].len(), 1);
        let guide = &all["data/sops/a/guide.md"];
        let said: Vec<_> = guide
            .iter()
            .map(|version| {
                let hashes = version.pictures.iter().map(|used| used.sha256.as_str()).collect::<Vec<_>>();
                (version.subject.as_str(), version.path.as_str(), hashes.concat())
            })
            .collect();
        let (before, after) = ("data/sops/guide.md", "data/sops/a/guide.md");
        assert_eq!(
            said,
            [
                ("Write it", before, String::new()),
                ("Draw it", before, "01".to_owned()),
                ("Draw it anew", after, "02".to_owned()),
                ("Lose it", after, String::new()),
            ]
        );
        let hashes: BTreeSet<&str> =
            guide.iter().filter_map(|v| Some(v.sop.as_ref()?.hash.as_str())).collect();
        assert_eq!(hashes.len(), 3, "without its picture it is the text that it was at first");
    }

    #[test]
    fn a_procedure_that_was_removed_and_written_again_keeps_its_past() {
        let mut past = Past::default();
        past.commit("Write it", &[("data/sops/guide.md", Some(ONE))]);
        past.commit("Gone", &[("data/sops/guide.md", None)]);
        past.commit("Back as it was", &[("data/sops/guide.md", Some(ONE))]);
        past.commit("Gone again", &[("data/sops/guide.md", None)]);
        past.commit("Back with more", &[("data/sops/guide.md", Some(TWO))]);
        let Files { there: all, removed } = files(&past.recorded, &arrivals(&past.recorded), "data/sops");
        assert!(removed.is_empty());
        let said: Vec<_> =
            all["data/sops/guide.md"].iter().map(|v| (v.text.as_str(), v.subject.as_str())).collect();
        assert_eq!(said, [(ONE, "Write it"), (TWO, "Back with more")]);
        past.commit("Gone for good", &[("data/sops/guide.md", None)]);
        let Files { there, removed } = files(&past.recorded, &arrivals(&past.recorded), "data/sops");
        assert!(there.is_empty());
        assert_eq!(
            (removed["guide"].versions.len(), removed["guide"].removal.subject.as_str()),
            (2, "Gone for good")
        );
        past.commit("Back in a folder", &[("data/sops/desk/guide.md", Some(ONE))]);
        let Files { there, removed } = files(&past.recorded, &arrivals(&past.recorded), "data/sops");
        assert_eq!((there["data/sops/desk/guide.md"].len(), removed.len()), (3, 0), "its name is its id");
    }

    #[test]
    fn what_was_renamed_and_then_removed_is_gone_under_its_last_name_alone() {
        let mut past = Past::default();
        past.commit("Write it", &[("data/sops/old.md", Some(ONE))]);
        past.commit_renaming("Rename it", &[], &[("data/sops/old.md", "data/sops/new.md")]);
        past.commit("Gone", &[("data/sops/new.md", None)]);
        let Files { there, removed } = files(&past.recorded, &arrivals(&past.recorded), "data/sops");
        assert!(there.is_empty());
        assert_eq!(removed.keys().map(SopId::as_str).collect::<Vec<_>>(), ["new"]);
        assert!(removed["new"].names.contains("data/sops/old.md"));
    }
}
