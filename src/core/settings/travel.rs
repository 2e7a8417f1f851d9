//! How often sites are visited, and how much of it a person may travel.

use crate::kit::declared::Record;
use crate::kit::source::{Place, Setting};
use crate::kit::words::closed_list;

closed_list! {
    /// How much goes wrong where nobody looks.
    RiskTier {
        High = "high" "high",
        Medium = "medium" "medium",
        Low = "low" "low",
    }
}

/// How often sites are visited, and how much a person may travel.
#[derive(Clone, Debug, Record)]
#[record(noun = "visit limits")]
pub struct VisitLimits {
    /// Days from one visit to the next of a site whose `risk-tier` is high.
    #[key(example = 90, default = 90_u32, range = 1..=1830)]
    pub high_every_days: Setting<u32>,
    /// Likewise of one whose tier is medium.
    #[key(example = 180, default = 180_u32, range = 1..=1830)]
    pub medium_every_days: Setting<u32>,
    /// Likewise of one whose tier is low.
    #[key(example = 365, default = 365_u32, range = 1..=1830)]
    pub low_every_days: Setting<u32>,
    /// Percent of the working days of 13 weeks for which one person may travel.
    #[key(example = 30, default = 30_u32, range = 1..=100)]
    pub travel_percent: Setting<u32>,
    /// Percent of them below which somebody hardly travels; a finding where a site of theirs waits for a visit.
    #[key(example = 5, default = 5_u32, range = 0..=100)]
    pub travel_least_percent: Setting<u32>,
    pub place: Place,
}
