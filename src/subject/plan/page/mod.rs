//! A remediation plan: its cause, actions, success criteria and what the data say of it.

pub mod slipped;
pub mod action;
pub mod counted;

pub mod verdict;

pub mod outlook;

pub mod success;

pub mod line;

pub mod index;

use crate::kit::calendar::{day_label, days_between};
use crate::kit::id::{ContractId, PlanId, ServiceLevelId};
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::At;
use crate::subject::evidence::clause::ruled;
use crate::subject::evidence::{Document, Evidence};
use crate::subject::log::Logged;
use crate::subject::plan::address::PlanPage;
use crate::subject::plan::figures::plan::closed_on;
use crate::subject::plan::page::action::{aged, anchor};
use crate::subject::plan::page::counted::summed_up;
use crate::subject::plan::page::success::{Criterion, criteria};
use crate::subject::plan::page::verdict::{alarm, in_words, is_closed, severity_chip, status_label, verdict};
use crate::subject::plan::record::Plan;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::sop::record::Sop;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Fact, Inline, listed, spaced};
use crate::subject::wording::{names, phrase};
use serde::Serialize;

pub use crate::subject::absent::page::offered;

/// Its pages.
pub fn pages(context: &PageContext<'_>) -> Vec<PlanPage> {
    let plans = context.report.register.plans.keys();
    [PlanPage::All, PlanPage::Actions].into_iter().chain(plans.map(|id| PlanPage::One(id.clone()))).collect()
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &PlanPage) -> Option<Page<Shown>> {
    Some(match address {
        PlanPage::All => {
            let (view, evidence) = index::index(context, route);
            Page::new("Plans", view, evidence).shown("plans.html")
        }
        PlanPage::One(id) => {
            let (view, evidence) = page(context, route, id)?;
            Page::new(names::plan(context, id).into_text(), view, evidence).shown("plan.html")
        }
        PlanPage::Actions => {
            let (view, evidence) = action::view(context, route);
            Page::new("Actions", view, evidence).shown("actions.html")
        }
    })
}

#[derive(Serialize)]
pub struct PlanView {
    status: Vec<Inline>,
    verdict: Inline,
    /// Said loudly: a relapse, or a closure that the data do not bear out.
    alarm: String,
    facts: Vec<Fact>,
    /// Root cause, effect, prevention: heading and text.
    story: Vec<Told>,
    triggers: Table,
    actions: Table,
    criteria: Vec<Criterion>,
    log: Vec<Logged>,
    source: Vec<Inline>,
}

#[derive(Serialize)]
struct Told {
    heading: &'static str,
    text: String,
    note: String,
    missing: bool,
}

pub fn page(context: &PageContext<'_>, route: &Route, id: &PlanId) -> Option<(PlanView, Option<Document>)> {
    let plan = context.report.register.plans.get(id)?;
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let state = context.report.plans.states.get(id);
    let closed = is_closed(context, plan);
    let mut status =
        spaced([severity_chip(*plan.severity), Inline::chip("plain", status_label(context, plan))]);
    status.push(Inline::literal(" "));
    status.push(verdict(closed, state));
    let told = Inline::words(in_words(closed, plan.actions.len(), state));
    // Words without a number are no part of a count.
    let told = if told.has_number() { told.of(summed_up(context, plan, state, ours)) } else { told.plain() };
    let view = PlanView {
        status,
        verdict: told,
        alarm: alarm(closed, state).unwrap_or_default(),
        facts: facts(context, plan, ours),
        story: story(plan),
        triggers: triggers(context, plan, ours),
        actions: actions(context, plan, ours),
        criteria: state.map(|state| criteria(context, plan, state, ours)).unwrap_or_default(),
        log: plan
            .log
            .iter()
            .rev()
            .filter(|entry| entry.on <= context.report.register.as_of())
            .map(Logged::from)
            .collect(),
        source: vec![names::place(context, &plan.place)],
    };
    Some((view, Some(evidence.finish())))
}

fn facts(context: &PageContext<'_>, plan: &Plan, evidence: &mut Evidence<'_>) -> Vec<Fact> {
    let as_of = context.report.register.as_of();
    let missing = |text: &str| Inline::chip("near", text);
    let client =
        plan.owner_client.as_ref().map_or_else(|| missing("nobody named"), |id| names::person(context, id));
    let vendor = plan
        .owner_vendor
        .as_ref()
        .map_or_else(|| missing("nobody named"), |name| Inline::words(name).because(Exempt::Name));
    let mut facts = vec![
        Fact::new("Where", names::party(context, &plan.vendor, plan.site.as_deref())),
        Fact::new("Owner on our side", client),
        Fact::new("Owner at the vendor", vendor),
        Fact::new("Detected", Inline::dated(day_label(*plan.detected_on))),
        Fact::new("Draft due", Inline::dated(day_label(*plan.draft_due_on))),
    ];
    facts.push(match (&plan.approved_by, plan.approved_on.as_deref().copied()) {
        (Some(by), Some(on)) => {
            Fact::new("Approved", [names::person(context, by), Inline::dated(format!(", {}", day_label(on)))])
        }
        (Some(by), None) => Fact::new("Approved", names::person(context, by)),
        (None, _) if plan.draft_due_on < as_of => {
            let days = days_between(*plan.draft_due_on, as_of);
            let number = evidence.age(days, [("draft-due-on", &plan.draft_due_on)]);
            Fact::new("Approved", spaced([Inline::literal("not yet"), phrase::age(days).of(number)]))
        }
        (None, _) => Fact::new("Approved", "not yet"),
    });
    let slipped = slipped::of_plan(context, plan, evidence);
    if !slipped.is_empty() {
        facts.push(Fact::new("Due dates", Inline::marked(slipped)));
    }
    if let Some(on) = closed_on(context.report.register, plan) {
        facts.push(Fact::new("Closed", Inline::dated(day_label(on))));
    }
    let procedures = procedures(context, plan);
    if !procedures.is_empty() {
        facts.push(Fact::new("Procedures", procedures));
    }
    facts
}

