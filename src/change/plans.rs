//! Plans and actions: opened, closed, due dates moved, owners changed.

use serde_json::json;

use super::keyed::{Pair, Table as Keys, pairs};
use super::record::{Record, Told};
use super::section::{Change, Section, Weight};
use super::side::Sound;
use super::values::{Changed, Fate, counted, told_all, values};
use crate::kit::beside::beside;
use crate::kit::diag::plural;
use crate::kit::id::PlanId;
use crate::kit::picture::exempt::Exempt;
use crate::subject::plan::record::{Plan, PlanStatus, SuccessCriterion};
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;

/// A plan, and its actions in the order of their ids.
type Planned = (Told, Vec<Told>);

/// In order of plan.
pub fn plans(before: Sound<'_>, after: Sound<'_>) -> Section {
    let pairs = beside(&before.register.plans, &after.register.plans);
    let list: Vec<Planned> = pairs
        .map(|(id, was, is)| {
            compared(id, was.map(|plan| said(before, plan)), is.map(|plan| said(after, plan)))
        })
        .filter(|(plan, actions)| !plan.is_same() || !actions.is_empty())
        .collect();
    let count = |fate: Fate| list.iter().filter(|(plan, _)| plan.fate == fate).count();
    let actions = list.iter().flat_map(|(_, actions)| actions);
    let is_moved = |value: &&Changed| value.what == "due on" && value.before.is_some();
    let moved = actions.clone().flat_map(|action| &action.values).filter(is_moved).count();
    let columns = [("Plan", ""), ("Action", ""), ("Change", "tight"), ("What changes", "")];
    Section::new("plans", "Plans and actions", &columns)
        .with(list.iter().map(change))
        .saying([
            counted(count(Fate::Added), "plan opens", "plans open"),
            counted(count(Fate::Closed), "plan closes", "plans close"),
            counted(count(Fate::Reopened), "plan reopens", "plans reopen"),
            counted(count(Fate::Removed), "plan is removed", "plans are removed"),
            counted(count(Fate::Changed), "plan changes", "plans change"),
            counted(actions.count(), "action changes", "actions change"),
            counted(moved, "due date moves", "due dates move"),
        ])
        .heading(Weight::Plans, counted(list.len(), "plan changes", "plans change"))
}

fn change((plan, actions): &Planned) -> Change {
    let named = |of: &Told| {
        Cell::new(Inline::words(of.title.as_str()).because(Exempt::Name))
            .under(Inline::code(of.id.to_string()).because(Exempt::Place))
    };
    let row = |action: Cell, of: &Told| {
        let head = Cell { head: true, ..named(plan) };
        vec![head, action, of.fate.chip().into(), told_all(&of.values).into()]
    };
    let is_told = !plan.values.is_empty() || actions.is_empty() || plan.fate != Fate::Changed;
    let own = is_told.then(|| row(Cell::dash(), plan));
    let mut exact = plan.exact(json!({ "plan": plan.id }));
    exact["actions"] = actions.iter().map(|action| action.exact(json!({ "action": action.id }))).collect();
    Change::of_rows(
        exact,
        own.into_iter().chain(actions.iter().map(|action| row(named(action), action))).collect(),
    )
}

/// What one side says of a plan: of itself, and of each action.
type Said<'a> = (Record<'a>, Vec<Keys<'a>>);

fn said<'a>(side: Sound<'a>, plan: &Plan) -> Said<'a> {
    let mut table = side.file(&plan.place.path);
    let actions = table.blocks("action");
    table.retain(|key| key != "action" && key != "success");
    let proven = side.report.plans.states.get(&plan.id);
    let proven = proven.map(|state| if state.proven { "proven" } else { "not proven" }.to_owned());
    let values = values([("success criteria", Some(criteria(plan))), ("by the data", proven)]);
    let is_over = *plan.status == PlanStatus::Closed;
    let title = plan.title.value.clone();
    (Record { title, table, values, is_over, ..Record::default() }, actions)
}

/// Of a plan that is new everything but its title, of one that is gone nothing.
fn compared(id: &PlanId, before: Option<Said<'_>>, after: Option<Said<'_>>) -> Planned {
    let (was, old) = before.unzip();
    let (is, new) = after.unzip();
    let plan = labelled(Told::of(id, was, is), |fate, key| match fate {
        Fate::Added => key != "title",
        other => other != Fate::Removed,
    });
    let is_gone = plan.fate == Fate::Removed;
    let pairs = if is_gone { Vec::new() } else { pairs(old.unwrap_or_default(), new.unwrap_or_default()) };
    (plan, pairs.into_iter().map(action).collect())
}

fn acted(table: Keys<'_>) -> Record<'_> {
    let title = table.shown("title").unwrap_or_default();
    Record { title, is_over: table.shown("done-on").is_some(), ..Record::from(table) }
}

/// Of an action that is new its date and its owner, of one that is gone nothing.
fn action((id, before, after): Pair<'_>) -> Told {
    labelled(Told::of(id, before.map(acted), after.map(acted)), |fate, key| match fate {
        Fate::Added => ["due-on", "owner", "done-on"].contains(&key),
        other => other != Fate::Removed,
    })
}

/// With the values that are to be told, a key of a plan or an action in words.
fn labelled(mut told: Told, is_told: fn(Fate, &str) -> bool) -> Told {
    told.values.retain(|value| is_told(told.fate, &value.what));
    for value in &mut told.values {
        value.what = match value.what.as_str() {
            "owner-client" => "owner".to_owned(),
            "owner-vendor" => "owner at the vendor".to_owned(),
            // What stands in a table of a plan has its name before it, which may have hyphens.
            key if !key.contains(' ') => key.replace('-', " "),
            inside => inside.to_owned(),
        };
    }
    told
}

/// Each criterion in words, so that a loosened one is seen: `accuracy at least 95 for 4 periods from 2026-W40`.
fn criteria(plan: &Plan) -> String {
    let said = |criterion: &SuccessCriterion| {
        let SuccessCriterion { metric, direction, target, for_periods, from, .. } = criterion;
        let mut parts = vec![format!(
            "{metric} {} {target} for {} from {from}",
            direction.label(),
            plural(**for_periods as usize, "period")
        )];
        parts.extend(criterion.site.as_ref().map(|id| id.to_string()));
        parts.extend(criterion.queue.as_ref().map(|id| id.to_string()));
        parts.extend(criterion.language.as_ref().map(|language| language.as_str().to_owned()));
        parts.extend((*criterion.no_concern).then(|| "no signal of concern".to_owned()));
        parts.join(", ")
    };
    if plan.success.is_empty() {
        return "none".to_owned();
    }
    plan.success.iter().map(said).collect::<Vec<_>>().join("; ")
}
