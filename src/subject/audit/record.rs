//! Audits of an SOP at a site: a checklist, what was found, and the actions that answer it.

use jiff::civil::Date;

use crate::kit::id::{AuditId, PlanId, SiteId, SopId};
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

#[derive(Clone, Debug)]
pub struct Audit {
    pub id: AuditId,
    pub on: Date,
    pub site: SiteId,
    /// Resolved by the checks: the SOP may be gone.
    pub sop: SopId,
    pub sop_place: Place,
    /// Cases that were looked at, 1 or more.
    pub sample: At<u32>,
    pub note: Option<String>,
    /// At least one.
    pub items: Vec<AuditItem>,
    pub findings: Vec<AuditFinding>,
    pub place: Place,
}

/// One line of the checklist.
#[derive(Clone, Debug)]
pub struct AuditItem {
    /// Unique in its audit.
    pub id: String,
    pub title: String,
    pub result: AuditResult,
    pub result_place: Place,
    /// Failing it fails the audit.
    pub critical: bool,
}

#[derive(Clone, Debug)]
pub struct AuditFinding {
    /// Unique in its audit.
    pub id: String,
    pub title: String,
    pub severity: PlanSeverity,
    /// An item of the same audit that failed.
    pub item: Option<String>,
    /// Plan and id of one of its actions.
    pub action: Option<(PlanId, String)>,
    pub place: Place,
}
