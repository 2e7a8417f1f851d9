//! `import sops`: a folder of Markdown, as procedures of the book.

use super::args::ImportSops;
use super::import_book::by_name;
use super::{CLEAN, DEFECTS};
use crate::edge::{Change, Stream, say};
use crate::import::called::called;
use crate::import::procedures::{self, Given, Procedures};
use crate::import::{accepted, summary};
use crate::kit::diag::plural;
use crate::kit::record::catalog::Sort;
use crate::subject::read;
use crate::{edge, emit};

/// The exit status: 0 when every file is taken, 1 when one is not.
///
/// # Errors
/// Wrong use or a failing disk, as a message.
pub fn import(asked: &ImportSops) -> Result<u8, String> {
    let opened =
        edge::threads(None).map_err(told)?.install(|| edge::open(&asked.root, None)).map_err(told)?;
    let (register, found) = read::read(&opened.snapshot);
    let register = by_name(&opened.snapshot, register.as_ref()).or(register);
    let given: Vec<Given> = edge::named_folder(&asked.folder)
        .map_err(told)?
        .into_iter()
        .map(|(path, bytes)| Given { path, bytes })
        .collect();
    let named = |sort: Sort, name: &str| register.as_ref().and_then(|register| called(register, sort, name));
    if let [Given { path, .. }] = given.as_slice()
        && path.is_empty()
    {
        let named = edge::shown(&asked.folder);
        return Err(format!("`{named}` is a file\n  = help: name the folder in which it stands"));
    }
    let set = asked.set.iter().cloned().collect();
    let before = found;
    let mut found = procedures::procedures(&given, &set, &named, &opened.snapshot);
    let left = accepted::left_to_mend(&before, &opened.snapshot, &found.files, &found.origin);
    found.notes.extend(left);
    let mut text = words(&found);
    // What is wrong with the command is wrong for every file.
    let (of_files, of_command): (Vec<_>, Vec<_>) =
        found.refusals.iter().partition(|refusal| !refusal.at.is_empty());
    let status = if found.refusals.is_empty() { CLEAN } else { DEFECTS };
    if !of_command.is_empty() {
        text.push_str("nothing is written\n");
        return said(&text, status);
    }
    if !of_files.is_empty() && !asked.skip_refused {
        text.push_str(
            "nothing is written\n  = help: mend the files; --write --skip-refused takes the others\n",
        );
        return said(&text, status);
    }
    if !asked.write {
        text.push_str("nothing is written; --write does\n");
        return said(&text, status);
    }
    let new = |path, bytes| Change { path, before: None, bytes };
    let pictures = found.pictures.iter().map(|picture| new(picture.path.as_str(), picture.bytes.as_slice()));
    let procedures = found.files.iter().map(|file| new(file.path.as_str(), file.text.as_bytes()));
    let changes: Vec<Change<'_>> = pictures.chain(procedures).collect();
    edge::change_files(&asked.root, &changes).map_err(told)?;
    let pictures = match found.pictures.len() {
        0 => String::new(),
        count => format!(" and {}", plural(count, "picture")),
    };
    let wrote = plural(found.files.len(), "procedure");
    said(&format!("{text}wrote {wrote}{pictures}; `scorebook check` says what is left\n"), status)
}

fn words(found: &Procedures) -> String {
    let mut text = summary::records(&found.files, &found.left, &found.refusals);
    if !found.pictures.is_empty() {
        text.push_str(&format!("{} of theirs\n", plural(found.pictures.len(), "picture")));
    }
    for picture in &found.pictures {
        text.push_str(&format!("  {}: new\n", emit::visible(&picture.path, false)));
    }
    text.push_str(&summary::noted(&found.notes));
    for path in &found.strange {
        text.push_str(&format!(
            "note: {} is no Markdown and is left where it is\n",
            emit::visible(path, false)
        ));
    }
    text
}

fn said(text: &str, status: u8) -> Result<u8, String> {
    let told = say(Stream::Out, text).map(|()| status);
    told.map_err(|error| format!("cannot write to standard output: {error}"))
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
