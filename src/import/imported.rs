//! What the book keeps of an import: the record that says which file gave which rows.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::import::refusal::{Refusal, causes};
use crate::import::spreadsheet::{Proposed, Source};
use crate::kit::source::{RepoPath, Snapshot, sha256};
use crate::starter::signoff::quoted;
use crate::subject::import::map::Map;
use crate::subject::import::record::{Import, RowDigest};
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
            ("taken", outcome.rows.len() - outcome.suppressed),
            ("suppressed", outcome.suppressed),
            ("missing", outcome.missing),
            ("skipped", outcome.skipped),
        ],
        rows: own_rows(&merge.written, &merge.standing, register),
        replaced: merge.replaced.iter().map(String::as_str).collect(),
        refusals: &outcome.refusals,
        earlier: proposed.earlier.as_ref(),
    }
    .record()
}

/// The digests of rows that are written, and of those that stand and that no import claims.
pub fn own_rows<'d>(written: &'d [String], standing: &'d [String], register: &Register) -> BTreeSet<&'d str> {
    let imports = register.imported.imports.values();
    let claimed: BTreeSet<&str> =
        imports.flat_map(|import| &import.rows).map(|digest| digest.as_str()).collect();
    let standing = standing.iter().filter(|digest| !claimed.contains(digest.as_str()));
    written.iter().chain(standing).map(String::as_str).collect()
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
    pub rows: BTreeSet<&'k str>,
    pub replaced: BTreeSet<&'k str>,
    pub refusals: &'k [Refusal],
    /// The record of the same file, whose place this one takes: what it wrote stays its own.
    pub earlier: Option<&'k Import>,
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
        let own = |of: fn(&Import) -> &[RowDigest], new: &BTreeSet<&str>| {
            let known = self.earlier.map_or(&[][..], of).iter().map(|digest| digest.as_str());
            known.chain(new.iter().copied()).map(str::to_owned).collect::<BTreeSet<String>>()
        };
        digests(&mut text, "rows", &own(|earlier| earlier.rows.as_slice(), &self.rows));
        digests(&mut text, "replaced", &own(|earlier| earlier.replaced.as_slice(), &self.replaced));
        for cause in causes(self.refusals) {
            let _ = write!(text, "\n[[refused]]\nat = {}\n", quoted(&cause.first.at));
            if !cause.others.is_empty() {
                let _ = writeln!(text, "cells = {}", cause.others.len() + 1);
            }
            let _ = writeln!(text, "reason = {}", quoted(&cause.first.message));
        }
        NewFile { path: format!("data/imports/{}.toml", self.id()), text }
    }

    /// Called by the map, and by what was read; where there is one already, as that is.
    fn id(&self) -> String {
        if let Some(earlier) = self.earlier {
            return earlier.id.to_string();
        }
        let hash = sha256(format!("{}\u{1f}{}", self.sha256, self.sheet));
        let name: String = self.map.1.chars().take(50).collect();
        format!("{}-{}", name.trim_end_matches('-'), &hash[..8])
    }
}

fn digests(text: &mut String, key: &str, digests: &BTreeSet<String>) {
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

/// Whether an import would leave the book as it is: its record is all that it writes, and says nothing new.
pub fn is_nothing_new(earlier: &Import, files: &[NewFile], snapshot: &Snapshot) -> bool {
    let [record] = files else { return false };
    let stands = snapshot.texts.get(&RepoPath::new(&record.path));
    earlier.refused.is_empty() || stands.is_some_and(|text| text.content() == record.text)
}

/// What a run says that finds nothing new.
pub fn known(earlier: &Import) -> String {
    let record = format!("data/imports/{}.toml", earlier.id);
    match earlier.refused.is_empty() {
        true => format!("already imported: {record} has this file; nothing is written\n"),
        false => format!(
            "already imported: {record} has this file, and what was not taken then is not taken now; nothing is written\n"
        ),
    }
}

/// What a run says that finds something new, before all else.
pub fn anew(earlier: &Import) -> String {
    format!("imported before: data/imports/{}.toml has this file; what the book has stays\n", earlier.id)
}