/// The procedures in effect that serve the promises it is about.
fn procedures(context: &PageContext<'_>, plan: &Plan) -> Vec<Inline> {
    let triggers = |sop: &&Sop| {
        let is_about = |contract: &ContractId, level: &ServiceLevelId| {
            plan.triggers.iter().any(|trigger| &trigger.clause.0 == contract && &trigger.clause.1 == level)
        };
        let mut clauses = sop.satisfies.iter();
        sop.is_effective(context.report.register.as_of())
            && clauses.any(|clause| is_about(&clause.0, &clause.1))
    };
    let sops = context.report.register.sops.values().filter(triggers);
    listed(sops.map(|sop| names::sop(context, &sop.id)))
}

fn story(plan: &Plan) -> Vec<Told> {
    let told = |heading, text: &Option<At<String>>, note: String| Told {
        heading,
        text: text.as_deref().cloned().unwrap_or_else(|| "Not written down yet.".to_owned()),
        note,
        missing: text.is_none(),
    };
    let method =
        plan.root_cause_method.as_ref().map(|method| format!("(found by {method})")).unwrap_or_default();
    vec![
        told("Root cause", &plan.root_cause, method),
        told("Effect", &plan.effect, String::new()),
        told("Prevention", &plan.prevention, String::new()),
    ]
}

fn triggers(context: &PageContext<'_>, plan: &Plan, evidence: &mut Evidence<'_>) -> Table {
    let columns = [("Service level", ""), ("Period", "tight"), ("Result", ""), ("Clause", "")];
    let mut table =
        Table::new("triggers", "Why there is a plan", &columns).empty("No trigger is named.", "").titled();
    for trigger in &plan.triggers {
        let register = context.report.register;
        let level = register
            .contracts
            .get(&trigger.clause.0)
            .and_then(|contract| names::service_level_of(contract, &trigger.clause.1));
        let metric = level.and_then(|level| register.metrics.get(&level.metric));
        let ruling = context
            .report
            .judged
            .iter()
            .filter(|judged| judged.contract == trigger.clause.0 && judged.service_level == trigger.clause.1)
            .filter(|judged| match (&judged.subject, &plan.site) {
                (crate::core::rollup::Subject::Site(site), Some(of)) => *site == **of,
                (crate::core::rollup::Subject::Vendor(_), None) => true,
                _ => false,
            })
            .flat_map(|judged| judged.rulings.iter().map(move |ruling| (judged, ruling)))
            .find(|(_, ruling)| ruling.window.period == **trigger.period);
        let result = match (ruling, level) {
            (Some((judged, ruling)), Some(level)) => {
                let (tone, word) = phrase::verdict(ruling);
                let value = phrase::figure(ruling, level, metric)
                    .map(|value| format!("{value}, needs {}", phrase::promise(level, ruling.target, metric)));
                let told =
                    ruled(context.report, judged, Some(ruling)).and_then(|clause| clause.told(evidence));
                Cell::new(Inline::mark(tone, word)).under(Inline::words(value.unwrap_or_default()).of(told))
            }
            _ => Cell::dash(),
        };
        let clause = level.and_then(|level| level.clause_ref.clone());
        table.push([
            Cell::head(names::service_level(context, &trigger.clause.0, &trigger.clause.1))
                .under(names::contract(context, &trigger.clause.0)),
            Cell::new(Inline::dated(phrase::capital(&trigger.period.label())))
                .key(trigger.period.first_day()),
            result,
            clause.map_or_else(Cell::dash, |clause| Cell::new(Inline::words(clause).because(Exempt::Name))),
        ]);
    }
    table
}

fn actions(context: &PageContext<'_>, plan: &Plan, ours: &mut Evidence<'_>) -> Table {
    let columns = [
        ("Action", ""),
        ("Owner", ""),
        ("Due", "tight"),
        ("Age", "tight"),
        ("Done", "tight"),
        ("Evidence", ""),
    ];
    let mut table = Table::new("actions", "What is being done", &columns)
        .titled()
        .empty("No action is planned yet.", "A plan without actions changes nothing.");
    for state in context.report.plans.actions.iter().filter(|state| state.plan == plan.id) {
        let Some(action) = plan.actions.get(state.action) else { continue };
        let evidence = match (&action.evidence, state.done) {
            (Some(text), _) => Cell::new(Inline::words(text).because(Exempt::Quoted)),
            (None, true) => Cell::new(Inline::chip("near", "no evidence")),
            (None, false) => Cell::dash(),
        };
        table.push_as(
            anchor(action.id.as_str()),
            [
                Cell::head(Inline::words(action.title.as_str()).because(Exempt::Quoted)),
                names::owner(context, &action.owner).into(),
                Cell::new(Inline::dated(phrase::day(*action.due_on)))
                    .under(slipped::of_action(context, plan, action, ours))
                    .key(*action.due_on),
                Cell::new(aged(context, state, ours)).key(state.age_days),
                action
                    .done_on
                    .as_deref()
                    .copied()
                    .map_or_else(Cell::dash, |day| Cell::new(Inline::dated(phrase::day(day))).key(day)),
                evidence,
            ],
        );
    }
    table
}
