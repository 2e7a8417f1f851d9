//! The whole program: a snapshot in, diagnostics and a site out. No disk, no clock, no environment.

mod kept;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::change::{Difference, Side};
use crate::core::figures::KeptFigures;
use crate::core::kept::KeptReadings;
use crate::kit::diag::{Code, Diagnostic, Diagnostics, codes};
use crate::kit::source::{AsOf, AsOfSource, CommitStore, RepoPath, Snapshot, Tree, sha256};
use crate::render;
use crate::render::site::{Provenance, Sink};
use crate::render::template::TemplateError;
use crate::render::{Pages, Templates, WriteError, template};
use crate::subject::history;
use crate::subject::history::History;
use crate::subject::one_page::OnePage;
use crate::subject::register::Register;
use crate::subject::report::{Report, report_with};
use crate::subject::restatement::figures::Effects;
use crate::subject::shell::{BuildFacts, PageContext};
use crate::subject::{check as rules, read};

pub use kept::Kept;

/// SHA-256 of the Cargo.lock that this program was compiled with.
pub const LOCK_SHA256: &str = env!("SCOREBOOK_LOCK_SHA256");

/// What no `--draft` overrides: it would expose people, or rewrite what was signed.
static NEVER_DRAFTED: [&Code; 4] =
    [&codes::PERSONAL_DATA, &codes::SIGNOFF_STALE, &codes::SIGNOFF_EDITED, &codes::RESTATEMENT_REFUSED];

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
        "the report has no date: no --as-of, no `as-of` in data/book.toml, and no commit of a day from 1900 to 2100 to take it from\n  = help: name a date or a week with --as-of"
    )]
    NoDate,
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Told the name of each phase as it ends: `read`, `compute`, of the figures and of what records say of each other, `check`, of what the figures find, `render`.
pub type Ended<'a> = &'a mut dyn FnMut(&'static str);

/// Everything that reading, checking and computing say, sorted, waivers applied. Writes nothing.
///
/// # Errors
/// The report has no date.
pub fn check(snapshot: &Snapshot) -> Result<Diagnostics, Error> {
    check_by_phase(snapshot, &mut |_| {})
}

/// As [`check`], for one who times its phases.
///
/// # Errors
/// The report has no date.
pub fn check_by_phase(snapshot: &Snapshot, ended: Ended<'_>) -> Result<Diagnostics, Error> {
    let (register, mut diagnostics) = read_register(snapshot, None)?;
    ended("read");
    if let Some(register) = &register {
        report(
            register,
            snapshot,
            &history::history(&snapshot.recorded, &snapshot.texts),
            None,
            &mut diagnostics,
            ended,
        );
    }
    diagnostics.sort();
    Ok(diagnostics)
}

/// Checks, and writes the site unless defects forbid it. Issues are judged from what `earlier` has of their time. `draft` writes it in spite of most defects, and every page says so.
///
/// # Errors
/// The report has no date, a template fails, or the sink does.
pub fn build(
    snapshot: &Snapshot,
    earlier: &dyn CommitStore,
    sink: &dyn Sink,
    draft: bool,
) -> Result<Built, Error> {
    build_by_phase(snapshot, earlier, sink, draft, &mut |_| {})
}

/// As [`build`], for one who times its phases.
///
/// # Errors
/// As those of [`build`].
pub fn build_by_phase(
    snapshot: &Snapshot,
    earlier: &dyn CommitStore,
    sink: &dyn Sink,
    draft: bool,
    ended: Ended<'_>,
) -> Result<Built, Error> {
    let written = |_: &Diagnostics, made: Made<'_>, ended: Ended<'_>| {
        let Some((context, templates)) = made else { return Ok(None) };
        let before = render::Before { earlier, former: &snapshot.former };
        // Several pages ask for them at once, and each would begin.
        context.effects.by_commit();
        let written = render::write_site(context, templates, before, &|path, bytes| sink.put(path, bytes))?;
        ended("render");
        let as_of = context.report.register.settings.as_of;
        let provenance = provenance(snapshot, as_of, context.facts.draft);
        Ok(Some(Provenance { published_again: written.again, ..provenance }))
    };
    let (provenance, diagnostics) = with_context(snapshot, None, draft, ended, written)?;
    Ok(Built { diagnostics, provenance })
}

/// Checks, and gives `take` the pages of the site, each of which is made when it is asked for; none where defects forbid a site. `kept` is of
/// another state of the same folder.
///
/// # Errors
/// The report has no date, or the templates cannot be used.
pub fn with_pages<T>(
    snapshot: &Snapshot,
    earlier: &dyn CommitStore,
    kept: &Kept,
    draft: bool,
    take: impl FnOnce(&Diagnostics, Option<&Pages<'_>>) -> T,
) -> Result<T, Error> {
    let taken = |diagnostics: &Diagnostics, made: Made<'_>, _: Ended<'_>| {
        let before = render::Before { earlier, former: &snapshot.former };
        let pages = made.map(|(context, templates)| Pages::new(context, templates, before));
        Ok(take(diagnostics, pages.as_ref()))
    };
    with_context(snapshot, Some(kept), draft, &mut |_| {}, taken).map(|(taken, _)| taken)
}

/// What every page is made from; `None` where defects forbid a site.
type Made<'a> = Option<(&'a PageContext<'a>, &'a Templates)>;

/// What `take` makes of a book that is checked and computed, with what was said of it.
fn with_context<T>(
    snapshot: &Snapshot,
    kept: Option<&Kept>,
    draft: bool,
    ended: Ended<'_>,
    take: impl FnOnce(&Diagnostics, Made<'_>, Ended<'_>) -> Result<T, Error>,
) -> Result<(T, Diagnostics), Error> {
    let (register, mut diagnostics) = read_register(snapshot, kept.map(|kept| &kept.readings))?;
    ended("read");
    let Some(register) = register else {
        diagnostics.sort();
        return Ok((take(&diagnostics, None, ended)?, diagnostics));
    };
    // Where something was read with defects, records may be missing that their files still have.
    let figures = kept.map(|kept| &kept.figures).filter(|_| diagnostics.defects() == 0);
    let anew = || history::history(&snapshot.recorded, &snapshot.texts);
    let history = kept.map_or_else(anew, |kept| kept.history.history(snapshot));
    let own = &snapshot.templates;
    let mut templates = Ok(None);
    let report = rayon::in_place_scope(|scope| {
        // Meanwhile.
        scope.spawn(|_| {
            templates = kept.map_or_else(|| Templates::parsed(own), |kept| kept.templates(own)).map(Some);
        });
        report(&register, snapshot, &history, figures, &mut diagnostics, ended)
    });
    diagnostics.sort();
    if is_blocked(&diagnostics, draft) {
        return Ok((take(&diagnostics, None, ended)?, diagnostics));
    }
    let facts = facts(snapshot, &register, draft && diagnostics.defects() > 0);
    let effects = Effects::new(&register, snapshot, &history, report.figures.results());
    let context = PageContext {
        report: &report,
        diagnostics: &diagnostics,
        facts: &facts,
        texts: &snapshot.texts,
        pictures: &snapshot.pictures,
        recorded: &snapshot.recorded,
        history: &history,
        effects: &effects,
        gone: &BTreeSet::new(),
        one_page: &OnePage::of(&report),
    };
    let everywhere = crate::subject::shell::everywhere(&report, &diagnostics, &facts);
    let templates = templates.and_then(|parsed| parsed.map_or_else(|| Templates::parsed(own), Ok));
    let templates =
        templates.and_then(|templates| templates.knowing(&everywhere)).map_err(WriteError::Template)?;
    Ok((take(&diagnostics, Some((&context, &templates)), ended)?, diagnostics))
}

/// Compares two versions of a book, both on the as-of date of `head`. Waivers are applied on each side; a side that defects keep
/// from being published has no figures to compare.
///
/// # Errors
/// The report has no date.
pub fn difference(mut base: Snapshot, head: &Snapshot) -> Result<Difference, Error> {
    let (after, mut after_says) = read_register(head, None)?;
    if let Some(register) = &after {
        base.as_of = Some(AsOf { on: register.as_of(), source: AsOfSource::Flag });
    }
    // Before there was a book nothing is wrong with it.
    let is_first = base.texts.is_empty();
    let (before, mut before_says) =
        if is_first { (None, Diagnostics::default()) } else { read_register(&base, None)? };
    let before = before.as_ref().map(|register| reported(register, &base, &mut before_says));
    let after = after.as_ref().map(|register| reported(register, head, &mut after_says));
    let base = side(&base, &mut before_says, before.as_ref());
    let head = side(head, &mut after_says, after.as_ref());
    Ok(crate::change::difference(base, head))
}

fn reported<'a>(register: &'a Register, snapshot: &Snapshot, diagnostics: &mut Diagnostics) -> Report<'a> {
    report(
        register,
        snapshot,
        &history::history(&snapshot.recorded, &snapshot.texts),
        None,
        diagnostics,
        &mut |_| {},
    )
}

