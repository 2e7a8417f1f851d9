//! Improvement initiatives: a change that somebody made to the work, what it was to bring, and when it began.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::contract::record::Scope;
use crate::core::metric::record::{Rebase, RebaseScope};
use crate::kit::id::{InitiativeId, MetricId, PersonId, QueueId, SiteId, VendorId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::source::Place;
use crate::kit::words::closed_list;
use crate::subject::plan::record::LogEntry;

closed_list! {
    InitiativeStatus {
        Running = "running" "Under way",
        Kept = "kept" "Kept",
        Stopped = "stopped" "Stopped",
    }
}

#[derive(Clone, Debug)]
pub struct Initiative {
    pub id: InitiativeId,
    pub title: String,
    pub vendor: VendorId,
    /// `None`: the whole vendor.
    pub site: Option<SiteId>,
    /// Empty: all work there.
    pub queues: BTreeSet<QueueId>,
    /// What it is to move.
    pub metric: MetricId,
    /// What is done otherwise than before.
    pub change: String,
    pub status: InitiativeStatus,
    pub owner_client: PersonId,
    pub owner_vendor: Option<String>,
    pub approved_by: PersonId,
    pub approved_on: Date,
    /// First and last period that it is compared with, in the grain of the metric; both lie before `intervention`.
    pub baseline: (Period, Period),
    /// First period of the work as changed: there the limits of the charts start anew.
    pub intervention: Period,
    /// Change of the mean, in the metric's unit; not 0.
    pub expected: Decimal,
    pub expected_place: Place,
    /// When it was kept for good or stopped.
    pub ended_on: Option<Date>,
    /// What was decided of it, and why; always there once it has ended.
    pub outcome: Option<String>,
    /// In order of date.
    pub log: Vec<LogEntry>,
    pub place: Place,
}

impl Initiative {
    /// The rows it is judged by, within its site or vendor.
    pub fn scope(&self) -> Scope {
        Scope { queues: self.queues.clone(), ..Scope::default() }
    }

    /// The event at which limits start anew; `None` where it changes some queues only: the charts show the others too.
    pub fn rebase(&self) -> Option<Rebase> {
        self.queues.is_empty().then(|| Rebase {
            metric: self.metric.clone(),
            scope: match &self.site {
                Some(site) => RebaseScope::Site(site.clone()),
                None => RebaseScope::Vendor(self.vendor.clone()),
            },
            from: self.intervention,
            reason: self.title.clone(),
            approved_by: self.approved_by.clone(),
            place: self.place.clone(),
        })
    }

    /// On a day: a report of an earlier one shows it as it stood.
    pub fn status_on(&self, day: Date) -> InitiativeStatus {
        if self.ended_on.is_some_and(|on| on <= day) { self.status } else { InitiativeStatus::Running }
    }
}
