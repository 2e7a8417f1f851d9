//! The header of a CSV file: which of the declared columns stands where.

use super::cells::{Cell, Rows, inside};
use super::personal;
use crate::declared::Table;
use crate::diag::{Diagnostic, codes, did_you_mean, list_and, quoted_list};
use crate::source::Text;

/// Where each column stands in a file.
pub struct Header {
    at: Vec<Option<usize>>,
    /// Cells of a row.
    pub count: usize,
}

impl Header {
    /// The cell of a column, by its place in the declaration; `None` when the file has no such column.
    pub fn cell(&self, column: usize, cells: &[Cell]) -> Option<Cell> {
        cells.get((*self.at.get(column)?)?).copied()
    }
}

/// A file's header, and the rows below it; `None` when rows cannot be read by it.
pub fn open<'a>(text: &'a Text, columns: &Table, wrong: &mut Vec<Diagnostic>) -> Option<(Header, Rows<'a>)> {
    let mut rows = Rows::new(text);
    let mut cells: Vec<Cell> = Vec::new();
    if rows.next(&mut cells, wrong).is_some() {
        return Some((header(text, &cells, columns, wrong)?, rows));
    }
    if wrong.is_empty() {
        wrong.push(
            Diagnostic::new(&codes::CSV_HEADER, text.place(0..0), "the file has no header row")
                .label("expected the names of the columns")
                .help("add a header row, or remove the file"),
        );
    }
    None
}

fn header(text: &Text, cells: &[Cell], columns: &Table, wrong: &mut Vec<Diagnostic>) -> Option<Header> {
    if let [only] = cells
        && inside(text, *only).contains([';', '\t'])
    {
        wrong.push(
            Diagnostic::new(&codes::CSV_HEADER, text.place(*only), "the header is one cell")
                .label("cells are separated by commas")
                .help("save the file with commas between the cells"),
        );
        return None;
    }
    let names: Vec<&str> = columns.keys.iter().map(|key| key.key).collect();
    let mut header = Header { at: vec![None; names.len()], count: cells.len() };
    let mut is_misspelt = false;
    for (at, cell) in cells.iter().enumerate() {
        let name = inside(text, *cell);
        let place = || text.place(*cell);
        if let Some(known) = names.iter().position(|known| *known == name) {
            if header.at[known].is_some() {
                wrong.push(
                    Diagnostic::new(&codes::CSV_HEADER, place(), format!("column `{name}` stands twice"))
                        .label("second time")
                        .help("remove one of the two"),
                );
            }
            header.at[known] = header.at[known].or(Some(at));
            continue;
        }
        if personal::is_personal_column(name) {
            wrong.push(personal::column(name, place()));
            continue;
        }
        let meant = did_you_mean(&name.trim().to_lowercase(), names.iter().copied());
        is_misspelt |= meant.is_some();
        let message = format!("`{name}` is no column of {}s", columns.noun);
        wrong.push(
            Diagnostic::new(&codes::CSV_HEADER, place(), message)
                .label(format!("expected {}", quoted_list(&names)))
                .help(match meant {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "remove the column, or name it as the format does".to_owned(),
                }),
        );
    }
    let required = || columns.keys.iter().zip(&header.at).filter(|(key, _)| key.is_required);
    let missing: Vec<&str> = required().filter(|(_, at)| at.is_none()).map(|(key, _)| key.key).collect();
    if missing.is_empty() {
        return Some(header);
    }
    // A misspelt column is the missing one.
    if !is_misspelt {
        let at = cells.first().map_or_else(|| text.place(0..0), |cell| text.place(*cell));
        let names: Vec<String> = required().map(|(key, _)| format!("`{}`", key.key)).collect();
        wrong.push(
            Diagnostic::new(&codes::CSV_HEADER, at, format!("the header lacks {}", quoted_list(&missing)))
                .label(format!("{} are required", list_and(&names)))
                .help("add the column"),
        );
    }
    None
}
