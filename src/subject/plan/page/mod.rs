//! A remediation plan: its cause, actions, success criteria and what the data say of it.

pub mod slipped;
pub mod action;
pub mod counted;

pub mod verdict;

pub mod outlook;

pub mod success;

pub mod chart;

pub mod burnup;

pub mod line;

mod answered;

pub mod index;

use crate::core::attainment::{Judged, Ruling};
use crate::core::rollup::Subject;
use crate::kit::calendar::{day_label, days_between};
use crate::kit::id::{ContractId, PlanId, ServiceLevelId};
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::At;
use crate::subject::evidence::clause::ruled;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::{Document, Evidence};
use crate::subject::log::Logged;
use crate::subject::plan::address::PlanPage;
use crate::subject::plan::figures::plan::closed_on;
use crate::subject::plan::page::action::{aged_cell, anchor, done_cell, evidence_cell};
use crate::subject::plan::page::burnup::{Progress, progress};
use crate::subject::plan::page::chart::{Chart, chart};
use crate::subject::plan::page::counted::summed_up;
use crate::subject::plan::page::success::{Criterion, criteria};
use crate::subject::plan::page::verdict::{alarm, in_words, is_closed, severity_chip, status_label, verdict};
use crate::subject::plan::record::{Plan, Trigger};
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::sop::record::Sop;
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
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
            Page::new(names::plan(context, id), view, evidence).shown("plan.html")
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
    alarm: Label,
    facts: Vec<Fact>,
    /// Root cause, effect, prevention: heading and text.
    story: Vec<Explanation>,
    triggers: Table,
    /// Risks that name it, and signals that it answers, where there are any.
    risks: Option<Table>,
    signals: Option<Table>,
    /// Of a plan with several actions: how they came in, beside how they were to.
    progress: Option<Progress>,
    actions: Table,
    chart: Option<Chart>,
    criteria: Vec<Criterion>,
    log: Vec<Logged>,
    source: Vec<Inline>,
}

