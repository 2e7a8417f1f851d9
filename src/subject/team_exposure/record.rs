//! Weeks of the team's own people on harmful content, as they are written: counted as people of sites are, and under the same rule.

use std::collections::BTreeSet;

use crate::core::contract::known::Known;
use crate::core::registered::Rowed;
use crate::kit::calendar::Week;
use crate::kit::declared::{Reader, Row, Tallied};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::source::{At, Place};

/// A week of the people of `book.toml` and their colleagues, by chance or by work: reviews, audits, visits, escalations.
#[derive(Clone, Debug, Row)]
#[record(noun = "week of the team's exposure", path = "data/team-exposure/<file>.csv")]
pub struct TeamExposure {
    /// The ISO week.
    #[key(example = "2026-W45")]
    pub week: At<Week>,
    /// People of the team who saw harmful content; fewer than may be told of wellness, other than 0, are `*`, and so is the rest of the row.
    #[key(example = "14")]
    pub people: At<Tallied>,
    /// Days on which one of them did.
    #[key(example = "31")]
    pub person_days: At<Tallied>,
    /// Those of these days within the cap of the tier.
    #[key(example = "29")]
    pub within_cap: At<Tallied>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = Vec<TeamExposure>;

impl TeamExposure {
    /// Whether a smaller share of its days than the percent asked for is within the cap.
    pub fn is_beyond(&self, percent: u64) -> bool {
        match (self.person_days.known(), self.within_cap.known()) {
            (Some(days), Some(within)) => u64::from(within) * 100 < u64::from(days) * percent,
            _ => false,
        }
    }

    /// The first count that tells of fewer people than may be told of.
    pub fn exposing(&self, least: u32) -> Option<&At<Tallied>> {
        match self.people.known() {
            Some(people) if (1..least).contains(&people) => Some(&self.people),
            Some(_) => None,
            None => [&self.person_days, &self.within_cap].into_iter().find(|count| count.known().is_some()),
        }
    }
}

impl Rowed for TeamExposure {
    fn check(draft: &mut TeamExposureDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        if let Some(week) = &draft.week
            && let Some(wrong) = known.today.future("week", week.sunday(), week.place.clone())
        {
            reader.log().push(wrong);
            reader.refuse();
        }
        if let (Some(part), Some(whole)) = (&draft.within_cap, &draft.person_days)
            && let (Tallied::Known(some), Tallied::Known(all)) = (**part, **whole)
            && some > all
        {
            let message = format!("{some} is more than the {all} of which it is a part");
            reader.bad_value(part, message, format!("expected {all} or less"), "count the week again");
            reader.refuse();
        }
    }

    fn across(rows: &mut [Self], _: &Known<'_>) -> Vec<Diagnostic> {
        let mut seen = BTreeSet::new();
        let twice = rows.iter().filter(|row| !seen.insert(*row.week));
        twice
            .map(|row| {
                let message = format!("week {} of the team is counted twice", *row.week);
                Diagnostic::new(&codes::TALLY_TWICE, row.week.place.clone(), message)
                    .label("an earlier row has the week")
                    .help("keep one of the two")
            })
            .collect()
    }
}
