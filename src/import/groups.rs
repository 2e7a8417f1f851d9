//! The columns of a table that hold numbers: which of them are one row of metrics, and what is doubtful about them as a whole.

use crate::core::measurement::row_cells::Against;
use crate::import::cell::{Address, Cell, Shown};
use crate::import::day::DayForm;
use crate::import::figure::{self, Figure};
use crate::import::head::{Column, HeadKey};
use crate::import::names::Names;
use crate::import::refusal::Refusal;
use crate::import::sheet::Sheet;
use crate::kit::id::MetricId;
use crate::subject::import::map::{Map, NumberUnit};

/// What a table is read by.
pub struct Reading<'r> {
    pub sheet: &'r Sheet,
    pub map: &'r Map,
    pub columns: &'r [Column<'r>],
    pub names: &'r Names<'r>,
    pub against: &'r Against<'r>,
    pub form: &'r DayForm,
}

/// Numbers of one row of metrics: columns with one metric and one head.
pub struct Group<'r> {
    pub metric: Option<&'r MetricId>,
    pub says: &'r [HeadKey],
    pub numbers: Vec<&'r Column<'r>>,
}

/// The columns of numbers, together where they are of one row.
pub fn groups<'r>(reading: &Reading<'r>) -> Result<Vec<Group<'r>>, Vec<Refusal>> {
    let mut groups: Vec<Group<'r>> = Vec::new();
    let mut refusals = Vec::new();
    for column in reading.columns.iter().filter(|column| column.of.is.is_number()) {
        let metric = column.of.metric.as_ref().map(|metric| &metric.value);
        let same_head = |says: &[HeadKey]| {
            says.iter()
                .map(|key| (key.role, &key.text))
                .eq(column.says.iter().map(|key| (key.role, &key.text)))
        };
        let group = groups.iter_mut().find(|group| group.metric == metric && same_head(group.says));
        let Some(group) = group else {
            groups.push(Group { metric, says: &column.says, numbers: vec![column] });
            continue;
        };
        let role = *column.of.is;
        if group.numbers.iter().any(|other| *other.of.is == role) {
            let at = Address { row: column.head_row, column: column.at };
            let message = format!("two columns are the {} of one row", role.word());
            refusals.push(Refusal::new(
                reading.sheet.named(at),
                message,
                "name the `metric` of each in the map",
            ));
        }
        group.numbers.push(column);
    }
    if refusals.is_empty() { Ok(groups) } else { Err(refusals) }
}

/// Of a column in percent: that all its numbers look like shares of one.
pub fn doubt(reading: &Reading<'_>, column: &Column<'_>) -> Option<Refusal> {
    let unit = column.of.unit.as_deref().copied();
    if unit != Some(NumberUnit::Percent) {
        return None;
    }
    let sheet = reading.sheet;
    let rows = column.head_row + 1..sheet.rows.len();
    let cells = rows.map(|row| Address { row, column: column.at });
    let plain: Vec<Address> = cells
        .filter(|at| match figure::read(sheet.cell(*at), reading.map) {
            Ok(Figure::Number(number)) => !number.is_percent && number.number.is_above(0),
            _ => false,
        })
        .collect();
    let is_small = |at: &Address| matches!(figure::read(sheet.cell(*at), reading.map), Ok(Figure::Number(number)) if !number.number.is_above(1));
    let first = plain.first().filter(|_| plain.iter().all(is_small))?;
    let shown = sheet.cell(*first).shown();
    let unknown = matches!(sheet.cell(*first), Cell::Number(_, Shown::Unknown));
    let help = match unknown {
        true => "say `unit = \"share\"` in the map: this kind of file does not say what it shows as percent",
        false => "say `unit = \"share\"` in the map, or correct the column",
    };
    let message = format!(
        "no number of the column is above one, such as {shown}: the map says percent, and they look like shares"
    );
    Some(Refusal::new(sheet.named(*first), message, help))
}
