//! Decisions that somebody asks for: what, of whom, by when, and what came of it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::{Clause, Known};
use crate::core::registered::Listed;
use crate::kit::declared::{Reader, Record};
use crate::kit::id::{ContractId, DecisionId, PartId, PersonId, PlanId, ProjectId, SiteId, VendorId};
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;

closed_list! {
    DecisionKind {
        Renewal = "renewal" "Renewal",
        PriceReview = "price-review" "Price review",
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

/// Something that somebody has to decide.
#[derive(Clone, Debug, Record)]
#[record(noun = "decision", path = "data/decisions/<decision>.toml")]
pub struct Decision {
    pub id: DecisionId,
    /// What is to be decided.
    #[key(example = "Renew Acme for 2027")]
    pub title: At<String>,
    /// One sentence.
    #[key(example = "Agree to renew for twelve months with a wellness clause")]
    pub ask: At<String>,
    /// What it is a decision of.
    #[key(example = "renewal", default = DecisionKind::Other)]
    pub kind: At<DecisionKind>,
    /// Who must decide.
    #[key(example = "ben-field")]
    pub owner: At<PersonId>,
    /// Who needs it decided.
    #[key(example = "ada-north")]
    pub asked_by: At<PersonId>,
    /// It shows from this day on.
    #[key(example = "2026-11-01")]
    pub asked_on: At<Date>,
    /// Not before asked-on.
    #[key(example = "2026-11-30")]
    pub due_on: At<Date>,
    /// How far it has come.
    #[key(example = "decided", default = DecisionStatus::Open)]
    pub status: At<DecisionStatus>,
    /// The vendor it is about.
    #[key(example = "acme", loose)]
    pub vendor: Option<At<VendorId>>,
    /// The site it is about, one of the vendor's.
    #[key(example = "acme-porto", loose)]
    pub site: Option<At<SiteId>>,
    /// The contract it is about.
    #[key(example = "acme-2026", loose)]
    pub contract: Option<At<ContractId>>,
    /// The project it is about.
    #[key(example = "atlas", loose)]
    pub project: Option<At<ProjectId>>,
    /// Misses it would mend, as contract/service-level: a headline that asks for a decision on a miss is held against these.
    #[key(example = "acme-2026/accuracy", loose)]
    pub service_levels: Vec<At<Clause>>,
    /// What waiting costs, one sentence; shown beside the ask on the first page.
    #[key(example = "Acme stops hiring on 15 December")]
    pub waiting_costs: Option<At<String>>,
    /// Plan/action that carries it out.
    #[key(example = "porto-accuracy/brief-late-shift", loose)]
    pub actions: Vec<At<(PlanId, PartId)>>,
    /// What was decided.
    #[key(example = "Renewed", when = "status = decided")]
    pub outcome: Option<At<String>>,
    /// Not before asked-on.
    #[key(example = "2026-11-12", when = "status = decided", only = "status = decided | withdrawn")]
    pub decided_on: Option<At<Date>>,
    /// Who decided, where it is not the owner: a delegation hands the owner's asks to them on that day.
    #[key(example = "ada-north", only = "status = decided")]
    pub decided_by: Option<At<PersonId>>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = BTreeMap<DecisionId, Decision>;

impl Listed for Decision {
    fn check(draft: &mut DecisionDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        reader.site_of_vendor(draft.site.as_ref(), draft.vendor.as_ref());
        reader.in_order("asked-on", "due-on");
        reader.in_order("asked-on", "decided-on");
    }
}

impl Decision {
    /// Asked for by a day, and neither given nor withdrawn by then.
    pub fn is_open_on(&self, day: Date) -> bool {
        let is_settled = match *self.status {
            DecisionStatus::Open => false,
            // What was settled after the day was still open on it.
            DecisionStatus::Decided | DecisionStatus::Withdrawn => {
                self.decided_on.as_ref().is_none_or(|on| **on <= day)
            }
        };
        *self.asked_on <= day && !is_settled
    }
}
