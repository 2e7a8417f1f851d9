//! What was done about it, and what came: plans, actions, terms, decisions, escalations, incidents and visits, by their days.

use jiff::civil::Date;

use crate::core::settings::read::day_of;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::CommitIndex;
use crate::subject::clause::address::ClausePage;
use crate::subject::escalation::page as escalation;
use crate::subject::evidence::columns::Columns;
use crate::subject::executive::Since;
use crate::subject::history::{Slip, slips};
use crate::subject::plan::record::{Action, Plan};
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::visit::page as visit;
use crate::subject::visit::record::VisitStatus;
use crate::subject::wording::names;

/// One of them.
struct Event<'a> {
    tone: &'static str,
    word: &'static str,
    what: Inline,
    of: Option<Inline>,
    owner: Option<&'a str>,
    on: Date,
}

impl<'a> Event<'a> {
    fn new(tone: &'static str, word: &'static str, what: Inline, on: Date) -> Event<'a> {
        Event { tone, word, what, of: None, owner: None, on }
    }

    fn of(self, of: Inline) -> Event<'a> {
        Event { of: Some(of), ..self }
    }

    fn owned(self, owner: Option<&'a str>) -> Event<'a> {
        Event { owner, ..self }
    }
}

/// All of the days since the former issue, in their order.
pub fn done(context: &PageContext<'_>, since: &Since) -> Table {
    let register = context.report.register;
    let plans = register.plans.values().flat_map(|plan| of_plan(context, since, plan));
    let mut events: Vec<Event<'_>> = plans.collect();
    events.extend(asked(context));
    events.extend(came(context));
    events.retain(|event| since.covers(event.on, register.as_of()));
    // Those are of the days already.
    events.extend(terms(context, since));
    events.sort_by_key(|event| event.on);
    Columns::over(events, &mut ())
        .column("What", "tight", |event, _| Inline::chip(event.tone, event.word).into())
        .column("Which", "", |event, _| match &event.of {
            Some(of) => Cell::head(event.what.clone()).under(of.clone()),
            None => Cell::head(event.what.clone()),
        })
        .column("Owner", "", |event, _| {
            event.owner.map_or_else(Cell::dash, |owner| names::owner(context, owner).into())
        })
        .column("On", "tight", |event, _| Cell::day(event.on))
        .table("done", "What was done, and what came")
        .titled()
        .empty(
            "No plan, action, decision, escalation, incident, visit or term is recorded as new or changed.",
            "",
        )
}

/// A plan that was opened or closed and what its log says, its actions that were done and those that were put off.
fn of_plan<'a>(context: &PageContext<'a>, since: &Since, plan: &'a Plan) -> Vec<Event<'a>> {
    let name = || names::plan(context, &plan.id);
    let owner = plan.owner_client.as_ref().map(|owner| owner.as_str());
    let whole = |tone, word, on| Event::new(tone, word, name(), on).owned(owner);
    let mut events = Vec::new();
    if since.plans_opened.contains(&plan.id) {
        events.push(whole("plain", "plan opened", *plan.detected_on));
    }
    if let Some(on) = plan.closed_on.as_ref().filter(|_| since.plans_closed.contains(&plan.id)) {
        events.push(whole("good", "plan closed", **on));
    }
    for entry in plan.log.iter().filter(|entry| entry.action.is_none()) {
        let what = Inline::words(entry.text.as_str()).because(Exempt::Quoted);
        events.push(Event::new("plain", "reported", what, *entry.on).of(name()).owned(owner));
    }
    for action in &plan.actions {
        events.extend(of_action(context, plan, action));
    }
    events
}

fn of_action<'a>(context: &PageContext<'a>, plan: &'a Plan, action: &'a Action) -> Vec<Event<'a>> {
    let key = (plan.id.clone(), action.id.value.clone());
    let event = |tone, word, on| {
        let what = names::action(context, &key)?;
        let event = Event::new(tone, word, what, on).of(names::plan(context, &plan.id));
        Some(event.owned(Some(action.owner.as_str())))
    };
    let done = action.done_on.as_deref().and_then(|on| event("good", "action done", *on));
    let moves = slips(context.history, plan, action.id.as_str(), context.report.register.as_of());
    let moved = moves.into_iter().filter_map(|slip| match slip {
        Slip::Logged(entry) => Some(*entry.on),
        Slip::Recorded(change) => recorded_on(context, change.commit),
    });
    done.into_iter().chain(moved.filter_map(|on| event("near", "due date moved", on))).collect()
}

fn recorded_on(context: &PageContext<'_>, commit: CommitIndex) -> Option<Date> {
    let commit = context.recorded.commit(commit)?;
    Some(day_of(commit.committed_at, &context.report.register.settings.time_zone))
}

/// Decisions that were asked for and taken, escalations that were raised and closed.
fn asked<'a>(context: &PageContext<'a>) -> Vec<Event<'a>> {
    let register = context.report.register;
    let mut events = Vec::new();
    for decision in register.decisions.values() {
        let of = |tone, word, on| {
            let event = Event::new(tone, word, names::decision(context, &decision.id), on);
            event.owned(Some(decision.owner.as_str()))
        };
        events.push(of("near", "decision asked", *decision.asked_on));
        events.extend(decision.decided_on.as_deref().map(|on| of("good", "decided", *on)));
    }
    for one in register.escalations.values() {
        let of = |tone, word, on| Event::new(tone, word, escalation::link(one), on);
        events.push(of("poor", "escalation", *one.raised_on));
        events.extend(one.closed_on.as_deref().map(|on| of("good", "escalation closed", *on)));
    }
    events
}

/// Incidents that were reported, and visits that were held.
fn came<'a>(context: &PageContext<'a>) -> Vec<Event<'a>> {
    let register = context.report.register;
    let incidents = register.incidents.rows.iter().map(|incident| {
        Event::new("poor", "incident", names::site(context, &incident.site), *incident.reported_on)
    });
    let held = register.visits.values().filter(|visit| *visit.status == VisitStatus::Held);
    let visits = held.filter_map(|held| {
        let event = Event::new("plain", "visit", visit::link(held), **held.back_on.as_ref()?);
        Some(event.of(names::site(context, &held.site)))
    });
    incidents.chain(visits).collect()
}

/// Amendments that took effect.
fn terms<'a>(context: &PageContext<'a>, since: &Since) -> Vec<Event<'a>> {
    let register = context.report.register;
    let of = |what, on| Event::new("plain", "amendment", what, on);
    let contracts = since.amended.iter().filter_map(|(id, number)| {
        let amended = &register.contracts.get(id)?.amendments;
        let amendment = amended.iter().find(|one| one.number == *number)?;
        Some(of(names::contract(context, id), *amendment.effective_on))
    });
    let clauses = since.clauses_amended.iter().filter_map(|(id, number)| {
        let clause = register.clauses.get(id)?;
        let amendment = clause.amendments.iter().find(|one| one.number == *number)?;
        let page = Route::Clause(ClausePage::One(id.clone()));
        let what = Inline::link(&page, clause.name().to_string()).because(Exempt::Name);
        Some(of(what, *amendment.effective_on))
    });
    contracts.chain(clauses).collect()
}
