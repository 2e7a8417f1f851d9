//! Gates that are late, that were passed too early, and projects that went through none.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::organisation::record::Project;
use crate::kit::calendar::{day_label, days_between};
use crate::kit::diag::{Diagnostic, Diagnostics, codes, list_and, plural, plural_of};
use crate::kit::source::Place;
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::gate::figures::GateState;
use crate::subject::gate::figures::found::Found;
use crate::subject::gate::record::{Gate, GateDecision, GateKind};

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::GATE_CRITERION_OVERDUE, check: criterion_overdue },
    FigureRule { code: &codes::LAUNCH_UNDECIDED, check: launch_undecided },
    FigureRule { code: &codes::GATE_PASSED_UNMET, check: passed_unmet },
    FigureRule { code: &codes::EXIT_OPEN, check: exit_open },
    FigureRule { code: &codes::GATE_CONDITION_OVERDUE, check: condition_overdue },
];

/// Gates with their states.
fn known<'f>(figures: &'f ReportContext<'_>) -> impl Iterator<Item = (&'f Gate, &'f GateState)> {
    let report = figures.report;
    report.gates.iter().filter_map(|(id, state)| Some((report.register.gates.get(id)?, state)))
}

/// E2: what should be there by now is not.
pub fn criterion_overdue(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    for (gate, state) in known(figures) {
        for (criterion, of) in gate.criteria.iter().zip(&state.criteria) {
            let Some(due) = of.due.as_ref().filter(|_| state.is_late(of)) else { continue };
            let late = plural(due.age_days.unsigned_abs() as usize, "day");
            let message = format!(
                "criterion `{}` of gate `{}` is {late} past its date and not met",
                criterion.id, gate.id
            );
            let unmet = of.found.iter().find(|(_, found)| !found.is_met());
            let (label, help) = match unmet {
                Some((site, found)) => {
                    (format!("at `{site}`: {}", said(found)), "bring it about: the data say when it is met")
                }
                None => (
                    "no day says that it was done".to_owned(),
                    "have it done and write the day as `done-on`, or agree on another date",
                ),
            };
            let place = criterion.due_on.as_ref().map_or(&criterion.id.place, |on| &on.place);
            diagnostics.push(
                Diagnostic::new(&codes::GATE_CRITERION_OVERDUE, place.clone(), message)
                    .label(label)
                    .help(help),
            );
        }
    }
}

/// What the data say, in a few words.
fn said(found: &Found) -> String {
    match found {
        Found::Enough { have, wanted, .. } => format!("{have} of {}", wanted.count()),
        Found::Left { have, .. } => format!("{have}, and none may be"),
        Found::Read { holds, required, .. } => format!("{holds} of {required} acknowledgements hold"),
        Found::Value { period, .. } => format!("off the target in {}", period.label()),
        Found::Unknown(why) => why.text(),
    }
}

/// Work has started and nobody said that it may. A project that began before the book kept launch gates owes none.
pub fn launch_undecided(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    for (gate, state) in known(figures).filter(|(gate, _)| *gate.kind == GateKind::Launch) {
        let Some(due) = state.due.as_ref().filter(|_| state.is_open()) else { continue };
        let has_started = due.key == "starts-on" && due.age_days >= 0;
        let day = day_label(*due.on);
        let (id, project) = (&gate.id, gate.project.as_str());
        let decide = "decide: write `decision`, `decided-by` and `decided-on`, or move the day";
        let (place, message, help) = match (state.decision, &gate.decision) {
            (Some((GateDecision::NoGo, _)), Some(decision)) if has_started => {
                let message =
                    format!("project `{project}` started on {day}, and its launch `{id}` was decided no-go");
                (&decision.place, message, "stop the work, or decide anew")
            }
            (None, _) if has_started => {
                let message =
                    format!("project `{project}` started on {day}, and its launch `{id}` is undecided");
                (&gate.kind.place, message, decide)
            }
            (None, _) if due.age_days > 0 => {
                let message =
                    format!("launch `{id}` of project `{project}` was due on {day}, and is undecided");
                (&due.on.place, message, decide)
            }
            _ => continue,
        };
        diagnostics.push(
            Diagnostic::new(&codes::LAUNCH_UNDECIDED, place.clone(), message)
                .label(of_criteria(state))
                .help(help),
        );
    }
    let starts = |project: &Project| Some((project.starts_on.value, project.starts_on.place.clone()));
    for (project, first, on) in without(figures, GateKind::Launch, &starts) {
        let message =
            format!("project `{}` started on {} without a launch gate", project.id, day_label(on.0));
        diagnostics.push(
            Diagnostic::new(&codes::LAUNCH_UNDECIDED, on.1, message)
                .label(format!("the book has launch gates since {}", day_label(first)))
                .help("write its launch under data/gates, with what was checked and who decided"),
        );
    }
}