fn side<'a>(
    snapshot: &'a Snapshot,
    diagnostics: &'a mut Diagnostics,
    report: Option<&'a Report<'a>>,
) -> Side<'a> {
    diagnostics.sort();
    Side { snapshot, diagnostics, report: report.filter(|_| !is_blocked(diagnostics, false)) }
}

fn read_register(
    snapshot: &Snapshot,
    kept: Option<&KeptReadings>,
) -> Result<(Option<Register>, Diagnostics), Error> {
    let (register, diagnostics) = read::read_with(snapshot, kept);
    if register.is_none() && diagnostics.iter().any(crate::core::settings::read::is_missing_as_of) {
        return Err(Error::NoDate);
    }
    Ok((register, diagnostics))
}

fn report<'a>(
    register: &'a Register,
    snapshot: &Snapshot,
    history: &History,
    kept: Option<&KeptFigures>,
    diagnostics: &mut Diagnostics,
    ended: Ended<'_>,
) -> Report<'a> {
    // What the records say of each other has no part in what they come to.
    let ((), report) = rayon::join(
        || rules::check(register, snapshot, history, diagnostics),
        || report_with(register, snapshot, history, kept),
    );
    diagnostics.extend(template::faults(&snapshot.templates).into_iter().map(of_template));
    ended("compute");
    rules::find(&report, snapshot, history, diagnostics);
    // Before waivers, which must not cover more than is reported.
    diagnostics.bound();
    crate::subject::waiver::rules::waive(register, diagnostics);
    ended("check");
    report
}

