//! Stakeholders as they are written: a role and never a name, what it wants, what it can do, who meets it and how often.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Listed;
use crate::kit::declared::{Reader, Record};
use crate::kit::id::{MeetingId, PersonId, StakeholderId, VendorId};
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;

closed_list! {
    /// How much somebody cares, or can do.
    Degree {
        High = "high" "High",
        Medium = "medium" "Medium",
        Low = "low" "Low",
    }
}

/// A role whose holder has a stake in the work.
#[derive(Clone, Debug, Record)]
#[record(noun = "stakeholder", path = "data/stakeholders/<stakeholder>.toml")]
pub struct Stakeholder {
    pub id: StakeholderId,
    /// The role; nobody by name.
    #[key(example = "Account lead of Acme")]
    pub title: At<String>,
    /// The vendor to which the role belongs; absent: it is internal.
    #[key(example = "acme")]
    pub vendor: Option<At<VendorId>>,
    /// How much the work matters to it.
    #[key(example = "high")]
    pub interest: At<Degree>,
    /// How much it can bring about or stop.
    #[key(example = "medium")]
    pub influence: At<Degree>,
    /// What it wants, in a sentence.
    #[key(example = "A second year, and no surprise on credits")]
    pub wants: At<String>,
    /// Who keeps the relationship on the team's side.
    #[key(example = "ada-north")]
    pub owner: At<PersonId>,
    /// Days within which somebody meets it; absent: nobody has to.
    #[key(example = 91, range = 1..=732)]
    pub every_days: Option<At<u32>>,
    /// The series of meetings that it attends.
    // Resolved by the checks.
    #[key(example = "acme-quarterly")]
    pub meeting: Option<At<MeetingId>>,
    /// The day from which it is kept here: its cadence counts from it.
    #[key(example = "2026-01-05")]
    pub since_on: At<Date>,
    /// When somebody last spoke with it beside that series.
    #[key(example = "2026-09-30")]
    pub spoken_on: Option<At<Date>>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = BTreeMap<StakeholderId, Stakeholder>;

impl Listed for Stakeholder {
    fn check(draft: &mut StakeholderDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        reader.in_order("since-on", "spoken-on");
        reader.has_come(known.today, "spoken-on", draft.spoken_on.as_ref());
    }
}
