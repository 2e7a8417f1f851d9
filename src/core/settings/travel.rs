//! How often sites are visited, and how much of it a person may travel.

use crate::core::settings::record::Settings;
use crate::kit::declared::Record;
use crate::kit::source::{At, Place, Setting};
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

/// Limits in force; of a key that is not written the default, without a place.
#[derive(Clone, Debug)]
pub struct VisitPolicy {
    pub high_every_days: Setting<u32>,
    pub medium_every_days: Setting<u32>,
    pub low_every_days: Setting<u32>,
    pub travel_percent: Setting<u32>,
    pub travel_least_percent: Setting<u32>,
}

/// How often a site is visited: the key that says so, and its days.
pub type Cadence = (&'static str, Setting<u32>);

impl Settings {
    pub fn visit_policy(&self) -> VisitPolicy {
        let limits = self.visits.as_ref();
        let or = |written: Option<&Setting<u32>>, default| {
            written.cloned().unwrap_or_else(|| Setting::or(None, default))
        };
        VisitPolicy {
            high_every_days: or(limits.map(|of| &of.high_every_days), 90),
            medium_every_days: or(limits.map(|of| &of.medium_every_days), 180),
            low_every_days: or(limits.map(|of| &of.low_every_days), 365),
            travel_percent: or(limits.map(|of| &of.travel_percent), 30),
            travel_least_percent: or(limits.map(|of| &of.travel_least_percent), 5),
        }
    }
}

impl VisitPolicy {
    /// What a site says itself, else what the book says of its tier; `None`: nobody has said how often it is visited.
    pub fn cadence(&self, own: Option<&At<u32>>, tier: Option<RiskTier>) -> Option<Cadence> {
        if let Some(own) = own {
            return Some(("visit-every-days", Setting::from(own.clone())));
        }
        Some(match tier? {
            RiskTier::High => ("high-every-days", self.high_every_days.clone()),
            RiskTier::Medium => ("medium-every-days", self.medium_every_days.clone()),
            RiskTier::Low => ("low-every-days", self.low_every_days.clone()),
        })
    }
}
