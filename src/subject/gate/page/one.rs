//! A gate: its criteria with what is known of each, and the decision with its conditions.

use serde::Serialize;

use crate::kit::calendar::{day_label, days_between};
use crate::kit::id::GateId;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::gate::address::GatePage;
use crate::subject::gate::figures::found::CriterionResult;
use crate::subject::gate::figures::{CriterionState, GateState};
use crate::subject::gate::page::rows::{due, met, standing};
use crate::subject::gate::page::told::{Asked, found};
use crate::subject::gate::record::{Criterion, Gate};
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Html, Inline, listed, spaced};
use crate::subject::wording::{names, phrase};

/// `templates/gate.html`.
#[derive(Serialize)]
pub struct GateView {
    eyebrow: &'static str,
    status: Vec<Inline>,
    lede: Html,
    reason: Label,
    facts: Vec<Fact>,
    criteria: Table,
    conditions: Table,
    source: Vec<Inline>,
}

pub fn page(context: &PageContext<'_>, route: &Route, id: &GateId) -> Option<Page<GateView>> {
    let gate = context.report.register.gates.get(id)?;
    let state = context.report.gates.get(id)?;
    let mut evidence = Evidence::new(context, route);
    let is_decided = state.decision.is_some();
    let reason = gate.reason.as_deref().cloned().filter(|_| is_decided).unwrap_or_default();
    let view = GateView {
        eyebrow: match gate.kind.label() {
            "Launch" => "Launch gate",
            _ => "Exit gate",
        },
        status: vec![standing(state)],
        lede: lede(gate, state, &mut evidence),
        reason: Label::because(Exempt::Quoted, reason),
        facts: facts(context, gate, state, &mut evidence),
        criteria: criteria(context, gate, state, &mut evidence),
        conditions: conditions(context, gate, is_decided, &mut evidence),
        source: vec![names::place(context, &gate.place)],
    };
    let page = Page::new(Label::named(gate.title.as_str()), view, Some(evidence.finish()));
    let above = vec![Link::to(&Route::Gate(GatePage::All), "Gates")];
    Some(Page { above, ..page })
}

/// `5 of 7 criteria are met; 1 is past its date.`
fn lede(gate: &Gate, state: &GateState, evidence: &mut Evidence<'_>) -> Html {
    let words = match state.criteria.len() {
        1 => " criterion is met",
        _ => " criteria are met",
    };
    let mut said = Html::from(met(gate, state, evidence)).then(words);
    let late: Vec<_> = gate
        .criteria
        .iter()
        .zip(&state.criteria)
        .filter(|(_, of)| state.is_late(of))
        .map(|(criterion, _)| &criterion.id.place)
        .collect();
    if !late.is_empty() {
        let verb = if late.len() == 1 { " is past its date" } else { " are past their date" };
        let count = evidence.count(&["gate-criteria-late-of", gate.id.as_str()], late);
        said = said.then("; ").then(count).then(verb);
    }
    said.then(".")
}

fn facts(
    context: &PageContext<'_>,
    gate: &Gate,
    state: &GateState,
    evidence: &mut Evidence<'_>,
) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("Project", names::project(context, &gate.project)),
        Fact::new("Sites", listed(state.sites.iter().map(|site| names::site(context, site)))),
        Fact::new("Brings it to a decision", names::person(context, &gate.owner)),
        Fact::new("Opened", Inline::dated(day_label(*gate.opened_on))),
    ];
    if let Some(due) = &state.due {
        let mut line = vec![Inline::dated(day_label(*due.on))];
        if state.is_open() {
            let number = evidence.age(due.age_days, [(due.key, &due.on)]);
            line.push(phrase::age(due.age_days).of(number));
        }
        let label = match due.key {
            "starts-on" => "Due, as the project starts",
            "ends-on" => "Due, as the project ends",
            _ => "Due",
        };
        facts.push(Fact::new(label, spaced(line)));
    }
    if let (Some((decision, on)), Some(by)) = (state.decision, &gate.decided_by) {
        let on = Inline::dated(format!(", {}", day_label(on)));
        let mut line = vec![Inline::literal(decision.label()), Inline::literal(", by ")];
        line.extend(names::approver(context, by, gate.in_place_of.as_ref()));
        line.push(on);
        facts.push(Fact::new("Decided", line));
    }
    facts
}

