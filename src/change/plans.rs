//! Plans and actions: opened, closed, due dates moved, owners changed.

use std::collections::BTreeMap;

use super::changed::{Changed, keys};
use super::keyed::{Table, between, read};
use crate::kit::id::PlanId;
use crate::kit::source::{RepoPath, Text};
use crate::subject::plan::record::{Action, Plan, PlanStatus, SuccessCriterion};
use crate::subject::register::Register;
use crate::subject::report::Report;

/// What became of a plan or an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Added,
    Closed,
    Reopened,
    Removed,
    Changed,
}

impl Fate {
    pub fn word(self) -> &'static str {
        match self {
            Fate::Added => "opened",
            Fate::Closed => "closed",
            Fate::Reopened => "reopened",
            Fate::Removed => "removed",
            Fate::Changed => "changed",
        }
    }
}

#[derive(Clone, Debug)]
pub struct PlanChange {
    pub plan: PlanId,
    pub title: String,
    pub fate: Fate,
    pub values: Vec<Changed>,
    /// In the order of their ids.
    pub actions: Vec<ActionChange>,
}

#[derive(Clone, Debug)]
pub struct ActionChange {
    pub action: String,
    pub title: String,
    pub fate: Fate,
    pub values: Vec<Changed>,
}

type Texts = BTreeMap<RepoPath, Text>;

/// In order of plan.
pub fn plans(
    (before, old_texts): (&Report<'_>, &Texts),
    (after, new_texts): (&Report<'_>, &Texts),
) -> Vec<PlanChange> {
    let (old, new) = (&before.register.plans, &after.register.plans);
    keys(old, new)
        .filter_map(|id| match (old.get(id), new.get(id)) {
            (Some(was), Some(is)) => compared((before, old_texts, was), (after, new_texts, is)),
            (None, Some(is)) => Some(whole((after, new_texts, is), Fate::Added)),
            (Some(was), None) => Some(whole((before, old_texts, was), Fate::Removed)),
            (None, None) => None,
        })
        .collect()
}

type Side<'a> = (&'a Report<'a>, &'a Texts, &'a Plan);

/// A plan that comes, with all it says, or one that goes.
fn whole(side: Side<'_>, fate: Fate) -> PlanChange {
    let (register, plan) = (side.0.register, side.2);
    let nothing = BTreeMap::new();
    let (values, actions) = match fate {
        Fate::Added => (values(None, Some(side)), actions(register, register, &nothing, &by_id(plan))),
        _ => (Vec::new(), Vec::new()),
    };
    PlanChange { plan: plan.id.clone(), title: plan.title.value.clone(), fate, values, actions }
}

/// Keys that [`compared`] and [`action`] tell in words of their own.
const TOLD: [&str; 11] = [
    "title",
    "status",
    "closed-on",
    "severity",
    "draft-due-on",
    "owner-client",
    "owner-vendor",
    "approved-on",
    "root-cause",
    "action",
    "success",
];

/// Every other key of a plan, triggers and log too.
fn rest<'a>((report, texts, plan): Side<'a>) -> Table<'a> {
    let mut table = read(report.register, texts.get(&plan.place.path));
    table.retain(|key| !TOLD.contains(&key));
    table
}

