//! Audits of an SOP at a site: a checklist, what was found, and the actions that answer it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Listed;
use crate::kit::declared::{Reader, Record};
use crate::kit::diag::quoted_list;
use crate::kit::id::{AuditId, PartId, PlanId, SiteId, SopId};
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;
use crate::subject::plan::record::PlanSeverity;

closed_list! {
    AuditResult {
        Pass = "pass" "Pass",
        Fail = "fail" "Fail",
        NotApplicable = "na" "Not applicable",
    }
}

/// An audit of an SOP at a site.
#[derive(Clone, Debug, Record)]
#[record(noun = "audit", path = "data/audits/<audit>.toml")]
pub struct Audit {
    pub id: AuditId,
    /// The day of the audit.
    #[key(example = "2026-11-03")]
    pub on: At<Date>,
    /// Where it was made.
    #[key(example = "acme-porto")]
    pub site: At<SiteId>,
    /// The SOP that was audited.
    // Resolved by the checks: the SOP may be gone.
    #[key(example = "label-guidelines")]
    pub sop: At<SopId>,
    /// Cases that were looked at, 1 or more.
    #[key(example = 60, range = 1..)]
    pub sample: At<u32>,
    /// Plain text.
    #[key(example = "Two shifts, drawn by lot")]
    pub note: Option<At<String>>,
    #[key(name = "item", range = 1..)]
    pub items: Vec<AuditItem>,
    #[key(name = "finding")]
    pub findings: Vec<AuditFinding>,
    pub place: Place,
}

/// A line of the checklist.
#[derive(Clone, Debug, Record)]
#[record(noun = "item")]
pub struct AuditItem {
    /// Unique in the audit.
    #[key(example = "briefed")]
    pub id: At<PartId>,
    /// What was asked.
    #[key(example = "Every shift was briefed")]
    pub title: At<String>,
    /// `na` does not apply, and is left out.
    #[key(example = "fail")]
    pub result: At<AuditResult>,
    /// Failing it fails the audit.
    #[key(example = true, default = false)]
    pub critical: At<bool>,
}

/// What was found.
#[derive(Clone, Debug, Record)]
#[record(noun = "finding")]
pub struct AuditFinding {
    /// Unique in the audit.
    #[key(example = "late-shift")]
    pub id: At<PartId>,
    /// What is wrong.
    #[key(example = "The late shift was not briefed")]
    pub title: At<String>,
    /// How grave it is.
    #[key(example = "high")]
    pub severity: At<PlanSeverity>,
    /// An item of this audit that failed.
    #[key(example = "briefed")]
    pub item: Option<At<PartId>>,
    /// Plan/action that answers it.
    #[key(example = "porto-accuracy/brief-late-shift", loose)]
    pub action: Option<At<(PlanId, PartId)>>,
}

/// What a register keeps of them.
pub type Records = BTreeMap<AuditId, Audit>;

impl Listed for Audit {
    fn check(draft: &mut AuditDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        let today = known.today;
        let AuditDraft { items, findings, on, .. } = draft;
        let named = reader.texts_in("finding", "item");
        let wrong: Vec<&At<String>> = named.iter().filter(|item| !has_failed(item, items, reader)).collect();
        for finding in findings {
            finding.item.take_if(|item| wrong.iter().any(|wrong| wrong.place == item.place));
        }
        if let Some(future) = on.as_ref().and_then(|on| today.future("on", **on, on.place.clone())) {
            reader.log().push(future);
            reader.refuse();
        }
    }
}

/// Whether an item that a finding names failed; reports it when not.
fn has_failed(named: &At<String>, items: &[AuditItem], reader: &Reader<'_, '_, '_>) -> bool {
    let id = named.as_str();
    let found = items.iter().find(|item| item.id.as_str() == id);
    match found {
        Some(item) if *item.result == AuditResult::Fail => return true,
        // An item that could not be read is reported where it stands.
        None if reader.log().has_gaps() => return false,
        _ => {}
    }
    let failed = items.iter().filter(|item| *item.result == AuditResult::Fail);
    let failed: Vec<&str> = failed.map(|item| item.id.as_str()).collect();
    let message = match found {
        Some(_) => format!("a finding names item `{id}`, which did not fail"),
        None => format!("a finding names item `{id}`, which the audit does not have"),
    };
    let label = match failed.as_slice() {
        [] => "no item of the audit failed".to_owned(),
        failed => format!("expected {}", quoted_list(failed)),
    };
    reader.bad_value(named, message, label, "name an item that failed, or correct its result");
    false
}
