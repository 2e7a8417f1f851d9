//! Hazards without a control in place, and controls that nobody has checked in time.

use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::hazard::figures::{ControlState, last_look};

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::HAZARD_WITHOUT_CONTROL, check: without_control },
    FigureRule { code: &codes::CONTROL_UNCHECKED, check: control_unchecked },
];

fn without_control(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    for state in report.hazards.states.iter().filter(|state| !state.is_controlled()) {
        let Some(hazard) = report.register.hazards.get(&state.hazard) else { continue };
        let label = match hazard.controls.len() {
            0 => "it has no `[[control]]`".to_owned(),
            planned => format!("{}, and none in place", plural(planned, "control")),
        };
        let message = format!("nothing controls hazard `{}` at `{}`", hazard.id, *hazard.site);
        diagnostics.push(
            Diagnostic::new(&codes::HAZARD_WITHOUT_CONTROL, hazard.title.place.clone(), message)
                .label(label)
                .help("put a control in place, and write since when under `in-place-on`"),
        );
    }
}

fn control_unchecked(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    for state in &report.hazards.states {
        let Some(hazard) = report.register.hazards.get(&state.hazard) else { continue };
        for (control, of) in hazard.controls.iter().zip(&state.controls) {
            let ControlState::InPlace { check_due_on, age_days: late @ 1.. } = *of else { continue };
            let Some((_, looked)) = last_look(control, report.register.as_of()) else { continue };
            let late = plural(late.unsigned_abs() as usize, "day");
            let message =
                format!("control `{}` of hazard `{}` is {late} past its check", *control.id, hazard.id);
            diagnostics.push(
                Diagnostic::new(&codes::CONTROL_UNCHECKED, looked.place.clone(), message)
                    .label(format!("it was due on {check_due_on}"))
                    .help("see whether it works, and write the day as `checked-on`"),
            );
        }
    }
}
