//! Escalations that nobody answered in time, chronic misses that nobody raised, and records that name what is not there.

pub(crate) mod chronic;
pub(crate) mod related;

use crate::kit::calendar::day_label;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::{FigureRule, ReportContext, Rule};

pub const RULES: &[Rule] = &[Rule { code: &codes::UNKNOWN_RELATED, check: related::unknown_related }];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::ESCALATION_OVERDUE, check: escalation_overdue },
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
            None => "there is no step above it".to_owned(),
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
            .help("write its answer under `[[answer]]`, or close the escalation with its outcome"),
        );
    }
}
