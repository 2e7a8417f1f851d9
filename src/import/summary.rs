//! What an import says: the files as they would be, what is not taken and why, a tally.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::core::measurement::columns::Column;
use crate::core::measurement::record::{RowStatus, Source as MeasuredBy};
use crate::import::imported::NewFile;
use crate::import::merge::{Changed, Replaced};
use crate::import::refusal::{Refusal, causes};
use crate::import::spreadsheet::{Proposed, Source};
use crate::kit::diag::{list_and, plural};
use crate::kit::prose::visible::visible;
use crate::subject::import::map::Map;
use crate::subject::import::row::{Cells, is_withheld};

/// Rows of a file that are shown.
pub(super) const SHOWN: usize = 5;
/// Said of a sheet that map or command name though the workbook hides it.
pub(super) const HIDDEN: &str = " (hidden in the workbook)";
/// Cells of one cause that are shown.
const CELLS: usize = 6;

/// Everything, with the tally at its end.
pub fn of(source: Source<'_>, map: &Map, proposed: &Proposed) -> String {
    let mut text = visible(source.name, false).into_owned();
    if !proposed.sheet.is_empty() {
        let hidden = if proposed.is_hidden { HIDDEN } else { "" };
        let _ = write!(text, ", sheet {}{hidden}", visible(&proposed.sheet, false));
    }
    let _ = writeln!(text, ", by the map {}", map.id);
    for (path, file) in &proposed.merge.files {
        file_shown(&mut text, path, file);
    }
    gone(&mut text, proposed);
    text.push_str(&refused(&proposed.outcome.refusals));
    text.push_str(&tally(proposed));
    text
}

fn file_shown(text: &mut String, path: &str, file: &Changed) {
    let mut counts = Vec::new();
    let mut count = |number: usize, word: &str| {
        if number > 0 {
            counts.push(format!("{number} {word}"));
        }
    };
    count(file.added.len(), "new");
    count(file.replaced.len(), "replaced");
    count(file.removed, "taken out");
    count(file.unchanged, "as they are");
    let _ = writeln!(text, "  {path}: {}", counts.join(", "));
    if !file.added.is_empty() {
        let _ = writeln!(text, "    {}", file.header);
        for row in file.added.iter().take(SHOWN) {
            let _ = writeln!(text, "    {}", visible(row, false));
        }
        more(text, "    ", file.added.len(), "row");
    }
    for row in file.replaced.iter().take(SHOWN) {
        let _ = writeln!(text, "    line {}: {}", row.line, restated(row));
    }
    more(text, "    ", file.replaced.len(), "replaced row");
}

/// Rows of earlier imports that the file has no longer, and what becomes of them.
fn gone(text: &mut String, proposed: &Proposed) {
    let gone = &proposed.merge.gone;
    if gone.is_empty() {
        return;
    }
    let imports: BTreeSet<&str> = gone.iter().map(|gone| gone.import.as_str()).collect();
    let imports: Vec<String> = imports.iter().map(|id| format!("data/imports/{id}.toml")).collect();
    let (are, they) = if gone.len() == 1 { ("is", "it stays") } else { ("are", "they stay") };
    let rows = plural(gone.len(), "row");
    let _ = writeln!(text, "  {rows} of {} {are} no longer in this file", list_and(&imports));
    for gone in gone.iter().take(SHOWN) {
        let (what, number) = (what(&gone.row.cells), number(&gone.row.cells));
        let _ = writeln!(text, "    {} line {}: {what}: {number}", gone.path, gone.row.line);
    }
    more(text, "    ", gone.len(), "such row");
    let removed: usize = proposed.merge.files.values().map(|file| file.removed).sum();
    if removed == 0 {
        let _ =
            writeln!(text, "  = help: {they} in the book; --remove-gone takes out what the file withdraws");
    }
}

pub(super) fn more(text: &mut String, margin: &str, count: usize, what: &str) {
    if count > SHOWN {
        let _ = writeln!(text, "{margin}and {}", plural(count - SHOWN, &format!("more {what}")));
    }
}

