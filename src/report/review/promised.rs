//! What was promised for the quarter, and whether it was kept: actions of plans and of meetings that were due in it.

use jiff::civil::Date;

use crate::kit::id::VendorId;
use crate::kit::picture::exempt::Exempt;
use crate::report::review::quarters::Quarter;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::meeting::page::{agreed, link};
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::names;

/// An action with what it came of.
struct Promise {
    title: Inline,
    of: Vec<Inline>,
    owner: Inline,
    due_on: Date,
    done_on: Option<Date>,
}

/// Due first.
pub fn table(then: &PageContext<'_>, vendor: &VendorId, quarter: &Quarter, _: &mut Evidence<'_>) -> Table {
    let register = then.report.register;
    let by_then = |on: Option<&Date>| on.copied().filter(|on| *on <= quarter.on);
    let mut promises = Vec::new();
    for plan in register.plans.values().filter(|plan| *plan.vendor == *vendor) {
        for action in plan.actions.iter().filter(|action| quarter.period.contains(*action.due_on)) {
            let key = (plan.id.clone(), action.id.value.clone());
            let Some(title) = names::action(then, &key) else { continue };
            promises.push(Promise {
                title,
                of: vec![names::plan(then, &plan.id)],
                owner: names::owner(then, &action.owner),
                due_on: *action.due_on,
                done_on: by_then(action.done_on.as_deref()),
            });
        }
    }
    for one in agreed(then) {
        let is_ours = one.meeting.vendor.as_ref().is_some_and(|of| **of == *vendor);
        if is_ours && quarter.period.contains(*one.action.due_on) {
            promises.push(Promise {
                title: Inline::words(one.action.title.as_str()).because(Exempt::Quoted),
                of: vec![link(one.meeting)],
                owner: names::owner(then, &one.action.owner),
                due_on: *one.action.due_on,
                done_on: by_then(one.action.done_on.as_deref()),
            });
        }
    }
    promises.sort_by_key(|one| one.due_on);
    Columns::over(promises, &mut ())
        .column("Promised", "", |one, _| Cell::head(one.title.clone()).under(one.of.clone()))
        .column("Owner", "", |one, _| one.owner.clone().into())
        .column("Due", "tight", |one, _| Cell::day(one.due_on))
        .column("Done", "tight", |one, _| one.done_on.map_or_else(Cell::dash, Cell::day))
        .column("Kept", "tight", |one, _| {
            match one.done_on {
                Some(on) if on <= one.due_on => Inline::mark("met", "kept"),
                Some(_) => Inline::mark("running", "kept late"),
                None => Inline::mark("missed", "not kept"),
            }
            .into()
        })
        .table("promised", "Actions that were due in the quarter")
        .empty("Nothing was promised for this quarter.", "")
}
