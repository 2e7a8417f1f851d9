//! What every import does with a book: say what would become of it, ask its readers, write.

use std::path::Path;

use super::args::Import;
use super::{CLEAN, DEFECTS};
use crate::edge::{Change, Stream, say};
use crate::import::accepted;
use crate::import::imported::{self, NewFile};
use crate::import::refusal::Refusal;
use crate::import::summary::refused;
use crate::kit::diag::{Diagnostic, Diagnostics, did_you_mean, plural};
use crate::kit::id::MapId;
use crate::kit::source::{AsOf, AsOfSource, RepoPath, Snapshot};
use crate::subject::import::record::Import as Imported;
use crate::subject::read;
use crate::subject::register::Register;
use crate::{edge, emit};

/// A book as it stands, and what its readers say of it.
pub(super) struct Book {
    pub snapshot: Snapshot,
    pub register: Option<Register>,
    pub found: Diagnostics,
}

impl Book {
    pub fn register(&self) -> Result<&Register, String> {
        self.register.as_ref().ok_or_else(|| {
            format!("the book has {}; `scorebook check` shows them", plural(self.found.defects(), "defect"))
        })
    }

    /// The records by which names are looked up. A book without a commit has no day yet, and its names are known all the same.
    pub fn by_name(&self) -> Option<Register> {
        by_name(&self.snapshot, self.register.as_ref())
    }

    /// Writes files: those that stand there become what they are to be.
    pub fn write(&self, root: &Path, files: &[NewFile]) -> Result<(), String> {
        let before = |path: &str| self.snapshot.texts.get(&RepoPath::new(path)).map(|text| text.content());
        let changes: Vec<Change<'_>> = files
            .iter()
            .map(|file| Change { path: &file.path, before: before(&file.path), bytes: file.text.as_bytes() })
            .collect();
        edge::change_files(root, &changes).map_err(told)
    }
}

/// Writes what is taken, unless something is not and nobody said that the rest may be. Of a file that was imported before, only what is new.
pub(super) fn written(
    asked: &Import,
    book: &Book,
    text: &str,
    files: &[NewFile],
    (earlier, refusals): (Option<&Imported>, &[Refusal]),
) -> Result<u8, String> {
    let is_refused = !refusals.is_empty();
    let mut whole = String::new();
    if let Some(earlier) = earlier {
        if imported::is_nothing_new(earlier, files, &book.snapshot) {
            let told = refused(refusals);
            return said(&(told + &imported::known(earlier)), if is_refused { DEFECTS } else { CLEAN });
        }
        whole = imported::anew(earlier);
    }
    whole.push_str(text);
    if !asked.write || !is_refused || asked.skip_refused {
        return conclude(asked, book, &whole, files, is_refused);
    }
    whole.push_str("nothing is written\n  = help: mend the cells or the map; --skip-refused writes the others and records these\n");
    said(&whole, DEFECTS)
}

/// Says what there is to say, and writes the files where that was asked for and the readers take them.
pub(super) fn conclude(
    asked: &Import,
    book: &Book,
    text: &str,
    files: &[NewFile],
    refused: bool,
) -> Result<u8, String> {
    let status = if refused { DEFECTS } else { CLEAN };
    let with = accepted::with_files(&book.snapshot, files);
    let defects = accepted::new_defects(&book.found, &with);
    if !defects.is_empty() {
        say(Stream::Out, text).map_err(no_output)?;
        return shown(&defects, &with, "the book could not be read any more");
    }
    if !asked.write {
        return said(&format!("{text}nothing is written; --write does\n"), status);
    }
    book.write(&asked.root, files)?;
    let wrote: String = match files {
        [one] => format!("wrote {}\n", one.path),
        several if several.len() <= 8 => {
            several.iter().map(|file| format!("wrote {}\n", file.path)).collect()
        }
        several => format!("wrote {}\n", plural(several.len(), "file")),
    };
    let told = say(Stream::Out, &format!("{text}{wrote}"));
    told.map_err(|error| format!("the files are written; {}", no_output(error)))?;
    Ok(status)
}

/// The records of a book as of its own day, else, where it has none, as of today: who is called what hangs on no day.
pub(super) fn by_name(snapshot: &Snapshot, register: Option<&Register>) -> Option<Register> {
    if register.is_some() || snapshot.as_of.is_some() {
        return None;
    }
    let as_of = AsOf { on: edge::today("UTC"), source: AsOfSource::Flag };
    read::read(&Snapshot { as_of: Some(as_of), ..snapshot.clone() }).0
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What helps where a map is not there.
pub(super) fn near_map<'m>(id: &str, maps: impl Iterator<Item = &'m MapId>) -> String {
    match did_you_mean(id, maps.map(|id| id.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "--propose writes it from the file".to_owned(),
    }
}

pub(super) fn of_file(found: &Diagnostics, path: &str) -> Diagnostics {
    let mut of_file = Diagnostics::default();
    of_file.extend(found.iter().filter(|found: &&Diagnostic| found.place.path.as_str() == path).cloned());
    of_file.sort();
    of_file
}

pub(super) fn shown(found: &Diagnostics, snapshot: &Snapshot, why: &str) -> Result<u8, String> {
    let text = emit::human(found, &snapshot.texts, false);
    said(&format!("{text}nothing is written: {why}\n"), DEFECTS)
}

pub(super) fn said(text: &str, status: u8) -> Result<u8, String> {
    say(Stream::Out, text).map(|()| status).map_err(no_output)
}

fn no_output(error: impl std::fmt::Display) -> String {
    format!("cannot write to standard output: {error}")
}

pub(super) fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
