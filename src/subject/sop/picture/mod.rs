//! The pictures of a procedure: files beside it, or in folders below `data/sops`, that its text shows or links to. They are a part of what people
//! acknowledge.

mod inert;

mod svg;

mod sound;

mod shown;

pub mod personal;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::kit::prose::outline::outline;
use crate::kit::prose::target::{Target, target};
use crate::kit::source::{PictureFile, RepoPath, Text, may_name_a_picture};
use crate::kit::toml::front;

pub use shown::{PICTURES, Shown, files, kept, shown};
pub use sound::{Fault, MOST_BYTES, MOST_PIXELS, SHOWN, shape};
pub use svg::Shape;

/// The pictures of a snapshot.
pub type Pictures = BTreeMap<RepoPath, PictureFile>;

/// A picture that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// As the text has it, relative to its file.
    pub address: String,
    pub path: RepoPath,
    /// Hexadecimal SHA-256 of its bytes.
    pub sha256: String,
}

/// What became of a picture from one text to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureChange {
    pub address: String,
    /// The SHA-256; `None`: there was none.
    pub before: Option<String>,
    pub after: Option<String>,
}

impl PictureChange {
    /// `picture flow.png changed`
    pub fn words(&self) -> String {
        let what = match (&self.before, &self.after) {
            (None, _) => "came",
            (_, None) => "went",
            _ => "changed",
        };
        format!("picture {} {what}", self.address)
    }
}

/// Addresses of files by which a procedure may name pictures below its front matter, each once, in the order of the text.
pub fn addresses(content: &str) -> Vec<String> {
    if !may_name_a_picture(content) {
        return Vec::new();
    }
    let text = Text::new(RepoPath::new("sop.md"), content);
    let body = front::body(&text).and_then(|body| content.get(body.start..body.end));
    body.map(named).unwrap_or_default()
}

fn named(markdown: &str) -> Vec<String> {
    let mut addresses: Vec<String> = Vec::new();
    for link in outline(markdown, 0).links {
        if may_name_a_picture(&link.destination) && !addresses.contains(&link.destination) {
            addresses.push(link.destination);
        }
    }
    addresses
}

/// The file that an address leads to from the text `file`, where it is read as a picture.
pub fn at(address: &str, file: &RepoPath) -> Option<RepoPath> {
    match target(address, file) {
        Target::File { path, .. } if PictureFile::is_at(path.as_str()) => Some(path),
        _ => None,
    }
}

/// Those of `addresses` in the text `file` that lead to a picture which is there; `sha256` gives its hash.
pub fn used<A: AsRef<str>>(
    addresses: impl IntoIterator<Item = A>,
    file: &RepoPath,
    sha256: impl Fn(&RepoPath) -> Option<String>,
) -> Vec<Used> {
    let used = addresses.into_iter().filter_map(|address| {
        let path = at(address.as_ref(), file)?;
        let sha256 = sha256(&path)?;
        Some(Used { address: address.as_ref().to_owned(), path, sha256 })
    });
    used.collect()
}

/// The pictures of the procedure `text`, which stands in a snapshot with `pictures`.
pub fn used_by(text: &Text, pictures: &Pictures) -> Vec<Used> {
    // No address has a line feed in it that a text could hold; one that is written as an entity names no file of a book.
    let known = text.once("addresses", || addresses(text.content()).join("\n"));
    used(known.lines(), &text.path, |path| Some(pictures.get(path)?.sha256().to_owned()))
}

/// The lines by which pictures count in the normative text; empty without any.
pub fn lines(used: &[Used]) -> String {
    let mut lines = String::new();
    for one in used {
        let address: Vec<&str> = one.address.split_whitespace().collect();
        let _infallible = writeln!(lines, "picture {} = {}", address.join(" "), one.sha256);
    }
    lines
}

/// What became of the pictures of a text that both texts name, or that one of them has.
pub fn changes(before: &[Used], after: &[Used]) -> Vec<PictureChange> {
    let hash = |list: &[Used], address: &str| {
        list.iter().find(|one| one.address == address).map(|one| one.sha256.clone())
    };
    let new = after.iter().filter(|one| hash(before, &one.address).is_none());
    let all = before.iter().chain(new).map(|one| PictureChange {
        address: one.address.clone(),
        before: hash(before, &one.address),
        after: hash(after, &one.address),
    });
    all.filter(|change| change.before != change.after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_each_picture_once_and_only_those_that_are_there_count() {
        let text = "![Flow](img/flow.png) and [large](img/flow.png \"all\"), ![b](../b%20c.SVG)\n\n\
                    `![no](code.png)` ![r][ref] ![far](https://example.org/x.png) [text](other.md)\n\n[ref]: r.gif\n";
        let found = named(text);
        assert_eq!(found, ["img/flow.png", "../b%20c.SVG", "r.gif", "https://example.org/x.png"]);
        let file = RepoPath::new("data/sops/a/x.md");
        let there = ["data/sops/a/img/flow.png", "data/sops/b c.SVG"];
        let used = used(found, &file, |path| there.contains(&path.as_str()).then(|| "ab".to_owned()));
        assert_eq!(lines(&used), "picture img/flow.png = ab\npicture ../b%20c.SVG = ab\n");
        assert_eq!(lines(&[]), "");
    }

    #[test]
    fn what_became_of_a_picture_is_said() {
        let one = |address: &str, sha256: &str| Used {
            address: address.to_owned(),
            path: RepoPath::new(address),
            sha256: sha256.to_owned(),
        };
        let before = [one("a.png", "1"), one("b.png", "2"), one("c.png", "3")];
        let after = [one("d.png", "4"), one("c.png", "3"), one("b.png", "5")];
        let said: Vec<String> = changes(&before, &after).iter().map(PictureChange::words).collect();
        assert_eq!(said, ["picture a.png went", "picture b.png changed", "picture d.png came"]);
    }
}
