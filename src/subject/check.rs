//! Records against each other, and what the figures find. One rule is one function, one code, one section of docs/diagnostics.md and one row in
//! the table of its subject.

use crate::kit::diag::Diagnostics;
use crate::kit::source::Snapshot;
use crate::subject::context::{Context, FigureRule, ReportContext, Rule};
use crate::subject::history::History;
use crate::subject::register::Register;
use crate::subject::report::Report;

macro_rules! tables {
    ($($field:ident: $subject:ident $name:ident),* $(,)?) => {
        /// The rules over records, by subject.
        pub fn rules() -> impl Iterator<Item = &'static Rule> {
            [$(crate::subject::$subject::rules::RULES),*].into_iter().flatten()
        }

        /// The rules over figures, by subject.
        pub fn figure_rules() -> impl Iterator<Item = &'static FigureRule> {
            [$(crate::subject::$subject::rules::FIGURE_RULES),*].into_iter().flatten()
        }
    };
}

subjects!(tables);

/// Runs every rule over the register. Rules see the reader's diagnostics, and conclude nothing from what a defect hides.
pub fn check(register: &Register, snapshot: &Snapshot, history: &History, diagnostics: &mut Diagnostics) {
    let context = Context::new(register, snapshot, history, diagnostics);
    for rule in rules() {
        (rule.check)(&context, diagnostics);
    }
}

/// Runs every rule over the figures.
pub fn find(report: &Report<'_>, snapshot: &Snapshot, history: &History, diagnostics: &mut Diagnostics) {
    let context = Context::new(report.register, snapshot, history, diagnostics);
    let figures = ReportContext { report, context };
    for rule in figure_rules() {
        (rule.check)(&figures, diagnostics);
    }
}

#[cfg(test)]
mod audit_tests;
#[cfg(test)]
mod tests;
