//! Vendors, sites, projects and queues.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::settings::forms::{Country, TimeZone};
use crate::core::settings::travel::RiskTier;
use crate::kit::calendar::Week;
use crate::kit::declared::{Language, Reader, Record};
use crate::kit::id::{MetricId, PartId, PersonId, ProjectId, QueueId, SiteId, VendorId};
use crate::kit::number::Decimal;
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;

closed_list! {
    WorkType {
        Safety = "safety" "Safety",
        NonSafety = "non-safety" "Non-safety",
        Search = "search" "Search",
    }
    /// The stages of a collaborative relationship by ISO 44001, from the first to the last.
    RelationshipStage {
        Awareness = "awareness" "Awareness",
        Knowledge = "knowledge" "Knowledge",
        InternalAssessment = "internal-assessment" "Internal assessment",
        PartnerSelection = "partner-selection" "Partner selection",
        WorkingTogether = "working-together" "Working together",
        ValueCreation = "value-creation" "Value creation",
        StayingTogether = "staying-together" "Staying together",
        Exit = "exit" "Exit",
    }
    /// What dulls harmful content until somebody has to see it.
    ProtectiveTool {
        Mute = "mute" "mute",
        Greyscale = "greyscale" "greyscale",
        Blur = "blur" "blur",
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
    /// How far the relationship has come, in the eight words of ISO 44001.
    #[key(example = "working-together")]
    pub relationship_stage: Option<At<RelationshipStage>>,
    /// Groups that it belongs to, by ids of your own; a page adds up all that bear one of them.
    #[key(example = "second-wave")]
    pub tags: Vec<At<PartId>>,
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
    /// People on queues with harmful content for each licensed counsellor.
    #[key(example = 45, range = 1..=10_000)]
    pub people_per_counsellor: Option<At<u32>>,
    /// Days until somebody who asks today sees a counsellor.
    #[key(example = 3, range = 0..=366)]
    pub counsellor_wait_days: Option<At<u32>>,
    /// Whether a counsellor can be reached outside of the hours of the office, on every shift.
    #[key(example = true)]
    pub out_of_hours_counselling: Option<At<bool>>,
    /// How much goes wrong where nobody looks; the book says how often a site of the tier is visited.
    #[key(example = "high")]
    pub risk_tier: Option<At<RiskTier>>,
    /// Days from one visit to the next, whatever its tier says.
    #[key(example = 120, range = 1..=1830)]
    pub visit_every_days: Option<At<u32>>,
    /// Groups that it belongs to, by ids of your own; a page adds up all that bear one of them.
    #[key(example = "nearshore, night-shift")]
    pub tags: Vec<At<PartId>>,
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

/// Work that a client gives to sites, for a time.
#[derive(Clone, Debug, Record)]
#[record(noun = "project", path = "data/projects/<project>.toml")]
pub struct Project {
    pub id: ProjectId,
    /// What it is called.
    #[key(example = "Atlas")]
    pub name: At<String>,
    /// Free text; the same text groups projects.
    #[key(example = "Search quality")]
    pub line_of_business: At<String>,
    /// What sort of work it is.
    #[key(example = "search")]
    pub work_type: At<WorkType>,
    /// Who answers for it at the client.
    #[key(example = "ada-north")]
    pub client_manager: At<PersonId>,
    /// The sites that do the work, at least one.
    #[key(example = "acme-porto", range = 1.., loose)]
    pub sites: BTreeSet<SiteId>,
    /// Its first day.
    #[key(example = "2026-01-05")]
    pub starts_on: At<Date>,
    /// The promised end; not before starts-on.
    #[key(example = "2026-12-27")]
    pub ends_on: Option<At<Date>>,
    /// All units of the project; needed for a forecast.
    #[key(example = 400000)]
    pub planned_units: Option<At<Decimal>>,
    /// The count metric that delivers them.
    #[key(example = "accepted-units", when = "planned-units", loose)]
    pub units_metric: Option<At<MetricId>>,
    /// A level metric.
    #[key(example = "open-backlog", loose)]
    pub backlog_metric: Option<At<MetricId>>,
    /// Plain text.
    #[key(example = "Relevance judgements.")]
    pub note: Option<At<String>>,
    // In order of `from`.
    #[key(name = "planned")]
    pub planned: Vec<PlannedPace>,
    #[key(name = "milestone")]
    pub milestones: Vec<Milestone>,
    #[key(name = "queue")]
    pub queues: Vec<Queue>,
    pub place: Place,
}

/// A planned pace; it holds until the next one.
#[derive(Clone, Debug, Record)]
#[record(noun = "planned pace")]
pub struct PlannedPace {
    /// The ISO week from which it holds.
    #[key(example = "2026-W02")]
    pub from: At<Week>,
    /// How many units a week.
    #[key(example = 8000)]
    pub units_per_week: At<Decimal>,
    pub place: Place,
}

/// Something that is to be reached by a day.
#[derive(Clone, Debug, Record)]
#[record(noun = "milestone")]
pub struct Milestone {
    /// Its name among the project's milestones.
    #[key(example = "half-way")]
    pub id: At<PartId>,
    /// What is to be reached.
    #[key(example = "Half of the units accepted")]
    pub title: At<String>,
    /// By when.
    #[key(example = "2026-06-30")]
    pub due_on: At<Date>,
    /// When it was reached.
    #[key(example = "2026-07-03")]
    pub done_on: Option<At<Date>>,
    /// Cumulative units it stands for.
    #[key(example = 200000)]
    pub units: Option<At<Decimal>>,
}

/// A stream of the project's work.
#[derive(Clone, Debug, Record)]
#[record(noun = "queue", check = Queue::check)]
pub struct Queue {
    pub id: QueueId,
    /// Unique in the book.
    #[key(name = "id", example = "atlas-pt")]
    pub written_id: At<PartId>,
    pub project: ProjectId,
    /// What it is called.
    #[key(example = "Atlas, Portuguese")]
    pub name: At<String>,
    /// Languages of its work, BCP 47, at least one.
    #[key(example = "pt-PT", range = 1..)]
    pub languages: Vec<At<Language>>,
    /// Its first day.
    #[key(example = "2026-01-05")]
    pub starts_on: At<Date>,
    /// Its last day; not before starts-on.
    #[key(example = "2026-12-27")]
    pub ends_on: Option<At<Date>>,
    /// Sites of the project that work it; empty or absent is all of them.
    #[key(example = "acme-porto", loose)]
    pub sites: Vec<At<SiteId>>,
    /// Exposure to harmful content.
    #[key(example = "none", default = ContentTier::None)]
    pub content_tier: At<ContentTier>,
    /// Protective tools that are on by default; a queue of the high tier has all three.
    #[key(example = "mute, greyscale, blur")]
    pub tooling: Vec<At<ProtectiveTool>>,
}

impl Queue {
    /// The rules between its keys; a queue is one of the project in whose file it stands.
    pub fn check(draft: &mut QueueDraft, reader: &Reader<'_, '_, '_>) {
        draft.id = draft.written_id.as_ref().map(|id| QueueId::new(id.as_str()));
        draft.project = Some(ProjectId::new(reader.place().path.stem()));
        in_order_of_value(&mut draft.languages, reader);
        reader.in_order("starts-on", "ends-on");
    }

    /// Its first and its last day; `None`: no end is set.
    pub fn days(&self) -> (Date, Option<Date>) {
        (*self.starts_on, self.ends_on.as_deref().copied())
    }

    /// The protective tools that are not on by default.
    pub fn lacking_tools(&self) -> Vec<ProtectiveTool> {
        let all = [ProtectiveTool::Mute, ProtectiveTool::Greyscale, ProtectiveTool::Blur];
        all.into_iter().filter(|tool| self.tooling.iter().all(|own| **own != *tool)).collect()
    }

    /// Whether a site works it: one that it lists, or where it lists none, any of its project.
    pub fn is_worked_at(&self, project: &Project, site: &SiteId) -> bool {
        project.sites.contains(site) && (self.sites.is_empty() || self.sites.iter().any(|one| *one == *site))
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
