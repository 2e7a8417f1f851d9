//! Remediation plans: the list, and a page each with its cause, actions, success criteria and what the data say.

use serde::Serialize;

use crate::compute::plan::{CriterionState, PlanState, Verdict, closed_on};
use crate::diag::plural;
use crate::model::{LogEntry, Plan, PlanId, PlanSeverity, PlanStatus, add_days, day_label, days_between};
use crate::page::action::{age, anchor};
use crate::page::names;
use crate::page::phrase;
use crate::page::piece::{Fact, Piece, spaced};
use crate::page::plan_success::{Criterion, criteria};
use crate::page::route::Route;
use crate::page::shell::House;
use crate::page::table::{Cell, Table};

#[derive(Serialize)]
pub struct PlansView {
    lede: String,
    open: Table,
    closed: Table,
}

#[derive(Serialize)]
pub struct PlanView {
    status: Vec<Piece>,
    verdict: String,
    /// Said loudly: a relapse, or a closure that the data do not bear out.
    alarm: String,
    facts: Vec<Fact>,
    /// Root cause, effect, prevention: heading and text.
    story: Vec<Told>,
    triggers: Table,
    actions: Table,
    criteria: Vec<Criterion>,
    log: Vec<Logged>,
    source: Vec<Piece>,
}

#[derive(Serialize)]
struct Told {
    heading: &'static str,
    text: String,
    note: String,
    missing: bool,
}

#[derive(Serialize)]
struct Logged {
    on: String,
    on_iso: String,
    kind: &'static str,
    text: String,
    loud: bool,
}

/// Closed by the as-of date: a report of an earlier day shows the plan as it stood.
pub fn is_closed(house: &House<'_>, plan: &Plan) -> bool {
    closed_on(house.report.register, plan).is_some()
}

fn status_label(house: &House<'_>, plan: &Plan) -> &'static str {
    match (plan.status, is_closed(house, plan)) {
        (PlanStatus::Closed, false) => PlanStatus::Open.label(),
        (status, _) => status.label(),
    }
}

/// Severe first, then the oldest.
fn ordered<'a>(house: &House<'a>, closed: bool) -> Vec<(&'a Plan, Option<&'a PlanState>)> {
    let register = house.report.register;
    let mut plans: Vec<&Plan> =
        register.plans.values().filter(|plan| is_closed(house, plan) == closed).collect();
    match closed {
        false => plans.sort_by_key(|plan| (plan.severity, plan.detected_on, plan.id.clone())),
        true => plans.sort_by_key(|plan| (std::cmp::Reverse(plan.closed_on), plan.id.clone())),
    }
    plans.into_iter().map(|plan| (plan, house.report.plans.get(&plan.id))).collect()
}

pub fn index(house: &House<'_>) -> PlansView {
    let (open, closed) = (ordered(house, false), ordered(house, true));
    let mut open_table = plan_table("open-plans", "Open plans, most severe first", "Verdict of the data")
        .empty("No plan is open.", "A plan is opened when a service level is missed with consequences.");
    for (plan, state) in &open {
        push_plan(house, &mut open_table, plan, *state);
    }
    let mut closed_table = plan_table("closed-plans", "Closed plans, latest first", "Does it hold?")
        .note("A plan is done when the data prove its success criteria, not when somebody says so.")
        .empty("No plan has been closed yet.", "");
    for (plan, state) in &closed {
        push_plan(house, &mut closed_table, plan, *state);
    }
    PlansView { lede: lede(house, &open, &closed), open: open_table, closed: closed_table }
}

fn lede(
    house: &House<'_>,
    open: &[(&Plan, Option<&PlanState>)],
    closed: &[(&Plan, Option<&PlanState>)],
) -> String {
    let proven = open.iter().filter(|(_, state)| state.is_some_and(|state| state.proven)).count();
    let late = open.iter().filter(|(_, state)| state.is_some_and(|state| state.actions_overdue > 0)).count();
    let broken = closed.iter().filter(|(plan, state)| alarm(house, plan, *state).is_some()).count();
    let mut parts = vec![phrase::are(open.len(), "plan", "open")];
    if late > 0 {
        parts.push(format!(
            "{} late with an action",
            if late == 1 { "1 is".to_owned() } else { format!("{late} are") }
        ));
    }
    if proven > 0 {
        parts.push(format!(
            "{} and may be closed",
            if proven == 1 {
                "1 is proven by the data".to_owned()
            } else {
                format!("{proven} are proven by the data")
            }
        ));
    }
    if broken > 0 {
        parts.push(format!(
            "{} of the closed ones {} not hold",
            broken,
            if broken == 1 { "does" } else { "do" }
        ));
    }
    phrase::sentences(&parts)
}

