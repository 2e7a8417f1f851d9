//! Series of meetings as they are written: with whom, how often, and each that was held with its minutes, decisions and actions.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Listed;
use crate::kit::declared::{Reader, Record};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{DecisionId, MeetingId, PartId, PersonId, PlanId, VendorId};
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;

closed_list! {
    /// What sort of meeting it is.
    MeetingKind {
        Weekly = "weekly-business-review" "Weekly business review",
        Monthly = "monthly-business-review" "Monthly business review",
        Quarterly = "quarterly-business-review" "Quarterly business review",
        Governance = "governance" "Governance",
        Other = "other" "Other",
    }
}

/// A meeting that is held again and again.
#[derive(Clone, Debug, Record)]
#[record(noun = "meeting", path = "data/meetings/<meeting>.toml")]
pub struct Meeting {
    pub id: MeetingId,
    /// What it is called.
    #[key(example = "Quarterly review with Acme")]
    pub title: At<String>,
    /// What sort of meeting it is.
    #[key(example = "quarterly-business-review")]
    pub kind: At<MeetingKind>,
    /// The vendor with which it is held; absent: it is internal.
    #[key(example = "acme")]
    pub vendor: Option<At<VendorId>>,
    /// The first day of its first window.
    #[key(example = "2026-01-05")]
    pub starts_on: At<Date>,
    /// The last day of the series, where it has ended.
    #[key(example = "# 2026-12-31")]
    pub ends_on: Option<At<Date>>,
    /// Days of a window: from `starts-on` on, one meeting is held in each.
    #[key(example = 91, range = 1..=732)]
    pub every_days: At<u32>,
    /// The day for which the next one is planned.
    #[key(example = "2027-01-12")]
    pub next_on: Option<At<Date>>,
    /// Who sees to it that it is held.
    #[key(example = "ada-north")]
    pub owner: At<PersonId>,
    /// Who attends, by role, of both sides.
    #[key(example = "Account lead")]
    pub roles: Vec<At<String>>,
    // Those that were held; one in a window keeps it.
    #[key(name = "held")]
    pub held: Vec<Held>,
    pub place: Place,
}

/// A meeting that was held.
#[derive(Clone, Debug, Record)]
#[record(noun = "held meeting")]
pub struct Held {
    /// The day.
    #[key(example = "2026-10-13")]
    pub on: At<Date>,
    /// Where its minutes are kept.
    #[key(example = "Minutes folder, 2026-10-13")]
    pub minutes: At<String>,
    /// What it came to, in a sentence.
    #[key(example = "Acme accepts the credit and moves its trainer to the late shift")]
    pub summary: Option<At<String>>,
    /// Decisions that it asked for or took, of data/decisions.
    // Resolved by the checks.
    #[key(example = "renew-acme")]
    pub decisions: Vec<At<DecisionId>>,
    /// Plan/action that it set going.
    #[key(example = "porto-accuracy/brief-late-shift", loose)]
    pub actions: Vec<At<(PlanId, PartId)>>,
    // What it set going beside plans.
    #[key(name = "action")]
    pub own_actions: Vec<MeetingAction>,
}

/// What somebody is to do.
#[derive(Clone, Debug, Record)]
#[record(noun = "action of a meeting")]
pub struct MeetingAction {
    /// Unique in the series.
    #[key(example = "share-roster")]
    pub id: At<PartId>,
    /// What is to be done.
    #[key(example = "Share the roster of the late shift")]
    pub title: At<String>,
    /// A role or a handle.
    #[key(example = "Account lead")]
    pub owner: At<String>,
    /// By when.
    #[key(example = "2026-10-30")]
    pub due_on: At<Date>,
    /// When it was done.
    #[key(example = "2026-10-28")]
    pub done_on: Option<At<Date>>,
    /// How that is known.
    #[key(example = "Roster of 2026-10-28", when = "done-on", only = "done-on")]
    pub evidence: Option<At<String>>,
}

/// What a register keeps of them.
pub type Records = BTreeMap<MeetingId, Meeting>;

impl Listed for Meeting {
    fn check(draft: &mut MeetingDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        reader.in_order("starts-on", "ends-on");
        let mut seen = BTreeSet::new();
        for action in draft.held.iter().flat_map(|held| &held.own_actions) {
            if !seen.insert(action.id.as_str().to_owned()) {
                let message = format!("action `{}` stands in this series a second time", action.id.as_str());
                reader.bad_value(&action.id, message, "second action of this id", "give it an id of its own");
            }
        }
        for held in &draft.held {
            reader.has_come(known.today, "on", Some(&held.on));
            for action in &held.own_actions {
                reader.has_come(known.today, "done-on", action.done_on.as_ref());
            }
        }
        if let Some(starts) = &draft.starts_on {
            for held in draft.held.iter().filter(|held| *held.on < **starts) {
                let before = Diagnostic::new(
                    &codes::DATE_ORDER,
                    held.on.place.clone(),
                    "`on` of a meeting lies before `starts-on` of its series",
                );
                let before = before.label(format!("expected {} or later", **starts));
                let before = before.help("let the series start earlier, or correct the day");
                reader.log().push(before.related(starts.place.clone(), "`starts-on`"));
            }
        }
        draft.held.sort_by_key(|held| *held.on);
    }
}
