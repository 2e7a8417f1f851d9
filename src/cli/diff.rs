//! `diff BASE..HEAD`: open both commits, compare, tell.

use super::CLEAN;
use super::args::{Diff, DiffFormat};
use crate::edge::{FolderSink, Stream, say};
use crate::kit::source::{AsOf, AsOfSource};
use crate::render::site::Sink as _;
use crate::{edge, emit, pipeline, render};

/// `diff`: the exit status, 0 whatever differs.
///
/// # Errors
/// Wrong use, a commit that cannot be read, or a failing disk, as a message.
pub fn diff(asked: &Diff) -> Result<u8, String> {
    edge::threads(asked.jobs.map(usize::from)).map_err(told)?.install(|| compare(asked))
}

fn compare(asked: &Diff) -> Result<u8, String> {
    let (base, head) = sides(asked)?;
    let as_of = asked.as_of.map(|on| AsOf { on, source: AsOfSource::Flag });
    let base = edge::open_base(&asked.root, &base, as_of).map_err(told)?;
    let head = edge::open_commit(&asked.root, &head, as_of).map_err(told)?;
    let difference = pipeline::difference(base.snapshot, &head.snapshot).map_err(told)?;
    let text = match asked.format {
        DiffFormat::Markdown => emit::difference::markdown(&difference),
        // What was there before must not take the place of what appears.
        DiffFormat::Github => emit::github(&difference.fresh, &head.snapshot.texts, &head.checkout.folder),
        DiffFormat::Json => emit::difference::json(&difference, env!("CARGO_PKG_VERSION")),
    };
    match &asked.output {
        Some(path) => edge::write(path, text.as_bytes()).map_err(told)?,
        None => {
            say(Stream::Out, &text).map_err(|error| format!("cannot write to standard output: {error}"))?;
        }
    }
    // Last, so that a page that is published comes with its text.
    if let Some(target) = &asked.page {
        let sink = FolderSink::create(target, &asked.root).map_err(told)?;
        for (path, bytes) in render::difference_page(&difference).map_err(told)? {
            sink.put(&path, &bytes).map_err(told)?;
        }
        sink.publish(pipeline::provenance_of(&head.snapshot, difference.as_of)).map_err(told)?;
    }
    Ok(CLEAN)
}

/// The ids of both commits. As git has it, two dots compare the tips, three start where the branches part.
fn sides(asked: &Diff) -> Result<(String, String), String> {
    let parted = asked.range.contains("...");
    let range = edge::range(&asked.root, &asked.range.replacen("...", "..", 1)).map_err(told)?;
    if !parted {
        return Ok((range.base, range.head));
    }
    let base = range
        .merge_base
        .ok_or_else(|| "the two commits share no history\n  = help: compare them with two dots".to_owned())?;
    Ok((base, range.head))
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
