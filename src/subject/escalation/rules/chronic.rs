//! X10: a chronic miss that nobody has escalated.

use std::collections::BTreeSet;

use crate::core::contract::known::Clause;
use crate::core::wording::{clause, subject_name};
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural, plural_of};
use crate::kit::id::{ContractId, ServiceLevelId, VendorId};
use crate::kit::source::At;
use crate::subject::context::ReportContext;
use crate::subject::decision::record::{DecisionKind, DecisionStatus};
use crate::subject::executive::ExceptionKind;

/// A service level is chronic by its contract in its latest window, and by the as-of date no decision of kind escalation about that vendor has been
/// asked for, and no escalation of the service level or of the vendor as a whole is open. Told once a service level, of the first exception of it.
pub fn chronic_without_escalation(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let is_whole = |folder: &str| figures.context.is_whole(folder);
    if !is_whole("data/decisions/") || !is_whole("data/escalations/") {
        return;
    }
    let report = figures.report;
    let register = report.register;
    let mut told = BTreeSet::new();
    for exception in report.executive.exceptions.iter().filter(|one| one.kind == ExceptionKind::Chronic) {
        let judged = &report.judged[exception.judged];
        let level = (&judged.contract, &judged.service_level);
        if is_escalated(figures, &exception.vendor)
            || is_raised(figures, &exception.vendor, level)
            || !told.insert(level)
        {
            continue;
        }
        let ruling = &judged.rulings[exception.ruling];
        let Some(clause) = clause(register, judged, ruling) else { continue };
        let message = format!(
            "service level `{}/{}` is a chronic miss of {} in {}, and no escalation was asked for",
            judged.contract,
            judged.service_level,
            subject_name(register, &judged.subject),
            ruling.window.period
        );
        let label = clause.chronic.as_ref().map_or_else(
            || "chronic by its contract".to_owned(),
            |chronic| {
                let misses = plural_of(chronic.misses as usize, "miss", "misses");
                let are = if chronic.misses == 1 { "is" } else { "are" };
                format!("{misses} in {} {are} chronic", plural(chronic.windows as usize, "window"))
            },
        );
        diagnostics.push(
            Diagnostic::new(&codes::CHRONIC_WITHOUT_ESCALATION, clause.place.clone(), message)
                .label(label)
                .help("raise it under data/escalations, or ask for a decision of kind `escalation` under data/decisions"),
        );
    }
}

/// A decision of kind escalation that names the vendor, one of its sites or contracts, asked for and not withdrawn.
fn is_escalated(figures: &ReportContext<'_>, vendor: &VendorId) -> bool {
    let register = figures.report.register;
    register.decisions.values().any(|decision| {
        let site =
            decision.site.as_ref().and_then(|site| register.sites.get(&**site)).map(|site| &*site.vendor);
        let contract = decision.contract.as_ref().and_then(|id| register.contracts.get(&**id));
        let of = [decision.vendor.as_deref(), site, contract.map(|contract| &contract.vendor)];
        decision.kind == DecisionKind::Escalation
            && decision.status != DecisionStatus::Withdrawn
            && decision.asked_on <= register.as_of()
            && of.into_iter().flatten().any(|named| named == vendor)
    })
}

/// An open escalation of the service level; one that names none, no meeting and no plan is of the vendor as a whole.
fn is_raised(
    figures: &ReportContext<'_>,
    vendor: &VendorId,
    (contract, level): (&ContractId, &ServiceLevelId),
) -> bool {
    let report = figures.report;
    report.escalations.iter().filter(|(_, state)| !state.is_closed).any(|(id, _)| {
        let Some(one) = report.register.escalations.get(id) else { return false };
        let is_of = |clause: &At<Clause>| clause.0 == *contract && clause.1 == *level;
        let is_whole = one.service_levels.is_empty() && one.meeting.is_none() && one.plan.is_none();
        *one.vendor == *vendor && (is_whole || one.service_levels.iter().any(is_of))
    })
}
