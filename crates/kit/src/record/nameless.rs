//! Files that are called like their kind, such as `data/project.toml`, and stand where nothing tells their id.

use super::layout::{Folder, Kind, Stem, classify};
use super::misplaced::{Misplaced, kind_of_stem};

/// The kind of such a file, with an empty id: what names a record of its kind may mean it.
pub fn kind(misplaced: &Misplaced, folders: &[Folder]) -> Option<Kind> {
    let is_open = misplaced.meant.is_none() && misplaced.taken.is_none();
    let folder = kind_of_stem(misplaced.path.file_name(), folders).filter(|_| is_open)?;
    let file = match folder {
        "contracts" => "x/contract.toml".to_owned(),
        _ => format!("x.{}", misplaced.path.extension()),
    };
    let none = String::new();
    match classify(&format!("data/{folder}/{file}"), folders)? {
        Kind::Vendor(_) => Some(Kind::Vendor(none)),
        Kind::Site(_) => Some(Kind::Site(none)),
        Kind::Project(_) => Some(Kind::Project(none)),
        Kind::Contract(_) => Some(Kind::Contract(none)),
        Kind::Clause(_) => Some(Kind::Clause(none)),
        Kind::Record(folder, Stem::Id(_)) => Some(Kind::Record(folder, Stem::Id(none))),
        _ => None,
    }
}
