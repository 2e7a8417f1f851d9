//! What the book keeps of an import: the record that says which file gave which rows.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::import::refusal::{Refusal, causes};
use crate::import::spreadsheet::{Proposed, Source};
use crate::kit::source::sha256;
use crate::starter::signoff::quoted;
use crate::subject::import::map::Map;
use crate::subject::register::Register;

/// A file that the book gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    pub path: String,
    pub text: String,
}

/// Digests on a line of the record.
const ON_A_LINE: usize = 5;

/// The record of an import. Rows that the book had already and that no import claims are its own: where a run was cut off after the rows were
/// written, the next one claims them.
pub fn record(source: Source<'_>, map: &Map, proposed: &Proposed, register: &Register) -> NewFile {
    let (merge, outcome) = (&proposed.merge, &proposed.outcome);
    Kept {
        file: source.name,
        sha256: &proposed.sha256,
        sheet: &proposed.sheet,
        map: ("map", map.id.as_str()),
        counts: &[
            ("taken", outcome.rows.len()),
            ("suppressed", outcome.suppressed),
            ("missing", outcome.missing),
            ("skipped", outcome.skipped),
        ],
        rows: own_rows(&merge.written, &merge.standing, register),
        replaced: merge.replaced.iter().collect(),
        refusals: &outcome.refusals,
    }
    .record()
}

/// The digests of rows that are written, and of those that stand and that no import claims.
pub fn own_rows<'d>(
    written: &'d [String],
    standing: &'d [String],
    register: &Register,
) -> BTreeSet<&'d String> {
    let imports = register.imported.imports.values();
    let claimed: BTreeSet<&str> =
        imports.flat_map(|import| &import.rows).map(|digest| digest.as_str()).collect();
    let standing = standing.iter().filter(|digest| !claimed.contains(digest.as_str()));
    written.iter().chain(standing).collect()
}

/// What is kept of an import.
#[derive(Debug)]
pub struct Kept<'k> {
    pub file: &'k str,
    pub sha256: &'k str,
    /// Empty of a text file.
    pub sheet: &'k str,
    /// Its key, and its id.
    pub map: (&'static str, &'k str),
    /// By key; the first is said even where it is 0.
    pub counts: &'k [(&'static str, usize)],
    pub rows: BTreeSet<&'k String>,
    pub replaced: BTreeSet<&'k String>,
    pub refusals: &'k [Refusal],
}

impl Kept<'_> {
    pub fn record(&self) -> NewFile {
        let mut text = format!(
            "# Written by `scorebook import`: what came out of one file. `scorebook check` says whether its rows still stand.\nfile = {}\nsha256 = \"{}\"\n",
            quoted(self.file),
            self.sha256
        );
        // Writing to a String cannot fail.
        if !self.sheet.is_empty() {
            let _ = writeln!(text, "sheet = {}", quoted(self.sheet));
        }
        let _ = writeln!(text, "{} = \"{}\"", self.map.0, self.map.1);
        for (nth, (key, count)) in self.counts.iter().enumerate() {
            if nth == 0 || *count > 0 {
                let _ = writeln!(text, "{key} = {count}");
            }
        }
        digests(&mut text, "rows", &self.rows);
        digests(&mut text, "replaced", &self.replaced);
        for cause in causes(self.refusals) {
            let _ = write!(text, "\n[[refused]]\nat = {}\n", quoted(&cause.first.at));
            if !cause.others.is_empty() {
                let _ = writeln!(text, "cells = {}", cause.others.len() + 1);
            }
            let _ = writeln!(text, "reason = {}", quoted(&cause.first.message));
        }
        NewFile { path: format!("data/imports/{}.toml", self.id()), text }
    }

    /// Called by the map, and by what was read.
    fn id(&self) -> String {
        let hash = sha256(format!("{}\u{1f}{}", self.sha256, self.sheet));
        let name: String = self.map.1.chars().take(50).collect();
        format!("{}-{}", name.trim_end_matches('-'), &hash[..8])
    }
}

fn digests(text: &mut String, key: &str, digests: &BTreeSet<&String>) {
    if digests.is_empty() {
        return;
    }
    let _ = writeln!(text, "{key} = [");
    let digests: Vec<String> = digests.iter().map(|digest| format!("\"{digest}\"")).collect();
    for line in digests.chunks(ON_A_LINE) {
        let _ = writeln!(text, "  {},", line.join(", "));
    }
    text.push_str("]\n");
}
