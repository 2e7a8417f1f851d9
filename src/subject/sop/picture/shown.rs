//! Where the pictures of procedures stand in a site, and how large they are.

use std::collections::BTreeMap;

use super::{Pictures, Used, shape};
use crate::kit::id::good_id;
use crate::kit::source::RepoPath;

/// The folder of a site in which pictures stand.
pub const PICTURES: &str = "pictures/";

/// Digits of the hash in a name: another picture has another name, so that no browser shows a kept one.
const DIGITS: usize = 16;

/// A picture as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Below the site's root.
    pub path: String,
    pub width: usize,
    pub height: usize,
}

/// Those of `used` that can be shown, by path in the repository.
pub fn shown(used: &[Used], pictures: &Pictures) -> BTreeMap<String, Shown> {
    let shown = used.iter().filter_map(|one| {
        let shape = shape(one.path.file_name(), pictures.get(&one.path)?.bytes()?).ok()?;
        let path = site_path(&one.path, &one.sha256);
        Some((one.path.to_string(), Shown { path, width: shape.width, height: shape.height }))
    });
    shown.collect()
}

/// A picture at the path where the book has its bytes today: its own, else another. `None` where they are gone, or others stand there.
pub fn kept(one: &Used, pictures: &Pictures) -> Option<Used> {
    let is_it = |path: &RepoPath| pictures.get(path).is_some_and(|picture| picture.sha256() == one.sha256);
    let path = if is_it(&one.path) { Some(&one.path) } else { pictures.keys().find(|path| is_it(path)) };
    Some(Used { path: path?.clone(), ..one.clone() })
}

/// The files of a site that procedures with these pictures need, by path below its root.
pub fn files<'a, 'u>(
    procedures: impl IntoIterator<Item = &'u [Used]>,
    pictures: &'a Pictures,
) -> BTreeMap<String, &'a [u8]> {
    let mut files = BTreeMap::new();
    for one in procedures.into_iter().flatten() {
        let Some(bytes) = pictures.get(&one.path).and_then(|picture| picture.bytes()) else { continue };
        let path = site_path(&one.path, &one.sha256);
        if !files.contains_key(&path) && shape(one.path.file_name(), bytes).is_ok() {
            files.insert(path, bytes);
        }
    }
    files
}

/// `pictures/flow-0123456789abcdef.png`: a name that every system and server takes.
fn site_path(path: &RepoPath, sha256: &str) -> String {
    let (stem, end) = path.file_name().rsplit_once('.').unwrap_or((path.file_name(), ""));
    let hash = sha256.get(..DIGITS).unwrap_or(sha256);
    let name = good_id(stem).map_or_else(|| hash.to_owned(), |stem| format!("{stem}-{hash}"));
    format!("{PICTURES}{name}.{}", end.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::source::PictureFile;

    const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"/>";

    #[test]
    fn a_picture_has_a_name_of_its_bytes_and_one_that_is_wrong_is_not_copied() {
        let names = ["data/sops/Fluß 1.SVG", "data/sops/流.svg", "data/sops/bad.svg"];
        let bytes = [SVG, SVG, "<svg/>"];
        let files_of = names
            .iter()
            .zip(bytes)
            .map(|(name, bytes)| (RepoPath::new(name), PictureFile::of(bytes.as_bytes().to_vec())));
        let pictures: Pictures = files_of.collect();
        let used: Vec<Used> = pictures
            .iter()
            .map(|(path, file)| Used {
                address: path.file_name().to_owned(),
                path: path.clone(),
                sha256: file.sha256().to_owned(),
            })
            .collect();
        let found = shown(&used, &pictures);
        assert_eq!(found.len(), 2);
        assert!(found.values().all(|one| (one.width, one.height) == (20, 10)));
        let hash = &pictures[&RepoPath::new(names[1])].sha256()[..16];
        assert_eq!(found[names[1]].path, format!("pictures/{hash}.svg"));
        assert!(found[names[0]].path.ends_with(&format!("-{hash}.svg")), "{found:?}");
        let copied: Vec<String> = files([&used[..], &used[..]], &pictures).into_keys().collect();
        let mut paths: Vec<String> = found.into_values().map(|one| one.path).collect();
        paths.sort();
        assert_eq!(copied, paths);
    }
}
