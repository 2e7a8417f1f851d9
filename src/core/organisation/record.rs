//! Vendors, sites, projects and queues.

use jiff::civil::Date;

use crate::kit::calendar::Week;
use crate::kit::id::{MetricId, PersonId, ProjectId, QueueId, SiteId, VendorId};
use crate::kit::number::Decimal;
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;

closed_list! {
    WorkType {
        Safety = "safety" "Safety",
        NonSafety = "non-safety" "Non-safety",
        Search = "search" "Search",
    }
    /// Exposure to harmful content.
    ContentTier {
        None = "none" "none",
        Low = "low" "low",
        High = "high" "high",
    }
}

#[derive(Clone, Debug)]
pub struct Vendor {
    pub id: VendorId,
    pub name: String,
    /// The client's person who answers for the relationship.
    pub owner: PersonId,
    pub since_on: Option<Date>,
    pub note: Option<String>,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct Site {
    pub id: SiteId,
    pub vendor: VendorId,
    pub name: String,
    pub country: String,
    pub time_zone: String,
    pub languages: Vec<String>,
    pub manager: PersonId,
    pub opened_on: Date,
    pub closed_on: Option<Date>,
    pub capacity_seats: Option<u32>,
    pub note: Option<String>,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct Project {
    pub id: ProjectId,
    pub name: String,
    pub line_of_business: String,
    pub work_type: WorkType,
    pub client_manager: PersonId,
    pub sites: Vec<SiteId>,
    pub starts_on: Date,
    pub ends_on: Option<At<Date>>,
    pub planned_units: Option<At<Decimal>>,
    pub units_metric: Option<MetricId>,
    pub backlog_metric: Option<MetricId>,
    pub note: Option<String>,
    /// In order of `from`.
    pub planned: Vec<PlannedPace>,
    pub milestones: Vec<Milestone>,
    pub queues: Vec<Queue>,
    pub place: Place,
}

/// A planned pace; it holds until the next one.
#[derive(Clone, Debug)]
pub struct PlannedPace {
    pub from: Week,
    pub units_per_week: At<Decimal>,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct Milestone {
    pub id: String,
    pub title: String,
    pub due_on: At<Date>,
    pub done_on: Option<At<Date>>,
    /// Cumulative units it stands for.
    pub units: Option<At<Decimal>>,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct Queue {
    pub id: QueueId,
    pub project: ProjectId,
    pub name: String,
    pub languages: Vec<String>,
    /// Sites of its project that work it; empty: all of them.
    pub sites: Vec<SiteId>,
    pub starts_on: Date,
    pub ends_on: Option<Date>,
    pub content_tier: ContentTier,
    pub place: Place,
}

impl Queue {
    /// Whether a site works it: one that it lists, or where it lists none, any of its project.
    pub fn is_worked_at(&self, project: &Project, site: &SiteId) -> bool {
        project.sites.contains(site) && (self.sites.is_empty() || self.sites.contains(site))
    }
}

/// Whether one language holds another, letter case aside: `en` covers `en` and `en-GB`; `en-GB` covers neither `en` nor `en-US`.
pub fn covers_language(wide: &str, narrow: &str) -> bool {
    let (head, rest) = narrow.split_at_checked(wide.len()).unwrap_or((narrow, "-"));
    head.eq_ignore_ascii_case(wide) && (rest.is_empty() || rest.starts_with('-'))
}