#[derive(Serialize)]
struct Explanation {
    heading: &'static str,
    text: Label,
    note: Label,
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
    let told = told.rests_on(|| summed_up(context, plan, state, ours));
    let criteria = state.map(|state| criteria(context, plan, state, ours)).unwrap_or_default();
    let drawn: Vec<_> = criteria.iter().map(|criterion| criterion.drawn).collect();
    let view = PlanView {
        status,
        verdict: told,
        alarm: Label::dated(alarm(closed, state).unwrap_or_default()),
        facts: facts(context, plan, ours),
        story: story(plan),
        triggers: triggers(context, plan, ours),
        risks: answered::risks(context, id),
        signals: answered::signals(context, id),
        progress: progress(context, plan),
        actions: actions(context, plan, ours),
        chart: state.and_then(|state| chart(context, plan, state, &drawn, ours)),
        criteria,
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
    let missing = || Inline::chip("near", "nobody named");
    let client = plan.owner_client.as_ref().map_or_else(missing, |id| names::person(context, id));
    let vendor =
        plan.owner_vendor.as_ref().map_or_else(missing, |name| Inline::words(name).because(Exempt::Name));
    let mut facts = vec![
        Fact::new("Where", names::party(context, &plan.vendor, plan.site.as_deref())),
        Fact::new("Owner on our side", client),
        Fact::new("Owner at the vendor", vendor),
        Fact::new("Detected", Inline::dated(day_label(*plan.detected_on))),
        Fact::new("Draft due", Inline::dated(day_label(*plan.draft_due_on))),
    ];
    facts.push(match (&plan.approved_by, plan.approved_on.as_deref().copied()) {
        (Some(by), on) => {
            let mut line = names::approver(context, by, plan.in_place_of.as_ref());
            line.extend(on.map(|on| Inline::dated(format!(", {}", day_label(on)))));
            Fact::new("Approved", line)
        }
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
        crate::subject::sop::figures::is_in_effect(context.history, sop, context.report.register.as_of())
            && clauses.any(|clause| is_about(&clause.0, &clause.1))
    };
    let sops = context.report.register.sops.values().filter(triggers);
    listed(sops.map(|sop| names::sop(context, &sop.id)))
}

fn story(plan: &Plan) -> Vec<Explanation> {
    let told = |heading, text: &Option<At<String>>, note: String| Explanation {
        heading,
        text: match text.as_deref() {
            Some(text) => Label::because(Exempt::Quoted, text),
            None => "Not written down yet.".into(),
        },
        note: Label::because(Exempt::Quoted, note),
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
    let level_of = |trigger: &Trigger| {
        let contract = context.report.register.contracts.get(&trigger.clause.0)?;
        names::service_level_of(contract, &trigger.clause.1)
    };
    Columns::over(&plan.triggers, evidence)
        .column("Service level", "", |trigger, _| {
            Cell::head(names::service_level(context, &trigger.clause.0, &trigger.clause.1))
                .under(names::contract(context, &trigger.clause.0))
        })
        .column("Period", "tight", |trigger, _| {
            Cell::new(Inline::dated(phrase::capital(&trigger.period.label()))).key(trigger.period.first_day())
        })
        .column("Result", "", |trigger, evidence| {
            let Some((judged, ruling)) = ruling_of(context, plan, trigger) else { return Cell::dash() };
            let Some(level) = level_of(trigger) else { return Cell::dash() };
            let metric = context.report.register.metrics.get(&level.metric);
            let (tone, word) = phrase::verdict(ruling);
            let value = phrase::figure(ruling, level, metric)
                .map(|value| format!("{value}, needs {}", phrase::promise(level, ruling.target, metric)));
            let told = ruled(context.report, judged, Some(ruling)).and_then(|clause| clause.told(evidence));
            Cell::new(Inline::mark(tone, word)).under(Inline::words(value.unwrap_or_default()).of(told))
        })
        .column("Clause", "", |trigger, _| names::clause_ref(level_of(trigger)))
        .table("triggers", "Why there is a plan")
        .empty("No trigger is named.", "")
        .titled()
}

/// What was judged of a trigger: of the plan's site, or of the vendor as a whole.
fn ruling_of<'a>(
    context: &PageContext<'a>,
    plan: &Plan,
    trigger: &Trigger,
) -> Option<(&'a Judged, &'a Ruling)> {
    let of_plan = |judged: &&Judged| {
        let is_clause = judged.contract == trigger.clause.0 && judged.service_level == trigger.clause.1;
        is_clause
            && match (&judged.subject, &plan.site) {
                (Subject::Site(site), Some(of)) => *site == **of,
                (Subject::Vendor(_), None) => true,
                _ => false,
            }
    };
    let judged = context.report.judged.iter().filter(of_plan);
    let mut rulings = judged.flat_map(|judged| judged.rulings.iter().map(move |ruling| (judged, ruling)));
    rulings.find(|(_, ruling)| ruling.window.period == **trigger.period)
}

fn actions(context: &PageContext<'_>, plan: &Plan, evidence: &mut Evidence<'_>) -> Table {
    let states = context.report.plans.actions.iter().filter(|state| state.plan == plan.id);
    let told = states.filter_map(|state| Some((state, plan.actions.get(state.action)?)));
    Columns::over(told, evidence)
        .anchored(|(_, action)| anchor(action.id.as_str()))
        .column("Action", "", |(_, action), _| {
            Cell::head(Inline::words(action.title.as_str()).because(Exempt::Quoted))
        })
        .column("Owner", "", |(_, action), _| names::owner(context, &action.owner).into())
        .column("Due", "tight", |(_, action), evidence| {
            Cell::day(*action.due_on).under(slipped::of_action(context, plan, action, evidence))
        })
        .column("Age", "tight", |(state, _), evidence| aged_cell(context, state, evidence))
        .column("Done", "tight", |(_, action), _| done_cell(action))
        .column("Evidence", "", |one, _| evidence_cell(one))
        .table("actions", "What is being done")
        .titled()
        .empty("No action is planned yet.", "A plan without actions changes nothing.")
}
