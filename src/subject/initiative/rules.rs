//! Initiatives that were kept for good although nothing shows that they work.

use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::subject::context::ReportContext;
use crate::subject::context::{FigureRule, Rule};
use crate::subject::initiative::figures::Verdict;
use crate::subject::initiative::record::InitiativeStatus;

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] =
    &[FigureRule { code: &codes::INITIATIVE_UNPROVEN, check: initiative_unproven }];

/// An initiative was kept, and its metric shows no change, or one for the worse.
pub fn initiative_unproven(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let as_of = report.register.as_of();
    for (id, state) in &report.initiatives {
        let Some(initiative) = report.register.initiatives.get(id) else { continue };
        if initiative.status_on(as_of) != InitiativeStatus::Kept {
            continue;
        }
        let why = match state.verdict {
            Verdict::Better => continue,
            Verdict::Worse => "got worse",
            Verdict::WithinNoise => "moved within common-cause variation",
            Verdict::TooEarly => "has fewer than 8 points since",
            Verdict::NoBaseline => "has fewer than 8 points before it",
            Verdict::NotBegun => "has no point since",
        };
        let place = &initiative.expected.place;
        diagnostics.push(
            Diagnostic::new(
                &codes::INITIATIVE_UNPROVEN,
                place.clone(),
                format!("initiative `{id}` was kept, and `{}` {why}", initiative.metric),
            )
            .label(format!("expected a change of {} from {}", initiative.expected, initiative.intervention))
            .help("let it run until the data show what it brings, or stop it"),
        );
    }
}
