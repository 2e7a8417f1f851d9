//! Standard operating procedures: front matter and Markdown.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::calendar::add_days;
use super::id::{ContractId, PersonId, QueueId, ServiceLevelId, SiteId, SopId};
use super::words::closed_list;
use crate::source::{Place, Span};

closed_list! {
    SopStatus {
        Draft = "draft" "Draft",
        Effective = "effective" "Effective",
        Retired = "retired" "Retired",
    }
    Criticality {
        Low = "low" "Low",
        Normal = "normal" "Normal",
        High = "high" "High",
    }
}

#[derive(Clone, Debug)]
pub struct Sop {
    pub id: SopId,
    pub title: String,
    pub version: String,
    pub status: SopStatus,
    pub owner: Option<PersonId>,
    pub approver: Option<PersonId>,
    pub author: PersonId,
    pub effective_on: Date,
    pub reviewed_on: Option<Date>,
    pub review_days: u32,
    pub criticality: Criticality,
    pub sites: BTreeSet<SiteId>,
    pub queues: BTreeSet<QueueId>,
    /// Languages it is written for; empty is all.
    pub languages: BTreeSet<String>,
    pub satisfies: Vec<(ContractId, ServiceLevelId, Place)>,
    pub supersedes: Vec<(SopId, Place)>,
    /// Bytes of the Markdown after the front matter, in the file of `place`.
    pub body: Span,
    pub place: Place,
}

impl Sop {
    /// The later of last review and effective date, plus the interval.
    pub fn review_due_on(&self) -> Date {
        let from = self.reviewed_on.map_or(self.effective_on, |reviewed| reviewed.max(self.effective_on));
        add_days(from, i32::try_from(self.review_days).unwrap_or(i32::MAX))
    }
}