/// The other end: something is left of a project that is over.
pub fn exit_open(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    for (gate, state) in
        known(figures).filter(|(gate, state)| *gate.kind == GateKind::Exit && state.is_overdue())
    {
        let Some(due) = &state.due else { continue };
        let (id, project, day) = (&gate.id, gate.project.as_str(), day_label(*due.on));
        let message = match due.key {
            "ends-on" => format!("project `{project}` ended on {day}, and its exit `{id}` is open"),
            _ => format!("exit `{id}` of project `{project}` was due on {day}, and is open"),
        };
        let place = if due.key == "ends-on" { &gate.kind.place } else { &due.on.place };
        diagnostics.push(
            Diagnostic::new(&codes::EXIT_OPEN, place.clone(), message).label(of_criteria(state)).help(
                "close it: have every criterion met, and write `decision`, `decided-by` and `decided-on`",
            ),
        );
    }
    let as_of = figures.report.register.as_of();
    let ends = |project: &Project| {
        let on = project.ends_on.as_ref().filter(|on| ***on < as_of)?;
        Some((on.value, on.place.clone()))
    };
    for (project, first, on) in without(figures, GateKind::Exit, &ends) {
        let message = format!("project `{}` ended on {} without an exit gate", project.id, day_label(on.0));
        diagnostics.push(
            Diagnostic::new(&codes::EXIT_OPEN, on.1, message)
                .label(format!("the book has exit gates since {}", day_label(first)))
                .help("write its exit under data/gates, with what was returned, removed and paid"),
        );
    }
}

/// `2 of 7 criteria are not met`, or that all are.
fn of_criteria(state: &GateState) -> String {
    let all = state.criteria.len();
    match all - state.met() {
        0 => "every criterion is met".to_owned(),
        1 if all == 1 => "its criterion is not met".to_owned(),
        1 => format!("1 of {} is not met", plural_of(all, "criterion", "criteria")),
        n => format!("{n} of {all} criteria are not met"),
    }
}

type Day = (Date, Place);

/// Projects whose day came after the book began to keep gates of a kind, and which have none: with the day of the first of them.
fn without<'f>(
    figures: &'f ReportContext<'_>,
    kind: GateKind,
    day: &dyn Fn(&Project) -> Option<Day>,
) -> Vec<(&'f Project, Date, Day)> {
    let register = figures.report.register;
    let as_of = register.as_of();
    let of_kind = || register.gates.values().filter(|gate| *gate.kind == kind);
    let Some(first) = of_kind().map(|gate| *gate.opened_on).min() else { return Vec::new() };
    let with: BTreeSet<&str> = of_kind().map(|gate| gate.project.as_str()).collect();
    let owing = register.projects.values().filter(|project| !with.contains(project.id.as_str()));
    owing
        .filter_map(|project| Some((project, first, day(project)?)))
        .filter(|(_, first, (on, _))| first < on && *on <= as_of)
        .collect()
}

/// A go was given, and what was missing then is nobody's condition.
pub fn passed_unmet(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    for (gate, state) in known(figures).filter(|(_, state)| state.is_passed()) {
        let (Some(decision), Some((_, on))) = (&gate.decision, state.decision) else { continue };
        let is_named = |id: &str| {
            gate.conditions.iter().filter_map(|one| one.criterion.as_ref()).any(|named| named.as_str() == id)
        };
        let unmet = gate
            .criteria
            .iter()
            .zip(&state.criteria)
            .filter(|(criterion, of)| of.was_met == Some(false) && !is_named(criterion.id.as_str()));
        let unmet: Vec<String> = unmet.map(|(criterion, _)| format!("`{}`", criterion.id)).collect();
        if unmet.is_empty() {
            continue;
        }
        let [was, them] = if unmet.len() == 1 { ["was", "it"] } else { ["were", "them"] };
        let message = format!(
            "gate `{}` was passed on {} while {} {was} not met",
            gate.id,
            day_label(on),
            list_and(&unmet)
        );
        diagnostics.push(
            Diagnostic::new(&codes::GATE_PASSED_UNMET, decision.place.clone(), message)
                .label(format!("no condition names {them}"))
                .help("write a condition for each, with its owner and date, or decide anew"),
        );
    }
}

/// What was promised for the go is not done.
pub fn condition_overdue(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let as_of = figures.report.register.as_of();
    for (gate, _) in known(figures).filter(|(_, state)| state.is_passed()) {
        for condition in gate.conditions.iter().filter(|one| one.is_overdue(as_of)) {
            let late = days_between(*condition.due_on, as_of);
            let late = plural(late.unsigned_abs() as usize, "day");
            let message = format!("a condition of gate `{}` is {late} past its date", gate.id);
            let label = match &condition.criterion {
                Some(criterion) => {
                    format!("it stands for `{criterion}`, and was due on {}", condition.due_on.value)
                }
                None => format!("it was due on {}", condition.due_on.value),
            };
            diagnostics.push(
                Diagnostic::new(&codes::GATE_CONDITION_OVERDUE, condition.due_on.place.clone(), message)
                    .label(label)
                    .help("have it done and write the day as `done-on`, or take the go back"),
            );
        }
    }
}
