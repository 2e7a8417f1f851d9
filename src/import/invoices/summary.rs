//! What an import of invoices says: the lines as they would be, what is gone, what is not taken and why, which rows are of no contract, a tally with its sums.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::import::invoices::export::Proposed;
use crate::import::invoices::merge::{Changed, Gone};
use crate::import::refusal::Refusal;
use crate::import::spreadsheet::Source;
use crate::import::summary::{HIDDEN, SHOWN, more, noted, refused};
use crate::kit::diag::plural;
use crate::kit::number::Money;
use crate::kit::prose::visible::visible;
use crate::subject::import::invoice_map::InvoiceMap;
use crate::subject::import::invoice_row::{Column, LineCells};

/// Stretches of rows that are listed.
const STRETCHES: usize = 40;

/// What is said of a file whose rows are all of other suppliers.
pub const NO_CONTRACT: &str = "nothing is written: no row is of a contract of the book\n  = help: give each name that the file has for a vendor of the book a [[name]] in the map, with its `contract`\n";

/// Everything, with the tally at its end.
pub fn of(source: Source<'_>, map: &InvoiceMap, proposed: &Proposed) -> String {
    let mut text = visible(source.name, false).into_owned();
    // Writing to a String cannot fail.
    if !proposed.sheet.is_empty() {
        let hidden = if proposed.is_hidden { HIDDEN } else { "" };
        let _ = write!(text, ", sheet {}{hidden}", visible(&proposed.sheet, false));
    }
    let _ = writeln!(text, ", by the invoice map {}", map.id);
    for (path, file) in &proposed.merge.files {
        file_shown(&mut text, path, file);
    }
    gone(&mut text, &proposed.merge.gone, true);
    gone(&mut text, &proposed.merge.gone, false);
    text.push_str(&refused(&proposed.outcome.refusals));
    text.push_str(&noted(&repeated(&proposed.repeated)));
    others(&mut text, proposed);
    text.push_str(&tally(proposed));
    text
}

fn file_shown(text: &mut String, path: &str, file: &Changed) {
    let counts = [
        (file.added.len(), "new"),
        (file.replaced.len(), "replaced"),
        (file.removed, "taken out"),
        (file.unchanged, "as they are"),
    ];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let _ = writeln!(text, "  {path}: {}", counts.join(", "));
    if !file.added.is_empty() {
        let _ = writeln!(text, "    {}", file.header);
        for row in file.added.iter().take(SHOWN) {
            let _ = writeln!(text, "    {}", visible(row, false));
        }
        more(text, "    ", file.added.len(), "line");
    }
    for (line, before, after) in file.replaced.iter().take(SHOWN) {
        let (before_amount, after_amount) = (amount(before), amount(after));
        let change = match before_amount == after_amount {
            true => format!("{after_amount}, with another cell"),
            false => format!("{before_amount} becomes {after_amount}"),
        };
        let _ = writeln!(text, "    line {line}: {}: {change}", what(after));
    }
    more(text, "    ", file.replaced.len(), "replaced line");
}

/// Lines of earlier imports that the file has no longer: those that are taken out, or those that stay.
fn gone(text: &mut String, gone: &[Gone], is_removed: bool) {
    let gone: Vec<&Gone> = gone.iter().filter(|gone| gone.is_removed == is_removed).collect();
    if gone.is_empty() {
        return;
    }
    let are = if gone.len() == 1 { "is" } else { "are" };
    let becomes = if is_removed { "taken out" } else { "left in the book" };
    let lines = plural(gone.len(), "line");
    let _ = writeln!(text, "  {lines} that an earlier file gave {are} no longer in this one, and {becomes}:");
    for gone in gone.iter().take(SHOWN) {
        let (what, amount) = (what(&gone.cells), amount(&gone.cells));
        let _ = writeln!(text, "    {} line {}: {what}: {amount}, of {}", gone.path, gone.line, gone.import);
    }
    more(text, "    ", gone.len(), "such line");
    if !is_removed {
        let _ = writeln!(text, "  = help: --remove-gone takes out what the file withdraws");
    }
}

