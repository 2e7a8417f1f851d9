//! How escalations stand on the as-of date: which step has to answer, by when, and which did not in time.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::kit::id::EscalationId;
use crate::subject::escalation::record::Escalation;
use crate::subject::given::{Computed, Given};
use crate::subject::register::Register;

/// What a report keeps of them: those that were raised by the as-of date.
pub type Figures = BTreeMap<EscalationId, EscalationState>;

/// An escalation on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EscalationState {
    /// Steps that it has come to, the first one first.
    pub steps: Vec<StepState>,
    pub is_closed: bool,
}

/// A step of the ladder that has to answer, or had to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepState {
    /// Its place in the ladder.
    pub step: usize,
    /// The day from which its clock runs.
    pub from: Date,
    pub due_on: Date,
    /// Place of its answer in the record.
    pub answer: Option<usize>,
    /// Working days after its last day, to the answer or to the as-of date.
    pub late_days: u32,
}

impl EscalationState {
    /// Steps that did not answer by their clock, and have not answered since.
    pub fn overdue(&self) -> impl Iterator<Item = &StepState> {
        let is_open = !self.is_closed;
        self.steps.iter().filter(move |step| is_open && step.answer.is_none() && step.late_days > 0)
    }

    pub fn is_overdue(&self) -> bool {
        self.overdue().next().is_some()
    }

    /// Answers that came before their step was asked, by their place in the record, each with the day on which it rose to the step; `None` where it
    /// has not risen to it.
    pub fn early(&self, one: &Escalation, register: &Register) -> Vec<(usize, Option<Date>)> {
        let steps = &register.settings.escalation_steps;
        let is_settled = self.steps.last().is_some_and(|last| last.answer.is_some());
        let by_then = one.answers.iter().enumerate().filter(|(_, answer)| *answer.on <= register.as_of());
        let early = by_then.filter_map(|(at, answer)| {
            let step = steps.iter().position(|step| *step.id == *answer.step)?;
            match self.steps.iter().find(|come| come.step == step) {
                Some(come) if come.answer == Some(at) && *answer.on < come.from => {
                    Some((at, Some(come.from)))
                }
                Some(_) => None,
                None if is_settled => None,
                None => Some((at, None)),
            }
        });
        // What lies before the escalation itself is a defect of its day.
        early.filter(|(at, _)| one.answers.get(*at).is_some_and(|of| *of.on >= *one.raised_on)).collect()
    }

    /// The step that has to answer now.
    pub fn now(&self) -> Option<&StepState> {
        self.steps.last().filter(|step| !self.is_closed && step.answer.is_none())
    }
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        figures(given.register)
    }

    fn of_issue(given: &Given<'_>) -> Figures {
        figures(given.register)
    }
}

pub fn figures(register: &Register) -> Figures {
    let as_of = register.as_of();
    let raised = register.escalations.values().filter(|one| *one.raised_on <= as_of);
    raised.map(|one| (one.id.clone(), state(register, one))).collect()
}

/// A step that is not answered in time rises to the next by itself: the clock of that one runs from the day on which it was due, whenever the
/// answer came after it. A step that answers before it was asked has answered, and no clock begins before the one below it has.
fn state(register: &Register, one: &Escalation) -> EscalationState {
    let (as_of, calendar) = (register.as_of(), &register.settings.calendar);
    let closed = one.closed_on.as_deref().copied().filter(|on| *on <= as_of);
    // An escalation that is closed had to be answered until then.
    let until = closed.unwrap_or(as_of);
    let mut steps = Vec::new();
    let mut from = *one.raised_on;
    for (at, step) in register.settings.escalation_steps.iter().enumerate() {
        let due_on = calendar.plus_working_days(from, *step.working_days);
        let is_of = |on: Date, id: &str| on <= as_of && id == step.id.as_str();
        let answer = one.answers.iter().position(|answer| is_of(*answer.on, answer.step.as_str()));
        let answered_on = answer.and_then(|at| one.answers.get(at)).map(|answer| *answer.on);
        let late_days = calendar.working_days_between(due_on, answered_on.unwrap_or(until));
        steps.push(StepState { step: at, from, due_on, answer, late_days });
        let settles = answer.and_then(|at| one.answers.get(at)).is_some_and(|answer| *answer.settles);
        match answered_on {
            _ if settles => break,
            Some(on) => from = on.min(due_on).max(from),
            None if late_days == 0 => break,
            None => from = due_on,
        }
        // Who settled it left nothing to the steps above.
        if from >= until && closed.is_some() {
            break;
        }
    }
    EscalationState { steps, is_closed: closed.is_some() }
}

#[cfg(test)]
mod tests;
