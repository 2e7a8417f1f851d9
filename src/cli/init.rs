//! `init`: a book to start from, beside what stands in its folder.

use std::path::Path;

use super::CLEAN;
use super::args::{Host, Init};
use crate::edge::{Added, Ground, Stream, say};
use crate::emit::visible;
use crate::kit::diag::plural;
use crate::starter::{Pace, Request, StarterFile};
use crate::{edge, starter};

/// The exit status: 0, also where everything stood there already.
///
/// # Errors
/// Wrong use or a failing disk, as a message; nothing was written then.
pub fn init(asked: &Init) -> Result<u8, String> {
    let request = Request {
        on: asked.on.unwrap_or_else(|| edge::today(&asked.time_zone)),
        pace: if asked.monthly { Pace::Monthly } else { Pace::Weekly },
        host: asked.host.into(),
        title: asked.title.clone(),
        organisation: asked.organisation.clone(),
        currency: asked.currency.clone(),
        time_zone: asked.time_zone.clone(),
    };
    let root = &asked.folder;
    let ground = edge::ground(root).map_err(told)?;
    let files = edge::threads(None).map_err(told)?.install(|| starter::files(&request));
    let files = files.map_err(|why| format!("cannot start a book: {why}"))?;
    // An example never comes among the records of a book that is there.
    let wanted = files.iter().filter(|file| !(ground.has_book && is_of_the_book(file)));
    let added =
        edge::add_missing(root, wanted.map(|file| (file.path.as_str(), file.text.as_str()))).map_err(told)?;
    let text = summary(asked, &request, &ground, &added);
    say(Stream::Out, &text)
        .map(|()| CLEAN)
        .map_err(|error| format!("the book is written; cannot write to standard output: {error}"))
}

impl From<Host> for starter::Host {
    fn from(host: Host) -> Self {
        match host {
            Host::Github => starter::Host::GitHub,
            Host::Gitlab => starter::Host::GitLab,
            Host::None => starter::Host::None,
        }
    }
}

/// The README speaks of the example.
fn is_of_the_book(file: &StarterFile) -> bool {
    file.path.starts_with("data/") || file.path == "README.md"
}

fn summary(asked: &Init, request: &Request, ground: &Ground, added: &Added) -> String {
    let folder = edge::shown(&asked.folder);
    let files = plural(added.written, "file");
    let mut text = match (ground.has_book, added.written) {
        (false, _) => format!("made an example of a book as of {} in `{folder}`: {files}\n", request.as_of()),
        (true, 0) => format!("`{folder}` has a book already, and nothing was missing beside it\n"),
        (true, _) => format!("`{folder}` has a book already; added beside it: {files}\n"),
    };
    if ground.has_book {
        text.push_str("  left as it is: data/\n");
    }
    for path in &added.left {
        text.push_str(&format!("  left as it is: {}\n", visible(path, false)));
    }
    if asked.host != Host::None
        && !ground.is_top
        && let Some(top) = &ground.repository
    {
        text.push_str(&format!(
            "note: workflows run from the top of a repository alone, which is `{}`\n  = help: give the book a repository of its own\n",
            edge::shown(top)
        ));
    }
    if !ground.has_book {
        text.push_str(&next_steps(&asked.folder, ground));
    }
    text
}

fn next_steps(folder: &Path, ground: &Ground) -> String {
    let is_here = folder == Path::new(".");
    let shown = edge::shown(folder);
    let enter = if is_here { String::new() } else { format!("cd {shown} && ") };
    let repository = if ground.repository.is_some() { "" } else { "git init && " };
    format!(
        "next\n  look     {enter}scorebook build; then open site/index.html\n  change   README.md says what first; what is not committed yet is not remembered\n  record   {repository}git add . && git commit; then take the line `as-of` out of data/book.toml\n"
    )
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
