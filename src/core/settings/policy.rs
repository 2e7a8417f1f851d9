//! Limits in force: those of the book, and the defaults of what it does not say.

use crate::core::settings::access::CountedTable;
use crate::core::settings::incident::IncidentSeverity;
use crate::core::settings::record::Settings;
use crate::core::settings::travel::RiskTier;
use crate::kit::id::{MetricId, PartId};
use crate::kit::number::Decimal;
use crate::kit::source::{At, Setting};

/// Limits of accounts and permissions in force; of a key that is not written the default, without a place.
#[derive(Clone, Debug)]
pub struct AccessPolicy {
    pub removal_days: Setting<u32>,
    pub dormant_days: Setting<u32>,
    pub never_used_days: Setting<u32>,
    pub recertification_days: Setting<u32>,
    pub export_max_age_days: Setting<u32>,
    pub apart: Vec<PartId>,
    pub pace_metric: Option<MetricId>,
}

/// Caps in force.
#[derive(Clone, Debug)]
pub struct WellnessPolicy {
    pub high_cap_minutes: Setting<u32>,
    pub low_cap_minutes: Setting<u32>,
    pub within_cap_percent: Setting<u32>,
    /// `None`: nobody is counted who is past the rotation.
    pub rotation_weeks: Option<At<u32>>,
    /// `None`: no survey is red.
    pub pulse_percent: Option<At<u32>>,
}

/// The clock of a severity in force; of one that the book does not name that of the format, without a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    pub respond_hours: Setting<u32>,
    pub close_days: Setting<u32>,
}

/// Limits of signals in force; of a key that is not written the default, without a place.
#[derive(Clone, Debug)]
pub struct SignalPolicy {
    pub horizon_periods: Setting<u32>,
    pub answer_days: Setting<u32>,
    pub backlog_days: Setting<Decimal>,
    pub attrition_metric: Option<MetricId>,
    pub attrition_limit: Setting<Decimal>,
    pub ahead_days: Setting<u32>,
    pub vendor_share_percent: Setting<Decimal>,
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
    /// Limits of signals in force.
    pub fn signal_policy(&self) -> SignalPolicy {
        match &self.signals {
            Some(limits) => SignalPolicy {
                horizon_periods: limits.horizon_periods.clone(),
                answer_days: limits.answer_days.clone(),
                backlog_days: limits.backlog_days.clone(),
                attrition_metric: limits.attrition_metric.as_deref().cloned(),
                attrition_limit: limits.attrition_limit.clone(),
                ahead_days: limits.ahead_days.clone(),
                vendor_share_percent: limits.vendor_share_percent.clone(),
            },
            None => SignalPolicy {
                horizon_periods: Setting::or(None, 4),
                answer_days: Setting::or(None, 14),
                backlog_days: Setting::or(None, Decimal::from_int(5)),
                attrition_metric: None,
                attrition_limit: Setting::or(None, Decimal::from_int(5)),
                ahead_days: Setting::or(None, 45),
                vendor_share_percent: Setting::or(None, Decimal::from_int(70)),
            },
        }
    }

    pub fn access_policy(&self) -> AccessPolicy {
        match &self.access {
            Some(limits) => AccessPolicy {
                removal_days: limits.removal_days.clone(),
                dormant_days: limits.dormant_days.clone(),
                never_used_days: limits.never_used_days.clone(),
                recertification_days: limits.recertification_days.clone(),
                export_max_age_days: limits.export_max_age_days.clone(),
                apart: limits.apart.iter().map(|level| level.value.clone()).collect(),
                pace_metric: limits.pace_metric.as_deref().cloned(),
            },
            None => AccessPolicy {
                removal_days: Setting::or(None, 1),
                dormant_days: Setting::or(None, 30),
                never_used_days: Setting::or(None, 7),
                recertification_days: Setting::or(None, 90),
                export_max_age_days: Setting::or(None, 14),
                apart: Vec::new(),
                pace_metric: None,
            },
        }
    }

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

    /// Caps in force; of a key that is not written the default, without a place.
    pub fn wellness_policy(&self) -> WellnessPolicy {
        let limits = self.wellness.as_ref();
        let or = |written: Option<&Setting<u32>>, default| {
            written.cloned().unwrap_or_else(|| Setting::or(None, default))
        };
        WellnessPolicy {
            high_cap_minutes: or(limits.map(|of| &of.high_cap_minutes), 240),
            low_cap_minutes: or(limits.map(|of| &of.low_cap_minutes), 360),
            within_cap_percent: or(limits.map(|of| &of.within_cap_percent), 100),
            rotation_weeks: limits.and_then(|of| of.rotation_weeks.clone()),
            pulse_percent: limits.and_then(|of| of.pulse_percent.clone()),
        }
    }

    /// The clock of a severity.
    pub fn incident_clock(&self, severity: IncidentSeverity) -> Clock {
        let own = self.incident_clocks.iter().find(|clock| *clock.severity == severity);
        let written = |at: &At<u32>| Setting { value: at.value, place: Some(at.place.clone()) };
        let (hours, days) = severity.usual();
        Clock {
            respond_hours: own
                .map_or_else(|| Setting::or(None, hours), |clock| written(&clock.respond_hours)),
            close_days: own.map_or_else(|| Setting::or(None, days), |clock| written(&clock.close_days)),
        }
    }

    /// The least count of a table that is told, and why.
    pub fn suppression(&self, table: CountedTable) -> (u32, &str) {
        match self.suppressions.iter().find(|rule| *rule.table == table) {
            Some(rule) => (*rule.at_least, rule.reason.as_str()),
            None => match table {
                CountedTable::Access => (
                    1,
                    "an account is a thing of the platform: its count says nothing of a person's health or work",
                ),
                CountedTable::Wellness | CountedTable::Languages => {
                    (10, "fewer people could be known by name")
                }
            },
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
