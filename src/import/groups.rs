//! The columns of a table that hold numbers: which of them are one row of metrics.

use crate::core::measurement::row_cells::Against;
use crate::import::cell::Address;
use crate::import::day::DayForm;
use crate::import::head::{Column, HeadKey};
use crate::import::names::Names;
use crate::import::refusal::Refusal;
use crate::import::sheet::Sheet;
use crate::kit::id::MetricId;
use crate::subject::import::map::Map;

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
