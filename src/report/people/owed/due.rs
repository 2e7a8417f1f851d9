//! All that is due and overdue, whoever has to do it: what stands on the pages of people, and what roles at vendors own. One list, by the day.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use crate::kit::calendar::{add_days, day_label};
use crate::kit::diag::plural;
use crate::kit::picture::exempt::Exempt;
use crate::report::people::owed::{AHEAD, Owed, by_the_day, owed_by, owed_by_name};
use crate::subject::evidence::columns::Columns;
use crate::subject::meeting::page as meeting;
use crate::subject::plan::page::action::action_of;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{self, Html, Inline};
use crate::subject::visit::page as visit;
use crate::subject::wording::names;

/// Days that a week holds.
const WEEK: i32 = 7;

/// `templates/due.html`.
#[derive(Serialize)]
pub struct DueView {
    lede: Html,
    by_person: Table,
    overdue: Table,
    ahead: Table,
}

/// Something that somebody has to do, with its owners as the files write them: several go on one visit.
struct Duty {
    owners: Vec<String>,
    of: Owed,
}

/// What stands with somebody else already, who has to do it.
const SEEN_TO: [&str; 2] = ["Decision to bring", "Escalation to see answered"];

/// How much of the list is somebody's.
struct Share<'a> {
    owner: &'a str,
    overdue: usize,
    this_week: usize,
    later: usize,
    oldest: Option<Date>,
}

pub fn due_page(context: &PageContext<'_>) -> DueView {
    let as_of = context.report.register.as_of();
    let duties = duties(context);
    let is_late = |duty: &&Duty| duty.of.due.is_some_and(|due| due < as_of);
    let (late, ahead): (Vec<&Duty>, Vec<&Duty>) = duties.iter().partition(is_late);
    let mut shares: Vec<Share<'_>> =
        owners(&duties).into_iter().map(|who| share(as_of, &duties, who)).collect();
    shares.sort_by_key(|one| (std::cmp::Reverse(one.overdue), one.oldest, std::cmp::Reverse(one.this_week)));
    DueView {
        lede: lede(context, late.first().copied(), late.len(), ahead.len()),
        by_person: by_person(context, &shares),
        overdue: listed(context, &late, "overdue", "Overdue, the oldest first")
            .empty("Nothing is overdue.", "What passes its day without being done appears here."),
        ahead: listed(context, &ahead, "ahead", "Due within a month")
            .empty("Nothing falls due within a month.", "What has no day stands here last."),
    }
}

/// Of the book's people what they own; then of everybody else whom a file names as an owner.
fn duties(context: &PageContext<'_>) -> Vec<Duty> {
    let people = &context.report.register.settings.people;
    let of_people = people.values().map(|person| (person.id.as_str().to_owned(), owed_by(context, person)));
    let of_others = others(context).into_iter().map(|owner| {
        let owed = owed_by_name(context, &owner);
        (owner, owed)
    });
    let as_of = context.report.register.as_of();
    let mut duties: Vec<Duty> = Vec::new();
    for (owner, owed) in of_people.chain(of_others) {
        for of in by_the_day(as_of, owed).into_iter().filter(|one| !SEEN_TO.contains(&one.kind)) {
            match duties.iter_mut().find(|duty| is_same(&duty.of, &of) && !duty.owners.contains(&owner)) {
                Some(duty) => duty.owners.push(owner.clone()),
                None => duties.push(Duty { owners: vec![owner.clone()], of }),
            }
        }
    }
    duties.sort_by_key(|one| (one.of.due.is_none(), one.of.due));
    duties
}

/// Whether two people owe one and the same thing.
fn is_same(one: &Owed, other: &Owed) -> bool {
    let about = |of: &Owed| of.about.iter().map(|piece| piece.text().to_owned()).collect::<Vec<_>>();
    (one.due, one.kind) == (other.due, other.kind)
        && (one.what.href(), one.what.text()) == (other.what.href(), other.what.text())
        && about(one) == about(other)
}

