//! Texts to records: one file a format. Every error of every file is collected, each at its place; a file that cannot
//! be read hides no error of another and sets off no false one.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::core::kept::KeptReadings;
use crate::core::reading::Reading;
use crate::kit::diag::{Diagnostic, Diagnostics};
use crate::kit::kept::Each;
use crate::kit::personal::{self, Roles};
use crate::kit::record::catalog::Catalog;
use crate::kit::record::{line_ends, listing};
use crate::kit::source::{RepoPath, Snapshot, Text};
use crate::kit::toml::log::KeyUse;
use crate::kit::toml::{front, hidden};
use crate::subject::register::{Register, folders};
use crate::subject::shared_ids;
use crate::subject::sop::picture::personal as pictured;

pub use crate::subject::register::{kinds, tables};

/// Reads everything under `data/`. Without a usable `book.toml` or as-of date there is no register, but still every
/// error of every file.
pub fn read(snapshot: &Snapshot) -> (Option<Register>, Diagnostics) {
    read_with(snapshot, None)
}

/// As [`read`]; what stands in `kept` of another state of the same folder, and holds for this one, is not read again.
pub fn read_with(snapshot: &Snapshot, kept: Option<&KeptReadings>) -> (Option<Register>, Diagnostics) {
    let (register, diagnostics, _) = read_all(snapshot, kept);
    (register, diagnostics)
}

/// The ids that a book declares, whatever is wrong with the records.
pub fn declared(snapshot: &Snapshot) -> Catalog {
    let (files, _) = listing::files(snapshot, &folders());
    Reading::new(&files, Vec::new()).1
}

/// The texts that stand where the format has none, each with the path where it belongs, as far as its own tells.
pub fn misplaced(snapshot: &Snapshot) -> Vec<(RepoPath, Option<String>)> {
    listing::misplaced(snapshot, &folders())
}

/// Like [`read`], with the keys that the readers asked for: what docs/data-format.md has to show.
pub fn read_recording(snapshot: &Snapshot) -> (Option<Register>, Diagnostics, KeyUse) {
    read_all(snapshot, None)
}

fn read_all(snapshot: &Snapshot, kept: Option<&KeptReadings>) -> (Option<Register>, Diagnostics, KeyUse) {
    let (mut files, mut wrong_paths) = listing::files(snapshot, &folders());
    wrong_paths.extend(files.iter_mut().filter_map(listing::too_large));
    wrong_paths.extend(files.iter_mut().filter_map(line_ends::carriage_returns));
    let (mut reading, catalog) = Reading::new(&files, wrong_paths);
    reading.kept = kept;
    let (register, in_any_text) = rayon::join(
        || {
            let draft = reading.book(&catalog, snapshot);
            Register::read(&mut reading, draft, &catalog, snapshot)
        },
        || in_any_text(snapshot, &catalog.roles, kept),
    );
    reading.found.extend(shared_ids::check(&files, &reading.docs));
    reading.found.extend(shared_ids::below(&files));
    reading.found.extend(shared_ids::lines_of_business(&files, &reading.docs));
    reading.found.extend(in_any_text);
    let pictures = snapshot.pictures.par_iter();
    let pictured = pictures.flat_map_iter(|(path, file)| pictured::found(path, file, &catalog.roles));
    reading.found.extend(pictured.collect::<Vec<_>>());
    for diagnostic in reading.found.iter_mut() {
        let path = &diagnostic.place.path;
        if let Some(text) = snapshot.texts.get(path) {
            personal::advise(diagnostic, text, &snapshot.recorded);
        } else if let Some(picture) = snapshot.pictures.get(path) {
            personal::advise_picture(diagnostic, picture, &snapshot.recorded);
        }
    }
    reading.found.gather();
    reading.found.bound();
    (register, reading.found, reading.keys)
}

/// What no text may have, whatever it holds: data of persons, and characters that nobody sees.
fn in_any_text(snapshot: &Snapshot, roles: &Roles, kept: Option<&KeptReadings>) -> Vec<Diagnostic> {
    let known = kept.map(|kept| kept.texts.known(roles)).unwrap_or_default();
    let texts: Vec<&Text> = snapshot.texts.values().collect();
    let found = texts.into_par_iter().map(|text| {
        let path = text.path.to_string();
        if let Some(known) = known.get(&path).filter(|(of, _)| of == text) {
            return (path, known.clone());
        }
        let persons = personal::found(text, roles).into_iter();
        let found = persons.chain(hidden::characters(text, toml_of(text))).collect();
        (path, (text.clone(), Arc::new(found)))
    });
    let found: Each<Text, Arc<Vec<Diagnostic>>> = found.collect();
    let all = found.values().flat_map(|(_, found)| found.iter().cloned()).collect();
    if let Some(kept) = kept {
        kept.texts.keep(roles.clone(), found);
    }
    all
}

/// Bytes that the TOML parser reads.
fn toml_of(text: &Text) -> Range<usize> {
    let path = text.path.as_str();
    let body = path.ends_with(".md").then(|| front::body(text)).flatten();
    match (path.ends_with(".toml"), body) {
        (true, _) => 0..text.content().len(),
        (false, Some(body)) => 0..body.start,
        (false, None) => 0..0,
    }
}
