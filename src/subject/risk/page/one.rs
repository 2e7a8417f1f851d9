//! The page of one risk: why, what is done about it, the plan and the signals that it stands between.

use serde::Serialize;

use crate::kit::calendar::day_label;
use crate::kit::id::RiskId;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::At;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::risk::address::RiskPage;
use crate::subject::risk::figures::{MitigationState, RiskState, Standing};
use crate::subject::risk::page::{Known, anchor, party, review_age, score, standing};
use crate::subject::risk::record::{Mitigation, Risk};
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Inline, spaced};
use crate::subject::wording::{names, phrase, warned};

/// `templates/risk.html`.
#[derive(Serialize)]
pub struct RiskView {
    status: Vec<Inline>,
    story: Vec<Part>,
    mitigations: Table,
    signals: Table,
    facts: Vec<Fact>,
    source: Vec<Inline>,
}

/// A heading and what its author wrote.
#[derive(Serialize)]
struct Part {
    heading: &'static str,
    text: Label,
}

pub fn page(context: &PageContext<'_>, route: &Route, id: &RiskId) -> Option<Page<RiskView>> {
    let risk = context.report.register.risks.get(id)?;
    let state = context.report.risks.get(id)?;
    let mut evidence = Evidence::new(context, route);
    let facts = facts(context, risk, state, &mut evidence);
    let outcome = risk.outcome.as_ref().filter(|_| !state.is_open());
    let story = [
        ("Cause", Some(&risk.cause)),
        ("Event", Some(&risk.event)),
        ("Effect", Some(&risk.effect)),
        ("Why it is no risk any more", outcome),
    ];
    let part = |(heading, text): (_, Option<&At<String>>)| {
        Some(Part { heading, text: Label::because(Exempt::Quoted, text?.as_str()) })
    };
    let story = story.into_iter().filter_map(part).collect();
    let source = vec![names::place(context, &risk.place)];
    let view = RiskView {
        status: vec![standing(state)],
        story,
        mitigations: mitigations(context, (risk, state), &mut evidence),
        signals: signals(context, risk),
        facts,
        source,
    };
    let page = Page::new(Label::named(risk.title.as_str()), view, Some(evidence.finish()));
    Some(Page { above: vec![Link::to(&Route::Risk(RiskPage::All), "Risks")], ..page })
}

fn facts(
    context: &PageContext<'_>,
    risk: &Risk,
    state: &RiskState,
    evidence: &mut Evidence<'_>,
) -> Vec<Fact> {
    let score = score(risk, state, evidence);
    let number = score.number;
    let factors = format!("likelihood {} × impact {}", risk.likelihood, risk.impact);
    let most = Inline::exempt(Exempt::Rule, " of 25: ");
    let mut facts = Vec::new();
    let party = party(context, risk);
    if !party.is_empty() {
        facts.push(Fact::new("Where", party));
    }
    facts.extend([
        Fact::new("Score", [Inline::from(score), most, Inline::part_of(number, &factors)]),
        Fact::new("Could happen", risk.proximity.as_deref().map_or("not said", |one| one.label())),
        Fact::new("Response", risk.response.label()),
        Fact::new("Owner", names::person(context, &risk.owner)),
        Fact::new("Raised", Inline::dated(day_label(*risk.raised_on))),
    ]);
    if let Some(plan) = warned::plan_of(context.report, risk) {
        facts.push(Fact::new("Plan", names::plan(context, plan)));
    }
    if let Some(due) = &risk.due_on {
        facts.push(Fact::new("To be answered by", Inline::dated(day_label(**due))));
    }
    if let (Some(by), Some(on), Some(until)) = (&risk.accepted_by, &risk.accepted_on, &risk.accepted_until)
        && **on <= context.report.register.as_of()
    {
        let words = format!(", {}, until {}", day_label(**on), day_label(**until));
        let mut line = names::approver(context, by, risk.in_place_of.as_ref());
        line.push(Inline::dated(words));
        facts.push(Fact::new("Accepted", line));
    }
    match state.standing {
        Standing::Closed(on) => facts.push(Fact::new("Closed", Inline::dated(day_label(on)))),
        _ if state.is_unknown => facts.push(Fact::new("Review due", "not known; it was reviewed later")),
        _ => {
            let age = review_age(risk, state, evidence);
            facts.push(Fact::new("Review due", spaced([Inline::dated(day_label(state.review_due_on)), age])));
        }
    }
    facts
}

/// What is done about it, due first.
fn mitigations(context: &PageContext<'_>, (risk, state): Known<'_>, evidence: &mut Evidence<'_>) -> Table {
    let mut all: Vec<(&Mitigation, MitigationState)> =
        risk.mitigations.iter().zip(state.mitigations.iter().copied()).collect();
    all.sort_by_key(|(one, of)| (of.is_done, *one.due_on));
    let is_open = state.is_open();
    Columns::over(all, evidence)
        .anchored(|(one, _)| anchor(one))
        .column("Mitigation", "", |(one, _), _| {
            Cell::head(Inline::words(one.title.as_str()).because(Exempt::Quoted))
        })
        .column("Owner", "", |(one, _), _| names::owner(context, &one.owner).into())
        .column("Due", "tight", |(one, _), _| Cell::day(*one.due_on))
        .column("State", "tight", move |(one, of), evidence| match (of.is_done, is_open) {
            (false, false) => Inline::quiet("not needed any more").into(),
            (false, true) => {
                let number = evidence.age(of.age_days, [("due-on", &one.due_on)]);
                Cell::new(phrase::age(of.age_days).of(number)).key(of.age_days)
            }
            (true, _) => {
                let done = one.done_on.as_deref().map_or_else(Cell::dash, |on| Cell::day(*on));
                done.under([Inline::literal(if of.age_days > 0 { "done late" } else { "done in time" })])
            }
        })
        .column("Evidence", "", |(one, of), _| match &one.evidence {
            Some(text) if of.is_done => Inline::words(text.as_str()).because(Exempt::Quoted).into(),
            _ => Cell::dash(),
        })
        .table("mitigations", "What is done about it")
        .titled()
        .empty("No mitigation is written down.", "")
}

/// Signals that stand and that it answers.
fn signals(context: &PageContext<'_>, risk: &Risk) -> Table {
    let names_some = !risk.signals.is_empty();
    Columns::over(warned::answered_by_risk(context.report, &risk.id), &mut ())
        .column("Signal", "", |signal, ()| Cell::head(warned::link(signal)))
        .column("About", "", |signal, ()| warned::about(context, &signal.about))
        .column("Since", "tight", |signal, ()| Cell::day(signal.since))
        .column("Weight", "tight", |signal, ()| warned::weight(signal).into())
        .table("signals", "Signals that it answers")
        .titled()
        .empty(
            if names_some {
                "None of the signals that it names stands today."
            } else {
                "It names no signal."
            },
            "",
        )
}
