//! Wellness of a week as it is written: one row for a site and a tier, one for each total, and `*` in place of what is not told.

use std::collections::BTreeSet;

use crate::core::contract::known::Known;
use crate::core::organisation::record::ContentTier;
use crate::core::registered::Rowed;
use crate::kit::calendar::Week;
use crate::kit::declared::{Reader, Row, Tallied};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{SiteId, VendorId};
use crate::kit::source::{At, Place};

/// People of a week on queues with harmful content, and what of their time it was. A person counts at each site once, in the highest tier that they saw
/// there in the week, so that tiers add up to all tiers and sites to all sites.
#[derive(Clone, Debug, Row)]
#[record(noun = "wellness count", path = "data/wellness/<file>.csv")]
pub struct WellnessCount {
    /// The ISO week.
    #[key(example = "2026-W45")]
    pub week: At<Week>,
    /// Whose people they are.
    #[key(example = "acme")]
    pub vendor: At<VendorId>,
    /// The site; empty: all of the vendor's.
    #[key(example = "acme-porto")]
    pub site: Option<At<SiteId>>,
    /// The tier of content; empty: all of them.
    #[key(example = "high")]
    pub tier: Option<At<ContentTier>>,
    /// People; below the least count that is told all of the row is `*`.
    #[key(example = "42")]
    pub people: At<Tallied>,
    /// Days on which one of them saw such content.
    #[key(example = "196")]
    pub person_days: At<Tallied>,
    /// Those of these days on which nobody saw it for longer than the cap of the tier.
    #[key(example = "188")]
    pub within_cap: At<Tallied>,
    /// Minutes of overtime on these queues; their target is 0.
    #[key(example = "0")]
    pub overtime_minutes: At<Tallied>,
    /// Minutes of wellness breaks that were due.
    #[key(example = "5880")]
    pub breaks_due_minutes: At<Tallied>,
    /// Minutes of them that were taken.
    #[key(example = "5600")]
    pub breaks_taken_minutes: At<Tallied>,
    /// People who saw a counsellor. Neither many nor few is better: it is never a target, and vendors are not compared by it.
    #[key(example = "11")]
    pub counselled: At<Tallied>,
    /// People on the high tier for more weeks running than `rotation-weeks` of the book allows; the rotation target is 0.
    #[key(example = "0", default = Tallied::Hidden)]
    pub past_rotation: At<Tallied>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = Vec<WellnessCount>;

/// Places of counts among [`COUNTS`].
pub const PEOPLE: usize = 0;
pub const PERSON_DAYS: usize = 1;
pub const WITHIN_CAP: usize = 2;
pub const OVERTIME: usize = 3;
pub const BREAKS_DUE: usize = 4;
pub const BREAKS_TAKEN: usize = 5;
/// The last two, each of which counts people of its own: where few of many saw a counsellor, or are past the rotation, it is hidden alone.
pub const COUNSELLED: usize = 6;
pub const PAST_ROTATION: usize = 7;

/// The columns of counts, people first.
pub const COUNTS: [&str; 8] = [
    "people",
    "person_days",
    "within_cap",
    "overtime_minutes",
    "breaks_due_minutes",
    "breaks_taken_minutes",
    "counselled",
    "past_rotation",
];

impl WellnessCount {
    /// What it counts, in the order of [`COUNTS`].
    pub fn counts(&self) -> [Tallied; 8] {
        [
            *self.people,
            *self.person_days,
            *self.within_cap,
            *self.overtime_minutes,
            *self.breaks_due_minutes,
            *self.breaks_taken_minutes,
            *self.counselled,
            *self.past_rotation,
        ]
    }

    /// Whether nothing of it is told.
    pub fn is_hidden(&self) -> bool {
        *self.people == Tallied::Hidden
    }
}

impl Rowed for WellnessCount {
    fn check(draft: &mut WellnessCountDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        if let Some(week) = &draft.week
            && let Some(wrong) = known.today.future("week", week.sunday(), week.place.clone())
        {
            reader.log().push(wrong);
            reader.refuse();
        }
        reader.site_of_vendor(draft.site.as_ref(), draft.vendor.as_ref());
        let past_rotation = Some(draft.past_rotation.clone());
        let part_of = [
            (&draft.within_cap, &draft.person_days),
            (&draft.counselled, &draft.people),
            (&past_rotation, &draft.people),
        ];
        for (part, whole) in part_of {
            let (Some(part), Some(whole)) = (part, whole) else { continue };
            if let (Tallied::Known(some), Tallied::Known(all)) = (**part, **whole)
                && some > all
            {
                let message = format!("{some} is more than the {all} of which it is a part");
                reader.bad_value(part, message, format!("expected {all} or less"), "count the week again");
                reader.refuse();
            }
        }
    }

    fn across(rows: &mut [Self], _: &Known<'_>) -> Vec<Diagnostic> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for row in rows.iter() {
            let key = (*row.week, &*row.vendor, row.site.as_deref(), row.tier.as_deref());
            if !seen.insert(key) {
                let message = format!("week {} of `{}` is counted twice", *row.week, row.vendor.value);
                found.push(
                    Diagnostic::new(&codes::TALLY_TWICE, row.week.place.clone(), message)
                        .label("an earlier row has week, vendor, site and tier")
                        .help("keep the count of one map"),
                );
            }
        }
        found
    }
}
