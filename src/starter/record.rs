//! `new`: a file of a kind of record with its blanks, for a book that is there.

use super::StarterFile;
use crate::kit::declared::{BLANK, Shape, Table, fresh};
use crate::kit::id::is_valid_id;
use crate::kit::record::catalog::{Catalog, Names};
use crate::kit::record::layout::classify;
use crate::kit::source::{RepoPath, Snapshot};
use crate::subject::read;
use crate::subject::register::folders;

/// A new file of a kind, with blanks to fill.
///
/// # Errors
/// No record can be called so, or one is; in words.
pub fn record(kind: &Table, id: &str, snapshot: &Snapshot) -> Result<StarterFile, String> {
    let mut path = path(kind.path, id);
    // An amendment is called by its contract or shared clause, and by the number that comes next.
    let mut number = None;
    if path.contains("<number>") {
        let (base, what) = match kind.path.starts_with("data/clauses/") {
            true => (format!("data/clauses/{id}.toml"), "clause"),
            false => (format!("data/contracts/{id}/contract.toml"), "contract"),
        };
        if !snapshot.texts.contains_key(&RepoPath::new(&base)) {
            let help = format!("name the {what} that it changes");
            return Err(format!("`{}` is no {what}\n  = help: {help}", id.escape_debug()));
        }
        let (free, next) = numbered(&path, snapshot);
        (path, number) = (free, Some(next));
    }
    let (is_good, what, help) = match kind.path.contains("<period>") {
        true => (
            classify(&path, &folders()).is_some(),
            "week or month",
            "a week such as 2026-W46, or a month such as 2026-11",
        ),
        false => (is_valid_id(id), "id", "lower-case letters, digits and single hyphens, 63 at most"),
    };
    if !is_good {
        return Err(format!("`{}` is no {what}\n  = help: write {help}", id.escape_debug()));
    }
    if snapshot.texts.contains_key(&RepoPath::new(&path)) {
        return Err(format!("`{path}` is there already\n  = help: choose another id, or edit that file"));
    }
    let declared = read::declared(snapshot);
    let mut text = fresh(kind, &|shape| offered(&declared, shape));
    if let Some(number) = number {
        text = text.replacen(&format!("number = {BLANK}"), &format!("number = {number}"), 1);
    }
    Ok(StarterFile { path, text })
}

/// The kinds that people write a file of: a sign-off is written by `signoff`, an import by `import`, and a file that a book has once by `init`.
pub fn kinds() -> Vec<Table> {
    let is_written = |kind: &Table| {
        !kind.is_single() && !["data/signoffs/", "data/imports/"].iter().any(|own| kind.path.starts_with(own))
    };
    read::kinds().into_iter().filter(is_written).collect()
}

/// The path of a kind, with the id in the place of what stands between angle brackets.
fn path(pattern: &str, id: &str) -> String {
    match (pattern.split_once('<'), pattern.split_once('>')) {
        (Some((before, _)), Some((_, after))) => format!("{before}{id}{after}"),
        _ => pattern.to_owned(),
    }
}

/// The path with the first number that no file has.
fn numbered(path: &str, snapshot: &Snapshot) -> (String, u32) {
    let with = |number: u32| (path.replace("<number>", &format!("{number:02}")), number);
    let is_free = |path: &str| !snapshot.texts.contains_key(&RepoPath::new(path));
    (1..).map(with).find(|(path, _)| is_free(path)).unwrap_or_else(|| with(0))
}

/// What the book declares of the sort that a value names; `None` where it names none.
fn offered(declared: &Catalog, shape: &Shape) -> Option<Vec<String>> {
    let within = |of: (&String, &Names)| {
        let whole = of.0.clone();
        of.1.iter().map(move |part| format!("{whole}/{part}")).collect::<Vec<_>>()
    };
    match shape {
        Shape::Id(sort) => Some(declared.names((*sort)?).iter().map(str::to_owned).collect()),
        Shape::Clause => Some(declared.service_levels.iter().flat_map(within).collect()),
        Shape::Action => Some(declared.actions.iter().flat_map(within).collect()),
        Shape::List(inside) => offered(declared, inside),
        _ => None,
    }
}
