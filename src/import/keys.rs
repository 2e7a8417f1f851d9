//! What a row of a file is of: each key from the map, a cell above the table, the row's own columns or the head of a column, in this order, the later
//! before the earlier.

use std::collections::BTreeMap;

use crate::import::cell::{Address, Cell, UNCALCULATED};
use crate::import::day::{self, DayForm, Said};
use crate::import::head::{Column, HeadKey};
use crate::import::refusal::Refusal;
use crate::import::sheet::Sheet;
use crate::import::sums;
use crate::subject::import::map::{Map, Role};

/// A key as the file or the map has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    pub text: String,
    /// Of a period.
    pub period: Option<Said>,
    /// `None`: the map says it.
    pub at: Option<Address>,
}

/// Keys by what they are.
pub type Keys = BTreeMap<Role, Key>;

/// What the map says of every row: its own keys, and those of single cells.
pub fn of_all(sheet: &Sheet, map: &Map, form: &DayForm) -> Result<Keys, Vec<Refusal>> {
    let constants = [
        (Role::Vendor, map.vendor.as_ref().map(|id| id.to_string())),
        (Role::Site, map.site.as_ref().map(|id| id.to_string())),
        (Role::Project, map.project.as_ref().map(|id| id.to_string())),
        (Role::Queue, map.queue.as_ref().map(|id| id.to_string())),
        (Role::Language, map.language.as_ref().map(|tag| tag.to_string())),
        (Role::Metric, map.metric.as_ref().map(|id| id.to_string())),
    ];
    let mut keys: Keys = constants
        .into_iter()
        .filter_map(|(role, text)| Some((role, Key { text: text?, period: None, at: None })))
        .collect();
    let mut refusals = Vec::new();
    for cell in &map.cells {
        let Some(at) = Address::parse(&cell.at) else { continue };
        match of_cell(sheet, sheet.seen(at), at, *cell.is, form) {
            Ok(Some(key)) => drop(keys.insert(*cell.is, key)),
            Ok(None) => {
                let message = format!("the cell is empty, and the map reads the {} there", cell.is.word());
                refusals.push(Refusal::new(sheet.named(at), message, "correct `at` in the map"));
            }
            Err(refusal) => refusals.push(refusal),
        }
    }
    if refusals.is_empty() { Ok(keys) } else { Err(refusals) }
}

fn of_cell(
    sheet: &Sheet,
    cell: &Cell,
    at: Address,
    role: Role,
    form: &DayForm,
) -> Result<Option<Key>, Refusal> {
    if cell.is_empty() {
        return Ok(None);
    }
    if *cell == Cell::Uncalculated {
        return Err(Refusal::new(sheet.named(at), UNCALCULATED.0, UNCALCULATED.1));
    }
    let period = if role == Role::Period {
        let read = day::read(cell, form).map_err(|fault| {
            let shown = cell.shown();
            if sums::begins(&shown) {
                return Refusal::new(sheet.named(at), fault.message, sums::help(&shown));
            }
            // Whatever mends one of them mends all of the column.
            Refusal::new(sheet.named(at), fault.message, fault.help).in_column(at.column)
        })?;
        Some(read)
    } else {
        None
    };
    Ok(Some(Key { text: cell.shown(), period, at: Some(at) }))
}

/// The keys in the columns of a row, over those of all rows.
pub fn of_row(
    sheet: &Sheet,
    row: usize,
    columns: &[Column<'_>],
    all: &Keys,
    form: &DayForm,
) -> Result<Keys, Refusal> {
    let mut keys = all.clone();
    for column in columns.iter().filter(|column| column.of.is.is_key()) {
        let mut at = Address { row, column: column.at };
        let mut cell = sheet.seen(at);
        if cell.is_empty() && column.of.fill_down {
            let above = (0..row).rev().map(|row| Address { row, column: column.at });
            if let Some(above) =
                above.take_while(|at| at.row > column.head_row).find(|at| !sheet.seen(*at).is_empty())
            {
                (at, cell) = (above, sheet.seen(above));
            }
        }
        if let Some(key) = of_cell(sheet, cell, at, *column.of.is, form)? {
            keys.insert(*column.of.is, key);
        }
    }
    Ok(keys)
}

/// The keys that the head of a column names, over those of its row.
pub fn with_head(keys: &Keys, says: &[HeadKey]) -> Keys {
    let mut keys = keys.clone();
    for said in says {
        keys.insert(said.role, Key { text: said.text.clone(), period: said.period, at: Some(said.at) });
    }
    keys
}
