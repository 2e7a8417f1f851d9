//! The list of plans: open ones most severe first, closed ones with whether they hold.

use serde::Serialize;

use crate::kit::calendar::days_between;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::{Document, Evidence};
use crate::subject::plan::address::PlanPage;
use crate::subject::plan::figures::plan::{PlanState, closed_on};
use crate::subject::plan::page::action::anchor;
use crate::subject::plan::page::counted::actions_done;
use crate::subject::plan::page::verdict::{alarm, is_closed, severity_chip, status_label, verdict};
use crate::subject::plan::record::Plan;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline, spaced};
use crate::subject::wording::{names, phrase};

#[derive(Serialize)]
pub struct PlansView {
    lede: Html,
    open: Table,
    closed: Table,
}

/// Severe first, then the oldest.
fn ordered<'a>(context: &PageContext<'a>, closed: bool) -> Vec<(&'a Plan, Option<&'a PlanState>)> {
    let register = context.report.register;
    let mut plans: Vec<&Plan> =
        register.plans.values().filter(|plan| is_closed(context, plan) == closed).collect();
    match closed {
        false => plans.sort_by_key(|plan| (*plan.severity, *plan.detected_on, plan.id.clone())),
        true => {
            plans
                .sort_by_key(|plan| (std::cmp::Reverse(plan.closed_on.as_deref().copied()), plan.id.clone()));
        }
    }
    plans.into_iter().map(|plan| (plan, context.report.plans.states.get(&plan.id))).collect()
}

pub fn index(context: &PageContext<'_>, route: &Route) -> (PlansView, Option<Document>) {
    let mut evidence = Evidence::new(context, route);
    let (open, closed) = (ordered(context, false), ordered(context, true));
    let open_table = columns(context, &open, "Verdict of the data", &mut evidence)
        .table("open-plans", "Open plans, most severe first")
        .titled()
        .empty("No plan is open.", "A plan is opened when a service level is missed with consequences.");
    let closed_table = columns(context, &closed, "Does it hold?", &mut evidence)
        .table("closed-plans", "Closed plans, latest first")
        .titled()
        .note("A plan is done when the data prove its success criteria, not when somebody says so.")
        .empty("No plan has been closed yet.", "");
    let lede = lede(&open, &closed, &mut evidence);
    (PlansView { lede, open: open_table, closed: closed_table }, Some(evidence.finish()))
}

type Stated<'a> = (&'a Plan, Option<&'a PlanState>);

fn lede(open: &[Stated<'_>], closed: &[Stated<'_>], evidence: &mut Evidence<'_>) -> Html {
    let mut said = Html::default();
    let mut part = |question: &str, plans: Vec<&Place>, words: &dyn Fn(usize) -> String| {
        let words = phrase::sentences(&[words(plans.len())]);
        if !words.is_empty() {
            let before = if said.is_empty() { "" } else { " " };
            said = std::mem::take(&mut said).then(before).then(evidence.told(&[question], plans, &words));
        }
    };
    let places = |plans: &[Stated<'_>], which: &dyn Fn(&PlanState) -> bool| -> Vec<Place> {
        let plans = plans.iter().filter(|(_, state)| state.is_some_and(which));
        plans.map(|(plan, _)| plan.place.clone()).collect()
    };
    let all: Vec<&Place> = open.iter().map(|(plan, _)| &plan.place).collect();
    part("plans-open", all, &|n| phrase::are(n, "plan", "open"));
    let late = places(open, &|state| state.actions_overdue > 0);
    part("plans-late", late.iter().collect(), &|n| match n {
        0 => String::new(),
        1 => "1 is late with an action".to_owned(),
        n => format!("{n} are late with an action"),
    });
    let proven = places(open, &|state| state.proven);
    part("plans-proven", proven.iter().collect(), &|n| match n {
        0 => String::new(),
        1 => "1 is proven by the data and may be closed".to_owned(),
        n => format!("{n} are proven by the data and may be closed"),
    });
    let broken = places(closed, &|state| alarm(true, Some(state)).is_some());
    part("plans-broken", broken.iter().collect(), &|n| match n {
        0 => String::new(),
        1 => "1 of the closed ones does not hold".to_owned(),
        n => format!("{n} of the closed ones do not hold"),
    });
    said
}

fn columns<'c, 'e>(
    context: &'c PageContext<'_>,
    plans: &'c [Stated<'_>],
    last: &'static str,
    evidence: &'c mut Evidence<'e>,
) -> Columns<'c, &'c Stated<'c>, Evidence<'e>> {
    Columns::over(plans, evidence)
        .column("Plan", "", |(plan, _), _| plan_named(context, plan))
        .column("Severity", "tight", |(plan, _), _| severity_cell(plan))
        .column("Status", "tight", |(plan, _), _| {
            Cell::new(status_label(context, plan)).under(Inline::dated(since(context, plan)))
        })
        .column("Owner", "", |(plan, _), _| owners_cell(context, plan))
        .column("Actions done", "num", |(plan, _), evidence| actions_done(context, plan, evidence).into())
        .column("Next action", "", |(plan, state), evidence| next_action(context, plan, *state, evidence))
        .column(last, "", |(plan, state), _| verdict(is_closed(context, plan), *state).into())
}

/// The cell that names a row: the plan, and whose it is.
pub fn plan_named(context: &PageContext<'_>, plan: &Plan) -> Cell {
    let party = names::party(context, &plan.vendor, plan.site.as_deref());
    Cell::head(names::plan(context, &plan.id)).under(party)
}

/// The most severe sorts first.
pub fn severity_cell(plan: &Plan) -> Cell {
    Cell::new(severity_chip(*plan.severity)).key(*plan.severity as u8)
}

fn since(context: &PageContext<'_>, plan: &Plan) -> String {
    match closed_on(context.report.register, plan) {
        Some(day) => format!("on {}", phrase::day(day)),
        None => format!("since {}", phrase::day(*plan.detected_on)),
    }
}

fn owners_cell(context: &PageContext<'_>, plan: &Plan) -> Cell {
    let client = plan.owner_client.as_ref().map_or_else(
        || Inline::chip("near", "no owner on our side"),
        |person| names::person(context, person),
    );
    let vendor = plan.owner_vendor.as_ref().map_or("no owner at the vendor", |role| role.as_str());
    Cell::new(client).under(Inline::words(vendor).because(Exempt::Name))
}

fn next_action(
    context: &PageContext<'_>,
    plan: &Plan,
    state: Option<&PlanState>,
    evidence: &mut Evidence<'_>,
) -> Cell {
    let next = state.and_then(|state| state.next_action).and_then(|at| plan.actions.get(at));
    let Some(action) = next else { return Cell::dash() };
    let days = days_between(*action.due_on, context.report.register.as_of());
    let link = Inline::anchor(
        &Route::Plan(PlanPage::One(plan.id.clone())),
        &anchor(action.id.as_str()),
        &*action.title,
    )
    .because(Exempt::Quoted);
    let number = evidence.age(days, [("due-on", &action.due_on)]);
    Cell::new(link)
        .under(spaced([Inline::dated(phrase::day(*action.due_on)), phrase::age(days).of(number)]))
        .key(*action.due_on)
}
