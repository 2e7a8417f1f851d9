//! What meetings, stakeholders, escalations, risks and costs of visits name has to be there.

use std::collections::BTreeSet;

use crate::kit::diag::{Diagnostic, Diagnostics, codes, did_you_mean, quoted_list};
use crate::kit::source::Place;
use crate::subject::context::Context;
use crate::subject::visit::figures::billed_by;

/// A series, a plan or a decision without a file, or a step that the ladder has not.
pub fn unknown_related(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let register = context.register;
    let mut missing = |folder: &str, what: &str, id: &str, known: &BTreeSet<&str>, of: (String, &Place)| {
        let whole = format!("data/{folder}/");
        if known.contains(id) || !context.is_whole(&whole) {
            return;
        }
        let (whose, place) = of;
        let help = did_you_mean(id, known.iter().copied()).map_or_else(
            || format!("add {whole}{id}.toml, or correct the id"),
            |meant| format!("did you mean `{meant}`?"),
        );
        diagnostics.push(
            Diagnostic::new(
                &codes::UNKNOWN_RELATED,
                place.clone(),
                format!("{whose} names {what} `{id}`, which has no file"),
            )
            .label(format!("expected {whole}{id}.toml"))
            .help(help),
        );
    };
    let decisions: BTreeSet<&str> = register.decisions.keys().map(|id| id.as_str()).collect();
    let meetings: BTreeSet<&str> = register.meetings.keys().map(|id| id.as_str()).collect();
    let plans: BTreeSet<&str> = register.plans.keys().map(|id| id.as_str()).collect();
    for meeting in register.meetings.values() {
        for named in meeting.held.iter().flat_map(|held| &held.decisions) {
            let whose = (format!("meeting `{}`", meeting.id), &named.place);
            missing("decisions", "decision", named.as_str(), &decisions, whose);
        }
    }
    for one in register.stakeholders.values() {
        if let Some(named) = &one.meeting {
            let whose = (format!("stakeholder `{}`", one.id), &named.place);
            missing("meetings", "meeting", named.as_str(), &meetings, whose);
        }
    }
    for one in register.escalations.values() {
        let whose = |place| (format!("escalation `{}`", one.id), place);
        if let Some(named) = &one.meeting {
            missing("meetings", "meeting", named.as_str(), &meetings, whose(&named.place));
        }
        if let Some(named) = &one.plan {
            missing("plans", "plan", named.as_str(), &plans, whose(&named.place));
        }
        if let Some(named) = &one.decision {
            missing("decisions", "decision", named.as_str(), &decisions, whose(&named.place));
        }
    }
    for one in register.risks.values() {
        if let Some(named) = &one.plan {
            missing("plans", "plan", named.as_str(), &plans, (format!("risk `{}`", one.id), &named.place));
        }
    }
    unknown_steps(context, diagnostics);
    unknown_invoices(context, diagnostics);
}

/// A cost of a visit is billed by an invoice that no row of the site's vendor has.
fn unknown_invoices(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let register = context.register;
    if !context.is_whole("data/invoices/") {
        return;
    }
    for visit in register.visits.values() {
        for cost in visit.costs.iter().filter(|cost| billed_by(register, visit, cost).is_none()) {
            let Some(number) = &cost.invoice else { continue };
            let message = format!(
                "visit `{}` names invoice `{}`, which no row of the site's vendor has",
                visit.id,
                number.as_str()
            );
            diagnostics.push(
                Diagnostic::new(&codes::UNKNOWN_RELATED, number.place.clone(), message)
                    .label("expected the number of an invoice under data/invoices")
                    .help("correct the number, or leave it out until the invoice has come"),
            );
        }
    }
}

/// An answer of a step that the book's ladder has not.
fn unknown_steps(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let register = context.register;
    let steps: Vec<&str> = register.settings.escalation_steps.iter().map(|step| step.id.as_str()).collect();
    for one in register.escalations.values() {
        for answer in one.answers.iter().filter(|answer| !steps.contains(&answer.step.as_str())) {
            let label = match steps.as_slice() {
                [] => "data/book.toml has no `[[escalation-step]]`".to_owned(),
                known => format!("expected {}", quoted_list(known)),
            };
            diagnostics.push(
                Diagnostic::new(
                    &codes::UNKNOWN_RELATED,
                    answer.step.place.clone(),
                    format!(
                        "escalation `{}` has an answer of step `{}`, which the ladder has not",
                        one.id,
                        answer.step.as_str()
                    ),
                )
                .label(label)
                .help("name a step of the ladder in data/book.toml, or add it there"),
            );
        }
    }
}
