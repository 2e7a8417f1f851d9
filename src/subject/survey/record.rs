//! Pulse surveys as they are written: one row a site and month, `*` where too few answered, extremes cut off where not many did.

use std::collections::BTreeSet;

use crate::core::contract::known::Known;
use crate::core::registered::Rowed;
use crate::kit::declared::{Month, Reader, Row, Tallied};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{SiteId, VendorId};
use crate::kit::source::{At, Place};

/// Of so few answers an extreme share says how each of them fell.
const TINY: u32 = 50;

/// The shares that a survey of few answers tells at most: 5 stands for 5% or less, 95 for 95% or more.
const EXTREMES: (u32, u32) = (5, 95);

/// A pulse survey of a site in a month. No question, no answer and no free text of anybody: how many were asked, how many answered, how they fared.
#[derive(Clone, Debug, Row)]
#[record(noun = "pulse survey", path = "data/surveys/<file>.csv")]
pub struct Survey {
    /// The month.
    #[key(example = "2026-10")]
    pub month: At<Month>,
    /// Whose people they are.
    #[key(example = "acme")]
    pub vendor: At<VendorId>,
    /// The site. There is no row of all sites: what they are together less all others but one would tell that one.
    #[key(example = "acme-porto")]
    pub site: At<SiteId>,
    /// People who were asked.
    #[key(example = "120", range = 0..=1_000_000)]
    pub invited: At<u32>,
    /// People who answered; fewer than may be told of wellness, other than 0, are `*`.
    #[key(example = "84")]
    pub answered: At<Tallied>,
    /// Favourable answers in percent of all, cut; of fewer than 50 people 5 is 5 or less, and 95 is 95 or more; `*` where `answered` is.
    #[key(example = "71")]
    pub favourable: At<Tallied>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = Vec<Survey>;

/// What a survey tells and may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposing {
    /// So few answered that their number is not told.
    Few,
    /// Their answers are told, and their number is not, or is 0.
    Share,
    /// Nearly all of few answers are alike.
    Extreme,
}

impl Survey {
    /// What of it tells of fewer people than may be told of, where something does.
    pub fn exposing(&self, least: u32) -> Option<(Exposing, &At<Tallied>)> {
        let (low, high) = EXTREMES;
        let share = self.favourable.known();
        match self.answered.known() {
            Some(count) if (1..least).contains(&count) => Some((Exposing::Few, &self.answered)),
            None | Some(0) => share.map(|_| (Exposing::Share, &self.favourable)),
            Some(count) => share
                .filter(|share| count < TINY && !(low..=high).contains(share))
                .map(|_| (Exposing::Extreme, &self.favourable)),
        }
    }

    /// Whether its share stands for all beyond it: `95% or more`, `5% or less`.
    pub fn cut_off(&self) -> Option<&'static str> {
        let is_tiny = self.answered.known().is_some_and(|count| count < TINY);
        match self.favourable.known().filter(|_| is_tiny) {
            Some(share) if share == EXTREMES.0 => Some(" or less"),
            Some(share) if share == EXTREMES.1 => Some(" or more"),
            _ => None,
        }
    }
}

impl Rowed for Survey {
    fn check(draft: &mut SurveyDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        reader.site_of_vendor(draft.site.as_ref(), draft.vendor.as_ref());
        let pairs = [("invited", draft.invited.as_ref().map(|invited| **invited), &draft.answered)];
        let share = ("percent", Some(100), &draft.favourable);
        for (of, most, part) in pairs.into_iter().chain([share]) {
            let (Some(most), Some(part)) = (most, part) else { continue };
            if let Some(count) = part.known().filter(|count| *count > most) {
                let message = match of {
                    "percent" => format!("{count} is no share in percent"),
                    _ => format!("{count} answered, of {most} who were asked"),
                };
                reader.bad_value(part, message, format!("expected {most} or less"), "correct the number");
                reader.refuse();
            }
        }
    }

    fn across(rows: &mut [Self], _: &Known<'_>) -> Vec<Diagnostic> {
        let mut seen = BTreeSet::new();
        let twice = rows.iter().filter(|row| !seen.insert((*row.month, row.site.value.clone())));
        let told = |row: &Survey| {
            let message = format!("the survey of `{}` in {} stands here twice", row.site.value, **row.month);
            Diagnostic::new(&codes::TALLY_TWICE, row.month.place.clone(), message)
                .label("an earlier row has month and site")
                .help("keep one of the two rows")
        };
        twice.map(told).collect()
    }
}
