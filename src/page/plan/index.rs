//! The list of plans: open ones most severe first, closed ones with whether they hold.

use serde::Serialize;

use crate::compute::plan::{PlanState, closed_on};
use crate::model::{Plan, days_between};
use crate::page::action::anchor;
use crate::page::piece::{Piece, spaced};
use crate::page::plan::verdict::{alarm, is_closed, severity_chip, status_label, verdict};
use crate::page::route::Route;
use crate::page::shell::House;
use crate::page::table::{Cell, Table};
use crate::page::wording::names;
use crate::page::wording::phrase;

#[derive(Serialize)]
pub struct PlansView {
    lede: String,
    open: Table,
    closed: Table,
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
    PlansView { lede: lede(&open, &closed), open: open_table, closed: closed_table }
}

fn lede(open: &[(&Plan, Option<&PlanState>)], closed: &[(&Plan, Option<&PlanState>)]) -> String {
    let proven = open.iter().filter(|(_, state)| state.is_some_and(|state| state.proven)).count();
    let late = open.iter().filter(|(_, state)| state.is_some_and(|state| state.actions_overdue > 0)).count();
    let broken = closed.iter().filter(|(_, state)| alarm(true, *state).is_some()).count();
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

fn plan_table(name: &str, caption: &str, last: &'static str) -> Table {
    let columns = [
        ("Plan", ""),
        ("Severity", "tight"),
        ("Status", "tight"),
        ("Owner", ""),
        ("Actions done", "num"),
        ("Next action", ""),
        (last, ""),
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
        verdict(is_closed(house, plan), state).into(),
    ]);
}

fn since(house: &House<'_>, plan: &Plan) -> String {
    match closed_on(house.report.register, plan) {
        Some(day) => format!("on {}", phrase::day(day)),
        None => format!("since {}", phrase::day(plan.detected_on)),
    }
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
