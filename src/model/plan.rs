//! Remediation plans with their actions, and decisions that are asked for.

use jiff::civil::Date;

use super::id::{
    ContractId, DecisionId, MetricId, PersonId, PlanId, ProjectId, QueueId, ServiceLevelId, SiteId, VendorId,
};
use super::number::Decimal;
use super::period::Period;
use super::words::{Direction, closed_list};
use crate::source::{At, Place};

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
    DecisionKind {
        Renewal = "renewal" "Renewal",
        Escalation = "escalation" "Escalation",
        Budget = "budget" "Budget",
        Other = "other" "Other",
    }
    DecisionStatus {
        Open = "open" "Open",
        Decided = "decided" "Decided",
        Withdrawn = "withdrawn" "Withdrawn",
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

#[derive(Clone, Debug)]
pub struct Decision {
    pub id: DecisionId,
    pub title: String,
    /// One sentence.
    pub ask: String,
    pub kind: DecisionKind,
    pub owner: PersonId,
    pub asked_by: PersonId,
    pub asked_on: Date,
    pub due_on: At<Date>,
    pub status: DecisionStatus,
    pub vendor: Option<VendorId>,
    pub site: Option<SiteId>,
    pub contract: Option<ContractId>,
    pub project: Option<ProjectId>,
    /// What it would mend: a headline that asks for a decision on a miss is held against these.
    pub service_levels: Vec<(ContractId, ServiceLevelId)>,
    /// What waiting costs, in a sentence of whoever asks.
    pub waiting_costs: Option<String>,
    pub outcome: Option<String>,
    pub decided_on: Option<Date>,
    pub place: Place,
}

impl Decision {
    /// Asked for by a day, and neither given nor withdrawn by then.
    pub fn is_open_on(&self, day: Date) -> bool {
        let is_settled = match self.status {
            DecisionStatus::Open => false,
            // What was settled after the day was still open on it.
            DecisionStatus::Decided | DecisionStatus::Withdrawn => self.decided_on.is_none_or(|on| on <= day),
        };
        self.asked_on <= day && !is_settled
    }
}
