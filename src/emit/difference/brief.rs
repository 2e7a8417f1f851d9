//! A difference in a few lines, for a terminal: the headline, a line a section, and below credits, ratings and verdicts their first rows.

use crate::change::{Difference, Section};
use crate::kit::diag::plural;
use crate::kit::prose::visible::visible;
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;

/// Sections whose rows are shown.
const IN_FULL: [&str; 3] = ["credits", "ratings", "verdicts"];
/// Rows of each.
const SHOWN: usize = 6;

/// With a line end.
pub fn brief(difference: &Difference) -> String {
    let line = |text: &str| visible(text, false).into_owned();
    let mut text = format!("{}\n", line(&difference.headline));
    for note in &difference.notes {
        text.push_str(&format!("  {}\n", line(note)));
    }
    // Every file that changes was named before.
    for section in difference.spoken().filter(|section| section.id != "files") {
        text.push_str(&format!("  {}: {}\n", section.title, line(&section.lede)));
        if IN_FULL.contains(&section.id) {
            rows(section, &mut text);
        }
    }
    text
}

fn rows(section: &Section, text: &mut String) {
    let rows = &section.table.rows;
    for row in rows.iter().take(SHOWN) {
        let cells: Vec<String> = row.cells.iter().map(said).filter(|cell| !cell.is_empty()).collect();
        text.push_str(&format!("    {}\n", visible(&cells.join(" · "), false)));
    }
    if rows.len() > SHOWN {
        text.push_str(&format!("    and {}\n", plural(rows.len() - SHOWN, "more row")));
    }
}

fn said(cell: &Cell) -> String {
    let words = |pieces: &[Inline]| pieces.iter().map(|piece| piece.text()).collect::<String>();
    match cell.sub.is_empty() {
        true => words(&cell.line),
        false => format!("{} ({})", words(&cell.line), words(&cell.sub)),
    }
}
