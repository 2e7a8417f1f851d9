//! Visits as they are written: who goes where and why, whether it was held, the checklist by area, what was found, what it cost.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::contract::record::CostCategory;
use crate::core::registered::Listed;
use crate::kit::declared::{Reader, Record};
use crate::kit::id::{BudgetId, DecisionId, PartId, PersonId, PlanId, SiteId, VisitId};
use crate::kit::number::Money;
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;
use crate::subject::plan::record::PlanSeverity;

closed_list! {
    /// What sort of visit it is. An unannounced one walks the floor before anybody was told.
    VisitKind {
        Regular = "regular" "Regular",
        Launch = "launch" "Launch",
        FollowUp = "follow-up" "Follow-up",
        Unannounced = "unannounced" "Unannounced",
    }
    VisitStatus {
        Planned = "planned" "Planned",
        Held = "held" "Held",
        Cancelled = "cancelled" "Cancelled",
    }
    /// What is looked at, in the order of the checklist.
    VisitArea {
        Operations = "operations" "Operations",
        Staffing = "staffing" "Staffing",
        Quality = "quality-assurance" "Quality assurance",
        Training = "training" "Training",
        Reporting = "reporting" "Reporting",
        AccessControl = "access-control" "Access control",
        Continuity = "continuity" "Business continuity",
        Escalation = "escalation" "Escalation",
        CleanDesk = "clean-desk" "Clean desk and phones",
        Wellness = "wellness" "Wellness rooms and breaks",
    }
    AreaResult {
        Good = "good" "Good",
        Attention = "attention" "Needs attention",
        Failing = "failing" "Failing",
        NotSeen = "not-seen" "Not seen",
    }
}

impl VisitArea {
    /// The checklist.
    pub const ALL: [VisitArea; 10] = [
        VisitArea::Operations,
        VisitArea::Staffing,
        VisitArea::Quality,
        VisitArea::Training,
        VisitArea::Reporting,
        VisitArea::AccessControl,
        VisitArea::Continuity,
        VisitArea::Escalation,
        VisitArea::CleanDesk,
        VisitArea::Wellness,
    ];
}

/// A visit of a site.
#[derive(Clone, Debug, Record)]
#[record(noun = "visit", path = "data/visits/<visit>.toml")]
pub struct Visit {
    pub id: VisitId,
    /// The site.
    #[key(example = "acme-porto")]
    pub site: At<SiteId>,
    /// What sort of visit it is.
    #[key(example = "follow-up", default = VisitKind::Regular)]
    pub kind: At<VisitKind>,
    /// What for, in a sentence.
    #[key(example = "See the late shift work with the new briefing list")]
    pub purpose: At<String>,
    /// The day on which those who go are to leave.
    #[key(example = "2026-10-19")]
    pub starts_on: At<Date>,
    /// The day on which they are to be back; not before starts-on.
    #[key(example = "2026-10-22")]
    pub ends_on: At<Date>,
    /// Who goes, of the people of the book.
    #[key(example = "ada-north", range = 1..)]
    pub people: Vec<At<PersonId>>,
    /// Whom they meet at the vendor, by role.
    #[key(example = "Site lead, Trainer")]
    pub vendor_roles: Vec<At<String>>,
    /// How far it has come.
    #[key(example = "held", default = VisitStatus::Planned)]
    pub status: At<VisitStatus>,
    /// The day on which they left.
    #[key(example = "2026-10-20", when = "status = held", only = "status = held")]
    pub held_on: Option<At<Date>>,
    /// The day on which they were back; the next visit is due so many days after it.
    #[key(example = "2026-10-22", when = "status = held", only = "status = held")]
    pub back_on: Option<At<Date>>,
    /// The day on which it was cancelled.
    #[key(example = "2026-10-01", when = "status = cancelled", only = "status = cancelled")]
    pub cancelled_on: Option<At<Date>>,
    /// Why it was not held.
    #[key(
        example = "A typhoon closed the airport",
        when = "status = cancelled",
        only = "status = cancelled"
    )]
    pub cancelled_because: Option<At<String>>,
    /// The budget that pays for it, of data/budgets.
    // Resolved by the checks.
    #[key(example = "budget-2026")]
    pub budget: Option<At<BudgetId>>,
    /// The category of the budget's lines that plan for it: those that name no vendor.
    #[key(example = "other", default = CostCategory::Other)]
    pub category: At<CostCategory>,
    /// Plain text.
    #[key(example = "The team lead of the late shift was on leave.")]
    pub note: Option<At<String>>,
    #[key(name = "area")]
    pub areas: Vec<VisitedArea>,
    #[key(name = "finding")]
    pub findings: Vec<VisitFinding>,
    #[key(name = "cost")]
    pub costs: Vec<VisitCost>,
    pub place: Place,
}