/// Owners of what is open who are none of the book's people: roles at vendors.
fn others(context: &PageContext<'_>) -> BTreeSet<String> {
    let report = context.report;
    let actions = report.plans.actions.iter().filter(|state| !state.done);
    let actions = actions.filter_map(|state| Some(action_of(context, state)?.owner.as_str()));
    let agreed = meeting::agreed(context).into_iter().map(|one| one.action.owner.as_str());
    let found = visit::all_open(context).into_iter().map(|(_, finding, _)| finding.owner.as_str());
    let controls =
        report.register.hazards.values().flat_map(|one| &one.controls).map(|one| one.owner.as_str());
    let open = report.risks.iter().filter_map(|(id, state)| Some((report.register.risks.get(id)?, state)));
    let mitigations =
        open.flat_map(|(risk, state)| state.open_mitigations(risk)).map(|(one, _)| one.owner.as_str());
    let named = actions.chain(agreed).chain(found).chain(controls).chain(mitigations);
    named.filter(|owner| !report.register.settings.people.contains_key(*owner)).map(str::to_owned).collect()
}

fn owners(duties: &[Duty]) -> BTreeSet<&str> {
    duties.iter().flat_map(|duty| &duty.owners).map(String::as_str).collect()
}

fn share<'a>(as_of: Date, duties: &[Duty], owner: &'a str) -> Share<'a> {
    let own = || duties.iter().filter(|duty| duty.owners.iter().any(|who| who == owner));
    let overdue = own().filter_map(|duty| duty.of.due).filter(|due| *due < as_of).count();
    let week = as_of..=add_days(as_of, WEEK);
    let this_week = own().filter(|duty| duty.of.due.is_some_and(|due| week.contains(&due))).count();
    let oldest = own().filter_map(|duty| duty.of.due).filter(|due| *due < as_of).min();
    Share { owner, overdue, this_week, later: own().count() - overdue - this_week, oldest }
}

fn lede(context: &PageContext<'_>, oldest: Option<&Duty>, late: usize, ahead: usize) -> Html {
    let until = add_days(context.report.register.as_of(), AHEAD);
    let late = match oldest.and_then(|one| one.of.due) {
        Some(since) => {
            let verb = if late == 1 { "thing is" } else { "things are" };
            Html::exempt(Exempt::Rows, &format!("{late} {verb} overdue"))
                .then(Html::dated(&format!(", the oldest since {}", day_label(since))))
                .then(". ")
        }
        None => Html::from("Nothing is overdue. "),
    };
    let verb = if ahead == 1 { "falls" } else { "fall" };
    late.then(Html::exempt(Exempt::Rows, &format!("{} more {verb} due by ", plural(ahead, "thing"))))
        .then(Html::dated(&day_label(until)))
        .then(" or have no day.")
}

fn by_person(context: &PageContext<'_>, shares: &[Share<'_>]) -> Table {
    let count = |n: usize| match n {
        0 => Cell::new(Inline::quiet("0").because(Exempt::Rows)),
        n => Cell::new(Inline::words(n.to_string()).because(Exempt::Rows)),
    };
    Columns::over(shares, &mut ())
        .column("Who", "", |one, _| Cell::head(names::owner(context, one.owner)))
        .column("Overdue", "num", move |one, _| count(one.overdue))
        .column("Oldest", "tight", |one, _| one.oldest.map_or_else(Cell::dash, Cell::day))
        .column("Within a week", "num", move |one, _| count(one.this_week))
        .column("Later", "num", move |one, _| count(one.later))
        .table("due-by-person", "Who is late")
        .empty("Nobody has anything to do.", "What is overdue or falls due within a month is counted here.")
        .titled()
}

fn listed(context: &PageContext<'_>, duties: &[&Duty], name: &str, caption: &'static str) -> Table {
    Columns::over(duties, &mut ())
        .column("What", "", |one, _| Cell::head(one.of.what.clone()))
        .column("Kind", "tight", |one, _| Inline::literal(one.of.kind).into())
        .column("About", "", |one, _| one.of.about())
        .column("Who", "", |one, _| {
            let owners = one.owners.iter().map(|owner| names::owner(context, owner));
            Cell::new(piece::listed(owners))
        })
        .column("Due", "tight", |one, _| match one.of.due {
            Some(due) => Cell::day(due),
            None => Inline::quiet("no day").into(),
        })
        .table(name, caption)
        .filtered()
        .titled()
}