/// `2026-W45 acme-porto accuracy: 478 of 500 becomes 480 of 500`
fn restated(row: &Replaced) -> String {
    let what = what(&row.after);
    let (before, after) = (number(&row.before), number(&row.after));
    let mut text = if before == after { after } else { format!("{before} becomes {after}") };
    let source = |cells: &Cells| match cells[Column::Source as usize].as_str() {
        "" => MeasuredBy::System.word().to_owned(),
        source => source.to_owned(),
    };
    let (before, after) = (source(&row.before), source(&row.after));
    if before != after {
        text.push_str(&format!(", source {before} becomes {after}"));
    }
    format!("{what}: {text}")
}

/// `2026-W45 acme-porto accuracy`
pub fn what(cells: &Cells) -> String {
    let parts =
        [Column::Period, Column::Site, Column::Project, Column::Queue, Column::Language, Column::Metric];
    let parts = parts.iter().map(|column| cells[*column as usize].as_str()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

/// `478 of 500`, `withheld`
pub fn number(cells: &Cells) -> String {
    if is_withheld(cells) {
        return RowStatus::Withheld.word().to_owned();
    }
    let of = |column: Column| cells[column as usize].as_str();
    let (value, samples) = (of(Column::Value), of(Column::Samples));
    let shown = match (value.is_empty(), samples.is_empty()) {
        (true, _) => format!("{} of {}", of(Column::Numerator), of(Column::Denominator)),
        (false, true) => value.to_owned(),
        (false, false) => format!("{value} of {samples}"),
    };
    if of(Column::Status) == "provisional" { format!("{shown}, provisional") } else { shown }
}

/// What becomes of a table of records.
pub fn records(files: &[NewFile], left: &[String], refusals: &[Refusal]) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    for path in files.iter().map(|file| &file.path).take(SHOWN) {
        let _ = writeln!(text, "  {path}: new");
    }
    more(&mut text, "  ", files.len(), "new file");
    for path in left.iter().take(SHOWN) {
        let _ = writeln!(text, "  {path}: there already, left as it is");
    }
    more(&mut text, "  ", left.len(), "file left as is");
    text.push_str(&refused(refusals));
    let new = match refusals {
        [] => plural(files.len(), "new record"),
        _ => format!("{} could be taken", plural(files.len(), "record")),
    };
    let refusals = plural(causes(refusals).len(), "refusal");
    let _ = writeln!(text, "{new} · {} left as they are · {refusals}", left.len());
    text
}

/// Each cause once, with its cells.
pub fn refused(refusals: &[Refusal]) -> String {
    told("not taken", refusals)
}

/// What is to be known of what is taken.
pub fn noted(notes: &[Refusal]) -> String {
    told("note", notes)
}

fn told(what: &str, refusals: &[Refusal]) -> String {
    let mut text = String::new();
    for cause in causes(refusals) {
        let at = &cause.first.at;
        let at = if at.is_empty() { String::new() } else { format!("{}: ", visible(at, false)) };
        let _ = writeln!(text, "{what}: {at}{}", visible(&cause.first.message, false));
        if !cause.others.is_empty() {
            let others = cause.others.iter().take(CELLS).map(String::as_str).collect::<Vec<_>>().join(", ");
            let left = cause.others.len().saturating_sub(CELLS);
            let more = if left > 0 { format!(" and {left} more") } else { String::new() };
            let _ = writeln!(text, "  likewise {}{more}", visible(&others, false));
        }
        if !cause.first.help.is_empty() {
            let _ = writeln!(text, "  = help: {}", visible(&cause.first.help, false));
        }
    }
    text
}

fn tally(proposed: &Proposed) -> String {
    let outcome = &proposed.outcome;
    let (added, replaced, unchanged) = proposed.merge.rows();
    let mut parts = vec![format!(
        "{} taken: {added} new, {replaced} replaced, {unchanged} as they are",
        plural(outcome.rows.len() - outcome.suppressed, "row")
    )];
    let mut count = |number: usize, words: &str| {
        if number > 0 {
            parts.push(format!("{number} {words}"));
        }
    };
    count(proposed.merge.files.values().map(|file| file.removed).sum(), "taken out");
    let (later, as_of) = proposed.later;
    count(later, &format!("of a period after {as_of}"));
    count(proposed.since, "taken before and corrected since");
    count(outcome.refused, "not taken");
    count(outcome.suppressed, "withheld");
    count(outcome.missing, "without a figure");
    count(outcome.skipped, "left out by the map");
    if outcome.notes > 0 {
        parts.push(format!("{} below the table passed over", plural(outcome.notes, "note")));
    }
    format!("{}\n", parts.join(" · "))
}
