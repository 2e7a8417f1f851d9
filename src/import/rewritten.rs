//! A CSV file of the book with rows added, replaced and taken out: every other line stays as it is, in the order that its header has.

use std::collections::BTreeSet;

use crate::kit::csv::cells::{Rows, inside};
use crate::kit::source::Text;

/// What changes in a file. The cells of a row stand in the order of the format.
#[derive(Debug)]
pub struct Edits<'e> {
    pub added: Vec<&'e [String]>,
    /// By line.
    pub replaced: Vec<(u32, &'e [String])>,
    /// Lines.
    pub removed: &'e BTreeSet<u32>,
}

/// A file as it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    pub text: String,
    pub header: String,
    /// The rows that are new, as the file has them.
    pub added: Vec<String>,
}

impl Edits<'_> {
    /// `names` are the columns of the format; a new file has those of them that rows fill, and `always` these.
    pub fn carried_out(&self, text: Option<&Text>, names: &[&'static str], always: &[&str]) -> Rewritten {
        let had = text.map(|text| header_of(text, names)).unwrap_or_default();
        let new: Vec<&[String]> =
            self.added.iter().copied().chain(self.replaced.iter().map(|(_, after)| *after)).collect();
        let is_filled = |column: usize| new.iter().any(|cells| !cells[column].is_empty());
        let lacking = (0..names.len()).filter(|column| {
            let is_always = text.is_none() && always.contains(&names[*column]);
            !had.contains(&Some(*column)) && (is_always || is_filled(*column))
        });
        let mut columns = had.clone();
        columns.extend(lacking.map(Some));
        let named: Vec<&str> =
            columns.iter().map(|column| column.map_or("", |column| names[column])).collect();
        let header = named.join(",");
        let more = ",".repeat(columns.len() - had.len());
        let mut lines: Vec<String> = match text {
            Some(text) => text.body().lines().map(|line| extended(line, &more)).collect(),
            None => vec![String::new()],
        };
        if let Some(first) = lines.iter_mut().find(|line| text.is_none() || !line.is_empty()) {
            first.clone_from(&header);
        }
        for (line, after) in &self.replaced {
            if let Some(line) = usize::try_from(*line).ok().and_then(|line| lines.get_mut(line - 1)) {
                *line = written(after, &columns);
            }
        }
        let mut line = 0;
        lines.retain(|_| {
            line += 1;
            !self.removed.contains(&line)
        });
        let added: Vec<String> = self.added.iter().map(|cells| written(cells, &columns)).collect();
        lines.extend(added.iter().cloned());
        let mut text = lines.join("\n");
        text.push('\n');
        Rewritten { text, header, added }
    }
}

/// A line with room for more columns; a blank one stays blank.
fn extended(line: &str, more: &str) -> String {
    let line = line.trim_end_matches('\r');
    if line.is_empty() { String::new() } else { format!("{line}{more}") }
}

/// The columns of a file in its order; `None` where a name is none of the format.
fn header_of(text: &Text, names: &[&str]) -> Vec<Option<usize>> {
    let mut cells = Vec::new();
    Rows::new(text).next(&mut cells, &mut Vec::new());
    cells.iter().map(|cell| names.iter().position(|name| *name == inside(text, *cell))).collect()
}

fn written(cells: &[String], columns: &[Option<usize>]) -> String {
    let cell = |column: &Option<usize>| column.map_or(String::new(), |column| quoted(&cells[column]));
    columns.iter().map(cell).collect::<Vec<_>>().join(",")
}

/// A cell of CSV as the book writes it.
pub fn quoted(cell: &str) -> String {
    match cell.contains([',', '"']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}
