//! Permission issues: whom they block, for how long, and what that costs in hours.

use crate::kit::calendar::days_between;
use crate::subject::access::record::AccessMeasure;
use crate::subject::import::register_map::RegisterField;
use crate::tally::counted::{Counted, Spot, Step, ToDo};
use crate::tally::export::{Export, Left};

/// Days of the week of an export, the day itself among them.
const WEEK: i32 = 7;

/// Counts a row of permission issues.
///
/// # Errors
/// The row cannot be read, or the map leaves it out.
pub fn count(export: &Export<'_>, row: usize, counted: &mut Counted) -> Result<(), Left> {
    let ticket = export.needed(row, RegisterField::Ticket)?;
    let spot = export.spot(row)?;
    let queue = export.queue(row)?;
    let of_queue = queue.as_ref().and_then(|id| {
        let mut projects = export.book.projects.values();
        projects.find(|project| project.queues.iter().any(|own| own.id == *id))
    });
    let project = spot.project.clone().or(of_queue.map(|project| project.id.clone()));
    let spot = Spot { queue, project, ..spot };
    let Some(opened) = export.past(row, RegisterField::OpenedOn)? else {
        let help = "fill in the cell, or export the register anew";
        return Err(export.refused(
            row,
            RegisterField::OpenedOn,
            "the issue was not opened by the day of the export",
            help,
        ));
    };
    let closed = export.past(row, RegisterField::ClosedOn)?;
    let (blocked, hours) =
        (export.number(row, RegisterField::Blocked)?, export.number(row, RegisterField::Hours)?);
    let is_of_week = |on| days_between(on, export.as_of) < WEEK;
    counted.add_many(&spot, AccessMeasure::Open, 0);
    if is_of_week(opened) {
        counted.add(&spot, AccessMeasure::Opened);
    }
    if closed.is_some_and(is_of_week) {
        counted.add(&spot, AccessMeasure::Closed);
    }
    if closed.is_none_or(is_of_week) {
        counted.add_many(&spot, AccessMeasure::HoursLost, hours);
    }
    if closed.is_some() {
        return Ok(());
    }
    counted.add(&spot, AccessMeasure::Open);
    counted.add_many(&spot, AccessMeasure::Blocked, blocked);
    if days_between(opened, export.as_of) > WEEK {
        counted.add(&spot, AccessMeasure::OpenWeek);
    }
    counted.to_do.push(ToDo {
        spot,
        step: Step::Solve,
        whom: ticket,
        level: String::new(),
        why: "people are waiting for it".to_owned(),
        since: Some(opened),
    });
    Ok(())
}
