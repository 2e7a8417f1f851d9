//! Risks as they are written: cause, event and effect, two ratings, the response, and an acceptance that expires.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Listed;
use crate::kit::declared::{Reader, Record};
use crate::kit::id::{
    ContractId, MetricId, PartId, PersonId, PlanId, ProjectId, RiskId, SiteId, SopId, VendorId,
};
use crate::kit::source::{At, Place, Setting};
use crate::kit::words::closed_list;

closed_list! {
    /// What is done about it.
    RiskResponse {
        Avoid = "avoid" "Avoid",
        Reduce = "reduce" "Reduce",
        Transfer = "transfer" "Transfer",
        Accept = "accept" "Accept",
    }
    /// How near in time it is, as seen at its last review. The word is PRINCE2's; the steps are the book's own.
    Proximity {
        Month = "within-a-month" "Within a month",
        Quarter = "within-a-quarter" "Within a quarter",
        Year = "within-a-year" "Within a year",
        Later = "later" "Later",
    }
    /// The states of a risk in NIST's OSCAL. A deviation that was approved is an accepted risk, which stays open.
    RiskStatus {
        Open = "open" "Open",
        Investigating = "investigating" "Investigating",
        Remediating = "remediating" "Remediating",
        DeviationRequested = "deviation-requested" "Acceptance requested",
        DeviationApproved = "deviation-approved" "Accepted",
        Closed = "closed" "Closed",
    }
}

impl Proximity {
    /// As a part of a line.
    pub fn near(self) -> &'static str {
        match self {
            Proximity::Month => "within a month",
            Proximity::Quarter => "within a quarter",
            Proximity::Year => "within a year",
            Proximity::Later => "later than in a year",
        }
    }
}

closed_list! {
    /// What the program warns of by itself.
    SignalKind {
        SpecialCause = "special-cause" "Unusual change for the worse",
        ForecastMiss = "forecast-miss" "On its way to a miss",
        BudgetSpent = "budget-spent" "Error budget used up",
        Backlog = "backlog" "Backlog too long",
        Attrition = "attrition" "Too many leave",
        NoticeNear = "notice-near" "Notice day, nothing decided",
        PriceReviewNear = "price-review-near" "Price review, nothing decided",
        ProcedureOverdue = "procedure-overdue" "Procedure past its review",
        SafeguardEnds = "safeguard-ends" "Safeguard expires",
        OneVendor = "one-vendor" "One vendor delivers most",
        CoverageGap = "coverage-gap" "Too few people for a language",
    }
}

/// A signal that a risk is the answer to: every signal of the kind that concerns all that is written here, and the risk's vendor and site.
#[derive(Clone, Debug, Record)]
#[record(noun = "signal")]
pub struct AnsweredSignal {
    /// What the signal warns of.
    #[key(example = "attrition")]
    pub kind: At<SignalKind>,
    /// Of one metric.
    #[key(example = "accuracy", loose)]
    pub metric: Option<At<MetricId>>,
    /// Of one project.
    #[key(example = "atlas", loose)]
    pub project: Option<At<ProjectId>>,
    /// Of one procedure.
    #[key(example = "label-quality", loose)]
    pub sop: Option<At<SopId>>,
    /// Of one contract.
    #[key(example = "acme-2026", loose)]
    pub contract: Option<At<ContractId>>,
    pub place: Place,
}

/// What is done so that it does not happen, or does less.
#[derive(Clone, Debug, Record)]
#[record(noun = "mitigation")]
pub struct Mitigation {
    /// Unique in the risk.
    #[key(example = "train-lyon")]
    pub id: At<PartId>,
    /// What is done.
    #[key(example = "Lyon trains ten people for the queue")]
    pub title: At<String>,
    /// A role or a handle.
    #[key(example = "ada-north")]
    pub owner: At<String>,
    /// By when.
    #[key(example = "2026-11-30")]
    pub due_on: At<Date>,
    /// When it was done.
    #[key(example = "2026-11-06")]
    pub done_on: Option<At<Date>>,
    /// How that is known.
    #[key(example = "Training list of Lyon, 2026-11-06", only = "done-on")]
    pub evidence: Option<At<String>>,
}

