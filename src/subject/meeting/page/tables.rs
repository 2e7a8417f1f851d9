//! Tables of meetings.

use crate::kit::calendar::{day_label, days_between};
use crate::kit::diag::plural;
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::meeting::address::MeetingPage;
use crate::subject::meeting::figures::{ActionState, MeetingState, Standing};
use crate::subject::meeting::page::Known;
use crate::subject::meeting::record::{Held, Meeting, MeetingAction};
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::{names, phrase};

/// An action that a meeting agreed on.
#[derive(Clone, Copy)]
pub struct Agreed<'a> {
    pub meeting: &'a Meeting,
    pub held: &'a Held,
    pub action: &'a MeetingAction,
    pub state: ActionState,
}

/// A series, as a link to its page.
pub fn link(meeting: &Meeting) -> Inline {
    let page = Route::Meeting(MeetingPage::One(meeting.id.clone()));
    Inline::link(&page, &*meeting.title).because(Exempt::Quoted)
}

/// A meeting that was held, as a link to its row on the page of its series.
fn held_link(meeting: &Meeting, held: &Held) -> Inline {
    let page = Route::Meeting(MeetingPage::One(meeting.id.clone()));
    Inline::anchor(&page, &anchor(held), day_label(*held.on)).dated()
}

/// Anchor of a meeting on the page of its series.
pub fn anchor(held: &Held) -> String {
    format!("held-{}", *held.on)
}

/// Anchor of what a meeting agreed on, on every page that lists it.
fn agreed_anchor(meeting: &Meeting, action: &MeetingAction) -> String {
    names::action_anchor(&format!("{}-{}", meeting.id, action.id.as_str()))
}

/// Series: how often, when last, by when again, and how many windows were kept.
pub fn series(
    context: &PageContext<'_>,
    of: Vec<Known<'_>>,
    (name, caption): (&'static str, &'static str),
    evidence: &mut Evidence<'_>,
) -> Table {
    let as_of = context.report.register.as_of();
    Columns::over(of, evidence)
        .column("Meeting", "", |(meeting, _), _| {
            Cell::head(link(meeting)).under([Inline::from(meeting.kind.label())])
        })
        .column("With", "", |(meeting, _), _| match &meeting.vendor {
            Some(vendor) => names::vendor(context, vendor).into(),
            None => Inline::quiet("internal").into(),
        })
        .column("Every", "tight", |(meeting, _), evidence| {
            let days = *meeting.every_days;
            let place = Some(&meeting.every_days.place);
            let number = evidence.quoted(&[], [("every-days", Decimal::from_int(days.into()), place)]);
            let words = Inline::words(plural(days as usize, "day")).of(number);
            Cell::new(words).key(days)
        })
        .column("Last held", "tight", move |(meeting, state), evidence| {
            let Some(held) = state.last.and_then(|at| meeting.held.get(at)) else {
                return Inline::quiet("never").into();
            };
            let age = days_between(*held.on, as_of);
            let number = evidence.age(age, [("on", &held.on)]);
            let ago = match age {
                0 => Inline::literal("today"),
                age => {
                    Inline::words(format!("{} ago", plural(age.unsigned_abs() as usize, "day"))).of(number)
                }
            };
            Cell::new(held_link(meeting, held)).under([ago]).key(*held.on)
        })
        .column("Next by", "tight", |(meeting, state), _| {
            let planned = meeting.next_on.as_deref().filter(|on| **on > as_of);
            let planned = planned.map(|on| Inline::dated(format!("planned for {}", day_label(*on))));
            match state.due_on {
                Some(on) => Cell::day(on).under(planned.into_iter().collect::<Vec<_>>()),
                None => Inline::quiet("ended").into(),
            }
        })
        .column("Kept", "num", |(meeting, state), evidence| {
            kept(meeting, state, evidence).map_or_else(Cell::dash, Cell::from)
        })
        .column("State", "tight", |(_, state), _| standing(state).into())
        .column("Owner", "", |(meeting, _), _| names::person(context, &meeting.owner).into())
        .table(name, caption)
}

/// Series of which a meeting was not held in a period, or has not been held since before it.
pub fn missed(
    context: &PageContext<'_>,
    of: Vec<Known<'_>>,
    period: Period,
    (name, caption): (&'static str, &'static str),
) -> Table {
    let as_of = context.report.register.as_of();
    Columns::over(of, &mut ())
        .column("Meeting", "", |(meeting, _), ()| {
            Cell::head(link(meeting)).under([Inline::from(meeting.kind.label())])
        })
        .column("With", "", |(meeting, _), ()| match &meeting.vendor {
            Some(vendor) => names::vendor(context, vendor).into(),
            None => Inline::quiet("internal").into(),
        })
        .column("Not held", "", move |(_, state), ()| {
            let newest = state.missed_in(period).last().or(state.missed_since().last());
            newest.map_or_else(Cell::dash, |window| {
                let words = format!("{} to {}", day_label(window.first), day_label(window.last));
                Cell::new(Inline::dated(words)).key(window.last)
            })
        })
        .column("Last held", "tight", |(meeting, state), ()| {
            match state.last.and_then(|at| meeting.held.get(at)) {
                Some(held) => Cell::new(held_link(meeting, held)).key(*held.on),
                None => Inline::quiet("never").into(),
            }
        })
        .column("Next by", "tight", move |(meeting, state), ()| {
            let planned = meeting.next_on.as_deref().filter(|on| **on > as_of);
            let planned = planned.map(|on| Inline::dated(format!("planned for {}", day_label(*on))));
            match state.due_on {
                Some(on) => Cell::day(on).under(planned.into_iter().collect::<Vec<_>>()),
                None => Inline::quiet("ended").into(),
            }
        })
        .column("Since", "tight", |(_, state), ()| match state.is_missed() {
            true => Inline::chip("bad", "Not held since").into(),
            false => Inline::chip("good", "Held since").into(),
        })
        .column("Owner", "", |(meeting, _), ()| names::person(context, &meeting.owner).into())
        .table(name, caption)
}

