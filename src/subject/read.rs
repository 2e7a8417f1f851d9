//! Texts to records: one file a format. Every error of every file is collected, each at its place; a file that cannot
//! be read hides no error of another and sets off no false one.

use std::ops::Range;

use rayon::prelude::*;

use crate::core::reading::Reading;
use crate::kit::diag::Diagnostics;
use crate::kit::personal;
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
    let (register, diagnostics, _) = read_recording(snapshot);
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
    let (mut files, mut wrong_paths) = listing::files(snapshot, &folders());
    wrong_paths.extend(files.iter_mut().filter_map(listing::too_large));
    wrong_paths.extend(files.iter_mut().filter_map(line_ends::carriage_returns));
    let (mut reading, catalog) = Reading::new(&files, wrong_paths);
    let draft = reading.book(&catalog, snapshot);
    let register = Register::read(&mut reading, draft, &catalog, snapshot);
    reading.found.extend(shared_ids::check(&files, &reading.docs));
    reading.found.extend(shared_ids::below(&files));
    reading.found.extend(shared_ids::lines_of_business(&files, &reading.docs));
    let texts: Vec<&Text> = snapshot.texts.values().collect();
    let hidden = texts.par_iter().flat_map_iter(|text| {
        personal::found(text, &catalog.roles).into_iter().chain(hidden::characters(text, toml_of(text)))
    });
    reading.found.extend(hidden.collect::<Vec<_>>());
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
