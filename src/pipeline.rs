//! The whole program: a snapshot in, diagnostics and a site out. No disk, no clock, no environment.

use std::io;

use crate::diag::{Code, Diagnostics, codes};
use crate::model::Register;
use crate::page::BuildFacts;
use crate::page::House;
use crate::render::Templates;
use crate::site::{Provenance, Sink};
use crate::source::{Snapshot, Tree};
use crate::{check as rules, compute, page, read, render};

/// What no `--draft` overrides: it would expose people.
static NEVER_DRAFTED: [&Code; 1] = [&codes::PERSONAL_DATA];

/// Everything a snapshot gave rise to.
#[derive(Debug)]
pub struct Checked {
    /// Sorted, waivers applied.
    pub diagnostics: Diagnostics,
    /// The date the report speaks for.
    pub as_of: jiff::civil::Date,
}

/// What became of a build.
#[derive(Debug)]
pub struct Built {
    /// Sorted, waivers applied.
    pub diagnostics: Diagnostics,
    /// What the manifest says; `None` when defects kept the site from being written.
    pub provenance: Option<Provenance>,
}

/// Why there is neither a site nor a list of diagnostics.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "the report has no date: no --as-of, no `as-of` in data/book.toml, and no commit to take it from\n  = help: name a date or a week with --as-of"
    )]
    NoDate,
    #[error(transparent)]
    Template(#[from] render::template::TemplateError),
    #[error("cannot write the site: {0}")]
    Sink(#[from] io::Error),
}

/// Reads, checks, computes and applies the waivers.
///
/// # Errors
/// The report has no date.
pub fn check(snapshot: &Snapshot) -> Result<Checked, Error> {
    let (register, mut diagnostics) = read_and_check(snapshot);
    if let Some(register) = &register {
        compute::compute(register, snapshot, &mut diagnostics);
        rules::waive(register, &mut diagnostics);
    }
    diagnostics.sort();
    let as_of = register.map(|register| register.as_of()).or(snapshot.as_of.map(|as_of| as_of.on));
    Ok(Checked { diagnostics, as_of: as_of.ok_or(Error::NoDate)? })
}

/// Without a usable `book.toml` or a date there is no register, but still every diagnostic.
fn read_and_check(snapshot: &Snapshot) -> (Option<Register>, Diagnostics) {
    let (register, mut diagnostics) = read::read(snapshot);
    if let Some(register) = &register {
        rules::check(register, snapshot, &mut diagnostics);
    }
    (register, diagnostics)
}

/// Checks, and writes the site unless defects forbid it. `draft` writes it in spite of most defects, and every page says so.
///
/// # Errors
/// The report has no date, a template fails, or the sink does.
pub fn build(snapshot: &Snapshot, sink: &dyn Sink, draft: bool) -> Result<Built, Error> {
    let (register, mut diagnostics) = read_and_check(snapshot);
    let Some(register) = register else {
        diagnostics.sort();
        return Ok(Built { diagnostics, provenance: None });
    };
    let report = compute::compute(&register, snapshot, &mut diagnostics);
    rules::waive(&register, &mut diagnostics);
    diagnostics.sort();
    if is_blocked(&diagnostics, draft) {
        return Ok(Built { diagnostics, provenance: None });
    }
    let banner = draft && diagnostics.defects() > 0;
    let facts = BuildFacts {
        commit: snapshot.commit.clone(),
        tree: snapshot.tree,
        input_hash: snapshot.input_hash.clone(),
        program_version: env!("CARGO_PKG_VERSION"),
        draft: banner,
    };
    let house = House { report: &report, diagnostics: &diagnostics, facts: &facts };
    let everywhere = page::everywhere(&report, &diagnostics, &facts);
    let templates = Templates::new(&snapshot.templates, &everywhere)?;
    render::write_site(&house, &templates, &|path, bytes| sink.put(path, bytes)).map_err(|error| match error {
        render::WriteError::Template(error) => Error::Template(error),
        render::WriteError::Sink(error) => Error::Sink(error),
    })?;
    let as_of = register.as_of();
    Ok(Built { provenance: Some(provenance(snapshot, as_of, banner)), diagnostics })
}

/// Whether defects keep the site from being written.
pub fn is_blocked(diagnostics: &Diagnostics, draft: bool) -> bool {
    let exposes = diagnostics.iter().any(|diagnostic| NEVER_DRAFTED.contains(&diagnostic.code));
    exposes || (diagnostics.defects() > 0 && !draft)
}

fn provenance(snapshot: &Snapshot, as_of: jiff::civil::Date, draft: bool) -> Provenance {
    let tree = match snapshot.tree {
        Tree::Committed => "committed",
        Tree::Uncommitted => "uncommitted",
        Tree::Untracked => "untracked",
    };
    Provenance {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        commit: snapshot.commit.as_ref().map(|commit| commit.id.clone()),
        tree: tree.to_owned(),
        as_of: as_of.to_string(),
        draft,
        input_sha256: snapshot.input_hash.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Diagnostic;
    use crate::source::RepoPath;

    fn with(code: &'static Code) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(Diagnostic::of_file(code, RepoPath::new("data/book.toml"), "m"));
        diagnostics
    }

    #[test]
    fn defects_block_findings_do_not_and_a_draft_shows_all_but_people() {
        assert!(is_blocked(&with(&codes::BAD_VALUE), false));
        assert!(!is_blocked(&with(&codes::BAD_VALUE), true));
        assert!(!is_blocked(&with(&codes::ACTION_OVERDUE), false));
        assert!(is_blocked(&with(&codes::PERSONAL_DATA), true));
    }
}