/// What [`TOLD`] names, in words.
fn facts((report, _, plan): Side<'_>) -> BTreeMap<&'static str, String> {
    let person = |owner: Option<&str>| owner.map(|owner| report.register.person_name(owner).to_owned());
    let proven = report.plans.states.get(&plan.id);
    let proven = proven.map(|state| if state.proven { "proven" } else { "not proven" }.to_owned());
    let facts = [
        ("status", Some(plan.status.word().to_owned())),
        ("closed on", plan.closed_on.as_deref().copied().map(text)),
        ("severity", Some(plan.severity.word().to_owned())),
        ("draft due on", Some(text(*plan.draft_due_on))),
        ("owner", person(plan.owner_client.as_ref().map(|id| id.as_str()))),
        ("owner at the vendor", person(plan.owner_vendor.as_ref().map(|role| role.as_str()))),
        ("approved on", plan.approved_on.as_deref().copied().map(text)),
        ("root cause", plan.root_cause.as_deref().cloned()),
        ("success criteria", Some(criteria(plan))),
        ("by the data", proven),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The weightiest first, then every other key.
const ORDER: [&str; 10] = [
    "status",
    "closed on",
    "severity",
    "draft due on",
    "owner",
    "owner at the vendor",
    "approved on",
    "root cause",
    "success criteria",
    "by the data",
];

fn values(before: Option<Side<'_>>, after: Option<Side<'_>>) -> Vec<Changed> {
    let (old, new) = (before.map(facts).unwrap_or_default(), after.map(facts).unwrap_or_default());
    let known =
        ORDER.iter().filter_map(|name| Changed::of(*name, old.get(name).cloned(), new.get(name).cloned()));
    let (before, after) = (before.map(rest).unwrap_or_default(), after.map(rest).unwrap_or_default());
    known.chain(between(&before, &after)).collect()
}

fn compared(before: Side<'_>, after: Side<'_>) -> Option<PlanChange> {
    let (was, is) = (before.2, after.2);
    let mut values: Vec<Changed> =
        Changed::of("title", Some(&was.title), Some(&is.title)).into_iter().collect();
    values.extend(self::values(Some(before), Some(after)));
    let actions = actions(before.0.register, after.0.register, &by_id(was), &by_id(is));
    let fate = match (was.status == PlanStatus::Closed, is.status == PlanStatus::Closed) {
        (false, true) => Fate::Closed,
        (true, false) => Fate::Reopened,
        _ => Fate::Changed,
    };
    let is_same = values.is_empty() && actions.is_empty();
    (!is_same).then(|| PlanChange {
        plan: is.id.clone(),
        title: is.title.value.clone(),
        fate,
        values,
        actions,
    })
}

fn by_id(plan: &Plan) -> BTreeMap<&str, &Action> {
    plan.actions.iter().map(|action| (action.id.as_str(), action)).collect()
}

fn actions(
    former: &Register,
    register: &Register,
    old: &BTreeMap<&str, &Action>,
    new: &BTreeMap<&str, &Action>,
) -> Vec<ActionChange> {
    let mut changes = Vec::new();
    for id in keys(old, new) {
        let (fate, title, values) = match (old.get(id), new.get(id)) {
            (Some(was), Some(is)) => {
                let values = action(former, register, was, is);
                if values.is_empty() {
                    continue;
                }
                let fate = match (was.done_on.as_deref().copied(), is.done_on.as_deref().copied()) {
                    (None, Some(_)) => Fate::Closed,
                    (Some(_), None) => Fate::Reopened,
                    _ => Fate::Changed,
                };
                (fate, &is.title, values)
            }
            (None, Some(is)) => (Fate::Added, &is.title, opened(register, is)),
            (Some(was), None) => (Fate::Removed, &was.title, Vec::new()),
            (None, None) => continue,
        };
        changes.push(ActionChange { action: (*id).to_owned(), title: title.value.clone(), fate, values });
    }
    changes
}

fn opened(register: &Register, action: &Action) -> Vec<Changed> {
    let none = None::<String>;
    let values = [
        Changed::of("due on", none.clone(), Some(text(*action.due_on))),
        Changed::of("owner", none.clone(), Some(register.person_name(&action.owner))),
        Changed::of("done on", none, action.done_on.as_deref().copied().map(text)),
    ];
    values.into_iter().flatten().collect()
}

fn action(former: &Register, register: &Register, was: &Action, is: &Action) -> Vec<Changed> {
    let values = [
        Changed::of("title", Some(&was.title), Some(&is.title)),
        Changed::of("due on", Some(text(*was.due_on)), Some(text(*is.due_on))),
        Changed::of("owner", Some(former.person_name(&was.owner)), Some(register.person_name(&is.owner))),
        Changed::of(
            "done on",
            was.done_on.as_deref().copied().map(text),
            is.done_on.as_deref().copied().map(text),
        ),
        Changed::of("evidence", was.evidence.as_ref(), is.evidence.as_ref()),
    ];
    values.into_iter().flatten().collect()
}

fn text(day: jiff::civil::Date) -> String {
    day.to_string()
}

/// Each criterion in words, so that a loosened one is seen: `accuracy at least 95 for 4 periods from 2026-W40`.
fn criteria(plan: &Plan) -> String {
    let said = |criterion: &SuccessCriterion| {
        let mut said = format!(
            "{} {} {} for {} periods from {}",
            criterion.metric,
            criterion.direction.label(),
            criterion.target,
            criterion.for_periods,
            criterion.from
        );
        let site = criterion.site.as_ref().map(|id| id.as_str());
        let queue = criterion.queue.as_ref().map(|id| id.as_str());
        for part in
            [site, queue, criterion.language.as_ref().map(|language| language.as_str())].into_iter().flatten()
        {
            said.push_str(&format!(", {part}"));
        }
        if *criterion.no_concern {
            said.push_str(", no signal of concern");
        }
        said
    };
    if plan.success.is_empty() {
        return "none".to_owned();
    }
    plan.success.iter().map(said).collect::<Vec<_>>().join("; ")
}
