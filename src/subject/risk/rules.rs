//! Risks that nobody has looked at in time, and acceptances that ended.

use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::risk::figures::{RiskState, Standing};

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::RISK_NOT_REVIEWED, check: risk_not_reviewed },
    FigureRule { code: &codes::ACCEPTANCE_EXPIRED, check: acceptance_expired },
];

/// X70: an open risk is past its review.
pub fn risk_not_reviewed(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    for (id, state) in report.risks.iter().filter(|(_, state)| state.is_past_review() || is_ahead(state)) {
        let Some(risk) = report.register.risks.get(id) else { continue };
        if let Some(ahead) = risk.reviewed_on.as_ref().filter(|_| is_ahead(state)) {
            diagnostics.push(
                Diagnostic::new(
                    &codes::RISK_NOT_REVIEWED,
                    ahead.place.clone(),
                    format!(
                        "risk `{id}` was to be reviewed by {}, and nothing says that it was",
                        state.review_due_on
                    ),
                )
                .label("this day lies after the one that the report speaks for")
                .help("write the day on which somebody looked at it as `reviewed-on`"),
            );
            continue;
        }
        let (_, last) = state.last_look(risk);
        let late = plural(state.review_age_days.unsigned_abs() as usize, "day");
        diagnostics.push(
            Diagnostic::new(
                &codes::RISK_NOT_REVIEWED,
                last.place.clone(),
                format!("risk `{id}` is {late} past its review"),
            )
            .label(format!("it was due on {}", state.review_due_on))
            .help("look at the risk, correct its ratings, and write the day as `reviewed-on`"),
        );
    }
}

/// Its review has a day that has not come, and the one from the day on which it was raised is over.
fn is_ahead(state: &RiskState) -> bool {
    state.is_open() && state.is_unknown && state.review_age_days > 0
}

/// X71: somebody accepted a risk for a time, and the time is over.
pub fn acceptance_expired(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    for (id, state) in &report.risks {
        let Some(risk) = report.register.risks.get(id) else { continue };
        let (Standing::Expired(days), Some(until)) = (state.standing, &risk.accepted_until) else { continue };
        let late = plural(days.unsigned_abs() as usize, "day");
        diagnostics.push(
            Diagnostic::new(
                &codes::ACCEPTANCE_EXPIRED,
                until.place.clone(),
                format!("the acceptance of risk `{id}` ended {late} ago"),
            )
            .label("from then on the risk is open")
            .help("answer the risk, or have it accepted anew until another day"),
        );
    }
}
