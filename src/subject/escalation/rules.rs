//! Escalations that nobody answered in time, chronic misses that nobody raised, and records that name what is not there.

pub(crate) mod chronic;
pub(crate) mod related;

use crate::kit::calendar::day_label;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::escalation::figures::{EscalationState, StepState};
use crate::subject::escalation::record::Escalation;
use crate::subject::register::Register;

pub const RULES: &[Rule] = &[Rule { code: &codes::UNKNOWN_RELATED, check: related::unknown_related }];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::ESCALATION_OVERDUE, check: escalation_overdue },
    FigureRule { code: &codes::ESCALATION_ANSWER_EARLY, check: answer_early },
    FigureRule { code: &codes::ESCALATION_WITHOUT_LADDER, check: without_ladder },
    FigureRule { code: &codes::CHRONIC_WITHOUT_ESCALATION, check: chronic::chronic_without_escalation },
];

/// A step did not answer by its clock. Told once an escalation, of the last such step: the others rose to it.
pub fn escalation_overdue(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    for (id, state) in &figures.report.escalations {
        let (Some(one), Some(late)) = (register.escalations.get(id), state.overdue().last()) else {
            continue;
        };
        let Some(step) = register.settings.escalation_steps.get(late.step) else { continue };
        let days = plural(late.late_days as usize, "working day");
        let now = state.now().filter(|now| now.step != late.step);
        let next = now.and_then(|now| Some((now, register.settings.escalation_steps.get(now.step)?)));
        let label = match next {
            Some((now, next)) => {
                format!("it has risen to `{}`, which answers by {}", next.id, day_label(now.due_on))
            }
            None => above(register, one, state, late),
        };
        diagnostics.push(
            Diagnostic::new(
                &codes::ESCALATION_OVERDUE,
                one.raised_on.place.clone(),
                format!(
                    "step `{}` of escalation `{id}` was to answer by {}, {days} ago",
                    step.id,
                    day_label(late.due_on)
                ),
            )
            .label(label)
            .help(help(register, one, state, late)),
        );
    }
}

/// Of an escalation that has come to the end of its ladder: the highest step above that has answered, or that there is none.
fn above(register: &Register, one: &Escalation, state: &EscalationState, late: &StepState) -> String {
    let answered = state.steps.iter().rev().take_while(|step| step.step > late.step);
    let found = answered.into_iter().find_map(|come| {
        let step = register.settings.escalation_steps.get(come.step)?;
        Some((come, step, one.answers.get(come.answer?)?))
    });
    let Some((come, step, answer)) = found else { return "there is no step above it".to_owned() };
    let (id, on) = (&step.id, day_label(*answer.on));
    if *answer.on < come.from {
        format!("`{id}` above it answered on {on}, before it rose to that step")
    } else if *answer.settles {
        format!("it has risen to `{id}`, whose answer of {on} settled it")
    } else {
        format!("it has risen to `{id}`, which answered on {on} and did not settle it")
    }
}

/// What was answered before without settling it may have settled it.
fn help(register: &Register, one: &Escalation, state: &EscalationState, late: &StepState) -> String {
    let before = state.steps.iter().rfind(|step| step.step < late.step && step.answer.is_some());
    let step = before.and_then(|before| register.settings.escalation_steps.get(before.step));
    let answer = before.and_then(|before| one.answers.get(before.answer?));
    match (step, answer) {
        (Some(step), Some(answer)) => format!(
            "write what the step said under `[[answer]]`; where the answer of `{}` of {} settled it, write `settles = true` there",
            step.id.as_str(),
            day_label(*answer.on)
        ),
        _ => "write its answer under `[[answer]]`, or close the escalation with its outcome".to_owned(),
    }
}

/// A step of an open escalation answered before it was asked.
pub fn answer_early(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    for (id, state) in figures.report.escalations.iter().filter(|(_, state)| !state.is_closed) {
        let Some(one) = register.escalations.get(id) else { continue };
        for (at, rose_on) in state.early(one, register) {
            let Some(answer) = one.answers.get(at) else { continue };
            let label = match rose_on {
                Some(on) => format!("it rose to the step on {}", day_label(on)),
                None => "it has not risen to the step yet".to_owned(),
            };
            diagnostics.push(
                Diagnostic::new(
                    &codes::ESCALATION_ANSWER_EARLY,
                    answer.on.place.clone(),
                    format!(
                        "step `{}` of escalation `{id}` answered on {}, before it was asked",
                        answer.step.as_str(),
                        day_label(*answer.on)
                    ),
                )
                .label(label)
                .help("correct the day or the step, or write the answer of the step below that handed it on"),
            );
        }
    }
}

/// An escalation is open, and the book has no ladder. Told once, of the first.
pub fn without_ladder(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    if !register.settings.escalation_steps.is_empty() || !figures.context.is_whole("data/book.toml") {
        return;
    }
    let states = figures.report.escalations.iter().filter(|(_, state)| !state.is_closed);
    let open: Vec<&Escalation> = states.filter_map(|(id, _)| register.escalations.get(id)).collect();
    let Some(first) = open.first() else { return };
    let are = if open.len() == 1 { "is" } else { "are" };
    diagnostics.push(
        Diagnostic::new(
            &codes::ESCALATION_WITHOUT_LADDER,
            first.raised_on.place.clone(),
            format!("{} {are} open, and no clock runs", plural(open.len(), "escalation")),
        )
        .label("data/book.toml has no `[[escalation-step]]`: nobody has to answer by a day")
        .help("write the steps of the ladder with their working days into data/book.toml"),
    );
}
