//! Plans and actions: opened, closed, due dates moved, owners changed.

use serde_json::json;

use super::keyed;
use super::section::{Change, Section, Weight};
use super::side::{Record, Sound};
use super::values::{Changed, Fate, counted, told_all, values};
use crate::kit::beside::beside;
use crate::kit::page::table::Cell;
use crate::kit::picture::exempt::Exempt;
use crate::kit::text::piece::Inline;
use crate::subject::plan::record::{Plan, PlanStatus, SuccessCriterion};

/// A plan, or an action of one.
struct Told {
    id: String,
    title: String,
    fate: Fate,
    values: Vec<Changed>,
    /// In the order of their ids.
    actions: Vec<Told>,
}

/// In order of plan.
pub fn plans(before: Sound<'_>, after: Sound<'_>) -> Section {
    let list: Vec<Told> = beside(&before.register.plans, &after.register.plans)
        .filter_map(|(id, was, is)| {
            let (was, is) = (was.map(|plan| said(before, plan)), is.map(|plan| said(after, plan)));
            compared(id.to_string(), was, is)
        })
        .collect();
    let count = |fate: Fate| list.iter().filter(|plan| plan.fate == fate).count();
    let actions = list.iter().flat_map(|plan| &plan.actions);
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

fn change(plan: &Told) -> Change {
    let exact = |of: &Told, name: &str| json!({ name: of.id, "title": of.title, "change": of.fate.word(), "values": of.values });
    let row = |named: Cell, of: &Told| {
        let head = Cell::head(Inline::words(plan.title.as_str()).because(Exempt::Name))
            .under(Inline::code(plan.id.as_str()));
        vec![head, named, of.fate.chip().into(), told_all(&of.values).into()]
    };
    let named = |action: &Told| {
        Cell::new(Inline::words(action.title.as_str()).because(Exempt::Name))
            .under(Inline::code(action.id.as_str()))
    };
    let is_told = !plan.values.is_empty() || plan.actions.is_empty() || plan.fate != Fate::Changed;
    let own = is_told.then(|| row(Cell::dash(), plan));
    let actions = plan.actions.iter().map(|action| row(named(action), action));
    let mut whole = exact(plan, "plan");
    whole["actions"] = plan.actions.iter().map(|action| exact(action, "action")).collect();
    Change::of_rows(whole, own.into_iter().chain(actions).collect())
}

/// What one side says of a plan.
#[derive(Default)]
struct Said<'a> {
    record: Record<'a>,
    actions: Vec<keyed::Table<'a>>,
    is_closed: bool,
}

fn said<'a>(side: Sound<'a>, plan: &Plan) -> Said<'a> {
    let mut table = side.file(&plan.place.path);
    let actions = table.blocks("action");
    table.retain(|key| key != "action" && key != "success");
    let proven = side.report.plans.states.get(&plan.id);
    let proven = proven.map(|state| if state.proven { "proven" } else { "not proven" }.to_owned());
    let values = values([("success criteria", Some(criteria(plan))), ("by the data", proven)]);
    let record = Record { title: plan.title.value.clone(), table, values, ..Record::default() };
    Said { record, actions, is_closed: *plan.status == PlanStatus::Closed }
}

/// Of a plan that is new everything, of one that is gone nothing. `None` where both sides say the same.
fn compared(id: String, before: Option<Said<'_>>, after: Option<Said<'_>>) -> Option<Told> {
    let fate = match (&before, &after) {
        (Some(was), Some(is)) => Fate::by_end(was.is_closed, is.is_closed),
        _ => Fate::of(&before, &after),
    };
    let (was, is) = (before.unwrap_or_default(), after.unwrap_or_default());
    if fate == Fate::Removed {
        let (title, values, actions) = (was.record.title, Vec::new(), Vec::new());
        return Some(Told { id, title, fate, values, actions });
    }
    let (mut values, _) = was.record.changed(&is.record);
    values.retain(|value| fate != Fate::Added || value.what != "title");
    let actions: Vec<Told> = keyed::pairs(was.actions, is.actions).into_iter().map(action).collect();
    let is_same = values.is_empty() && actions.is_empty() && fate != Fate::Added;
    (!is_same).then(|| Told { id, title: is.record.title, fate, values: labelled(values), actions })
}

/// Of an action that is new its date and its owner, of one that is gone nothing.
fn action((id, before, after): keyed::Pair<'_>) -> Told {
    let is_done = |action: &keyed::Table<'_>| action.shown("done-on").is_some();
    let fate = match (&before, &after) {
        (Some(was), Some(is)) => Fate::by_end(is_done(was), is_done(is)),
        _ => Fate::of(&before, &after),
    };
    let title = after.as_ref().or(before.as_ref()).and_then(|action| action.shown("title"));
    let mut values = keyed::between(&before.unwrap_or_default(), &after.unwrap_or_default());
    values.retain(|value| match fate {
        Fate::Added => ["due-on", "owner", "done-on"].contains(&value.what.as_str()),
        other => other != Fate::Removed,
    });
    Told { id, title: title.unwrap_or_default(), fate, values: labelled(values), actions: Vec::new() }
}

/// What is said first, the weightiest first, with its words; every other key is told by its name.
const LABELS: [(&str, &str); 15] = [
    ("title", "title"),
    ("status", "status"),
    ("closed-on", "closed on"),
    ("severity", "severity"),
    ("draft-due-on", "draft due on"),
    ("due-on", "due on"),
    ("owner", "owner"),
    ("owner-client", "owner"),
    ("owner-vendor", "owner at the vendor"),
    ("approved-on", "approved on"),
    ("root-cause", "root cause"),
    ("success criteria", "success criteria"),
    ("by the data", "by the data"),
    ("done-on", "done on"),
    ("evidence", "evidence"),
];

fn labelled(mut values: Vec<Changed>) -> Vec<Changed> {
    let place = |value: &Changed| LABELS.iter().position(|(key, _)| *key == value.what);
    values.sort_by_key(|value| place(value).unwrap_or(LABELS.len()));
    for value in &mut values {
        if let Some(at) = place(value) {
            value.what = LABELS[at].1.to_owned();
        }
    }
    values
}

/// Each criterion in words, so that a loosened one is seen: `accuracy at least 95 for 4 periods from 2026-W40`.
fn criteria(plan: &Plan) -> String {
    let said = |criterion: &SuccessCriterion| {
        let SuccessCriterion { metric, direction, target, for_periods, from, .. } = criterion;
        let mut parts =
            vec![format!("{metric} {} {target} for {for_periods} periods from {from}", direction.label())];
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
