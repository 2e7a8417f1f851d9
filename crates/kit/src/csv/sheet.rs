//! A CSV file of few rows with a fixed header: every column stands there once, none is unknown.

use super::cells::{Cell, Rows, inside};
use super::personal;
use crate::diag::{Diagnostic, codes, did_you_mean, plural, quoted_list};
use crate::source::{Place, Text};

/// A row's cells by column.
pub struct SheetRow<'a, const N: usize> {
    text: &'a Text,
    pub line: u32,
    cells: [Cell; N],
}

impl<'a, const N: usize> SheetRow<'a, N> {
    /// A cell's text, doubled quotes made single.
    pub fn get(&self, column: usize) -> String {
        inside(self.text, self.cells[column]).replace("\"\"", "\"")
    }

    pub fn place(&self, column: usize) -> Place {
        self.text.place(self.cells[column])
    }

    /// The whole row.
    pub fn row_place(&self) -> Place {
        self.text.place(self.text.line_span(self.line))
    }
}

/// Every row that has as many cells as the header. `names` are the columns, all required; `what` says whose they are:
/// `acknowledgements`.
pub fn rows<'a, const N: usize>(
    text: &'a Text,
    names: &[&str; N],
    what: &str,
    wrong: &mut Vec<Diagnostic>,
) -> Vec<SheetRow<'a, N>> {
    let mut rows = Rows::new(text);
    let mut cells: Vec<Cell> = Vec::new();
    let before = wrong.len();
    if rows.next(&mut cells, wrong).is_none() {
        if wrong.len() == before {
            wrong.push(
                Diagnostic::new(&codes::CSV_HEADER, text.place(0..0), "the file has no header row")
                    .label("expected the names of the columns")
                    .help("add a header row, or remove the file"),
            );
        }
        return Vec::new();
    }
    let Some(at) = header(text, &cells, names, what, wrong) else { return Vec::new() };
    let width = cells.len();
    let mut read = Vec::new();
    while let Some(line) = rows.next(&mut cells, wrong) {
        if cells.len() != width {
            let help = if cells.len() > width {
                "quote a cell that holds a comma, or remove a cell"
            } else {
                "add the missing commas"
            };
            let message = format!("the row has {}", plural(cells.len(), "cell"));
            wrong.push(
                Diagnostic::new(&codes::CSV_COLUMNS, text.place(text.line_span(line)), message)
                    .label(format!("the header has {width}"))
                    .help(help),
            );
            continue;
        }
        read.push(SheetRow { text, line, cells: at.map(|at| cells[at]) });
    }
    read
}

/// Where each column stands; `None` when one is missing.
fn header<const N: usize>(
    text: &Text,
    cells: &[Cell],
    names: &[&str; N],
    what: &str,
    wrong: &mut Vec<Diagnostic>,
) -> Option<[usize; N]> {
    let mut at: [Option<usize>; N] = [None; N];
    let mut misspelt = false;
    for (index, cell) in cells.iter().enumerate() {
        let name = inside(text, *cell);
        let place = text.place(*cell);
        if let Some(known) = names.iter().position(|known| *known == name) {
            if at[known].is_some() {
                wrong.push(
                    Diagnostic::new(&codes::CSV_HEADER, place, format!("column `{name}` stands twice"))
                        .label("second time")
                        .help("remove one of the two"),
                );
            }
            at[known] = at[known].or(Some(index));
        } else if personal::is_personal_column(name) {
            wrong.push(personal::column(name, place));
        } else {
            let meant = did_you_mean(&name.trim().to_lowercase(), names.iter().copied());
            misspelt |= meant.is_some();
            wrong.push(
                Diagnostic::new(&codes::CSV_HEADER, place, format!("`{name}` is no column of {what}"))
                    .label(format!("expected {}", quoted_list(names)))
                    .help(match meant {
                        Some(meant) => format!("did you mean `{meant}`?"),
                        None => "remove the column, or name it as the format does".to_owned(),
                    }),
            );
        }
    }
    let missing: Vec<&str> =
        names.iter().zip(&at).filter(|(_, at)| at.is_none()).map(|(name, _)| *name).collect();
    // A misspelt column is the missing one.
    if !missing.is_empty() && !misspelt {
        let place = cells.first().map_or_else(|| text.place(0..0), |cell| text.place(*cell));
        wrong.push(
            Diagnostic::new(&codes::CSV_HEADER, place, format!("the header lacks {}", quoted_list(&missing)))
                .label(format!("{what} need every column"))
                .help("add the column"),
        );
    }
    let mut found = [0; N];
    for (found, at) in found.iter_mut().zip(at) {
        *found = at?;
    }
    Some(found)
}
