//! `verify`: builds a published site again from its commit and compares the two.

use super::args::Verify;
use super::{CLEAN, DEFECTS};
use crate::edge::{
    Cache, Compared, Difference, DifferenceKind, Error, GitCommits, Opening, Phases, Progress, SiteOnDisk,
    State, Stream, say,
};
use crate::kit::diag::plural;
use crate::kit::source::{AsOf, AsOfSource};
use crate::pipeline::LOCK_SHA256;
use crate::render::site::Provenance;
use crate::render::template;
use crate::{edge, emit, pipeline};

/// Most differences that are reported one by one.
const TOLD: usize = 200;

/// The exit status: 0 when the site is what its commit gives, 1 when it is not or cannot be compared.
///
/// # Errors
/// Wrong use or a failing disk, as a message.
pub fn verify(asked: &Verify) -> Result<u8, String> {
    let phases = Phases::start();
    let Some(site) = SiteOnDisk::open(&asked.site).map_err(told)? else {
        return Ok(refuse(&format!(
            "`{}` has no manifest.json that this program reads: there is nothing to build it from",
            edge::shown(&asked.site)
        )));
    };
    let said = site.provenance().clone();
    let (commit, as_of) = match from(&said) {
        Ok(from) => from,
        Err(why) => return Ok(refuse(&why)),
    };
    // No cache: what is compared is made from the commit alone.
    let opening =
        Opening { as_of: Some(as_of), state: State::Commit(commit.clone()), cache: Cache::Off, kept: None };
    let progress = Progress::start(asked.quiet);
    progress.phase("building again");
    let done = edge::threads(asked.jobs.map(usize::from)).map_err(told)?.install(|| {
        let mut opened = match edge::open_with(&asked.root, &opening) {
            Ok(opened) => opened,
            Err(error @ (Error::NoRevision { .. } | Error::NoRepository { .. })) => {
                return Ok(Err(told(error)));
            }
            Err(error) => return Err(told(error)),
        };
        opened.snapshot.base_url.clone_from(&said.base_url);
        // What it took from the site before it: which bytes those were is not known any more.
        opened.snapshot.former.again.clone_from(&said.published_again);
        let earlier = GitCommits::of(&asked.root).map_err(told)?;
        let built = pipeline::build(&opened.snapshot, &earlier, &site, said.draft).map_err(told)?;
        let Some(provenance) = built.provenance else {
            let defects = plural(built.diagnostics.defects(), "defect");
            return Ok(Err(format!("commit {commit:.12} does not build: it has {defects}")));
        };
        site.finish(provenance).map(Ok).map_err(told)
    });
    progress.end();
    match done? {
        Err(why) => Ok(refuse(&why)),
        Ok(compared) => conclude(asked, &commit, &compared, &emit::seconds(phases.total())),
    }
}

/// The commit to build and the day to build it for; else why no build of this program can be compared with the site.
fn from(said: &Provenance) -> Result<(String, AsOf), String> {
    let commit = match (&said.commit, said.tree.as_str()) {
        (Some(commit), "committed") => commit,
        (_, "untracked") => {
            return Err("the site was built outside git: no commit says what it was made from".to_owned());
        }
        _ => {
            return Err(
                "the site was built from a working tree: files that no commit has cannot be read again"
                    .to_owned(),
            );
        }
    };
    if commit.len() < 40 || !commit.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(format!("`{}` in the manifest is no commit id", emit::visible(commit, false)));
    }
    let version = env!("CARGO_PKG_VERSION");
    if said.version != version {
        let theirs = emit::visible(&said.version, false);
        return Err(format!("the site was made with scorebook {theirs}, this is {version}"));
    }
    if said.lock_sha256 != LOCK_SHA256 {
        return Err(
            "the site was made with other dependencies: its lock_sha256 is not this program's".to_owned()
        );
    }
    if said.built_in_templates_sha256 != template::built_in_sha256() {
        return Err("the site was made with other built-in templates than this program's".to_owned());
    }
    let on: jiff::civil::Date =
        said.as_of.parse().map_err(|_| "the manifest's as_of is no date".to_owned())?;
    if !AsOf::allows(on) {
        let (first, last) = (AsOf::YEARS.start(), AsOf::YEARS.end());
        return Err(format!(
            "the manifest's as_of is {on}: a report speaks for a day from {first} to {last}"
        ));
    }
    let source = AsOfSource::of_word(&said.as_of_from)
        .ok_or_else(|| "the manifest's as_of_from is none of flag, book and commit".to_owned())?;
    Ok((commit.clone(), AsOf { on, source }))
}

fn conclude(asked: &Verify, commit: &str, compared: &Compared, time: &str) -> Result<u8, String> {
    let word = if compared.files == 1 { "file" } else { "files" };
    let files =
        format!("{} {word}, {}", emit::grouped(compared.files as u64), emit::decimal_bytes(compared.bytes));
    if compared.differences.is_empty() {
        if !asked.quiet {
            let line = format!("verified {files}, in {time}: what commit {commit:.12} gives, to the byte\n");
            say(Stream::Out, &line).map_err(told)?;
        }
        return Ok(CLEAN);
    }
    let mut text = String::new();
    for difference in compared.differences.iter().take(TOLD) {
        text.push_str(&line(difference));
    }
    let more = compared.differences.len().saturating_sub(TOLD);
    if more > 0 {
        text.push_str(&format!("and {more} more\n"));
    }
    say(Stream::Out, &text).map_err(told)?;
    let count = plural(compared.differences.len(), "file");
    let _ = say(
        Stream::Err,
        &format!("not verified: {count} not as commit {commit:.12} gives ({files}, in {time})\n"),
    );
    Ok(DEFECTS)
}

fn line(difference: &Difference) -> String {
    let path = emit::visible(&difference.path, false);
    match &difference.kind {
        DifferenceKind::Missing => format!("missing: {path}\n"),
        DifferenceKind::Extra => format!("extra: {path}\n"),
        DifferenceKind::Changed { offset, built, found } => {
            let found = found.as_deref().unwrap_or("a file too large to read to its end");
            format!("changed: {path} from byte {offset} on\n  built {built}\n  found {found}\n")
        }
    }
}

fn refuse(why: &str) -> u8 {
    let _ = say(Stream::Err, &format!("error: cannot verify: {why}\n"));
    DEFECTS
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
