//! People by site and project, as the workforce system lists them.

use crate::kit::calendar::days_between;
use crate::subject::access::record::AccessMeasure;
use crate::subject::import::register_map::{RegisterField, RegisterState};
use crate::tally::counted::Counted;
use crate::tally::export::{Export, Left};

/// Counts a row of people.
///
/// # Errors
/// The row cannot be read, or the map leaves it out.
pub fn count(export: &Export<'_>, row: usize, counted: &mut Counted) -> Result<(), Left> {
    export.needed(row, RegisterField::Person)?;
    let spot = export.spot(row)?;
    let joined = export.day(row, RegisterField::JoinedOn)?;
    let left = export.past(row, RegisterField::LeftOn)?;
    let is_of_week = |on| days_between(on, export.as_of) < 7;
    counted.add_many(&spot, AccessMeasure::People, 0);
    if left.is_some_and(is_of_week) {
        counted.add(&spot, AccessMeasure::Left);
    }
    let is_here = joined.is_none_or(|on| on <= export.as_of)
        && left.is_none_or(|on| on == export.as_of)
        && export.state(row)? != RegisterState::Removed;
    if is_here {
        counted.add(&spot, AccessMeasure::People);
        if joined.is_some_and(is_of_week) {
            counted.add(&spot, AccessMeasure::Joined);
        }
    }
    Ok(())
}
