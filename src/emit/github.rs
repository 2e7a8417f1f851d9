//! Diagnostics as GitHub workflow commands: they show beside the changed lines of a pull request.

use std::fmt::Write as _;

use super::json::end;
use super::{Texts, visible};
use crate::kit::diag::{Class, Diagnostic, Diagnostics, Severity};
use crate::kit::source::Place;

/// One command a line, the gravest first: the host shows ten of a kind a step. `folder` is the root below the repository's top, `/`
/// between parts, empty at the top: GitHub counts paths from there.
pub fn github(diagnostics: &Diagnostics, texts: &Texts, folder: &str) -> String {
    let mut list: Vec<&Diagnostic> = diagnostics.iter().collect();
    // Defects, then errors, then warnings, then what a waiver covers. Stable: by place within each.
    list.sort_by_key(|diagnostic| {
        let is_finding = diagnostic.code.class == Class::Finding;
        (diagnostic.waived_by.is_some(), is_finding, diagnostic.severity())
    });
    list.into_iter().map(|diagnostic| format!("{}\n", command(diagnostic, texts, folder))).collect()
}

fn command(diagnostic: &Diagnostic, texts: &Texts, folder: &str) -> String {
    let word = match (&diagnostic.waived_by, diagnostic.severity()) {
        (Some(_), _) => "notice",
        (None, Severity::Error) => "error",
        (None, Severity::Warning) => "warning",
    };
    let place = &diagnostic.place;
    let (end_line, end_column) = end(place, texts);
    let mut properties = format!(
        "file={},line={},endLine={end_line},col={}",
        property(&from_top(place, folder)),
        place.line,
        place.column
    );
    // GitHub knows an end column only within one line, and counts it inclusively.
    if end_line == place.line {
        let last = end_column.saturating_sub(1).max(place.column);
        // Writing to a String cannot fail.
        let _ = write!(properties, ",endColumn={last}");
    }
    let mut lines = vec![visible(&diagnostic.message, false).into_owned()];
    if !diagnostic.label.is_empty() {
        lines.push(visible(&diagnostic.label, false).into_owned());
    }
    for (place, label) in &diagnostic.related {
        lines.push(format!("{}: {}", visible(&place.to_string(), false), visible(label, false)));
    }
    if let Some(waiver) = &diagnostic.waived_by {
        lines.push(format!("waived by {}", visible(&waiver.to_string(), false)));
    }
    if !diagnostic.help.is_empty() {
        lines.push(format!("help: {}", visible(&diagnostic.help, false)));
    }
    format!("::{word} {properties},title={}::{}", property(diagnostic.code.name), data(&lines.join("\n")))
}

fn from_top(place: &Place, folder: &str) -> String {
    let path = visible(place.path.as_str(), false);
    if folder.is_empty() { path.into_owned() } else { format!("{folder}/{path}") }
}

/// GitHub's escapes for what follows `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// GitHub's escapes for a property's value.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::sample;

    #[test]
    fn golden() {
        let expected = "\
::error file=data/book.toml,line=1,endLine=1,col=1,endColumn=1,title=missing-file::the book has no book.toml
::error file=data/contracts/a%2Cb/contract.toml,line=3,endLine=3,col=10,endColumn=18,title=unknown-vendor::\
contract names vendor `acme-eu`, which has no file%0Aexpected data/vendors/acme-eu.toml%0Ahelp: did you mean `acme-asia`?
::error file=data/contracts/a%2Cb/contract.toml,line=4,endLine=4,col=9,endColumn=25,title=action-overdue::\
100%25, ␛[31mred\u{fffd}␊::error::stolen%0Adata/contracts/a,b/contract.toml:1:1: due here
::notice file=data/contracts/a%2Cb/contract.toml,line=4,endLine=4,col=1,endColumn=5,title=sop-past-review::\
review is past%0Awaived by data/contracts/a,b/contract.toml:1:1
";
        assert_eq!(github(&sample::diagnostics(), &sample::texts(), ""), expected);
    }

    #[test]
    fn paths_count_from_the_top_of_the_repository() {
        let text = github(&sample::diagnostics(), &sample::texts(), "examples/flights");
        assert!(text.starts_with("::error file=examples/flights/data/book.toml,"));
    }
}
