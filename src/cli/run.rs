//! `build` and `check`: open, run the pipeline, tell.

use std::path::Path;

use super::args::{Build, Check, Checked, Format};
use super::{CLEAN, DEFECTS};
use crate::edge::{
    Checkout, FolderSink, GitCommits, Opened, Opening, Phases, Progress, Published, Standing, State, Stream,
    say,
};
use crate::kit::diag::{Diagnostics, plural, tally, waiting};
use crate::kit::source::{AsOf, AsOfSource, Snapshot, Tree};
use crate::pipeline::Built;
use crate::render::site::{MANIFEST, Manifest, Provenance};
use crate::{edge, emit, pipeline};

/// `check`: the exit status.
///
/// # Errors
/// Wrong use or a failing disk, as a message.
pub fn check(all: &Checked) -> Result<u8, String> {
    let Checked { check: asked, codes } = all;
    let mut phases = Phases::start();
    let progress = Progress::start(asked.quiet);
    let checked = edge::threads(asked.jobs.map(usize::from)).map_err(told)?.install(|| {
        let opened = open(asked, &progress)?;
        progress.phase("checking");
        let checked =
            pipeline::check_by_phase(&opened.snapshot, &mut |phase| phases.end(phase)).map_err(told)?;
        Ok::<_, String>((opened, checked))
    });
    progress.end();
    let (Opened { snapshot, checkout }, checked) = checked?;
    let listed = match codes.as_slice() {
        [] => None,
        codes => Some(checked.only(|one| codes.contains(&one.code))),
    };
    tell(asked, listed.as_ref().unwrap_or(&checked), &snapshot, &checkout)?;
    let files = plural(snapshot.texts.len() + snapshot.pictures.len() + snapshot.refused.len(), "file");
    let line = format!("checked {files} in {}: {}", emit::seconds(phases.total()), tally(&checked));
    let mut facts = facts(asked, &snapshot, &checkout, &phases);
    match &listed {
        Some(listed) => facts += &format!("note: {}\n", emit::listed(listed.len(), checked.len())),
        None => facts += &emit::by_code(&checked),
    }
    facts += &waits(&checked);
    conclude(asked, &facts, &line);
    Ok(status(&checked, asked.strict))
}

/// `build`: the exit status.
///
/// # Errors
/// Wrong use or a failing disk, as a message; the previous site is then as it was.
pub fn build(asked: &Build) -> Result<u8, String> {
    let check = &asked.check;
    let target = asked.output_dir.clone().unwrap_or_else(|| {
        // `site` reads better than `./site`.
        if check.root == Path::new(".") { "site".into() } else { check.root.join("site") }
    });
    let mut phases = Phases::start();
    let progress = Progress::start(check.quiet);
    let pool = edge::threads(check.jobs.map(usize::from)).map_err(told)?;
    let made = pool.install(|| make(asked, &target, &progress, &mut phases));
    progress.end();
    let Made { opened: Opened { snapshot, checkout }, diagnostics, site, former } = match made? {
        Ok(made) => made,
        Err(line) => {
            let _ = say(Stream::Err, &format!("{line}\n"));
            return Ok(DEFECTS);
        }
    };
    // What was asked for is reported before the site takes its place: where it cannot be reported, the previous site is as it was.
    tell(check, &diagnostics, &snapshot, &checkout)?;
    let published = match site {
        Some((sink, provenance)) => {
            let draft = provenance.draft;
            Some((pool.install(|| sink.publish(provenance)).map_err(told)?, draft))
        }
        None => None,
    };
    phases.end("publish");
    let mut facts = facts(check, &snapshot, &checkout, &phases);
    if published.is_none() {
        facts += &emit::by_code(&diagnostics);
    }
    facts += &waits(&diagnostics);
    // An earlier state was asked for, or the history is not known: then the former site's commit says nothing.
    if let Some(commit) = former.as_ref().and_then(|former| lost(former, &snapshot))
        && !check.quiet
        && check.known_at.is_none()
        && snapshot.commit.is_some()
    {
        facts += &format!(
            "note: the site that stood here was built from commit {commit:.12}, which did not lead to this one\n"
        );
    }
    let Some((published, drafted)) = published else {
        let line = blocked_line(&diagnostics, &target, asked.draft);
        // Why there is no site is said even to those who asked for quiet.
        let _ = say(Stream::Err, &format!("{facts}{line}\n"));
        return Ok(DEFECTS);
    };
    let _ = say(Stream::Err, &warnings(&published));
    let time = emit::seconds(phases.total());
    conclude(check, &facts, &built_line(&published, &target, &time, &diagnostics, drafted));
    // A draft was asked for in spite of defects: it is built.
    Ok(if drafted && !check.strict { CLEAN } else { status(&diagnostics, check.strict) })
}

