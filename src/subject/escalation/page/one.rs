//! An escalation: what it is about, each step with its clock and its answer, the decision and the actions that it came to.

use serde::Serialize;

use crate::core::settings::escalation::EscalationStep;
use crate::kit::calendar::day_label;
use crate::kit::diag::plural;
use crate::kit::id::EscalationId;
use crate::kit::number::Decimal;
use crate::kit::picture::exempt::Exempt;
use crate::subject::escalation::address::EscalationPage;
use crate::subject::escalation::page::{Known, about, mark, standing};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Inline};
use crate::subject::wording::names;

/// `templates/escalation.html`.
#[derive(Serialize)]
pub struct EscalationView {
    status: Vec<Inline>,
    reason: Label,
    outcome: Label,
    facts: Vec<Fact>,
    steps: Table,
    source: Vec<Inline>,
}

pub fn page(context: &PageContext<'_>, route: &Route, id: &EscalationId) -> Option<Page<EscalationView>> {
    let known: Known<'_> =
        (context.report.register.escalations.get(id)?, context.report.escalations.get(id)?);
    let (one, state) = known;
    let mut evidence = Evidence::new(context, route);
    let outcome = one.outcome.as_ref().filter(|_| state.is_closed);
    let view = EscalationView {
        status: vec![standing(state)],
        reason: Label::because(Exempt::Quoted, one.reason.as_str()),
        outcome: Label::because(Exempt::Quoted, outcome.map_or("", |outcome| outcome.as_str())),
        facts: facts(context, known),
        steps: steps(context, known, &mut evidence),
        source: vec![names::place(context, &one.place)],
    };
    let title = Label::because(Exempt::Quoted, one.title.as_str());
    let page = Page::new(title, view, Some(evidence.finish()));
    Some(Page { above: vec![Link::to(&Route::Escalation(EscalationPage::All), "Escalations")], ..page })
}

fn facts(context: &PageContext<'_>, (one, state): Known<'_>) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("With", names::party(context, &one.vendor, one.site.as_deref())),
        Fact::new("About", about(context, one)),
        Fact::new("Raised", Inline::dated(day_label(*one.raised_on))),
        Fact::new("Raised by", names::person(context, &one.raised_by)),
    ];
    if let Some(decision) = &one.decision {
        facts.push(Fact::new("Decision", names::decision(context, decision)));
    }
    let actions = names::actions(context, one.actions.iter().map(|of| &of.value));
    if !actions.is_empty() {
        facts.push(Fact::new("Carried out by", actions));
    }
    if let Some(on) = one.closed_on.as_deref().filter(|_| state.is_closed) {
        facts.push(Fact::new("Closed", Inline::dated(day_label(*on))));
    }
    facts
}

/// `3 working days`
pub fn clock(step: &EscalationStep, evidence: &mut Evidence<'_>) -> Inline {
    let days = *step.working_days;
    let place = Some(&step.working_days.place);
    let number = evidence.quoted(&[], [("working-days", Decimal::from_int(days.into()), place)]);
    Inline::words(plural(days as usize, "working day")).of(number)
}

/// Steps that it has come to, each with its clock and its answer.
fn steps(context: &PageContext<'_>, (one, state): Known<'_>, evidence: &mut Evidence<'_>) -> Table {
    let ladder = &context.report.register.settings.escalation_steps;
    let steps = state.steps.iter().filter_map(|step| Some((step, ladder.get(step.step)?)));
    Columns::over(steps, evidence)
        .column("Step", "", |(_, of), _| {
            let person = of.person.as_ref().map(|person| names::person(context, person));
            Cell::head(Inline::words(of.title.as_str()).because(Exempt::Quoted))
                .under(person.into_iter().collect::<Vec<_>>())
        })
        .column("Clock", "tight", |(step, of), evidence| {
            Cell::new(clock(of, evidence)).under([Inline::dated(format!("from {}", day_label(step.from)))])
        })
        .column("Answer by", "tight", |(step, _), _| Cell::day(step.due_on))
        .column("Result", "tight", |(step, _), _| mark(step, state.is_closed).into())
        .column("Answer", "", |(step, _), _| {
            let Some(answer) = step.answer.and_then(|at| one.answers.get(at)) else { return Cell::dash() };
            let settled = if *answer.settles { ", and it is settled" } else { "" };
            Cell::new(Inline::words(answer.text.as_str()).because(Exempt::Quoted)).under([
                names::owner(context, &answer.by),
                Inline::dated(format!(", {}{settled}", day_label(*answer.on))),
            ])
        })
        .table("steps", "Steps and their clocks")
        .titled()
        .empty("No clock runs.", "The book has no ladder: its steps stand in data/book.toml.")
}
