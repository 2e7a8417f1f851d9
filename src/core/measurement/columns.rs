//! The header of a metric file: which column stands where.

use crate::kit::csv::cells::{Cell, inside};
use crate::kit::csv::personal;
use crate::kit::diag::{Diagnostic, codes, did_you_mean, quoted_list};
use crate::kit::source::Text;

/// Columns in the order of docs/data-format.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Period,
    Site,
    Project,
    Queue,
    Language,
    Metric,
    Numerator,
    Denominator,
    Value,
    Samples,
    Source,
    Status,
    Note,
}

/// Header cells of all columns, in the order of `Column`.
pub const NAMES: [&str; 13] = [
    "period",
    "site",
    "project",
    "queue",
    "language",
    "metric",
    "numerator",
    "denominator",
    "value",
    "samples",
    "source",
    "status",
    "note",
];

const REQUIRED: [Column; 3] = [Column::Period, Column::Site, Column::Metric];

/// Where each column stands in this file.
pub struct Columns {
    at: [Option<usize>; NAMES.len()],
    pub count: usize,
}

impl Columns {
    /// The cell of a column; `None` when the file has no such column.
    pub fn cell(&self, column: Column, cells: &[Cell]) -> Option<Cell> {
        cells.get(self.at[column as usize]?).copied()
    }

    pub fn has(&self, column: Column) -> bool {
        self.at[column as usize].is_some()
    }
}

/// Reads the header row; `None` when rows cannot be read by it.
pub fn read(text: &Text, cells: &[Cell], wrong: &mut Vec<Diagnostic>) -> Option<Columns> {
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
    let mut columns = Columns { at: [None; NAMES.len()], count: cells.len() };
    let mut misspelt = false;
    for (at, cell) in cells.iter().enumerate() {
        let name = inside(text, *cell);
        let place = || text.place(*cell);
        if let Some(known) = NAMES.iter().position(|known| *known == name) {
            if columns.at[known].is_some() {
                wrong.push(
                    Diagnostic::new(&codes::CSV_HEADER, place(), format!("column `{name}` stands twice"))
                        .label("second time")
                        .help("remove one of the two"),
                );
            }
            columns.at[known] = columns.at[known].or(Some(at));
            continue;
        }
        if personal::is_personal_column(name) {
            wrong.push(personal::column(name, place()));
            continue;
        }
        let meant = did_you_mean(&name.trim().to_lowercase(), NAMES);
        misspelt |= meant.is_some();
        wrong.push(
            Diagnostic::new(&codes::CSV_HEADER, place(), format!("`{name}` is no column of metric files"))
                .label(format!("expected {}", quoted_list(&NAMES)))
                .help(match meant {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "remove the column, or name it as the format does".to_owned(),
                }),
        );
    }
    let missing: Vec<&str> = REQUIRED
        .iter()
        .filter(|column| !columns.has(**column))
        .map(|column| NAMES[*column as usize])
        .collect();
    if missing.is_empty() {
        return Some(columns);
    }
    // A misspelt column is the missing one.
    if !misspelt {
        let at = cells.first().map_or_else(|| text.place(0..0), |cell| text.place(*cell));
        wrong.push(
            Diagnostic::new(&codes::CSV_HEADER, at, format!("the header lacks {}", quoted_list(&missing)))
                .label("`period`, `site` and `metric` are required")
                .help("add the column"),
        );
    }
    None
}
