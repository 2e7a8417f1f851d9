//! Stakeholders whom nobody meets in their cadence.

use crate::kit::calendar::day_label;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::{FigureRule, ReportContext, Rule};

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] =
    &[FigureRule { code: &codes::STAKEHOLDER_UNSERVED, check: stakeholder_unserved }];

/// The cadence of a stakeholder is not served. One whom nobody met counts from the day on which it came into the book.
pub fn stakeholder_unserved(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    if !figures.context.is_whole("data/meetings/") {
        return;
    }
    for (id, state) in report.stakeholders.iter().filter(|(_, state)| state.is_unserved()) {
        let Some(one) = report.register.stakeholders.get(id) else { continue };
        let (Some((due, late)), Some(every)) = (state.due, &one.every_days) else { continue };
        let late = plural(late.unsigned_abs() as usize, "day");
        let message = format!("stakeholder `{id}` was to be met by {}, {late} ago", day_label(due));
        let every_words = plural(**every as usize, "day");
        let label = match &state.met {
            Some(met) => format!("every {every_words}; somebody last met them on {}", day_label(*met.on)),
            None => format!("every {every_words}; nobody has met them yet"),
        };
        let help = match &one.meeting {
            Some(meeting) => format!("hold meeting `{}`, or write `spoken-on`", **meeting),
            None => {
                "name the series of meetings that serves them as `meeting`, or write `spoken-on`".to_owned()
            }
        };
        diagnostics.push(
            Diagnostic::new(&codes::STAKEHOLDER_UNSERVED, every.place.clone(), message)
                .label(label)
                .help(help),
        );
    }
}
