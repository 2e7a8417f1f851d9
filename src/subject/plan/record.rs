//! Remediation plans with their actions.

use crate::kit::id::{ContractId, MetricId, PersonId, PlanId, QueueId, ServiceLevelId, SiteId, VendorId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::source::{At, Place};
use crate::kit::words::{Direction, closed_list};
use jiff::civil::Date;

closed_list! {
    PlanSeverity {
        Critical = "critical" "Critical",
        High = "high" "High",
        Moderate = "moderate" "Moderate",
        Low = "low" "Low",
    }
    PlanStatus {
        Open = "open" "Open",
        Investigating = "investigating" "Investigating",
        Remediating = "remediating" "Remediating",
        Closed = "closed" "Closed",
    }
    LogKind {
        StatusUpdate = "status-update" "Status update",
        MilestoneComplete = "milestone-complete" "Milestone complete",
        VendorCheckIn = "vendor-check-in" "Vendor check-in",
        Escalation = "escalation" "Escalation",
        Decision = "decision" "Decision",
        DueDateMoved = "due-date-moved" "Due date moved",
    }

}

#[derive(Clone, Debug)]
pub struct Plan {
    pub id: PlanId,
    pub title: String,
    pub vendor: VendorId,
    /// `None`: the whole vendor.
    pub site: Option<SiteId>,
    pub severity: PlanSeverity,
    pub status: PlanStatus,
    pub detected_on: Date,
    pub draft_due_on: At<Date>,
    pub approved_by: Option<PersonId>,
    pub approved_on: Option<Date>,
    pub owner_vendor: Option<String>,
    pub owner_client: Option<PersonId>,
    pub root_cause: Option<String>,
    pub root_cause_method: Option<String>,
    pub effect: Option<String>,
    pub prevention: Option<String>,
    pub closed_on: Option<Date>,
    pub triggers: Vec<Trigger>,
    pub actions: Vec<Action>,
    pub success: Vec<SuccessCriterion>,
    /// In order of date.
    pub log: Vec<LogEntry>,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct Trigger {
    pub contract: ContractId,
    pub service_level: ServiceLevelId,
    /// The window that was missed.
    pub period: Period,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct Action {
    pub id: String,
    pub title: String,
    /// A handle of book.toml's people, or a role.
    pub owner: String,
    pub due_on: At<Date>,
    pub done_on: Option<At<Date>>,
    pub evidence: Option<String>,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct SuccessCriterion {
    pub metric: MetricId,
    /// `None`: the plan's scope.
    pub site: Option<SiteId>,
    pub queue: Option<QueueId>,
    pub language: Option<String>,
    /// `AtLeast` or `AtMost`.
    pub direction: Direction,
    pub target: At<Decimal>,
    /// Consecutive periods of the metric's grain, 1 or more.
    pub for_periods: At<u32>,
    /// First period that counts.
    pub from: Period,
    pub no_concern: bool,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct LogEntry {
    pub on: Date,
    pub kind: LogKind,
    pub text: String,
    /// Of a due date that was moved, and of nothing else: the action's id, and when it was due before.
    pub moved: Option<(String, Date)>,
    pub place: Place,
}
