//! Series of meetings, a page each, the actions that meetings agreed on, and what they say on the pages of others.

mod one;
mod tables;

use serde::Serialize;

use crate::kit::id::{PersonId, VendorId};
use crate::kit::source::Place;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::meeting::address::MeetingPage;
use crate::subject::meeting::figures::{MeetingState, action_state};
use crate::subject::meeting::record::Meeting;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::Table;
use crate::subject::text::piece::{Html, Inline};

pub use tables::{Agreed, link};

/// A series with how it stands.
pub type Known<'a> = (&'a Meeting, &'a MeetingState);

/// `templates/meetings.html`.
#[derive(Serialize)]
struct MeetingsView {
    lede: Html,
    series: Table,
    decided: Table,
}

/// `templates/meeting_actions.html`.
#[derive(Serialize)]
struct ActionsView {
    lede: Html,
    open: Table,
    done: Table,
}

/// Its pages: none in a book without meetings.
pub fn pages(context: &PageContext<'_>) -> Vec<MeetingPage> {
    let all = context.report.meetings.keys();
    if all.len() == 0 {
        return Vec::new();
    }
    let fixed = [MeetingPage::All, MeetingPage::Actions];
    fixed.into_iter().chain(all.map(|id| MeetingPage::One(id.clone()))).collect()
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &MeetingPage) -> Option<Page<Shown>> {
    Some(match address {
        MeetingPage::All => index(context, route).shown("meetings.html"),
        MeetingPage::Actions => actions(context, route).shown("meeting_actions.html"),
        MeetingPage::One(id) => one::page(context, route, id)?.shown("meeting.html"),
    })
}

/// The meetings of a vendor, those that a person sees to, and what both have to do of what was agreed on; in an issue, what was missed.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let mut own = known(context);
    match on {
        Route::Vendor(id) => own.retain(|(meeting, _)| is_with(meeting, id)),
        Route::Person(id) => own.retain(|(meeting, _)| *meeting.owner == *id),
        on => match on.issue_of() {
            Some(period) => {
                own.retain(|(_, state)| state.is_missed() || state.missed_in(period).next().is_some());
            }
            None => return Vec::new(),
        },
    }
    let mut blocks = Vec::new();
    if !own.is_empty() {
        let note = vec![Inline::link(&Route::Meeting(MeetingPage::All), "All meetings")];
        let (heading, caption) = match on.is_issue() {
            true => ("Meetings missed", "Meetings that were not held"),
            false => ("Meetings", "Meetings, those that were missed first"),
        };
        let table = match on.issue_of() {
            Some(period) => tables::missed(context, own, period, ("meetings", caption)),
            None => tables::series(context, own, ("meetings", caption), evidence),
        };
        blocks.push(Offered { id: "meetings", heading, note, table });
    }
    let mut open = agreed(context);
    open.retain(|one| !one.state.is_done);
    match on {
        Route::Vendor(id) => open.retain(|one| is_with(one.meeting, id)),
        Route::Person(id) => open.retain(|one| is_of(one, id)),
        _ => open.clear(),
    }
    if !open.is_empty() {
        let note = vec![Inline::link(&Route::Meeting(MeetingPage::Actions), "All actions from meetings")];
        let table = tables::actions(
            context,
            open,
            ("meeting-actions", "What meetings agreed on, due first"),
            evidence,
        );
        blocks.push(Offered { id: "meeting-actions", heading: "Agreed in meetings", note, table });
    }
    blocks
}

fn is_with(meeting: &Meeting, vendor: &VendorId) -> bool {
    meeting.vendor.as_ref().is_some_and(|own| **own == *vendor)
}

/// Theirs to do, or agreed on in a meeting that they see to.
fn is_of(one: &Agreed<'_>, person: &PersonId) -> bool {
    one.action.owner.as_str() == person.as_str() || *one.meeting.owner == *person
}