/// Something that may happen.
#[derive(Clone, Debug, Record)]
#[record(noun = "risk", path = "data/risks/<risk>.toml")]
pub struct Risk {
    pub id: RiskId,
    /// What may happen, in a few words.
    #[key(example = "Porto cannot staff the late shift")]
    pub title: At<String>,
    /// Why it may happen.
    #[key(example = "Two competitors hire Portuguese speakers in the same town")]
    pub cause: At<String>,
    /// What would happen.
    #[key(example = "A fifth of the late shift leaves within a quarter")]
    pub event: At<String>,
    /// What that would do.
    #[key(example = "Appeals wait over a day, and the latency clause is missed")]
    pub effect: At<String>,
    /// How likely it is: 1 rare, 5 almost certain.
    #[key(example = 4, range = 1..=5)]
    pub likelihood: At<u32>,
    /// How bad it would be: 1 negligible, 5 severe.
    #[key(example = 3, range = 1..=5)]
    pub impact: At<u32>,
    /// What is done about it.
    #[key(example = "reduce")]
    pub response: At<RiskResponse>,
    /// When it could happen, as seen at the last review.
    #[key(example = "within-a-quarter")]
    pub proximity: Option<At<Proximity>>,
    /// The plan that it is answered by, of data/plans: of the same vendor and site, where both say.
    // Resolved by the checks.
    #[key(example = "porto-accuracy")]
    pub plan: Option<At<PlanId>>,
    /// By when it is to be answered.
    #[key(example = "2026-12-15")]
    pub due_on: Option<At<Date>>,
    /// Who answers for it.
    #[key(example = "ada-north")]
    pub owner: At<PersonId>,
    /// The vendor it is about.
    #[key(example = "acme", loose)]
    pub vendor: Option<At<VendorId>>,
    /// The site it is about, one of the vendor's.
    #[key(example = "acme-porto", loose)]
    pub site: Option<At<SiteId>>,
    /// It shows from this day on.
    #[key(example = "2026-09-01")]
    pub raised_on: At<Date>,
    /// When somebody last looked at it.
    #[key(example = "2026-11-02")]
    pub reviewed_on: Option<At<Date>>,
    /// Days from one review to the next.
    #[key(example = 60, default = 90_u32, range = 1..=366)]
    pub review_days: Setting<u32>,
    /// How far it has come.
    #[key(example = "closed", default = RiskStatus::Open)]
    pub status: At<RiskStatus>,
    /// Who accepted it.
    #[key(
        example = "ben-field",
        when = "status = deviation-approved",
        only = "status = deviation-approved | closed"
    )]
    pub accepted_by: Option<At<PersonId>>,
    /// Whom they stood in for, where they did: a delegation hands it to them on that day.
    #[key(example = "ada-north", only = "accepted-by")]
    pub in_place_of: Option<At<PersonId>>,
    /// When.
    #[key(
        example = "2026-10-01",
        when = "status = deviation-approved",
        only = "status = deviation-approved | closed"
    )]
    pub accepted_on: Option<At<Date>>,
    /// The last day on which the acceptance holds; afterwards the risk is open again.
    #[key(
        example = "2026-12-31",
        when = "status = deviation-approved",
        only = "status = deviation-approved | closed"
    )]
    pub accepted_until: Option<At<Date>>,
    /// The day on which it was closed.
    #[key(example = "2026-11-09", when = "status = closed", only = "status = closed")]
    pub closed_on: Option<At<Date>>,
    /// Why it is no risk any more.
    #[key(example = "The late shift is full again", when = "status = closed", only = "status = closed")]
    pub outcome: Option<At<String>>,
    // What is done about it.
    #[key(name = "mitigation")]
    pub mitigations: Vec<Mitigation>,
    /// Signals that it answers.
    #[key(name = "signal")]
    pub signals: Vec<AnsweredSignal>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = BTreeMap<RiskId, Risk>;

impl Listed for Risk {
    fn check(draft: &mut RiskDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        reader.site_of_vendor(draft.site.as_ref(), draft.vendor.as_ref());
        reader.in_order("raised-on", "reviewed-on");
        reader.in_order("raised-on", "accepted-on");
        reader.in_order("accepted-on", "accepted-until");
        reader.in_order("raised-on", "closed-on");
        reader.has_come(known.today, "reviewed-on", draft.reviewed_on.as_ref());
        reader.has_come(known.today, "accepted-on", draft.accepted_on.as_ref());
        reader.has_come(known.today, "closed-on", draft.closed_on.as_ref());
        for one in &draft.mitigations {
            reader.has_come(known.today, "done-on", one.done_on.as_ref());
        }
    }
}