fn criteria(context: &PageContext<'_>, gate: &Gate, state: &GateState, evidence: &mut Evidence<'_>) -> Table {
    Columns::over(gate.criteria.iter().zip(&state.criteria), evidence)
        .anchored(|(criterion, _)| criterion.id.to_string())
        .column("Criterion", "", |(criterion, _), _| {
            let title = Inline::words(criterion.title.as_str()).because(Exempt::Quoted);
            Cell::head(title).under(Inline::quiet(criterion.area.label()))
        })
        .column("State", "tight", |(criterion, of), _| Cell::new(mark(criterion, of)).under(then(state, of)))
        .column("What is known", "", |(criterion, of), evidence| {
            known(context, gate, (criterion, of), evidence)
        })
        .column("Owner", "", |(criterion, _), _| names::person(context, &criterion.owner).into())
        .column("Due", "tight", |(_, of), evidence| {
            due(of.due.as_ref(), state.is_open() && !of.is_met(), evidence)
        })
        .table("criteria", "Criteria")
        .titled()
}

fn mark(criterion: &Criterion, of: &CriterionState) -> Inline {
    match of.result {
        CriterionResult::Met => Inline::mark("met", if *criterion.measured { "Met" } else { "Done" }),
        CriterionResult::NotMet if *criterion.measured => Inline::mark("missed", "Not met"),
        CriterionResult::NotMet => Inline::mark("running", "Open"),
        CriterionResult::NotMeasured => Inline::mark("none", "Not measured"),
    }
}

/// Where it was another state on the day of the decision.
fn then(state: &GateState, of: &CriterionState) -> Inline {
    match of.was_met {
        Some(was) if was != of.is_met() && state.is_passed() => {
            Inline::quiet(if was { "met when it was decided" } else { "not met when it was decided" })
        }
        _ => Inline::literal(""),
    }
}

/// What the data say at each site, or when it was done; below it what shows it.
fn known(
    context: &PageContext<'_>,
    gate: &Gate,
    (criterion, of): (&Criterion, &CriterionState),
    evidence: &mut Evidence<'_>,
) -> Cell {
    let as_of = context.report.register.as_of();
    let mut line = Vec::new();
    for (site, what) in &of.found {
        if !line.is_empty() {
            line.push(Inline::literal("; "));
        }
        if of.found.len() > 1 {
            line.extend([names::site(context, site), Inline::literal(": ")]);
        }
        line.extend(found(context, Asked { gate, criterion, site }, what, evidence));
    }
    if !*criterion.measured {
        match criterion.done_on.as_deref().copied().filter(|on| *on <= as_of) {
            Some(on) => line.push(Inline::dated(format!("done on {}", day_label(on)))),
            None => line.push(Inline::quiet("no day says that it was done")),
        }
    } else if line.is_empty() {
        line.push(Inline::quiet("none of the sites is in the book"));
    }
    let shows = criterion.evidence.as_ref();
    let shows = shows.map(|text| Inline::words(text.as_str()).because(Exempt::Quoted));
    Cell::new(line).under(shows.into_iter().collect::<Vec<_>>())
}

fn conditions(
    context: &PageContext<'_>,
    gate: &Gate,
    is_decided: bool,
    evidence: &mut Evidence<'_>,
) -> Table {
    let as_of = context.report.register.as_of();
    let shown = gate.conditions.iter().filter(|_| is_decided);
    Columns::over(shown, evidence)
        .column("Condition", "", |condition, _| {
            let stands_for = condition.criterion.as_ref().and_then(|id| {
                let criterion = gate.criteria.iter().find(|one| one.id.value == id.value)?;
                Some(Inline::words(format!("for: {}", criterion.title.as_str())).because(Exempt::Quoted))
            });
            Cell::head(Inline::words(condition.title.as_str()).because(Exempt::Quoted))
                .under(stands_for.into_iter().collect::<Vec<_>>())
        })
        .column("Owner", "", |condition, _| names::person(context, &condition.owner).into())
        .column("Due", "tight", |condition, _| Cell::day(*condition.due_on))
        .column("State", "tight", |condition, evidence| {
            if let Some(done) = condition.done_on.as_ref().filter(|on| ***on <= as_of) {
                return Cell::new(Inline::mark("met", "Done")).under(Inline::dated(phrase::day(**done)));
            }
            let age = days_between(*condition.due_on, as_of);
            let number = evidence.age(age, [("due-on", &condition.due_on)]);
            Cell::new(phrase::age(age).of(number)).key(age)
        })
        .table("conditions", "Conditions of the go")
        .titled()
}
