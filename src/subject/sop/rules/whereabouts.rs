//! Where a picture stands that a link does not lead to.

use crate::kit::source::{PictureFile, RepoPath};
use crate::subject::context::Context;
use crate::subject::sop::picture::SHOWN;

/// What a link to a picture that is not there is helped by.
pub fn missing(context: &Context<'_>, path: &RepoPath, from: &RepoPath) -> String {
    let kinds = SHOWN.map(|end| format!(".{end}")).join(", ");
    if !PictureFile::is_at(path.as_str()) {
        return match path.as_str().starts_with("data/sops/") {
            true => format!("put a picture there ({kinds}), or remove the link"),
            false => "move the picture below data/sops/, and correct the link".to_owned(),
        };
    }
    let elsewhere = context
        .snapshot
        .pictures
        .keys()
        .find(|other| other.file_name().eq_ignore_ascii_case(path.file_name()));
    match elsewhere {
        Some(other) => format!("write `{}`", relative(other, from)),
        None => "put the picture there, or remove the link".to_owned(),
    }
}

/// The way from the file `from` to `path`, as a link has it.
pub fn relative(path: &RepoPath, from: &RepoPath) -> String {
    let (to, here): (Vec<&str>, Vec<&str>) =
        (path.as_str().split('/').collect(), from.folder().split('/').collect());
    let shared = to.iter().zip(&here).take_while(|(one, other)| one == other).count();
    let up = here[shared..].iter().map(|_| "..");
    let parts: Vec<String> =
        up.chain(to[shared..].iter().copied()).map(|part| part.replace(' ', "%20")).collect();
    parts.join("/")
}
