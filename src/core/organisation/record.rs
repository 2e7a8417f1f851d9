//! Vendors, sites, projects and queues.

use jiff::civil::Date;

use super::forms::{Country, TimeZone};
use crate::kit::calendar::Week;
use crate::kit::declared::{Language, Reader, Record};
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

/// A company that does work for the client.
#[derive(Clone, Debug, Record)]
#[record(noun = "vendor", path = "data/vendors/<vendor>.toml")]
pub struct Vendor {
    pub id: VendorId,
    /// What it is called.
    #[key(example = "Acme Labelling")]
    pub name: At<String>,
    /// The client's person who answers for the relationship.
    #[key(example = "ada-north")]
    pub owner: At<PersonId>,
    /// The first day of the relationship.
    #[key(example = "2025-01-01")]
    pub since_on: Option<At<Date>>,
    /// Plain text.
    #[key(example = "Two sites.")]
    pub note: Option<At<String>>,
    pub place: Place,
}

/// A place where a vendor does its work.
#[derive(Clone, Debug, Record)]
#[record(noun = "site", path = "data/sites/<site>.toml")]
pub struct Site {
    pub id: SiteId,
    /// Whose site it is.
    #[key(example = "acme")]
    pub vendor: At<VendorId>,
    /// What it is called.
    #[key(example = "Porto")]
    pub name: At<String>,
    /// ISO 3166, two capitals.
    #[key(example = "PT")]
    pub country: At<Country>,
    /// A name of the IANA database.
    #[key(example = "Europe/Lisbon")]
    pub time_zone: At<TimeZone>,
    /// Languages that it works in, BCP 47, at least one.
    #[key(example = "pt-PT, en", range = 1..)]
    pub languages: Vec<At<Language>>,
    /// The client's manager of this site.
    #[key(example = "ada-north")]
    pub manager: At<PersonId>,
    /// Rows before it are a defect.
    #[key(example = "2025-01-01")]
    pub opened_on: At<Date>,
    /// The last day of work; not before opened-on.
    #[key(example = "2027-12-31")]
    pub closed_on: Option<At<Date>>,
    /// How many people it has room for.
    #[key(example = 120, range = 0..=1_000_000)]
    pub capacity_seats: Option<At<u32>>,
    /// Plain text.
    #[key(example = "Day and late shift.")]
    pub note: Option<At<String>>,
    pub place: Place,
}

impl Site {
    /// The rules between its keys; brings its languages in order.
    pub fn check(draft: &mut SiteDraft, reader: &Reader<'_, '_, '_>) {
        in_order_of_value(&mut draft.languages, reader);
        reader.in_order("opened-on", "closed-on");
    }

    /// The first and the last day on which it is open; `None`: it has not closed.
    pub fn days(&self) -> (Date, Option<Date>) {
        (*self.opened_on, self.closed_on.as_deref().copied())
    }
}

/// Languages in order; without one the record cannot stand.
fn in_order_of_value(languages: &mut [At<Language>], reader: &Reader<'_, '_, '_>) {
    languages.sort_by(|one, other| one.value.cmp(&other.value));
    if languages.is_empty() {
        reader.refuse();
    }
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

/// Languages as text.
pub fn tags(languages: &[At<Language>]) -> Vec<&str> {
    languages.iter().map(|language| language.as_str()).collect()
}

/// Whether one language holds another, letter case aside: `en` covers `en` and `en-GB`; `en-GB` covers neither `en` nor `en-US`.
pub fn covers_language(wide: &str, narrow: &str) -> bool {
    let (head, rest) = narrow.split_at_checked(wide.len()).unwrap_or((narrow, "-"));
    head.eq_ignore_ascii_case(wide) && (rest.is_empty() || rest.starts_with('-'))
}
