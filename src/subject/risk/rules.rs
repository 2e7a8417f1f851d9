//! Risks that nobody has looked at in time, acceptances that ended, mitigations that are late, and plans about something else.

use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::{Context, FigureRule, ReportContext, Rule};
use crate::subject::risk::figures::{RiskState, Standing};

pub const RULES: &[Rule] = &[Rule { code: &codes::RISK_PLAN_ELSEWHERE, check: plan_elsewhere }];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::RISK_NOT_REVIEWED, check: risk_not_reviewed },
    FigureRule { code: &codes::ACCEPTANCE_EXPIRED, check: acceptance_expired },
    FigureRule { code: &codes::MITIGATION_OVERDUE, check: mitigation_overdue },
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

/// What is done about an open risk is past its day.
pub fn mitigation_overdue(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    for (id, state) in &report.risks {
        let Some(risk) = report.register.risks.get(id) else { continue };
        for (one, of) in state.open_mitigations(risk).filter(|(_, of)| of.is_overdue()) {
            let late = plural(of.age_days.unsigned_abs() as usize, "day");
            diagnostics.push(
                Diagnostic::new(
                    &codes::MITIGATION_OVERDUE,
                    one.due_on.place.clone(),
                    format!("mitigation `{}` of risk `{id}` is {late} overdue", one.id),
                )
                .label(format!("due on {}, not done by {}", *one.due_on, report.register.as_of()))
                .help(format!(
                    "have {} finish it and set `done-on`",
                    report.register.person_name(&one.owner)
                )),
            );
        }
    }
}

/// A risk is answered by a plan of another vendor, or of another site of the same one. That a plan is there is checked with all that records name.
pub fn plan_elsewhere(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let register = context.register;
    for risk in register.risks.values() {
        let Some(named) = &risk.plan else { continue };
        let Some(plan) = register.plans.get(&**named) else { continue };
        let of_site =
            risk.site.as_ref().and_then(|site| register.sites.get(&**site)).map(|site| &*site.vendor);
        let vendor = risk.vendor.as_deref().or(of_site);
        let (what, other, own) = match (vendor, &risk.site, &plan.site) {
            (Some(vendor), ..) if *vendor != *plan.vendor => {
                ("vendor", plan.vendor.as_str(), vendor.as_str())
            }
            (_, Some(site), Some(of)) if **site != **of => ("site", of.as_str(), site.as_str()),
            _ => continue,
        };
        diagnostics.push(
            Diagnostic::new(
                &codes::RISK_PLAN_ELSEWHERE,
                named.place.clone(),
                format!("risk `{}` of {what} `{own}` names plan `{}` of {what} `{other}`", risk.id, plan.id),
            )
            .label(format!("expected a plan of {what} `{own}`"))
            .help("name the plan that answers this risk, or correct where one of them is"),
        );
    }
}
