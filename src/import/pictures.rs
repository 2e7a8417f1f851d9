//! Pictures that procedures of a folder show: they come along to where the links lead, so that no link is written anew.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::refusal::Refusal;
use crate::kit::prose::outline::{Link, outline};
use crate::kit::prose::target::{Target, target};
use crate::kit::source::{PictureFile, RepoPath, Snapshot, Text, may_name_a_picture, sha256};
use crate::kit::toml::front;
use crate::subject::sop::picture::shape;

/// A picture that the book gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPicture {
    pub path: String,
    pub bytes: Vec<u8>,
}

/// The pictures of a folder, as its procedures ask for them.
pub struct Album<'g> {
    given: BTreeMap<&'g str, &'g [u8]>,
    snapshot: &'g Snapshot,
    /// By where they come to stand: where they stood.
    taken: BTreeMap<String, String>,
    /// Paths in the folder that a procedure shows.
    pub shown: BTreeSet<String>,
    pub pictures: Vec<NewPicture>,
}

impl<'g> Album<'g> {
    /// `given` are the files of the folder, by path.
    pub fn new(given: BTreeMap<&'g str, &'g [u8]>, snapshot: &'g Snapshot) -> Album<'g> {
        let (taken, shown, pictures) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
        Album { given, snapshot, taken, shown, pictures }
    }

    /// Takes along the pictures of the procedure that stood at `from` in the folder and comes to stand at `to`; what cannot be taken is said.
    pub fn take(&mut self, text: &str, from: &str, to: &str) -> Vec<Refusal> {
        let mut notes = Vec::new();
        let mut told: BTreeSet<String> = BTreeSet::new();
        let is_picture = |link: &Link| link.picture || may_name_a_picture(&link.destination);
        let text = Text::new(RepoPath::new(to), text);
        let body = front::body(&text).and_then(|body| text.content().get(body.start..body.end));
        for link in outline(body.unwrap_or_default(), 0).links.into_iter().filter(is_picture) {
            if let Some((message, help)) = self.link(&link, from, to)
                && told.insert(link.destination)
            {
                notes.push(Refusal::new(from, message, help));
            }
        }
        notes
    }

    /// Why the picture of a link does not come along; `None` where it does, or there is none.
    fn link(&mut self, link: &Link, from: &str, to: &str) -> Option<(String, String)> {
        let address = &link.destination;
        let no = |why: &str, help: &str| Some((format!("picture `{address}` {why}"), help.to_owned()));
        let (source, path) =
            match (target(address, &RepoPath::new(from)), target(address, &RepoPath::new(to))) {
                (Target::File { path: source, .. }, Target::File { path, .. }) => (source, path),
                (Target::Outside | Target::Refused(_), _) if link.picture => {
                    return no(
                        "stands elsewhere and is not shown",
                        "save it beside the text, and link to it there",
                    );
                }
                (Target::Outside | Target::Refused(_) | Target::Anchor(_), _) => return None,
                _ if link.picture => {
                    return no("leads out of the folder", "put it beside the text, and correct the link");
                }
                _ => return None,
            };
        let Some(bytes) = self.given.get(source.as_str()).copied() else {
            return no("is not in the folder", "put it there, or take the link out");
        };
        let is_text = !PictureFile::is_at(path.as_str());
        if is_text && !link.picture {
            return None;
        }
        self.shown.insert(source.to_string());
        if let Err(fault) = shape(source.file_name(), bytes) {
            return Some((format!("picture `{address}` is not taken: it {}", fault.what), fault.help));
        }
        if is_text {
            return no("would stand outside data/sops/", "put it beside the text, and correct the link");
        }
        if let Some(there) = self.snapshot.pictures.get(&path) {
            let is_same = there.sha256() == sha256(bytes);
            return if is_same {
                None
            } else {
                no(&format!("is not taken: another one stands at {path}"), "rename it")
            };
        }
        match self.taken.get(path.as_str()) {
            Some(first) if self.given.get(first.as_str()).copied() == Some(bytes) => None,
            Some(first) => no(&format!("would become {path}, as `{first}` does"), "rename one of the two"),
            None => {
                self.taken.insert(path.to_string(), source.to_string());
                self.pictures.push(NewPicture { path: path.to_string(), bytes: bytes.to_vec() });
                None
            }
        }
    }
}
