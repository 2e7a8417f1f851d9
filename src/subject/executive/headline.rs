//! The headline: plain sentences that say status, what moved, what is done and what is needed, each true of the figures.

use super::awaited::standing;
use super::movement::{movement, moves, why};
use super::status::{exception_sentence, overall};
use super::worst::{worst, worst_sentence};
use super::{About, ExceptionKind, Executive, Inputs, Why};
use crate::core::sentence::Sentence;
use crate::core::wording::{clause, count, counted, in_sentence, sentence_case, subject_name};
use crate::kit::calendar::day_label;
use crate::subject::plan::record::Plan;

/// The sentences, and the shift that one of them explains.
pub fn headline(inputs: &Inputs<'_>, executive: &Executive) -> (Vec<Sentence<About>>, Option<Why>) {
    let mut sentences = status(inputs, executive);
    let moves = moves(inputs);
    sentences.extend(movement(&moves));
    let (said, why) = why(inputs, &moves).unzip();
    sentences.extend(said);
    sentences.extend(done(inputs, executive));
    sentences.extend(needed(inputs, executive));
    (sentences, why)
}

/// How much is missed, who fares worst and in what, and the most serious exception where that is another.
fn status(inputs: &Inputs<'_>, executive: &Executive) -> Vec<Sentence<About>> {
    let mut sentences = vec![overall(inputs, executive)];
    let worst = worst(inputs, executive);
    sentences.extend(worst.as_ref().map(|worst| worst_sentence(inputs, &executive.exceptions, worst)));
    if let Some(first) = executive.exceptions.first() {
        let is_told = worst.as_ref().is_some_and(|worst| {
            // A first miss of the vendor just named adds nothing to its count.
            let is_counted = first.kind == ExceptionKind::NewBreach && &first.vendor == worst.vendor();
            is_counted || worst.is_about(inputs, first)
        });
        if !is_told {
            sentences.extend(exception_sentence(inputs, first));
        }
    }
    sentences.extend(standing(inputs).sentences());
    sentences
}

/// Open plans, their actions, what is due next, and what no plan answers.
fn done(inputs: &Inputs<'_>, executive: &Executive) -> Vec<Sentence<About>> {
    let plans: Vec<&Plan> = executive.plans.iter().filter_map(|id| inputs.register.plans.get(id)).collect();
    let mut sentences = vec![match plans.as_slice() {
        [] => Sentence::words("No remediation plan is open."),
        open => open_plans(inputs, open),
    }];
    let unanswered: Vec<_> = executive.unanswered().collect();
    if let Some(first) = unanswered.first().filter(|_| !plans.is_empty())
        && let Some(judged) = inputs.judged.get(first.judged)
        && let Some(clause) = clause(inputs.register, judged, &judged.rulings[first.ruling])
    {
        let what =
            format!("{} at {}", in_sentence(&clause.name), subject_name(inputs.register, &judged.subject));
        sentences.push(match unanswered.len() {
            1 => Sentence::words("One miss has no open plan: ").then(About::Name, what).and("."),
            n => Sentence::of(About::Unanswered, sentence_case(&count(n)))
                .and(" misses have no open plan; the most serious is ")
                .then(About::Name, what)
                .and("."),
        });
    }
    sentences
}

fn open_plans(inputs: &Inputs<'_>, open: &[&Plan]) -> Sentence<About> {
    let as_of = inputs.register.as_of();
    let states: Vec<_> = open.iter().filter_map(|plan| Some((*plan, inputs.plans.get(&plan.id)?))).collect();
    let total: usize = states.iter().map(|(plan, _)| plan.actions.len()).sum();
    let done: usize = states.iter().map(|(_, state)| state.actions_done).sum();
    let overdue: usize = states.iter().map(|(_, state)| state.actions_overdue).sum();
    let what = match open {
        [only] => Sentence::words("One remediation plan is open, \u{201c}")
            .then(About::Quoted, only.title.clone())
            .and("\u{201d}"),
        open => {
            let plans = sentence_case(&counted(open.len(), "remediation plan", "remediation plans"));
            Sentence::of(About::Plans, plans).and(" are open")
        }
    };
    if total == 0 {
        let it = if open.len() == 1 { "it has" } else { "they have" };
        return what.and(format!("; {it} no actions yet."));
    }
    let is = |n: usize| if n == 1 { "is" } else { "are" };
    let progress = match (done, total) {
        (1, 1) => "its only action is done".to_owned(),
        (_, 1) => "its only action is not done".to_owned(),
        (d, t) if d == t => format!("all {} actions are done", count(t)),
        (0, t) => format!("none of {} actions is done", count(t)),
        (d, t) => format!("{} of {} actions {} done", count(d), count(t), is(d)),
    };
    // "its" speaks of one plan.
    let progress = if open.len() > 1 { progress.replacen("its only", "the only", 1) } else { progress };
    let late = match overdue {
        0 => Sentence::default(),
        n => Sentence::of(About::ActionsOverdue, format!(", {} {} overdue", count(n), is(n))),
    };
    // What lies ahead; what is overdue has been said.
    let ahead = states.iter().flat_map(|(plan, _)| &plan.actions);
    let ahead = ahead.filter(|action| {
        action.done_on.as_deref().copied().is_none_or(|on| on > as_of) && action.due_on >= as_of
    });
    let next = match ahead.min_by_key(|action| *action.due_on) {
        Some(action) if action.due_on == as_of => {
            let and = Sentence::words(", and \u{201c}");
            and.then(About::Quoted, action.title.clone()).and("\u{201d} is due today")
        }
        Some(action) => Sentence::words(", and the next, \u{201c}")
            .then(About::Quoted, action.title.clone())
            .and(format!("\u{201d}, is due on {}", day_label(*action.due_on))),
        None => Sentence::default(),
    };
    what.and(": ").then(About::ActionsDone, progress).join(late).join(next).and(".")
}

/// The first decision that is awaited.
fn needed(inputs: &Inputs<'_>, executive: &Executive) -> Vec<Sentence<About>> {
    let register = inputs.register;
    let Some(first) = executive.asks.first().and_then(|id| register.decisions.get(id)) else {
        return vec![Sentence::words("No decision is awaited.")];
    };
    let due = day_label(*first.due_on);
    let when = match first.due_on < register.as_of() {
        true => format!("was to decide by {due} and has not"),
        false => format!("is asked to decide by {due}"),
    };
    let ask = first.ask.trim().trim_end_matches('.');
    let who = register.person_name(first.owner.as_str());
    let mut sentences =
        vec![Sentence::of(About::Name, who).and(format!(" {when}: ")).then(About::Quoted, ask).and(".")];
    match executive.asks.len() {
        1 => {}
        2 => sentences.push(Sentence::words("One more decision is awaited.")),
        n => sentences.push(
            Sentence::of(About::Asks, sentence_case(&count(n - 1))).and(" more decisions are awaited."),
        ),
    }
    sentences
}