fn plan_table(name: &str, caption: &str, verdict: &'static str) -> Table {
    let columns = [
        ("Plan", ""),
        ("Severity", "tight"),
        ("Status", "tight"),
        ("Owner", ""),
        ("Actions done", "num"),
        ("Next action", ""),
        (verdict, ""),
    ];
    Table::new(name, caption, &columns).titled()
}

fn push_plan(house: &House<'_>, table: &mut Table, plan: &Plan, state: Option<&PlanState>) {
    let done = state.map_or(0, |state| state.actions_done);
    table.push([
        Cell::head(names::plan(house, &plan.id)).under(names::party(house, &plan.vendor, plan.site.as_ref())),
        Cell::new(severity_chip(plan.severity)).key(plan.severity as u8),
        Cell::new(status_label(house, plan)).under(since(house, plan)),
        owners_cell(house, plan),
        Cell::new(format!("{done} of {}", plan.actions.len())),
        next_action(house, plan, state),
        Cell::new(verdict_pieces(house, plan, state)),
    ]);
}

fn since(house: &House<'_>, plan: &Plan) -> String {
    match closed_on(house.report.register, plan) {
        Some(day) => format!("on {}", phrase::day(day)),
        None => format!("since {}", phrase::day(plan.detected_on)),
    }
}

pub fn severity_chip(severity: PlanSeverity) -> Piece {
    let tone = match severity {
        PlanSeverity::Critical => "bad",
        PlanSeverity::High => "poor",
        PlanSeverity::Moderate => "near",
        PlanSeverity::Low => "plain",
    };
    Piece::chip(tone, severity.label())
}

fn owners_cell(house: &House<'_>, plan: &Plan) -> Cell {
    let client = plan
        .owner_client
        .as_ref()
        .map_or_else(|| Piece::chip("near", "no owner on our side"), |person| names::person(house, person));
    let vendor = plan.owner_vendor.as_deref().unwrap_or("no owner at the vendor");
    Cell::new(client).under(vendor)
}

fn next_action(house: &House<'_>, plan: &Plan, state: Option<&PlanState>) -> Cell {
    let next = state.and_then(|state| state.next_action).and_then(|at| plan.actions.get(at));
    let Some(action) = next else { return Cell::dash() };
    let days = days_between(action.due_on, house.report.register.as_of());
    let link = Piece::anchor(&Route::Plan(plan.id.clone()), &anchor(&action.id), action.title.clone());
    Cell::new(link)
        .under(spaced([Piece::words(phrase::day(action.due_on)), phrase::age(days)]))
        .key(action.due_on)
}

/// What the data say of a plan, as a mark with its words.
pub fn verdict_pieces(house: &House<'_>, plan: &Plan, state: Option<&PlanState>) -> Vec<Piece> {
    let closed = is_closed(house, plan);
    match state {
        Some(PlanState { relapsed: Some(period), .. }) => {
            vec![Piece::mark("missed", format!("Relapsed in {}", period.label()))]
        }
        Some(state) if state.proven && closed => vec![Piece::mark("met", "Holds")],
        Some(state) if state.proven => vec![Piece::mark("met", "Proven, may be closed")],
        Some(_) if closed => vec![Piece::mark("missed", "Closed without proof")],
        Some(state) => {
            let (tone, text) = worst(&state.criteria);
            vec![Piece::mark(tone, text)]
        }
        None => vec![Piece::mark("none", "Not computed")],
    }
}

fn worst(criteria: &[CriterionState]) -> (&'static str, &'static str) {
    let any = |verdict: Verdict| criteria.iter().any(|criterion| criterion.verdict == verdict);
    if any(Verdict::Failing) {
        ("missed", "Not on target yet")
    } else if any(Verdict::NoData) {
        ("none", "No figures yet")
    } else if any(Verdict::TooEarly) {
        ("running", "Too early to say")
    } else {
        ("none", "No success criterion")
    }
}

