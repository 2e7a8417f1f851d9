//! `signoff`: adds the file that signs a period, or that says why a signed one has changed.

use super::args::Signoff;
use super::{CLEAN, DEFECTS};
use crate::edge::{Stream, say};
use crate::kit::diag::plural;
use crate::kit::source::{AsOf, AsOfSource};
use crate::starter::signoff as signing;
use crate::starter::signoff::{Request, Signing};
use crate::{edge, emit};

/// The exit status: 0 when the file was written (or the listing printed), 1 when the period cannot be signed.
///
/// # Errors
/// Wrong use or a failing disk, as a message.
pub fn signoff(asked: &Signoff) -> Result<u8, String> {
    let as_of = asked.as_of.map(|on| AsOf { on, source: AsOfSource::Flag });
    let opened = edge::open(&asked.root, as_of).map_err(told)?;
    if asked.list {
        return match signing::listing(&opened.snapshot, &asked.period) {
            Ok(listing) => say(Stream::Out, &listing).map(|()| CLEAN).map_err(told),
            Err(why) => Ok(refuse(&why)),
        };
    }
    let Some(by) = asked.by.as_deref() else { return Err("who signs? name a person with --by".to_owned()) };
    let request = Request {
        period: &asked.period,
        by,
        in_place_of: asked.in_place_of.as_deref(),
        note: asked.note.as_deref(),
        reason: asked.reason.as_deref(),
        on: asked.on,
    };
    let signing = match signing::sign(&opened.snapshot, &request) {
        Ok(signing) => signing,
        Err(why) => return Ok(refuse(&why)),
    };
    edge::add_file(&asked.root, &signing.path, &signing.text).map_err(told)?;
    // The file stands, whatever becomes of the words about it.
    say(Stream::Out, &summary(asked, by, &signing)).map_err(|error| {
        format!("`{}` is written; cannot write to standard output: {error}", signing.path)
    })?;
    Ok(CLEAN)
}

fn summary(asked: &Signoff, by: &str, signing: &Signing) -> String {
    let covered = &signing.covered;
    let files = plural(covered.files.len(), "file");
    let rows = emit::grouped(covered.rows.len() as u64);
    let row = if covered.rows.len() == 1 { "row" } else { "rows" };
    let contracts = plural(covered.contracts, "contract");
    let what = match (asked.reason.is_some(), signing.is_confirmation) {
        (_, true) => "confirmed",
        (true, false) => "restated",
        (false, false) => "signed",
    };
    let of = asked.in_place_of.as_ref().map_or_else(String::new, |of| format!(" for {of}"));
    let mut text = format!(
        "{what} {}{of}: {rows} {row} in {files}, terms of {contracts}\n  {}\n  sha256 {}\n",
        asked.period, signing.path, covered.hash
    );
    if covered.provisional > 0 {
        text.push_str(&format!(
            "  note: {} of the rows are provisional; a final figure will need a restatement\n",
            covered.provisional
        ));
    }
    if asked.reason.is_some() {
        text.push_str(&format!(
            "  = help: let somebody else than {by} commit it: who records a restatement does not approve it\n"
        ));
    } else {
        text.push_str("  = help: commit it with `git commit -S`, so that the name is verified\n");
    }
    text
}

fn refuse(why: &str) -> u8 {
    let _ = say(Stream::Err, &format!("error: cannot sign: {why}\n"));
    DEFECTS
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