fn of_template(fault: TemplateError) -> Diagnostic {
    let path = RepoPath::new(&format!("templates/{}", fault.name));
    let first = fault.message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let said = first.trim_start_matches("error: ");
    Diagnostic::of_file(&codes::BAD_TEMPLATE, path, format!("no page can be written with it: {said}"))
        .label("templates/ holds Tera templates that parse, and assets with names that a site can have")
        .help("mend it, or remove it to have the built-in one")
}

fn facts(snapshot: &Snapshot, register: &Register, draft: bool) -> BuildFacts {
    BuildFacts {
        commit: snapshot.commit.clone(),
        tree: snapshot.tree,
        input_hash: snapshot.input_hash.clone(),
        program_version: env!("CARGO_PKG_VERSION"),
        draft,
        base_url: snapshot
            .base_url
            .clone()
            .or_else(|| register.settings.site_url.as_ref().map(|url| format!("{url}/"))),
        judged: String::new(),
    }
}

/// Whether defects keep the site from being written.
pub fn is_blocked(diagnostics: &Diagnostics, draft: bool) -> bool {
    // What waits may be so: a draft is no way to pass it by.
    let mut all = diagnostics.iter().chain(diagnostics.waiting());
    let exposes = all.any(|diagnostic| NEVER_DRAFTED.contains(&diagnostic.code));
    exposes || (diagnostics.defects() > 0 && !draft)
}

/// What the manifest of a difference's page says: how the later version came to be. The page names both.
pub fn provenance_of(head: &Snapshot, as_of: Option<jiff::civil::Date>) -> Provenance {
    provenance_on(head, as_of.map_or_else(String::new, |on| on.to_string()), "", false)
}

/// What the manifest of a site made from `snapshot` says of its making.
pub fn provenance(snapshot: &Snapshot, as_of: AsOf, draft: bool) -> Provenance {
    provenance_on(snapshot, as_of.on.to_string(), as_of.source.word(), draft)
}

fn provenance_on(snapshot: &Snapshot, as_of: String, from: &str, draft: bool) -> Provenance {
    let tree = match snapshot.tree {
        Tree::Committed => "committed",
        Tree::Uncommitted => "uncommitted",
        Tree::Untracked => "untracked",
    };
    Provenance {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        commit: snapshot.commit.as_ref().map(|commit| commit.id.clone()),
        tree: tree.to_owned(),
        known_at: snapshot.known_at().map(|at| at.to_string()),
        as_of,
        as_of_from: from.to_owned(),
        draft,
        lock_sha256: LOCK_SHA256.to_owned(),
        built_in_templates_sha256: template::built_in_sha256(),
        templates_sha256: template::in_force_sha256(&snapshot.templates),
        input_sha256: snapshot.input_hash.clone(),
        inputs: inputs(snapshot),
        base_url: snapshot.base_url.clone(),
        published_again: BTreeMap::new(),
    }
}

fn inputs(snapshot: &Snapshot) -> BTreeMap<String, String> {
    let texts = snapshot.texts.values().map(|text| (text.path.to_string(), text.content().as_bytes()));
    let templates = snapshot.templates.iter();
    let all: Vec<(String, &[u8])> =
        texts.chain(templates.map(|(name, bytes)| (format!("templates/{name}"), bytes.as_slice()))).collect();
    let hashed = all.into_par_iter().map(|(path, bytes)| (path, sha256(bytes)));
    let pictures =
        snapshot.pictures.par_iter().map(|(path, file)| (path.to_string(), file.sha256().to_owned()));
    hashed.chain(pictures).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(is_blocked(&with(&codes::SIGNOFF_STALE), true));
        let mut waiting = with(&codes::BAD_VALUE);
        let stale =
            Diagnostic::of_file(&codes::SIGNOFF_STALE, RepoPath::new("data/signoffs/2026-W45.toml"), "m");
        waiting.wait(stale, RepoPath::new("data/metrics/acme/2026.csv"));
        assert!(is_blocked(&waiting, true), "what waits is not drafted away");
    }
}
