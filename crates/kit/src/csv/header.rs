//! The header of a CSV file: which of the declared columns stands where.

use super::cells::{Cell, Rows, inside};
use super::header_row::{HeaderRow, plain_name, separators};
use crate::declared::Table;
use crate::diag::{Diagnostic, codes, did_you_mean, list_and, plural, quoted_list};
use crate::personal::{self, Roles};
use crate::source::{Place, Span, Text};

/// Where each column stands in a file.
pub struct Header {
    at: Vec<Option<usize>>,
    /// Cells of a row.
    pub count: usize,
    /// Whether a column is none of the declared ones. What rows lack may stand in it.
    pub has_strange: bool,
}

impl Header {
    /// The cell of a column, by its place in the declaration; `None` when the file has no such column.
    pub fn cell(&self, column: usize, cells: &[Cell]) -> Option<Cell> {
        cells.get((*self.at.get(column)?)?).copied()
    }

    /// Whether a column is not there, and a strange one is, which has been told.
    pub fn may_be_misnamed(&self, column: usize) -> bool {
        self.has_strange && self.at.get(column).is_none_or(Option::is_none)
    }
}

/// A file's header, and the rows below it; `None` when rows cannot be read by it.
pub fn open<'a>(
    text: &'a Text,
    columns: &Table,
    roles: &Roles,
    wrong: &mut Vec<Diagnostic>,
) -> Option<(Header, Rows<'a>)> {
    let mut rows = Rows::new(text);
    let mut cells: Vec<Cell> = Vec::new();
    let mut quotes = Vec::new();
    let first = rows.next(&mut cells, &mut quotes);
    if let (Some(first), Some(found)) = (first, HeaderRow::find(text, columns)) {
        if found.line > first {
            wrong.push(late(text, first, found.line));
            // What is wrong with the lines above goes with them.
            quotes.clear();
            while rows.next(&mut cells, &mut quotes).is_some_and(|line| line < found.line) {
                quotes.clear();
            }
        }
        wrong.append(&mut quotes);
        if found.separator != ',' {
            wrong.push(other_separator(text.place(text.line_span(found.line)), separators(found.separator)));
            return None;
        }
        return Some((header(text, &cells, columns, roles, wrong)?, rows));
    }
    wrong.append(&mut quotes);
    if first.is_some() {
        return Some((header(text, &cells, columns, roles, wrong)?, rows));
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

fn late(text: &Text, first: u32, header: u32) -> Diagnostic {
    let help = match header - 1 {
        1 => "remove line 1".to_owned(),
        last => format!("remove lines 1 to {last}"),
    };
    let span = text.line_span(first);
    let place = text.place(Span::new(span.start.max(text.body_start()), span.end));
    Diagnostic::new(
        &codes::CSV_HEADER,
        place,
        format!("the header stands in line {header}, below other text"),
    )
    .label("the first line names the columns")
    .help(help)
}

fn other_separator(place: Place, found: &str) -> Diagnostic {
    Diagnostic::new(&codes::CSV_HEADER, place, format!("the cells are separated by {found}"))
        .label("cells are separated by commas")
        .help("save the file with commas between the cells, and points in decimal numbers")
}

/// What a header has that is not a column as the format writes it.
#[derive(Default)]
struct Strange<'a> {
    empty: Vec<Cell>,
    /// Columns in other capitals, or with blanks.
    written: Vec<(Cell, &'a str)>,
    foreign: Vec<(Cell, &'a str)>,
    is_misspelt: bool,
}

fn header(
    text: &Text,
    cells: &[Cell],
    columns: &Table,
    roles: &Roles,
    wrong: &mut Vec<Diagnostic>,
) -> Option<Header> {
    if let [only] = cells
        && let Some(found) = [';', '\t', '|'].into_iter().find(|sign| inside(text, *only).contains(*sign))
    {
        wrong.push(other_separator(text.place(*only), separators(found)));
        return None;
    }
    let names: Vec<&str> = columns.keys.iter().map(|key| key.key).collect();
    let mut header = Header { at: vec![None; names.len()], count: cells.len(), has_strange: false };
    let found: Vec<String> = cells.iter().map(|cell| plain_name(inside(text, *cell))).collect();
    let free: Vec<&str> =
        names.iter().copied().filter(|name| !found.iter().any(|found| found == name)).collect();
    let mut strange = Strange::default();
    for (at, cell) in cells.iter().enumerate() {
        let name = inside(text, *cell);
        let place = || text.place(*cell);
        let plain = plain_name(name);
        if let Some(known) = names.iter().position(|known| *known == plain) {
            if header.at[known].is_some() {
                wrong.push(
                    Diagnostic::new(&codes::CSV_HEADER, place(), format!("column `{plain}` stands twice"))
                        .label("second time")
                        .help("remove one of the two"),
                );
            } else if plain != name {
                strange.written.push((*cell, name));
            }
            header.at[known] = header.at[known].or(Some(at));
        } else if plain.is_empty() {
            strange.empty.push(*cell);
        } else if roles.organisation_columns.contains(&plain) {
            // For those who read the file: the program does not.
        } else if personal::is_personal_column(name) {
            wrong.push(personal::column(name, place()));
        } else if let Some(meant) =
            did_you_mean(&plain, names.iter().copied()).or_else(|| short_for(&plain, &free))
        {
            strange.is_misspelt = true;
            let message = format!("`{name}` is no column of {}s", columns.noun);
            wrong.push(
                Diagnostic::new(&codes::CSV_HEADER, place(), message)
                    .label(format!("expected {}", quoted_list(&names)))
                    .help(format!("did you mean `{meant}`?")),
            );
        } else {
            strange.foreign.push((*cell, name));
        }
    }
    let required = || columns.keys.iter().zip(&header.at).filter(|(key, _)| key.is_required);
    let missing: Vec<&str> = required().filter(|(_, at)| at.is_none()).map(|(key, _)| key.key).collect();
    header.has_strange = strange.is_misspelt || !strange.foreign.is_empty();
    wrong.extend(strange.told(text, columns, (&missing, &free)));
    if missing.is_empty() {
        return Some(header);
    }
    // A misspelt column is the missing one, and a foreign one has said what is missing.
    if !strange.is_misspelt && strange.foreign.is_empty() {
        let at = cells.first().map_or_else(|| text.place(0..0), |cell| text.place(*cell));
        let names: Vec<String> = required().map(|(key, _)| format!("`{}`", key.key)).collect();
        let are = if names.len() == 1 { "is" } else { "are" };
        let help = if missing.len() == 1 { "add the column" } else { "add the columns" };
        wrong.push(
            Diagnostic::new(&codes::CSV_HEADER, at, format!("the header lacks {}", quoted_and(&missing)))
                .label(format!("{} {are} required", list_and(&names)))
                .help(help),
        );
    }
    None
}

impl Strange<'_> {
    /// One message a cause, however many cells it has.
    fn told(&self, text: &Text, columns: &Table, (missing, free): (&[&str], &[&str])) -> Vec<Diagnostic> {
        let mut told = Vec::new();
        let wrong =
            |cell: Cell, message: String| Diagnostic::new(&codes::CSV_HEADER, text.place(cell), message);
        let expected = || {
            let names: Vec<&str> = columns.keys.iter().map(|key| key.key).collect();
            format!("expected {}", quoted_list(&names))
        };
        if let Some(first) = self.empty.first() {
            let are = if self.empty.len() == 1 { "is" } else { "are" };
            let message = format!("{} of the header {are} empty", plural(self.empty.len(), "cell"));
            told.push(
                wrong(*first, message).label("every column has a name").help("remove the empty columns"),
            );
        }
        if let Some((first, _)) = self.written.first() {
            let names: Vec<&str> = self.written.iter().map(|(_, name)| *name).collect();
            let plain: Vec<String> = names.iter().map(|name| plain_name(name)).collect();
            let message = format!("{} {} not as the format writes it", quoted_and(&names), is_or_are(&names));
            let plain: Vec<&str> = plain.iter().map(String::as_str).collect();
            let label = "names of columns are lower-case, without blanks";
            told.push(wrong(*first, message).label(label).help(format!("write {}", quoted_and(&plain))));
        }
        if let Some((first, _)) = self.foreign.first() {
            let names: Vec<&str> = self.foreign.iter().map(|(_, name)| *name).collect();
            let no_column = if names.len() == 1 { "is no column" } else { "are no columns" };
            let lacks = if self.is_misspelt { &[][..] } else { missing };
            let (rest, help) = match (names.as_slice(), lacks) {
                (_, []) if free.is_empty() || free.len() > FREE => {
                    (String::new(), "remove what the format does not have, or name it as it does".to_owned())
                }
                (_, []) => {
                    let free = quoted_list(free);
                    (String::new(), format!("name it {free} if that is what it holds, or remove it"))
                }
                ([_], [lacks]) => (
                    format!(", and `{lacks}` is missing"),
                    format!("name it `{lacks}` if that is what it holds, or remove it and add `{lacks}`"),
                ),
                (_, lacks) => (
                    format!(", and {} {} missing", quoted_and(lacks), is_or_are(lacks)),
                    "name the columns as the format does, and remove what it does not have".to_owned(),
                ),
            };
            let message = format!("{} {no_column} of {}s{rest}", quoted_and(&names), columns.noun);
            told.push(wrong(*first, message).label(expected()).help(help));
        }
        told
    }
}

/// Columns that a help offers.
const FREE: usize = 6;

/// `denom` for `denominator`: the one column that begins so, of those that the file does not have.
fn short_for<'n>(plain: &str, free: &[&'n str]) -> Option<&'n str> {
    let mut begins = free.iter().filter(|name| plain.len() >= 3 && name.starts_with(plain));
    begins.next().filter(|_| begins.next().is_none()).copied()
}

fn is_or_are(names: &[&str]) -> &'static str {
    if names.len() == 1 { "is" } else { "are" }
}

/// `` `a`, `b` and `c` ``
fn quoted_and(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    list_and(&quoted)
}
