//! X65: a failed audit that nothing answers.

use crate::kit::diag::{Diagnostic, Diagnostics, codes, list_and, plural};
use crate::kit::source::Place;
use crate::subject::audit::figures::{AuditState, AuditVerdict};
use crate::subject::audit::record::{Audit, AuditResult};
use crate::subject::context::ReportContext;
use crate::subject::context::{FigureRule, Rule};

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] =
    &[FigureRule { code: &codes::AUDIT_BELOW_THRESHOLD, check: audit_below_threshold }];

/// X65: an audit under its threshold, or with a failed critical item, names no finding; or one of its findings names no action.
pub fn audit_below_threshold(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    let failed = figures.report.audits.values().filter(|state| state.is_failed());
    for state in failed {
        let Some(audit) = register.audits.get(&state.audit) else { continue };
        let without: Vec<_> = audit.findings.iter().filter(|finding| finding.action.is_none()).collect();
        let (place, lacks, help) = match (audit.findings.is_empty(), without.as_slice()) {
            (false, []) => continue,
            (true, _) => (
                first_failed(audit),
                "no finding".to_owned(),
                "write a `[[finding]]` with the action that answers it",
            ),
            (false, without) => {
                let names: Vec<String> = without.iter().map(|finding| format!("`{}`", finding.id)).collect();
                let of = if names.len() == 1 { "finding" } else { "findings" };
                let lacks = format!("no action for {of} {}", list_and(&names));
                (without[0].id.place.clone(), lacks, "name the plan and action that answer the finding")
            }
        };
        diagnostics.push(
            Diagnostic::new(
                &codes::AUDIT_BELOW_THRESHOLD,
                place,
                format!(
                    "audit `{}` of SOP `{}` {} and names {lacks}",
                    audit.id,
                    audit.sop,
                    verdict(audit, state)
                ),
            )
            .label(format!(
                "{} of {} passed",
                state.passed,
                plural((state.passed + state.failed) as usize, "item")
            ))
            .help(help),
        );
    }
}

/// The result of the first item that failed, a critical one before others.
fn first_failed(audit: &Audit) -> Place {
    let failed = || audit.items.iter().filter(|item| item.result == AuditResult::Fail);
    let first = failed().find(|item| *item.critical).or_else(|| failed().next());
    first.map_or(&audit.place, |item| &item.result.place).clone()
}

fn verdict(audit: &Audit, state: &AuditState) -> String {
    if state.verdict == AuditVerdict::FailedCritical {
        let critical = audit.items.iter().filter(|item| *item.critical && item.result == AuditResult::Fail);
        let ids: Vec<String> = critical.map(|item| format!("`{}`", item.id)).collect();
        return format!("failed by critical {}", list_and(&ids));
    }
    let shown = state.adherence.map_or_else(String::new, |share| share.show_against(*state.threshold, 1));
    format!("reached {shown}%, under {}%,", state.threshold)
}
