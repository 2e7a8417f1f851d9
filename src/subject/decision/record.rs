//! Decisions that are asked for.

use crate::kit::id::{ContractId, DecisionId, PersonId, ProjectId, ServiceLevelId, SiteId, VendorId};
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;
use jiff::civil::Date;

closed_list! {
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
