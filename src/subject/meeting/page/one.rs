//! A series of meetings: its windows, the meetings that were held, and what they agreed on.

use serde::Serialize;

use crate::kit::calendar::day_label;
use crate::kit::diag::plural;
use crate::kit::id::MeetingId;
use crate::kit::number::Decimal;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::meeting::address::MeetingPage;
use crate::subject::meeting::figures::{MeetingState, Standing};
use crate::subject::meeting::page::tables::{self, anchor};
use crate::subject::meeting::page::{Known, agreed};
use crate::subject::meeting::record::{Held, Meeting};
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Inline, listed};
use crate::subject::wording::names;

/// `templates/meeting.html`.
#[derive(Serialize)]
pub struct MeetingView {
    status: Vec<Inline>,
    facts: Vec<Fact>,
    held: Table,
    actions: Table,
    windows: Table,
    raised: Vec<Inline>,
    source: Vec<Inline>,
}

pub fn page(context: &PageContext<'_>, route: &Route, id: &MeetingId) -> Option<Page<MeetingView>> {
    let known: Known<'_> = (context.report.register.meetings.get(id)?, context.report.meetings.get(id)?);
    let (meeting, state) = known;
    let mut evidence = Evidence::new(context, route);
    let mut own = agreed(context);
    own.retain(|one| one.meeting.id == *id);
    let view = MeetingView {
        status: vec![tables::standing(state)],
        facts: facts(context, known, &mut evidence),
        held: held(context, meeting),
        actions: tables::actions(context, own, ("agreed", "What was agreed on, due first"), &mut evidence)
            .titled(),
        windows: windows(meeting, state),
        raised: raised(context, id),
        source: vec![names::place(context, &meeting.place)],
    };
    let title = Label::because(Exempt::Quoted, meeting.title.as_str());
    let page = Page::new(title, view, Some(evidence.finish()));
    Some(Page { above: vec![Link::to(&Route::Meeting(MeetingPage::All), "Meetings")], ..page })
}

fn facts(context: &PageContext<'_>, (meeting, state): Known<'_>, evidence: &mut Evidence<'_>) -> Vec<Fact> {
    let with = match &meeting.vendor {
        Some(vendor) => names::vendor(context, vendor),
        None => Inline::literal("internal"),
    };
    let days = *meeting.every_days;
    let place = Some(&meeting.every_days.place);
    let number = evidence.quoted(&[], [("every-days", Decimal::from_int(days.into()), place)]);
    let mut facts = vec![
        Fact::new("With", with),
        Fact::new("Kind", meeting.kind.label()),
        Fact::new("Held every", Inline::words(plural(days as usize, "day")).of(number)),
        Fact::new("Since", Inline::dated(day_label(*meeting.starts_on))),
    ];
    if let Some(on) = state.due_on {
        facts.push(Fact::new("Next by", Inline::dated(day_label(on))));
    }
    if let Some(on) = meeting.next_on.as_deref().filter(|on| **on > context.report.register.as_of()) {
        facts.push(Fact::new("Planned for", Inline::dated(day_label(*on))));
    }
    if let Some(kept) = tables::kept(meeting, state, evidence) {
        facts.push(Fact::new("Kept", Inline::from(kept)));
    }
    facts.push(Fact::new("Owner", names::person(context, &meeting.owner)));
    if !meeting.roles.is_empty() {
        let roles = meeting.roles.iter().map(|role| Inline::words(role.as_str()).because(Exempt::Name));
        facts.push(Fact::new("Attended by", listed(roles)));
    }
    facts
}

/// Latest first.
fn held(context: &PageContext<'_>, meeting: &Meeting) -> Table {
    let as_of = context.report.register.as_of();
    let held = meeting.held.iter().rev().filter(|held| *held.on <= as_of);
    Columns::over(held, &mut ())
        .anchored(|held: &&Held| anchor(held))
        .column("Held on", "tight", |held, _| Cell { head: true, ..Cell::day(*held.on) })
        .column("What it came to", "", |held, _| {
            let minutes = Inline::words(held.minutes.as_str()).because(Exempt::Quoted).led_by("Minutes: ");
            match &held.summary {
                Some(summary) => {
                    Cell::new(Inline::words(summary.as_str()).because(Exempt::Quoted)).under([minutes])
                }
                None => minutes.into(),
            }
        })
        .column("Decisions", "", |held, _| tables::decisions(context, held))
        .column("Actions", "", |held, _| tables::set_going(context, meeting, held))
        .table("held", "Meetings that were held, latest first")
        .titled()
        .empty("It was not held yet.", "")
}

/// Newest first.
fn windows(meeting: &Meeting, state: &MeetingState) -> Table {
    let windows = state.windows.iter().rev().take(SHOWN);
    Columns::over(windows, &mut ())
        .column("From", "tight", |window, _| Cell { head: true, ..Cell::day(window.first) })
        .column("To", "tight", |window, _| Cell::day(window.last))
        .column("Held on", "tight", |window, _| match window.held.and_then(|at| meeting.held.get(at)) {
            Some(held) => Cell::day(*held.on),
            None => Cell::dash(),
        })
        .column("Result", "tight", |window, _| {
            match window.standing {
                Standing::Kept => Inline::mark("met", "kept"),
                Standing::Missed => Inline::mark("missed", "missed"),
                Standing::Running => Inline::mark("running", "not over"),
            }
            .into()
        })
        .table("windows", "Windows, newest first")
        .titled()
}

/// Windows that are listed.
const SHOWN: usize = 26;

/// Escalations that it set off, each as a link.
fn raised(context: &PageContext<'_>, id: &MeetingId) -> Vec<Inline> {
    let register = context.report.register;
    let is_ours = |one: &&crate::subject::escalation::record::Escalation| {
        *one.raised_on <= register.as_of() && one.meeting.as_ref().is_some_and(|named| **named == *id)
    };
    let mut line = Vec::new();
    for one in register.escalations.values().filter(is_ours) {
        if !line.is_empty() {
            line.push(Inline::literal("; "));
        }
        let page = crate::subject::escalation::address::EscalationPage::One(one.id.clone());
        line.push(Inline::link(&Route::Escalation(page), &*one.title).because(Exempt::Quoted));
        line.push(Inline::dated(format!(", raised {}", day_label(*one.raised_on))));
    }
    line
}