fn alarm(house: &House<'_>, plan: &Plan, state: Option<&PlanState>) -> Option<String> {
    let state = state?;
    if let Some(period) = state.relapsed {
        return Some(format!(
            "Relapse: closed, but the success criterion was missed again in {}.",
            period.label()
        ));
    }
    (is_closed(house, plan) && !state.proven).then(|| {
        "Closed too early: the data did not prove the success criteria by the day it was closed.".to_owned()
    })
}

pub fn page(house: &House<'_>, id: &PlanId) -> Option<PlanView> {
    let plan = house.report.register.plans.get(id)?;
    let state = house.report.plans.get(id);
    let mut status = spaced([severity_chip(plan.severity), Piece::chip("plain", status_label(house, plan))]);
    status.push(Piece::words(" "));
    status.extend(verdict_pieces(house, plan, state));
    Some(PlanView {
        status,
        verdict: verdict_text(house, plan, state),
        alarm: alarm(house, plan, state).unwrap_or_default(),
        facts: facts(house, plan),
        story: story(plan),
        triggers: triggers(house, plan),
        actions: actions(house, plan),
        criteria: state.map(|state| criteria(house, plan, state)).unwrap_or_default(),
        log: plan
            .log
            .iter()
            .rev()
            .filter(|entry| entry.on <= house.report.register.as_of())
            .map(logged)
            .collect(),
        source: vec![names::place(house, &plan.place)],
    })
}

/// The plan in plain words: what is done, and what the data say.
fn verdict_text(house: &House<'_>, plan: &Plan, state: Option<&PlanState>) -> String {
    let done = state.map_or(0, |state| state.actions_done);
    let mut parts = vec![match (done, plan.actions.len()) {
        (_, 0) => "no action is planned".to_owned(),
        (done, all) if done == all => format!("all {} done", plural(all, "action")),
        (done, all) => format!("{done} of {} done", plural(all, "action")),
    }];
    let Some(state) = state else { return phrase::sentences(&parts) };
    if state.actions_overdue > 0 {
        parts[0].push_str(&format!(", {} overdue", state.actions_overdue));
    }
    let proven = state.criteria.iter().filter(|c| c.verdict == Verdict::Proven).count();
    let all = state.criteria.len();
    parts.push(match (proven, all) {
        (_, 0) => "there is no success criterion, so nothing can prove that the plan worked".to_owned(),
        (proven, all) if proven == all => match is_closed(house, plan) {
            true => "the data proved every success criterion before it was closed".to_owned(),
            false => "the data prove every success criterion: the plan may be closed".to_owned(),
        },
        (proven, all) => format!(
            "the data prove {proven} of {}{}",
            if all == 1 { "1 success criterion".to_owned() } else { format!("{all} success criteria") },
            if is_closed(house, plan) { "" } else { ": the plan stays open" }
        ),
    });
    phrase::sentences(&parts)
}

fn facts(house: &House<'_>, plan: &Plan) -> Vec<Fact> {
    let as_of = house.report.register.as_of();
    let missing = |text: &str| Piece::chip("near", text);
    let client =
        plan.owner_client.as_ref().map_or_else(|| missing("nobody named"), |id| names::person(house, id));
    let vendor = plan.owner_vendor.as_ref().map_or_else(|| missing("nobody named"), Piece::words);
    let mut facts = vec![
        Fact::new("Where", names::party(house, &plan.vendor, plan.site.as_ref())),
        Fact::new("Owner on our side", client),
        Fact::new("Owner at the vendor", vendor),
        Fact::new("Detected", day_label(plan.detected_on)),
        Fact::new("Draft due", day_label(plan.draft_due_on)),
    ];
    facts.push(match (&plan.approved_by, plan.approved_on) {
        (Some(by), Some(on)) => {
            Fact::new("Approved", [names::person(house, by), Piece::words(format!(", {}", day_label(on)))])
        }
        (Some(by), None) => Fact::new("Approved", names::person(house, by)),
        (None, _) if plan.draft_due_on < as_of => {
            let late = phrase::age(days_between(plan.draft_due_on, as_of));
            Fact::new("Approved", spaced([Piece::words("not yet"), late]))
        }
        (None, _) => Fact::new("Approved", "not yet"),
    });
    if let Some(on) = closed_on(house.report.register, plan) {
        facts.push(Fact::new("Closed", day_label(on)));
    }
    facts
}