/// A line of the checklist: what was seen of an area.
#[derive(Clone, Debug, Record)]
#[record(noun = "area")]
pub struct VisitedArea {
    /// Each once; one that is left out was not seen.
    #[key(example = "training")]
    pub area: At<VisitArea>,
    /// How it was found.
    #[key(example = "attention")]
    pub result: At<AreaResult>,
    /// What was seen.
    #[key(example = "The briefing list lacks the weekend")]
    pub note: Option<At<String>>,
}

/// What was found, and what answers it: an action of a plan, a decision that is asked for, or that it was mended.
#[derive(Clone, Debug, Record)]
#[record(noun = "finding")]
pub struct VisitFinding {
    /// Unique in the visit.
    #[key(example = "weekend-briefing")]
    pub id: At<PartId>,
    /// What is wrong.
    #[key(example = "Nobody briefs the weekend shift")]
    pub title: At<String>,
    /// The area in which it was found.
    #[key(example = "training")]
    pub area: At<VisitArea>,
    /// How grave it is.
    #[key(example = "high")]
    pub severity: At<PlanSeverity>,
    /// Who mends it: a role or a handle.
    #[key(example = "Trainer, Porto")]
    pub owner: At<String>,
    /// By when.
    #[key(example = "2026-11-20")]
    pub due_on: At<Date>,
    /// Plan/action that answers it.
    #[key(example = "porto-accuracy/brief-late-shift", loose)]
    pub action: Option<At<(PlanId, PartId)>>,
    /// The plan that answers it as a whole.
    // Resolved by the checks.
    #[key(example = "porto-accuracy")]
    pub plan: Option<At<PlanId>>,
    /// The decision that answers it.
    // Resolved by the checks.
    #[key(example = "renew-acme")]
    pub decision: Option<At<DecisionId>>,
    /// When it was mended.
    #[key(example = "2026-11-10")]
    pub done_on: Option<At<Date>>,
    /// How that is known.
    #[key(example = "Weekend briefing list of 2026-11-08", when = "done-on", only = "done-on")]
    pub evidence: Option<At<String>>,
}

/// A line of what a visit costs, in minor units of the book's currency.
#[derive(Clone, Debug, Record)]
#[record(noun = "cost")]
pub struct VisitCost {
    /// What for.
    #[key(example = "Flights")]
    pub title: At<String>,
    /// What it was expected to be.
    #[key(name = "estimated-minor", example = 42000, range = 0..=1_000_000_000_000)]
    pub estimated: Option<At<Money>>,
    /// What was paid.
    #[key(name = "spent-minor", example = 39550, range = 0..=1_000_000_000_000)]
    pub spent: Option<At<Money>>,
    /// The invoice of the site's vendor that bills it: there it is a cost, and it is none of the visit's a second time.
    // Resolved by the rules.
    #[key(example = "INV-2026-1017")]
    pub invoice: Option<At<String>>,
}

/// What a register keeps of them.
pub type Records = BTreeMap<VisitId, Visit>;

impl Listed for Visit {
    fn check(draft: &mut VisitDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        reader.in_order("starts-on", "ends-on");
        reader.in_order("held-on", "back-on");
        for (key, day) in [("held-on", &draft.held_on), ("cancelled-on", &draft.cancelled_on)] {
            reader.has_come(known.today, key, day.as_ref());
        }
        for finding in &draft.findings {
            reader.has_come(known.today, "done-on", finding.done_on.as_ref());
        }
        let mut seen = BTreeSet::new();
        for area in &draft.areas {
            if !seen.insert(*area.area) {
                let message = format!("area `{}` stands here a second time", area.area.word());
                reader.bad_value(&area.area, message, "second line of this area", "keep one of the two");
            }
        }
    }
}

impl Visit {
    /// The days from leaving to being back: as it was held, else as it is planned.
    pub fn days(&self) -> (Date, Date) {
        match (&self.held_on, &self.back_on) {
            (Some(held), Some(back)) => (**held, **back),
            _ => (*self.starts_on, *self.ends_on),
        }
    }

    /// How an area was found; one without a line was not seen.
    pub fn of_area(&self, area: VisitArea) -> Option<&VisitedArea> {
        self.areas.iter().find(|of| *of.area == area)
    }
}
