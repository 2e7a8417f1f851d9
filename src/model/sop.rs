//! Standard operating procedures: front matter and Markdown.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::calendar::add_days;
use super::id::{ContractId, PersonId, QueueId, ServiceLevelId, SiteId, SopId};
use super::organisation::{Project, Queue};
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

    /// In force on `day`.
    pub fn is_effective(&self, day: Date) -> bool {
        self.status == SopStatus::Effective && self.effective_on <= day
    }

    /// Whether its sites and queues hold this queue; its languages are another question.
    pub fn applies_to(&self, project: &Project, queue: &Queue) -> bool {
        (self.queues.is_empty() || self.queues.contains(&queue.id))
            && (self.sites.is_empty() || project.sites.iter().any(|site| self.sites.contains(site)))
    }

    /// Whether it is written for `language`: one in `en` serves `en-GB`; one in `pt-BR` does not serve `pt-PT`.
    pub fn speaks(&self, language: &str) -> bool {
        let wanted = language.to_ascii_lowercase();
        let serves = |written: &String| {
            let rest = wanted.strip_prefix(&written.to_ascii_lowercase());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        self.languages.is_empty() || self.languages.iter().any(serves)
    }
}
