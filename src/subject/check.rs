//! Records against each other, and what the figures find. One rule is one function, one code, one section of docs/diagnostics.md and one row in
//! the table of its subject.

use rayon::prelude::*;

use crate::kit::diag::{Code, Diagnostics, codes};
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

/// Findings that count rows, or judge what rows come to. Where rows of their vendor could not be read, they wait: what is left out would be
/// missing in their numbers.
static RESTS_ON_ROWS: [&Code; 33] = [
    &codes::BREACH_WITHOUT_PLAN,
    &codes::PLAN_CLOSED_UNPROVEN,
    &codes::PLAN_RELAPSED,
    &codes::CHRONIC_WITHOUT_ESCALATION,
    &codes::RESPONSE_MISSING,
    &codes::RESPONSE_ABOUT_NOTHING,
    &codes::INITIATIVE_UNPROVEN,
    &codes::METRIC_WITHOUT_CONTRACT,
    &codes::SERVICE_LEVEL_WITHOUT_DATA,
    &codes::WHOLE_BESIDE_PARTS,
    &codes::ONLY_PROVISIONAL,
    &codes::VENDOR_SOURCE_UNCHECKED,
    &codes::PERIOD_MISSING,
    &codes::FIGURES_WITHHELD,
    &codes::VALUE_JUMP,
    &codes::RESTATED,
    &codes::TARGET_LOOSENED,
    &codes::LANGUAGE_NOT_LISTED,
    &codes::HEADLINE_CONTRADICTED,
    &codes::COMMENTARY_AWAITED,
    &codes::GATE_CRITERION_OVERDUE,
    &codes::GATE_PASSED_UNMET,
    // What was signed seems changed where its rows are left out. No draft is made of it all the same.
    &codes::SIGNOFF_STALE,
    &codes::INVOICE_QUANTITY,
    &codes::TRAINING_OVER_CAP,
    &codes::MINIMUM_SHORTFALL,
    &codes::GHOST_HEADCOUNT,
    &codes::ACCRUAL_MISSING,
    &codes::ACCRUAL_DIFFERENCE,
    &codes::OVER_BUDGET,
    &codes::CREDIT_UNCLAIMED,
    &codes::CREDIT_NOTE_DIFFERENCE,
    &codes::CLAIM_DIFFERENCE,
];

/// Findings that judge by a contract's terms alone, whatever was measured. Like those above they wait where a contract has defects: what it agrees on
/// and could not be read would count as not agreed.
static RESTS_ON_TERMS: [&Code; 5] = [
    &codes::INVOICE_OFF_CONTRACT,
    &codes::INVOICE_PRICE,
    &codes::INVOICE_AFTER_END,
    &codes::INVOICE_CURRENCY,
    &codes::RATE_CARD_MISSING,
];

/// Runs every rule over the register. Rules see the reader's diagnostics, and conclude nothing from what a defect hides.
pub fn check(register: &Register, snapshot: &Snapshot, history: &History, diagnostics: &mut Diagnostics) {
    let context = Context::new(register, snapshot, history, diagnostics);
    // A rule sees nothing of what another finds.
    let rules: Vec<&Rule> = rules().collect();
    let found = rules.into_par_iter().map(|rule| {
        let mut found = Diagnostics::default();
        (rule.check)(&context, &mut found);
        (rule.code, found)
    });
    for (code, found) in found.collect::<Vec<_>>() {
        add(code, found, &context, diagnostics);
    }
}

/// Runs every rule over the figures.
pub fn find(report: &Report<'_>, snapshot: &Snapshot, history: &History, diagnostics: &mut Diagnostics) {
    let context = Context::new(report.register, snapshot, history, diagnostics);
    let figures = ReportContext { report, context };
    let rules: Vec<&FigureRule> = figure_rules().collect();
    let found = rules.into_par_iter().map(|rule| {
        let mut found = Diagnostics::default();
        (rule.check)(&figures, &mut found);
        (rule.code, found)
    });
    for (code, found) in found.collect::<Vec<_>>() {
        add(code, found, &figures.context, diagnostics);
    }
}

/// Adds what a rule has found; what rests on rows with defects waits.
fn add(code: &Code, found: Diagnostics, context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let rests_on_rows = RESTS_ON_ROWS.contains(&code);
    let rests_on_terms = rests_on_rows || RESTS_ON_TERMS.contains(&code);
    for finding in found {
        let at = &finding.place;
        let rows = context.rows_with_defects(at).filter(|_| rests_on_rows);
        match rows.or_else(|| context.terms_with_defects(at).filter(|_| rests_on_terms)) {
            Some(file) => diagnostics.wait(finding, file.clone()),
            None => diagnostics.push(finding),
        }
    }
}

#[cfg(test)]
mod audit_tests;

#[cfg(test)]
mod codes_tests;

#[cfg(test)]
mod tests;
