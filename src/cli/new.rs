//! `new KIND ID`: a file of a kind of record, with blanks to fill.

use super::CLEAN;
use super::args::New;
use crate::edge::{Stream, say};
use crate::{edge, starter};

/// The exit status: 0 when the file was written.
///
/// # Errors
/// No such kind, an id that cannot be, or a failing disk, as a message.
pub fn new(asked: &New) -> Result<u8, String> {
    let kinds = starter::kinds();
    let kind = kinds.iter().find(|kind| kind.kind == asked.kind);
    let kind = kind.ok_or_else(|| format!("there is no kind of record `{}`", asked.kind.escape_debug()))?;
    let opened =
        edge::threads(None).map_err(told)?.install(|| edge::open(&asked.root, None)).map_err(told)?;
    let file = starter::record(kind, &asked.id, &opened.snapshot)?;
    edge::add_file(&asked.root, &file.path, &file.text).map_err(told)?;
    let text =
        format!("wrote {}\n  = help: fill in each \"\"; `scorebook check` says which are left\n", file.path);
    say(Stream::Out, &text)
        .map(|()| CLEAN)
        .map_err(|error| format!("`{}` is written; cannot write to standard output: {error}", file.path))
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
