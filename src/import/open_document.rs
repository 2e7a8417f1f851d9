//! What a sheet of an OpenDocument shows beside its values: raised and lowered parts of texts, hidden rows and columns.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::import::cell::Address;
use crate::import::hidden::Hidden;
use crate::import::package::{Element, Package, Shows, Xml};
use crate::import::raised::{Script, written};

/// Most cells that one element stands for, and most blanks: a table of figures has no more, and a broken file may say any number.
const MOST: usize = 1_048_576;

/// What a sheet shows. Of its texts only those are told that stand before the row and the column of `end`: elements that repeat may stand for more
/// cells than memory holds.
///
/// # Errors
/// The archive is broken.
pub fn shows(bytes: &[u8], sheet: &str, end: Address) -> Result<Shows, String> {
    let mut walk = Walk { sheet, end, ..Walk::default() };
    Package::open(bytes)?.read("content.xml", |xml| match xml {
        Xml::Opens(element) => walk.opens(&element),
        Xml::Text(text) => walk.text(text),
        Xml::Closes(name) => walk.closes(name),
    })?;
    let (rows, columns) = (walk.hidden_rows.into_iter().collect(), walk.hidden_columns.into_iter().collect());
    Ok(Shows { texts: walk.texts, hidden: Hidden { rows, columns, ..Hidden::default() } })
}

/// The way through the document.
#[derive(Default)]
struct Walk<'s> {
    sheet: &'s str,
    /// The row and the column behind the last ones.
    end: Address,
    /// Whether it is in that sheet.
    is_inside: bool,
    style: Option<String>,
    /// How the styles of texts stand to the line; level ones are not there.
    scripts: BTreeMap<String, Script>,
    /// Of the groups of rows or columns that it is in, whether each is closed.
    groups: Vec<bool>,
    /// Rows and columns so far.
    rows: usize,
    columns: usize,
    /// Of the row: how often it stands there, and its cells so far.
    repeated: usize,
    cells: usize,
    cell: Option<Text>,
    texts: BTreeMap<Address, String>,
    hidden_rows: Vec<RangeInclusive<usize>>,
    hidden_columns: Vec<RangeInclusive<usize>>,
}

/// The text of a cell.
#[derive(Default)]
struct Text {
    repeated: usize,
    text: String,
    paragraphs: usize,
    /// Those of its parts that are open.
    scripts: Vec<Script>,
    is_marked: bool,
    /// Whether it is a remark to the cell.
    is_remark: bool,
}

fn times(element: &Element<'_>, what: &str) -> usize {
    element.number(what).unwrap_or(1).min(MOST)
}

fn is_hidden(element: &Element<'_>) -> bool {
    element.attribute("visibility").is_some_and(|value| value == "collapse" || value == "filter")
}

/// `super 58%`, `-33% 58%`
fn position(value: &str) -> Script {
    let first = value.split_whitespace().next().unwrap_or_default();
    match (first, first.trim_end_matches('%').parse::<f64>()) {
        ("super", _) => Script::Raised,
        ("sub", _) => Script::Lowered,
        (_, Ok(percent)) if percent > 0.0 => Script::Raised,
        (_, Ok(percent)) if percent < 0.0 => Script::Lowered,
        _ => Script::Level,
    }
}

impl Walk<'_> {
    fn opens(&mut self, element: &Element<'_>) {
        match element.name() {
            "style" => self.style = element.attribute("name"),
            "text-properties" => {
                let script =
                    element.attribute("text-position").map_or(Script::Level, |value| position(&value));
                if let Some(name) = self.style.clone().filter(|_| script != Script::Level) {
                    self.scripts.insert(name, script);
                }
            }
            "table" => self.is_inside = element.attribute("name").as_deref() == Some(self.sheet),
            _ if !self.is_inside => {}
            "table-row-group" | "table-column-group" => {
                self.groups.push(element.attribute("display").as_deref() == Some("false"));
            }
            "table-column" => {
                let count = times(element, "number-columns-repeated");
                if (is_hidden(element) || self.is_closed()) && count > 0 {
                    self.hidden_columns.push(self.columns..=self.columns + count - 1);
                }
                self.columns += count;
            }
            "table-row" => {
                (self.repeated, self.cells) = (times(element, "number-rows-repeated"), 0);
                if (is_hidden(element) || self.is_closed()) && self.repeated > 0 {
                    self.hidden_rows.push(self.rows..=self.rows + self.repeated - 1);
                }
            }
            "table-cell" | "covered-table-cell" => {
                let repeated = times(element, "number-columns-repeated");
                self.cell = Some(Text { repeated, ..Text::default() });
            }
            name => {
                let Some(cell) = &mut self.cell else { return };
                match name {
                    "annotation" => cell.is_remark = true,
                    _ if cell.is_remark => {}
                    "span" => {
                        let script = element.attribute("style-name").and_then(|name| self.scripts.get(&name));
                        cell.scripts.push(script.copied().unwrap_or_default());
                    }
                    "p" => {
                        if cell.paragraphs > 0 {
                            cell.text.push('\n');
                        }
                        cell.paragraphs += 1;
                    }
                    "s" => {
                        let room = MOST.saturating_sub(cell.text.len());
                        cell.text.push_str(&" ".repeat(times(element, "c").min(room)));
                    }
                    "tab" => cell.text.push('\t'),
                    "line-break" => cell.text.push('\n'),
                    _ => {}
                }
            }
        }
    }

    fn is_closed(&self) -> bool {
        self.groups.contains(&true)
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| !cell.is_remark) {
            let is_apart = |script: &&Script| **script != Script::Level;
            let script = cell.scripts.iter().rev().find(is_apart).copied().unwrap_or_default();
            let seen = written(text, script);
            cell.is_marked |= seen != text;
            cell.text.push_str(&seen);
        }
    }

    fn closes(&mut self, name: &str) {
        match name {
            "style" => self.style = None,
            "table" => self.is_inside = false,
            "table-row-group" | "table-column-group" if self.is_inside => drop(self.groups.pop()),
            "table-row" if self.is_inside => self.rows += self.repeated,
            "table-cell" | "covered-table-cell" => {
                let Some(cell) = self.cell.take() else { return };
                if cell.is_marked {
                    let rows = self.rows..self.end.row.min(self.rows + self.repeated);
                    let columns = self.cells..self.end.column.min(self.cells + cell.repeated);
                    let cells =
                        rows.flat_map(|row| columns.clone().map(move |column| Address { row, column }));
                    self.texts.extend(cells.map(|at| (at, cell.text.clone())));
                }
                self.cells += cell.repeated;
            }
            _ => {
                let Some(cell) = &mut self.cell else { return };
                match name {
                    "annotation" => cell.is_remark = false,
                    "span" if !cell.is_remark => drop(cell.scripts.pop()),
                    _ => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_a_word_or_a_percent() {
        let of = ["super 58%", "33% 58%", "sub 58%", "-33% 58%", "0% 100%"].map(position);
        assert_eq!(of, [Script::Raised, Script::Raised, Script::Lowered, Script::Lowered, Script::Level]);
    }
}
