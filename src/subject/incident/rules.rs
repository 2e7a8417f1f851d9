//! Incidents that were answered late or are past their clock, and severe ones that nothing follows from.

use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::incident::figures::{Closing, IncidentState, Response};
use crate::subject::incident::record::Incident;

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::INCIDENT_RESPONSE_LATE, check: response_late },
    FigureRule { code: &codes::INCIDENT_PAST_CLOCK, check: past_clock },
    FigureRule { code: &codes::INCIDENT_UNANSWERED, check: unanswered },
];

fn recent<'f>(figures: &'f ReportContext<'_>) -> impl Iterator<Item = (&'f IncidentState, &'f Incident)> {
    let rows = &figures.report.register.incidents.rows;
    let states = figures.report.incidents.states.iter().filter(|state| state.is_recent());
    states.filter_map(|state| Some((state, rows.get(state.at)?)))
}

/// Of what is open, and of what was reported in the last quarter.
fn response_late(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    for (state, row) in recent(figures).filter(|(state, _)| state.is_answered_late()) {
        let (id, site) = (row.reference.as_str(), &*row.site);
        let hours = |hours: u32| plural(hours as usize, "hour");
        let (place, message, help) = match (&row.response_hours, state.response) {
            (Some(took), Response::Late) => (
                &took.place,
                format!("incident `{id}` at `{site}` was answered after {}", hours(**took)),
                "find out why it took so long, and write it into the ticket",
            ),
            _ => (
                &row.reported_on.place,
                format!(
                    "nobody has responded to incident `{id}` at `{site}` for {}",
                    plural(state.age_days.unsigned_abs() as usize, "day")
                ),
                "respond to it, and write the day and the hours that it took",
            ),
        };
        let label = format!(
            "one of severity {} is answered within {}",
            row.severity.word(),
            hours(*state.clock.respond_hours)
        );
        diagnostics.push(
            Diagnostic::new(&codes::INCIDENT_RESPONSE_LATE, place.clone(), message).label(label).help(help),
        );
    }
}

fn past_clock(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    for (state, row) in recent(figures) {
        let Closing::Open(due_on, late @ 1..) = state.closing else { continue };
        let message = format!(
            "incident `{}` at `{}` is open {} past its clock",
            row.reference.as_str(),
            *row.site,
            plural(late.unsigned_abs() as usize, "day")
        );
        let label = format!(
            "one of severity {} is closed within {}: it was due on {due_on}",
            row.severity.word(),
            plural(*state.clock.close_days as usize, "day")
        );
        diagnostics.push(
            Diagnostic::new(&codes::INCIDENT_PAST_CLOCK, row.reported_on.place.clone(), message)
                .label(label)
                .help(
                    "close it, and write the day as `closed_on`, or agree with the site on what it waits for",
                ),
        );
    }
}

/// A severe one has a plan or a risk; whatever one names is there.
fn unanswered(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    let is_whole = figures.context.is_whole("data/plans/") && figures.context.is_whole("data/risks/");
    for (_, row) in recent(figures) {
        let id = row.reference.as_str();
        let plan = row.plan.as_ref().filter(|plan| is_whole && !register.plans.contains_key(&***plan));
        let risk = row.risk.as_ref().filter(|risk| is_whole && !register.risks.contains_key(&***risk));
        let (place, message) = match (plan, risk) {
            (Some(plan), _) => {
                (&plan.place, format!("incident `{id}` names plan `{}`, which has no file", **plan))
            }
            (_, Some(risk)) => {
                (&risk.place, format!("incident `{id}` names risk `{}`, which has no file", **risk))
            }
            _ if row.severity.is_severe() && row.plan.is_none() && row.risk.is_none() => {
                (&row.severity.place, format!("nothing follows from incident `{id}` at `{}`", *row.site))
            }
            _ => continue,
        };
        diagnostics.push(
            Diagnostic::new(&codes::INCIDENT_UNANSWERED, place.clone(), message)
                .label("a critical or high incident has a plan or a risk, so that it does not come again")
                .help("name the plan or the risk of the book that answers it, or write one"),
        );
    }
}