fn story(plan: &Plan) -> Vec<Told> {
    let told = |heading, text: &Option<String>, note: String| Told {
        heading,
        text: text.clone().unwrap_or_else(|| "Not written down yet.".to_owned()),
        note,
        missing: text.is_none(),
    };
    let method =
        plan.root_cause_method.as_ref().map(|method| format!("Found by {method}.")).unwrap_or_default();
    vec![
        told("Root cause", &plan.root_cause, method),
        told("Effect", &plan.effect, String::new()),
        told("Prevention", &plan.prevention, String::new()),
    ]
}

fn triggers(house: &House<'_>, plan: &Plan) -> Table {
    let columns = [("Service level", ""), ("Window", "tight"), ("Result", ""), ("Clause", "")];
    let mut table =
        Table::new("triggers", "Why there is a plan", &columns).empty("No trigger is named.", "").titled();
    for trigger in &plan.triggers {
        let register = house.report.register;
        let level = register
            .contracts
            .get(&trigger.contract)
            .and_then(|contract| names::service_level_of(contract, &trigger.service_level));
        let metric = level.and_then(|level| register.metrics.get(&level.metric));
        let ruling = house
            .report
            .judged
            .iter()
            .filter(|judged| {
                judged.contract == trigger.contract && judged.service_level == trigger.service_level
            })
            .filter(|judged| match (&judged.subject, &plan.site) {
                (crate::compute::rollup::Subject::Site(site), Some(of)) => site == of,
                (crate::compute::rollup::Subject::Vendor(_), None) => true,
                _ => false,
            })
            .flat_map(|judged| &judged.rulings)
            .find(|ruling| ruling.window.period == trigger.period);
        let result = match (ruling, level) {
            (Some(ruling), Some(level)) => {
                let (tone, word) = phrase::verdict(ruling);
                let value = phrase::figure(ruling, level, metric).map(|value| {
                    format!("{value} against {}", phrase::promise(level, ruling.target, metric))
                });
                Cell::new(Piece::mark(tone, word)).under(value.unwrap_or_default())
            }
            _ => Cell::dash(),
        };
        let clause = level.and_then(|level| level.clause_ref.clone());
        table.push([
            Cell::head(names::service_level(house, &trigger.contract, &trigger.service_level))
                .under(names::contract(house, &trigger.contract)),
            Cell::new(phrase::capital(&trigger.period.label())).key(trigger.period.first_day()),
            result,
            clause.map_or_else(Cell::dash, Cell::new),
        ]);
    }
    table
}

fn actions(house: &House<'_>, plan: &Plan) -> Table {
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
    for state in house.report.actions.iter().filter(|state| state.plan == plan.id) {
        let Some(action) = plan.actions.get(state.action) else { continue };
        let evidence = match (&action.evidence, state.done) {
            (Some(text), _) => Cell::new(text.as_str()),
            (None, true) => Cell::new(Piece::chip("near", "no evidence")),
            (None, false) => Cell::dash(),
        };
        table.push_as(
            anchor(&action.id),
            [
                Cell::head(action.title.as_str()),
                names::owner(house, &action.owner).into(),
                Cell::new(phrase::day(action.due_on)).key(action.due_on),
                Cell::new(age(state)).key(state.age_days),
                action.done_on.map_or_else(Cell::dash, |day| Cell::new(phrase::day(day)).key(day)),
                evidence,
            ],
        );
    }
    table
}

fn logged(entry: &LogEntry) -> Logged {
    Logged {
        on: day_label(entry.on),
        on_iso: entry.on.to_string(),
        kind: entry.kind.label(),
        text: entry.text.clone(),
        loud: entry.kind == crate::model::LogKind::Escalation,
    }
}

/// The last day on which something counts as due this week.
pub fn week_ahead(house: &House<'_>) -> jiff::civil::Date {
    add_days(house.report.register.as_of(), 7)
}
