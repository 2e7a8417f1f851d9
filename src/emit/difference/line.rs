//! Pieces of a line as Markdown.

use crate::kit::prose::escape::{code, shortened, words};
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;

/// Characters of one piece of a cell.
const LONGEST_PIECE: usize = 300;

pub fn cell(cell: &Cell) -> String {
    match cell.sub.is_empty() {
        true => line(&cell.line),
        false => format!("{}<br><sub>{}</sub>", line(&cell.line), line(&cell.sub)),
    }
}

pub fn line(pieces: &[Inline]) -> String {
    pieces.iter().map(piece).collect()
}

fn piece(piece: &Inline) -> String {
    let text = shortened(piece.text(), LONGEST_PIECE);
    match piece.kind() {
        "code" => code(&text),
        "was" => format!("<del>{}</del>", words(&text)),
        "becomes" => format!("<ins>{}</ins>", words(&text)),
        "strong" => format!("<strong>{}</strong>", words(&text)),
        _ => words(&text),
    }
}
