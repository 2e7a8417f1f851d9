//! Clocks of incidents: how soon one is answered and closed, by its severity.

use crate::kit::declared::Record;
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;

closed_list! {
    /// How grave an incident is.
    IncidentSeverity {
        Critical = "critical" "Critical",
        High = "high" "High",
        Moderate = "moderate" "Moderate",
        Low = "low" "Low",
    }
}

/// How soon an incident of a severity is answered and closed.
#[derive(Clone, Debug, Record)]
#[record(noun = "incident clock")]
pub struct IncidentClock {
    /// Each once; one that is not named has the clock of the format: 4, 24, 72 and 120 hours, 7, 14, 30 and 60 days.
    #[key(example = "critical")]
    pub severity: At<IncidentSeverity>,
    /// Hours from the report within which somebody responds.
    #[key(example = 4, range = 1..=8784)]
    pub respond_hours: At<u32>,
    /// Days from the report within which it is closed.
    #[key(example = 7, range = 1..=732)]
    pub close_days: At<u32>,
    pub place: Place,
}

impl IncidentSeverity {
    pub const ALL: [IncidentSeverity; 4] = [
        IncidentSeverity::Critical,
        IncidentSeverity::High,
        IncidentSeverity::Moderate,
        IncidentSeverity::Low,
    ];

    /// Whether it wants a plan or a risk.
    pub fn is_severe(self) -> bool {
        matches!(self, IncidentSeverity::Critical | IncidentSeverity::High)
    }

    /// Hours and days where the book says nothing.
    pub fn usual(self) -> (u32, u32) {
        match self {
            IncidentSeverity::Critical => (4, 7),
            IncidentSeverity::High => (24, 14),
            IncidentSeverity::Moderate => (72, 30),
            IncidentSeverity::Low => (120, 60),
        }
    }
}
