//! What the data say of a plan, in words: proven, too early, closed without proof, relapsed.

use crate::core::trend::Forecast;
use crate::kit::diag::plural;
use crate::subject::plan::figures::plan::{CriterionState, PlanState, Verdict, closed_on};
use crate::subject::plan::record::{Plan, PlanSeverity, PlanStatus};
use crate::subject::shell::PageContext;
use crate::subject::text::piece::Inline;
use crate::subject::wording::phrase;

/// Closed by the as-of date: a report of an earlier day shows the plan as it stood.
pub fn is_closed(context: &PageContext<'_>, plan: &Plan) -> bool {
    closed_on(context.report.register, plan).is_some()
}

pub fn status_label(context: &PageContext<'_>, plan: &Plan) -> &'static str {
    match (*plan.status, is_closed(context, plan)) {
        (PlanStatus::Closed, false) => PlanStatus::Open.label(),
        (status, _) => status.label(),
    }
}

pub fn severity_chip(severity: PlanSeverity) -> Inline {
    let tone = match severity {
        PlanSeverity::Critical => "bad",
        PlanSeverity::High => "poor",
        PlanSeverity::Moderate => "near",
        PlanSeverity::Low => "plain",
    };
    Inline::chip(tone, severity.label())
}

/// What the data say of a plan, as a mark with its words.
pub fn verdict(closed: bool, state: Option<&PlanState>) -> Inline {
    let Some(state) = state else { return Inline::mark("none", "Not computed") };
    match (state.relapsed, state.proven, closed) {
        (Some(period), _, _) => Inline::mark("missed", format!("Relapsed in {}", period.label())).dated(),
        (None, true, true) => Inline::mark("met", "Holds"),
        (None, true, false) => Inline::mark("met", "Proven, may be closed"),
        (None, false, true) => Inline::mark("missed", "Closed without proof"),
        (None, false, false) => {
            let (tone, text) = worst(&state.criteria);
            Inline::mark(tone, text)
        }
    }
}

fn worst(criteria: &[CriterionState]) -> (&'static str, &'static str) {
    let any = |verdict: Verdict| criteria.iter().any(|criterion| criterion.verdict == verdict);
    let is_stuck = |criterion: &CriterionState| {
        criterion.run == 0 && matches!(criterion.forecast, Forecast::NotTowards | Forecast::NothingMoves)
    };
    let fails = |criterion: &&CriterionState| criterion.verdict == Verdict::Failing;
    if any(Verdict::Failing) {
        match criteria.iter().filter(fails).all(is_stuck) {
            true => ("missed", "Not working"),
            false => ("missed", "Not on target yet"),
        }
    } else if any(Verdict::NoData) {
        ("none", "No figures yet")
    } else if any(Verdict::TooEarly) {
        ("running", "Too early to say")
    } else {
        ("none", "No success criterion")
    }
}

/// What is said loudly of a closed plan; `None` when there is nothing to say.
pub fn alarm(closed: bool, state: Option<&PlanState>) -> Option<String> {
    let state = state?;
    if let Some(period) = state.relapsed {
        return Some(format!(
            "Relapse: closed, but a success criterion was missed again in {}.",
            period.label()
        ));
    }
    (closed && !state.proven).then(|| {
        "Closed too early: the data did not prove the success criteria by the day it was closed.".to_owned()
    })
}

/// The plan in plain words: how many of its `actions` are done, and what the data say.
pub fn in_words(closed: bool, actions: usize, state: Option<&PlanState>) -> String {
    let Some(state) = state else { return String::new() };
    let done = match (state.actions_done, actions) {
        (_, 0) => "no action is planned".to_owned(),
        (done, all) if done == all => format!("all {} done", plural(all, "action")),
        (done, all) => format!("{done} of {} done", plural(all, "action")),
    };
    let late = match state.actions_overdue {
        0 => String::new(),
        late => format!(", {late} overdue"),
    };
    let proven = state.criteria.iter().filter(|c| c.verdict == Verdict::Proven).count();
    let data = match (proven, state.criteria.len(), closed) {
        (_, 0, _) => "there is no success criterion, so nothing can prove that the plan worked".to_owned(),
        (proven, all, true) if proven == all => {
            "the data proved every success criterion before it was closed".to_owned()
        }
        (proven, all, false) if proven == all => {
            "the data prove every success criterion: the plan may be closed".to_owned()
        }
        (proven, all, closed) => {
            let criteria = if all == 1 { "1 success criterion" } else { "success criteria" };
            let all = if all == 1 { String::new() } else { format!("{all} ") };
            let stays = if closed { "" } else { ": the plan stays open" };
            format!("the data prove {proven} of {all}{criteria}{stays}")
        }
    };
    phrase::sentences(&[format!("{done}{late}"), data])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::spc::Variation;
    use crate::core::trend::Forecast;
    use crate::kit::id::PlanId;
    use crate::kit::period::Period;

    fn state(verdicts: &[Verdict], relapsed: Option<Period>) -> PlanState {
        let criteria = verdicts.iter().map(|&verdict| CriterionState {
            verdict,
            before: Vec::new(),
            periods: Vec::new(),
            run: 0,
            variation: Variation::CommonCause,
            forecast: Forecast::TooFewPoints,
            last: None,
            relapsed: None,
        });
        PlanState {
            plan: PlanId::new("p"),
            criteria: criteria.collect(),
            actions_done: 2,
            actions_overdue: 1,
            next_action: None,
            proven: !verdicts.is_empty() && verdicts.iter().all(|&verdict| verdict == Verdict::Proven),
            relapsed,
        }
    }

    fn said(closed: bool, state: &PlanState) -> String {
        verdict(closed, Some(state)).text().to_owned()
    }

    #[test]
    fn a_plan_closes_when_the_data_say_so() {
        let proven = state(&[Verdict::Proven], None);
        assert_eq!(
            (said(false, &proven), said(true, &proven)),
            ("Proven, may be closed".into(), "Holds".into())
        );
        assert_eq!(alarm(true, Some(&proven)), None);
        let failing = state(&[Verdict::Proven, Verdict::Failing], None);
        assert_eq!(said(false, &failing), "Not on target yet");
        assert_eq!(said(true, &failing), "Closed without proof");
        assert!(alarm(true, Some(&failing)).is_some_and(|said| said.starts_with("Closed too early")));
        assert_eq!(alarm(false, Some(&failing)), None);
    }

    #[test]
    fn a_relapse_is_loud() {
        let relapsed = state(&[Verdict::Proven], Period::parse("2026-W37"));
        assert_eq!(said(true, &relapsed), "Relapsed in W37, to 13 Sep 2026");
        assert!(alarm(true, Some(&relapsed)).is_some_and(|said| said.contains("W37, to 13 Sep 2026")));
    }

    #[test]
    fn the_plan_in_plain_words() {
        let early = state(&[Verdict::Proven, Verdict::TooEarly], None);
        assert_eq!(
            in_words(false, 4, Some(&early)),
            "2 of 4 actions done, 1 overdue. The data prove 1 of 2 success criteria: the plan stays open."
        );
        let none = state(&[], None);
        assert!(
            in_words(false, 2, Some(&none)).starts_with("All 2 actions done, 1 overdue. There is no success")
        );
        let one = state(&[Verdict::Failing], None);
        assert!(in_words(true, 4, Some(&one)).ends_with("The data prove 0 of 1 success criterion."));
    }
}
