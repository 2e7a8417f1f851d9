//! Escalations: those that run with their clocks, a page each, and what they say on the pages of others.

mod one;

use serde::Serialize;

use crate::kit::calendar::day_label;
use crate::kit::picture::exempt::Exempt;
use crate::subject::block::Offered;
use crate::subject::escalation::address::EscalationPage;
use crate::subject::escalation::figures::{EscalationState, StepState};
use crate::subject::escalation::record::Escalation;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::meeting::page::link as meeting_link;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::names;

/// An escalation with how it stands.
pub type Known<'a> = (&'a Escalation, &'a EscalationState);

/// `templates/escalations.html`.
#[derive(Serialize)]
struct EscalationsView {
    lede: Html,
    open: Table,
    closed: Table,
    ladder: Table,
}

/// Its pages: none in a book without escalations.
pub fn pages(context: &PageContext<'_>) -> Vec<EscalationPage> {
    let all = context.report.escalations.keys();
    let index = (all.len() > 0).then_some(EscalationPage::All);
    index.into_iter().chain(all.map(|id| EscalationPage::One(id.clone()))).collect()
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &EscalationPage) -> Option<Page<Shown>> {
    Some(match address {
        EscalationPage::All => index(context, route).shown("escalations.html"),
        EscalationPage::One(id) => one::page(context, route, id)?.shown("escalation.html"),
    })
}

/// Those of a vendor and of a site, those that a person raised or has to answer, and in an issue those that ran in its days.
pub fn offered(context: &PageContext<'_>, on: &Route, _: &mut Evidence<'_>) -> Vec<Offered> {
    let register = context.report.register;
    let mut own = known(context);
    match on {
        Route::Vendor(id) => own.retain(|(one, _)| *one.vendor == *id),
        Route::Site(id) => own.retain(|(one, _)| one.site.as_ref().is_some_and(|site| **site == *id)),
        Route::Person(id) => own.retain(|(one, state)| {
            let step = state.now().and_then(|now| register.settings.escalation_steps.get(now.step));
            let answers = step.and_then(|step| step.person.as_ref()).is_some_and(|of| **of == *id);
            !state.is_closed && (answers || *one.raised_by == *id)
        }),
        on => match on.issue_of() {
            Some(period) => own.retain(|(one, state)| {
                let closed = one.closed_on.as_deref().filter(|_| state.is_closed);
                closed.is_none_or(|on| period.contains(*on))
            }),
            None => return Vec::new(),
        },
    }
    if own.is_empty() {
        return Vec::new();
    }
    let note = vec![Inline::link(&Route::Escalation(EscalationPage::All), "All escalations")];
    let table = table(context, own, ("escalations", "Escalations, those that run first"));
    vec![Offered { id: "escalations", heading: "Escalations", note, table }]
}

/// Those that run first: overdue ones, then by the clock; closed ones behind, the latest first.
pub fn known<'a>(context: &PageContext<'a>) -> Vec<Known<'a>> {
    let report = context.report;
    let states = report.escalations.iter();
    let mut known: Vec<Known<'a>> =
        states.filter_map(|(id, state)| Some((report.register.escalations.get(id)?, state))).collect();
    known.sort_by_key(|(one, state)| {
        let closed = one.closed_on.as_deref().copied().filter(|_| state.is_closed);
        (
            state.is_closed,
            !state.is_overdue(),
            state.now().map(|now| now.due_on),
            std::cmp::Reverse(closed),
            one.id.clone(),
        )
    });
    known
}