/// The share of windows that were kept; `None` before one was over or kept.
pub fn kept(meeting: &Meeting, state: &MeetingState, evidence: &mut Evidence<'_>) -> Option<FigureRef> {
    let kept: Vec<_> =
        state.with(Standing::Kept).filter_map(|window| meeting.held.get(window.held?)).collect();
    let all = kept.len() + state.with(Standing::Missed).count();
    let share = phrase::share(Decimal::count(kept.len()), Decimal::count(all))?;
    let shown = phrase::percent(share);
    let every = Decimal::from_int((*meeting.every_days).into());
    let number = evidence
        .figure(&shown, share, "meetings-kept")
        .note("series", &[meeting.id.as_str()])
        .dates([("starts-on", &meeting.starts_on)])
        .settings([("every-days", every, Some(&meeting.every_days.place))])
        .records(kept.into_iter().map(|held| &held.on.place))
        .done();
    Some(FigureRef::new(number, share, shown))
}

pub fn standing(state: &MeetingState) -> Inline {
    if state.due_on.is_none() {
        Inline::chip("plain", "Ended")
    } else if state.is_missed() {
        Inline::chip("bad", "Missed")
    } else {
        Inline::chip("good", "Kept")
    }
}

/// Meetings that were held, latest first: what they decided and set going.
pub fn held(
    context: &PageContext<'_>,
    of: Vec<Known<'_>>,
    (name, caption): (&'static str, &'static str),
) -> Table {
    let as_of = context.report.register.as_of();
    let all = of.into_iter().flat_map(|(meeting, _)| meeting.held.iter().map(move |held| (meeting, held)));
    let mut all: Vec<(&Meeting, &Held)> = all.filter(|(_, held)| *held.on <= as_of).collect();
    all.sort_by_key(|(meeting, held)| (std::cmp::Reverse(*held.on), meeting.id.clone()));
    all.truncate(SHOWN);
    Columns::over(all, &mut ())
        .column("Meeting", "", |(meeting, held), _| {
            Cell::head(held_link(meeting, held)).under([link(meeting)]).key(*held.on)
        })
        .column("What it came to", "", |(_, held), _| match &held.summary {
            Some(summary) => Inline::words(summary.as_str()).because(Exempt::Quoted).into(),
            None => Cell::dash(),
        })
        .column("Decisions", "", |(_, held), _| decisions(context, held))
        .column("Actions", "", |(meeting, held), _| set_going(context, meeting, held))
        .table(name, caption)
}

/// Meetings of all series that are listed.
const SHOWN: usize = 40;

pub fn decisions(context: &PageContext<'_>, held: &Held) -> Cell {
    if held.decisions.is_empty() {
        return Cell::dash();
    }
    let mut line = Vec::new();
    for id in &held.decisions {
        if !line.is_empty() {
            line.push(Inline::literal("; "));
        }
        line.push(names::decision(context, id));
    }
    line.into()
}

/// Actions of plans and its own.
pub fn set_going(context: &PageContext<'_>, meeting: &Meeting, held: &Held) -> Cell {
    let mut line = names::actions(context, held.actions.iter().map(|of| &of.value));
    let page = Route::Meeting(MeetingPage::One(meeting.id.clone()));
    for action in &held.own_actions {
        if !line.is_empty() {
            line.push(Inline::literal("; "));
        }
        let anchor = agreed_anchor(meeting, action);
        line.push(Inline::anchor(&page, &anchor, &*action.title).because(Exempt::Quoted));
    }
    if line.is_empty() { Cell::dash() } else { line.into() }
}

/// What meetings agreed on.
pub fn actions(
    context: &PageContext<'_>,
    of: Vec<Agreed<'_>>,
    (name, caption): (&'static str, &'static str),
    evidence: &mut Evidence<'_>,
) -> Table {
    Columns::over(of, evidence)
        .anchored(|one| agreed_anchor(one.meeting, one.action))
        .column("Action", "", |one, _| {
            let title = Inline::words(one.action.title.as_str()).because(Exempt::Quoted);
            Cell::head(title).under([
                link(one.meeting),
                Inline::literal(", "),
                held_link(one.meeting, one.held),
            ])
        })
        .column("Owner", "", |one, _| names::owner(context, &one.action.owner).into())
        .column("Due", "tight", |one, _| Cell::day(*one.action.due_on))
        .column("Age", "tight", |one, evidence| {
            let state = one.state;
            if state.is_done {
                return Inline::mark("met", "done").into();
            }
            let number = evidence.age(state.age_days, [("due-on", &one.action.due_on)]);
            Cell::new(phrase::age(state.age_days).of(number)).key(state.age_days)
        })
        .column("Done", "tight", |one, _| match &one.action.done_on {
            Some(on) if one.state.is_done => {
                let seen = one.action.evidence.as_ref();
                let seen = seen.map(|seen| Inline::words(seen.as_str()).because(Exempt::Quoted));
                Cell::day(**on).under(seen.into_iter().collect::<Vec<_>>())
            }
            _ => Cell::dash(),
        })
        .table(name, caption)
}