/// A site that waits to take its place.
struct Made {
    opened: Opened,
    diagnostics: Diagnostics,
    /// `None` when defects keep it from being published.
    site: Option<(FolderSink, Provenance)>,
    /// The manifest of the site that stands there.
    former: Option<Manifest>,
}

/// The site, or in the inner error why none is made.
fn make(
    asked: &Build,
    target: &Path,
    progress: &Progress,
    phases: &mut Phases,
) -> Result<Result<Made, String>, String> {
    let mut opened = open(&asked.check, progress)?;
    opened.snapshot.base_url.clone_from(&asked.base_url);
    if let Some(previous) = &asked.previous {
        let former = edge::manifest(previous).map_err(told)?;
        if let Some(commit) = lost(&former, &opened.snapshot) {
            return Ok(Err(rewritten_line(commit, &opened.snapshot)));
        }
        if let Some(commit) = passed_by(&former, &opened.snapshot) {
            return Ok(Err(passed_by_line(commit, &opened.snapshot)));
        }
        opened.snapshot.former = former.former();
    }
    let former = edge::manifest(&target.join(MANIFEST)).ok();
    let earlier = GitCommits::of(&asked.check.root).map_err(told)?;
    let sink = FolderSink::create(target, &asked.check.root).map_err(told)?;
    progress.phase("building");
    let Built { diagnostics, provenance } = pipeline::build_by_phase(
        &opened.snapshot,
        &earlier,
        &progress.watch(&sink),
        asked.draft,
        &mut |phase| phases.end(phase),
    )
    .map_err(told)?;
    let site = provenance.map(|provenance| (sink, provenance));
    Ok(Ok(Made { opened, diagnostics, site, former }))
}

/// What became of files of the previous site that were not as a build leaves them: said even to those who asked for quiet.
fn warnings(published: &Published) -> String {
    let mut text = String::new();
    let first = |files: &[String]| {
        let name = files.first().map_or("", String::as_str);
        let more = if files.len() > 1 { format!(" and {} more", files.len() - 1) } else { String::new() };
        format!("`{}`{more}", emit::visible(name, false))
    };
    if !published.edited.is_empty() {
        text += &format!(
            "warning: the previous site had been changed since it was built; replaced: {}\n  = help: change data/ or templates/, not the site\n",
            first(&published.edited)
        );
    }
    if let Some(kept) = &published.kept {
        text += &format!(
            "warning: no build wrote what came into the previous site meanwhile: {}; it is kept in `{}`\n",
            first(&kept.files),
            edge::shown(&kept.folder)
        );
    }
    if let Some(leftover) = &published.leftover {
        text += &format!("warning: cannot remove the previous site, now `{}`\n", edge::shown(leftover));
    }
    text
}

/// The commit of a former site, where it did not lead to the one that is built.
fn lost<'a>(former: &'a Manifest, snapshot: &Snapshot) -> Option<&'a str> {
    let commit = former.provenance.commit.as_deref()?;
    let led_here = snapshot.recorded.commits.iter().any(|known| known.id == commit);
    (!led_here).then_some(commit)
}

/// The commit of a former site, where a merge brought it and the branch itself did not go through it: what it recorded step by step would
/// be reported as the merge's, and what it signed could be passed over.
fn passed_by<'a>(former: &'a Manifest, snapshot: &Snapshot) -> Option<&'a str> {
    let commit = former.provenance.commit.as_deref()?;
    let recorded = &snapshot.recorded;
    let went_through =
        recorded.line.iter().filter_map(|&at| recorded.commit(at)).any(|known| known.id == commit);
    (!went_through).then_some(commit)
}

fn passed_by_line(former: &str, snapshot: &Snapshot) -> String {
    let built = snapshot.commit.as_ref().map_or("", |commit| &commit.id);
    format!(
        "not built: the site published last is of commit {former:.12}, which commit {built:.12} has from a merged branch: the branch that is built took another way\n  = help: merge into the published branch, not it into another (`git pull --rebase` does); where it was meant, build once without --previous"
    )
}

fn rewritten_line(former: &str, snapshot: &Snapshot) -> String {
    let built = match &snapshot.commit {
        Some(commit) => format!("commit {:.12}", commit.id),
        None => "a folder without a commit".to_owned(),
    };
    format!(
        "not built: the site published last is of commit {former:.12}, which did not lead to {built}: the history was rewritten\n  = help: build a branch that contains it; where it was rewritten on purpose, build once without --previous"
    )
}