/// An escalation, as a link to its page.
pub fn link(one: &Escalation) -> Inline {
    let page = Route::Escalation(EscalationPage::One(one.id.clone()));
    Inline::link(&page, &*one.title).because(Exempt::Quoted)
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<EscalationsView> {
    let mut evidence = Evidence::new(context, route);
    let (closed, open): (Vec<Known<'_>>, Vec<Known<'_>>) =
        known(context).into_iter().partition(|(_, state)| state.is_closed);
    let view = EscalationsView {
        lede: lede(&open, &mut evidence),
        open: table(context, open, ("open-escalations", "Running, overdue ones first"))
            .titled()
            .empty("No escalation runs.", "One appears here with its first file under data/escalations."),
        closed: table(context, closed, ("closed-escalations", "Closed, latest first"))
            .titled()
            .empty("No escalation was closed yet.", ""),
        ladder: ladder(context, &mut evidence),
    };
    Page::new("Escalations", view, Some(evidence.finish()))
}

/// `2 escalations run, 1 of them past a clock.`
fn lede(open: &[Known<'_>], evidence: &mut Evidence<'_>) -> Html {
    if open.is_empty() {
        return "No escalation runs.".into();
    }
    let count = evidence.count(&["escalations", "open"], open.iter().map(|(one, _)| &one.place));
    let mut said =
        Html::from(count).then(if open.len() == 1 { " escalation runs" } else { " escalations run" });
    let late: Vec<_> =
        open.iter().filter(|(_, state)| state.is_overdue()).map(|(one, _)| &one.place).collect();
    if !late.is_empty() {
        let count = evidence.count(&["escalations", "overdue"], late);
        said = said.then(", ").then(count).then(" of them past a clock");
    }
    said.then(".")
}

pub fn table(
    context: &PageContext<'_>,
    of: Vec<Known<'_>>,
    (name, caption): (&'static str, &'static str),
) -> Table {
    let register = context.report.register;
    Columns::over(of, &mut ())
        .column("Escalation", "", |(one, _), _| {
            Cell::head(link(one)).under(names::party(context, &one.vendor, one.site.as_deref()))
        })
        .column("About", "", |(one, _), _| about(context, one).into())
        .column("Raised", "tight", |(one, _), _| {
            Cell::day(*one.raised_on).under([names::person(context, &one.raised_by)])
        })
        .column("Who answers", "", |(_, state), _| {
            let Some(now) = state.now() else { return Cell::dash() };
            let Some(step) = register.settings.escalation_steps.get(now.step) else { return Cell::dash() };
            Cell::new(Inline::words(step.title.as_str()).because(Exempt::Quoted))
                .under([Inline::dated(format!("by {}", day_label(now.due_on)))])
        })
        .column("State", "tight", |(one, state), _| {
            let on = one.closed_on.as_deref().filter(|_| state.is_closed);
            let on = on.map(|on| Inline::dated(day_label(*on)));
            Cell::new(standing(state)).under(on.into_iter().collect::<Vec<_>>())
        })
        .column("Decision", "", |(one, _), _| match &one.decision {
            Some(decision) => names::decision(context, decision).into(),
            None => Cell::dash(),
        })
        .table(name, caption)
}

pub fn standing(state: &EscalationState) -> Inline {
    if state.is_closed {
        Inline::chip("good", "Closed")
    } else if state.is_overdue() {
        Inline::chip("bad", "Past a clock")
    } else if state.now().is_some() {
        Inline::chip("near", "Clock runs")
    } else {
        Inline::chip("plain", "Answered, open")
    }
}

/// What it is about, each as a link.
pub fn about(context: &PageContext<'_>, one: &Escalation) -> Vec<Inline> {
    let register = context.report.register;
    let meeting = one.meeting.as_ref().and_then(|id| register.meetings.get(&**id)).map(meeting_link);
    let plan = one.plan.as_ref().filter(|id| register.plans.contains_key(&***id));
    let plan = plan.map(|id| names::plan(context, id));
    let levels = one.service_levels.iter().map(|level| names::service_level(context, &level.0, &level.1));
    let mut line = Vec::new();
    for piece in levels.chain(meeting).chain(plan) {
        if !line.is_empty() {
            line.push(Inline::literal("; "));
        }
        line.push(piece);
    }
    if line.is_empty() { vec![Inline::literal("the vendor as a whole")] } else { line }
}

/// The steps of the book, each with its clock.
fn ladder(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let steps = &context.report.register.settings.escalation_steps;
    Columns::over(steps, evidence)
        .column("Step", "", |step, _| Cell::head(Inline::words(step.title.as_str()).because(Exempt::Quoted)))
        .column("Answers within", "tight", |step, evidence| one::clock(step, evidence).into())
        .column("For the team", "", |step, _| match &step.person {
            Some(person) => names::person(context, person).into(),
            None => Cell::dash(),
        })
        .table("ladder", "The ladder")
        .titled()
}

/// How a step stands, as a mark.
fn mark(step: &StepState, is_closed: bool) -> Inline {
    match (step.answer.is_some(), step.late_days > 0) {
        (true, false) => Inline::mark("met", "answered in time"),
        (true, true) => Inline::mark("missed", "answered late"),
        (false, true) => Inline::mark("missed", "not answered in time"),
        (false, false) if is_closed => Inline::mark("none", "closed before"),
        (false, false) => Inline::mark("running", "clock runs"),
    }
}
