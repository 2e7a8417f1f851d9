//! What the book keeps of an import: the record that says which file gave which rows.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::import::refusal::causes;
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
    let claimed: BTreeSet<&str> = register
        .imported
        .imports
        .values()
        .flat_map(|import| &import.rows)
        .map(|digest| digest.as_str())
        .collect();
    let merge = &proposed.merge;
    let standing = merge.standing.iter().filter(|digest| !claimed.contains(digest.as_str()));
    let rows: BTreeSet<&String> = merge.written.iter().chain(standing).collect();
    let replaced: BTreeSet<&String> = merge.replaced.iter().collect();
    let outcome = &proposed.outcome;
    let mut text = format!(
        "# Written by `scorebook import`: what came out of one file. `scorebook check` says whether its rows still stand.\nfile = {}\nsha256 = \"{}\"\n",
        quoted(source.name),
        proposed.sha256
    );
    // Writing to a String cannot fail.
    if !proposed.sheet.is_empty() {
        let _ = writeln!(text, "sheet = {}", quoted(&proposed.sheet));
    }
    let _ = writeln!(text, "map = \"{}\"\ntaken = {}", map.id, outcome.rows.len());
    for (key, count) in
        [("suppressed", outcome.suppressed), ("missing", outcome.missing), ("skipped", outcome.skipped)]
    {
        if count > 0 {
            let _ = writeln!(text, "{key} = {count}");
        }
    }
    digests(&mut text, "rows", &rows);
    digests(&mut text, "replaced", &replaced);
    for cause in causes(&outcome.refusals) {
        let _ = write!(text, "\n[[refused]]\nat = {}\n", quoted(&cause.first.at));
        if !cause.others.is_empty() {
            let _ = writeln!(text, "cells = {}", cause.others.len() + 1);
        }
        let _ = writeln!(text, "reason = {}", quoted(&cause.first.message));
    }
    NewFile { path: format!("data/imports/{}.toml", id(map, proposed)), text }
}

/// Called by the map, and by what was read.
fn id(map: &Map, proposed: &Proposed) -> String {
    let hash = sha256(format!("{}\u{1f}{}", proposed.sha256, proposed.sheet));
    let name: String = map.id.as_str().chars().take(50).collect();
    format!("{}-{}", name.trim_end_matches('-'), &hash[..8])
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