fn open(asked: &Check, progress: &Progress) -> Result<Opened, String> {
    progress.phase("reading");
    let as_of = asked.as_of.map(|on| AsOf { on, source: AsOfSource::Flag });
    let state = asked.known_at.clone().map_or(State::Folder, State::KnownAt);
    let opening = Opening { as_of, state, ..Opening::default() };
    edge::open_with(&asked.root, &opening).map_err(told)
}

/// Writes the diagnostics to standard output.
fn tell(
    asked: &Check,
    diagnostics: &Diagnostics,
    snapshot: &Snapshot,
    checkout: &Checkout,
) -> Result<(), String> {
    let texts = &snapshot.texts;
    let text = match asked.format {
        Format::Human => emit::human(diagnostics, texts, edge::colour(asked.color.into())),
        Format::Json => emit::json(diagnostics, texts, env!("CARGO_PKG_VERSION")),
        Format::Github => emit::github(diagnostics, texts, &checkout.folder),
        Format::Sarif => emit::sarif(diagnostics, texts, &checkout.folder, env!("CARGO_PKG_VERSION")),
    };
    say(Stream::Out, &text).map_err(|error| format!("cannot write to standard output: {error}"))
}

/// The last lines, on standard error. Where that is gone, there is nobody left to tell.
fn conclude(asked: &Check, facts: &str, line: &str) {
    if !asked.quiet {
        let _ = say(Stream::Err, &format!("{facts}{line}\n"));
    }
}

/// What git says of the files, where it matters or was asked for; the phases, where asked for.
fn facts(asked: &Check, snapshot: &Snapshot, checkout: &Checkout, phases: &Phases) -> String {
    if asked.quiet {
        return String::new();
    }
    let mut lines = Vec::new();
    if let (Some(known_at), Some(commit), Some(left_out)) =
        (&asked.known_at, &snapshot.commit, checkout.left_out)
    {
        let at = commit.committed_at.to_zoned(jiff::tz::TimeZone::UTC).date();
        let later = plural(left_out, "later commit");
        let known_at = emit::visible(known_at, false);
        lines.push(format!("note: known at {known_at}: commit {:.12} of {at}; {later} left out", commit.id));
    }
    match (checkout.standing, &snapshot.commit, checkout.first_difference()) {
        (Standing::NoCommit, ..) => lines.push("note: the repository has no commit yet".to_owned()),
        (Standing::Commit(Tree::Uncommitted), Some(commit), Some(path)) => {
            let path = emit::visible(path, false);
            lines.push(format!(
                "note: the files are not those of commit {:.12}; the first that differs is {path}",
                commit.id
            ));
        }
        (Standing::Commit(_), Some(commit), _) if asked.verbose => {
            lines.push(format!("note: the files are those of commit {}", commit.id));
        }
        (Standing::NoRepository, ..) if asked.verbose => {
            lines.push("note: the folder stands in no git repository".to_owned());
        }
        _ => {}
    }
    if asked.verbose {
        let times: Vec<String> =
            phases.iter().map(|(name, time)| format!("{name} {}", emit::seconds(time))).collect();
        lines.push(format!("note: {}", times.join(", ")));
    }
    lines.into_iter().flat_map(|line| [line, "\n".to_owned()]).collect()
}

fn built_line(
    published: &Published,
    target: &Path,
    time: &str,
    diagnostics: &Diagnostics,
    drafted: bool,
) -> String {
    format!(
        "built {}{}, {}, in {time}: {}; open {}",
        if drafted { "a draft of " } else { "" },
        pages(published.pages),
        emit::decimal_bytes(published.bytes),
        tally(diagnostics),
        edge::shown(&target.join("index.html")),
    )
}

fn pages(count: usize) -> String {
    let word = if count == 1 { "page" } else { "pages" };
    format!("{} {word}", emit::grouped(count as u64))
}

fn blocked_line(diagnostics: &Diagnostics, target: &Path, draft: bool) -> String {
    let site = if target.exists() {
        format!("the site in {} is as it was", edge::shown(target))
    } else {
        "no site was written".to_owned()
    };
    let help = if draft {
        "mend what not even a draft shows: personal data, and signed figures that have changed"
    } else {
        "mend them, or see a draft with --draft"
    };
    format!("not built, because of {}: {site}\n  = help: {help}", plural(diagnostics.defects(), "defect"))
}

/// What is not told, since rows have defects.
fn waits(diagnostics: &Diagnostics) -> String {
    waiting(diagnostics).map_or_else(String::new, |told| format!("note: {told}\n"))
}

fn status(diagnostics: &Diagnostics, strict: bool) -> u8 {
    if diagnostics.defects() > 0 || (strict && diagnostics.findings() > 0) { DEFECTS } else { CLEAN }
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