/// Missed first, then by the day on which the next is due.
pub fn known<'a>(context: &PageContext<'a>) -> Vec<Known<'a>> {
    let report = context.report;
    let states = report.meetings.iter();
    let mut known: Vec<Known<'a>> =
        states.filter_map(|(id, state)| Some((report.register.meetings.get(id)?, state))).collect();
    known.sort_by_key(|(meeting, state)| {
        (!state.is_missed(), state.due_on.is_none(), state.due_on, meeting.id.clone())
    });
    known
}

/// Everything that meetings agreed on by the as-of date beside the actions of plans, due first.
pub fn agreed<'a>(context: &PageContext<'a>) -> Vec<Agreed<'a>> {
    let register = context.report.register;
    let as_of = register.as_of();
    let mut agreed = Vec::new();
    for (meeting, _) in known(context) {
        for held in meeting.held.iter().filter(|held| *held.on <= as_of) {
            agreed.extend(held.own_actions.iter().map(|action| Agreed {
                meeting,
                held,
                action,
                state: action_state(action, as_of),
            }));
        }
    }
    agreed.sort_by_key(|one| (*one.action.due_on, one.meeting.id.clone()));
    agreed
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<MeetingsView> {
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let view = MeetingsView {
        lede: lede(context, ours),
        series: tables::series(
            context,
            known(context),
            ("meeting-series", "Series, those that were missed first"),
            ours,
        )
        .titled(),
        decided: tables::held(context, known(context), ("meetings-held", "Held, latest first"))
            .titled()
            .empty("No meeting was held yet.", ""),
    };
    Page::new("Meetings", view, Some(evidence.finish()))
}

/// `5 series are kept; 1 of them was missed. 3 actions are open, 1 of them late.`
fn lede(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Html {
    let known = known(context);
    let running: Vec<&Place> =
        known.iter().filter(|(_, state)| state.due_on.is_some()).map(|(meeting, _)| &meeting.place).collect();
    let missed: Vec<&Place> =
        known.iter().filter(|(_, state)| state.is_missed()).map(|(meeting, _)| &meeting.place).collect();
    let words = if running.len() == 1 { " series of meetings runs" } else { " series of meetings run" };
    let mut said = match running.is_empty() {
        true => Html::from("No series of meetings runs"),
        false => Html::from(evidence.count(&["meetings", "running"], running)).then(words),
    };
    if !missed.is_empty() {
        let words = if missed.len() == 1 { " of them was missed" } else { " of them were missed" };
        said = said.then("; ").then(evidence.count(&["meetings", "missed"], missed)).then(words);
    }
    said.then(". ").then(actions_told(context, evidence))
}

/// `3 actions are open, 1 of them late.`
fn actions_told(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Html {
    let agreed = agreed(context);
    let open: Vec<&Place> =
        agreed.iter().filter(|one| !one.state.is_done).map(|one| &one.action.id.place).collect();
    let late: Vec<&Place> =
        agreed.iter().filter(|one| one.state.is_overdue()).map(|one| &one.action.id.place).collect();
    if open.is_empty() {
        return "Nothing that a meeting agreed on is open.".into();
    }
    let words = if open.len() == 1 { " action is open" } else { " actions are open" };
    let mut said = Html::from(evidence.count(&["meeting-actions", "open"], open)).then(words);
    if !late.is_empty() {
        said =
            said.then(", ").then(evidence.count(&["meeting-actions", "overdue"], late)).then(" of them late");
    }
    said.then(".")
}

fn actions(context: &PageContext<'_>, route: &Route) -> Page<ActionsView> {
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let (done, open): (Vec<Agreed<'_>>, Vec<Agreed<'_>>) =
        agreed(context).into_iter().partition(|one| one.state.is_done);
    let view = ActionsView {
        lede: actions_told(context, ours),
        open: tables::actions(context, open, ("open-actions", "Open, due first"), ours)
            .titled()
            .empty("Nothing is open.", "Actions of plans stand on the page of actions."),
        done: tables::actions(context, done, ("done-actions", "Done"), ours)
            .titled()
            .empty("Nothing was done yet.", ""),
    };
    Page::new("Actions from meetings", view, Some(evidence.finish()))
}
