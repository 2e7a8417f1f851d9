//! The actions of a plan as they were to be done and as they were: a plan that slips is seen to slip.

use jiff::civil::Date;
use serde::Serialize;

use crate::kit::picture::axis::{day_number, months};
use crate::kit::picture::burnup::{Burnup, steps};
use crate::kit::picture::timeline::{Day, Tick};
use crate::subject::history::{Slip, slips};
use crate::subject::plan::figures::plan::closed_on;
use crate::subject::plan::record::{Action, Plan};
use crate::subject::shell::PageContext;
use crate::subject::text::label::Label;
use crate::subject::text::piece::Html;
use crate::subject::wording::phrase;

/// Actions that a line has to have before its steps tell more than the table does.
const LEAST: usize = 4;

#[derive(Serialize)]
pub struct Progress {
    picture: Html,
    label: Label,
    /// Whether a due date moved, so that there is a third line.
    moved: bool,
}

/// `None` of a plan with few actions.
pub fn progress(context: &PageContext<'_>, plan: &Plan) -> Option<Progress> {
    if plan.actions.len() < LEAST {
        return None;
    }
    let register = context.report.register;
    let as_of = register.as_of();
    let found = *plan.detected_on;
    let sorted = |days: &mut dyn Iterator<Item = Date>| {
        let mut days: Vec<Date> = days.collect();
        days.sort_unstable();
        days
    };
    let due = sorted(&mut plan.actions.iter().map(|action| *action.due_on));
    let first = sorted(&mut plan.actions.iter().map(|action| first_due(context, plan, action)));
    let done = plan.actions.iter().filter_map(|action| action.done_on.as_deref().copied());
    let done = sorted(&mut done.filter(|on| *on <= as_of));
    let all = || due.iter().chain(&first).chain(&done).copied();
    let start = all().chain([found]).min()?;
    let until = closed_on(register, plan).unwrap_or(as_of);
    let end = all().chain([until]).max()?;
    let numbers = |days: &[Date]| days.iter().map(|day| day_number(*day)).collect::<Vec<Day>>();
    let line = |days: &[Date], to: Date| steps(day_number(start), &numbers(days), day_number(to));
    let moved = first != due;
    let ticks = months(start, end);
    let ticks: Vec<Tick<'_>> = ticks.iter().map(|(day, label)| Tick { day: *day, label }).collect();
    let label = format!("{}: actions done and planned by date", *plan.title);
    let today = format!("as of {}", phrase::short_day(as_of));
    let picture = Html::picture(&Burnup {
        label: &label,
        range: (day_number(start), day_number(end)),
        ticks: &ticks,
        delivered: &line(&done, until),
        planned: &line(&due, end),
        before: &if moved { line(&first, end) } else { Vec::new() },
        total: None,
        forecast: None,
        as_of: (as_of <= end).then_some((day_number(as_of), today.as_str())),
    });
    Some(Progress { picture, label: Label::named(label), moved })
}

/// When an action was first to be done.
fn first_due(context: &PageContext<'_>, plan: &Plan, action: &Action) -> Date {
    let found = slips(context.history, plan, action.id.as_str(), context.report.register.as_of());
    let before = found.first().and_then(|slip| match slip {
        Slip::Recorded(change) => change.before.parse().ok(),
        Slip::Logged(entry) => entry.due_was_on.as_deref().copied(),
    });
    before.unwrap_or(*action.due_on)
}