/// `INV-7 acme-2026 2026-10 labelling`
fn what(cells: &LineCells) -> String {
    let parts = [Column::Invoice, Column::Contract, Column::Month, Column::Rate, Column::Site];
    let parts = parts.iter().map(|column| cells[*column as usize].as_str()).filter(|part| !part.is_empty());
    visible(&parts.collect::<Vec<_>>().join(" "), false).into_owned()
}

/// `1,234.50 EUR`
fn amount(cells: &LineCells) -> String {
    let currency = &cells[Column::Currency as usize];
    let written = &cells[Column::AmountMinor as usize];
    match written.parse() {
        Ok(minor) => format!("{} {currency}", Money(minor).show(currency)),
        Err(_) => visible(written, false).into_owned(),
    }
}

fn repeated(cells: &[String]) -> Vec<Refusal> {
    let message = "a line says what another line of the file says: both are kept";
    let help = "take one of them out of the file if it was billed once";
    cells.iter().map(|at| Refusal::new(at, message, help)).collect()
}

/// Rows of suppliers that the map takes to no contract, by their numbers: among them may be persons, so that their names are not told.
fn others(text: &mut String, proposed: &Proposed) {
    let outcome = &proposed.outcome;
    if outcome.others.is_empty() {
        return;
    }
    let _ = writeln!(text, "not of a contract: {}", stretches(&outcome.others, "row"));
    for (name, rows) in &outcome.nearly {
        let rows = stretches(rows, "row");
        let _ = writeln!(text, "  spelled nearly as `{}` of the map: {rows}", visible(name, false));
    }
    if !outcome.nearly.is_empty() {
        let _ =
            writeln!(text, "  = help: look at these rows, and add a [[name]] where they are the same vendor");
    }
}

/// `5 rows: 2, 5 to 7, 9`
fn stretches(rows: &[usize], word: &str) -> String {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for row in rows {
        match stretches.last_mut() {
            Some((_, last)) if *last + 1 == *row => *last = *row,
            _ => stretches.push((*row, *row)),
        }
    }
    let shown = stretches.iter().take(STRETCHES).map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first} to {last}"),
    });
    let shown = shown.collect::<Vec<_>>().join(", ");
    let left: usize = stretches.iter().skip(STRETCHES).map(|(first, last)| last - first + 1).sum();
    let more = if left > 0 { format!(" and {left} more") } else { String::new() };
    format!("{}: {shown}{more}", plural(rows.len(), word))
}

fn tally(proposed: &Proposed) -> String {
    let (outcome, files) = (&proposed.outcome, &proposed.merge.files);
    let sum = |of: fn(&Changed) -> usize| files.values().map(of).sum::<usize>();
    let (added, replaced) = (sum(|file| file.added.len()), sum(|file| file.replaced.len()));
    let mut parts = vec![format!(
        "{} taken: {added} new, {replaced} replaced, {} as they are",
        plural(outcome.lines.len(), "line"),
        sum(|file| file.unchanged)
    )];
    let below = outcome.lines.iter().filter(|line| line.amount < 0).count();
    let zero = outcome.lines.iter().filter(|line| line.amount == 0).count();
    for (count, words) in [
        (below, "below zero"),
        (zero, "of zero"),
        (sum(|file| file.removed), "taken out"),
        (outcome.refused, "not taken"),
        (outcome.others.len(), "not of a contract"),
        (outcome.skipped, "left out by the map"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {words}"));
        }
    }
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    for line in &outcome.lines {
        *sums.entry(line.cells[Column::Currency as usize].as_str()).or_default() += i128::from(line.amount);
    }
    for (currency, sum) in sums {
        // A sum of a million lines of the largest amount may not fit.
        let shown = i64::try_from(sum)
            .map_or_else(|_| format!("{sum} minor units of"), |sum| Money(sum).show(currency));
        parts.push(format!("in all {shown} {currency}"));
    }
    format!("{}\n", parts.join(" · "))
}
