//! Limits of accounts and permissions, and below which count a table tells nothing.

use crate::kit::declared::{Reader, Record};
use crate::kit::id::{MetricId, PartId};
use crate::kit::source::{At, Place, Setting};
use crate::kit::words::closed_list;

closed_list! {
    /// What a table counts.
    CountedTable {
        Access = "access" "accounts and permissions",
        Wellness = "wellness" "wellness",
        Languages = "languages" "people by language",
    }
}

/// Limits of accounts and permissions.
#[derive(Clone, Debug, Record)]
#[record(noun = "access limits")]
pub struct AccessLimits {
    /// Days after the end of a project, a contract or somebody's work by which the account is removed.
    #[key(example = 1, default = 1_u32, range = 0..=366)]
    pub removal_days: Setting<u32>,
    /// Days without use after which an account is dormant.
    #[key(example = 30, default = 30_u32, range = 1..=366)]
    pub dormant_days: Setting<u32>,
    /// Days after it could first be used, within which an account that was never used is no finding.
    #[key(example = 7, default = 7_u32, range = 0..=366)]
    pub never_used_days: Setting<u32>,
    /// Days from one recertification of an account to the next.
    #[key(example = 90, default = 90_u32, range = 1..=732)]
    pub recertification_days: Setting<u32>,
    /// Days by which the last export of a register may be older than the report.
    #[key(example = 10, default = 14_u32, range = 1..=366)]
    pub export_max_age_days: Setting<u32>,
    /// Permissions of which one account holds at most one on a queue.
    #[key(example = "annotate, review")]
    pub apart: Vec<At<PartId>>,
    /// The metric, a ratio, that counts units of an hour of work: hours lost to permission issues are told in units too.
    #[key(example = "throughput")]
    pub pace_metric: Option<At<MetricId>>,
    pub place: Place,
}

/// Caps on harmful content, and when wellness is red.
#[derive(Clone, Debug, Record)]
#[record(noun = "wellness limits")]
pub struct WellnessLimits {
    /// Minutes a day for which one person may see content of the highest tier.
    #[key(example = 240, default = 240_u32, range = 1..=1440)]
    pub high_cap_minutes: Setting<u32>,
    /// Likewise of the low tier.
    #[key(example = 360, default = 360_u32, range = 1..=1440)]
    pub low_cap_minutes: Setting<u32>,
    /// Percent of person-days that must stay within the cap.
    #[key(example = 100, default = 100_u32, range = 50..=100)]
    pub within_cap_percent: Setting<u32>,
    /// Weeks running that one person may work on the high tier before they are rotated off it; without it nobody is counted who is past them.
    #[key(example = 6, range = 1..=52)]
    pub rotation_weeks: Option<At<u32>>,
    /// Percent of favourable answers below which a pulse survey is red; without it none is.
    #[key(example = 60, range = 1..=100)]
    pub pulse_percent: Option<At<u32>>,
    /// Metrics that say how people fare: who leaves, is absent, asks to be moved. The page of wellness shows the newest of each site, and compares no vendors by them.
    #[key(example = "accuracy")]
    pub outcome_metrics: Vec<At<MetricId>>,
    pub place: Place,
}

/// Below which count, other than 0, a table tells nothing, and why.
#[derive(Clone, Debug, Record)]
#[record(noun = "suppression rule", check = Suppression::check)]
pub struct Suppression {
    /// Each once.
    #[key(example = "wellness")]
    pub table: At<CountedTable>,
    /// The least count that is told; 1 tells every count.
    #[key(example = 10, range = 1..=100)]
    pub at_least: At<u32>,
    /// Why so; pages say it.
    #[key(example = "agreed with the works council on 2026-03-02")]
    pub reason: At<String>,
    pub place: Place,
}

/// The least count of people of whose wellness anything is told, whatever a book says.
const FLOOR: u32 = 5;

impl Suppression {
    fn check(draft: &mut SuppressionDraft, reader: &Reader<'_, '_, '_>) {
        let is_wellness = draft.table.as_ref().is_some_and(|table| **table == CountedTable::Wellness);
        if let Some(least) = draft.at_least.as_ref().filter(|least| is_wellness && ***least < FLOOR) {
            let message = format!("`at-least` {} of wellness is below {FLOOR}", **least);
            let label = format!("expected {FLOOR} or more: fewer people are known by name");
            reader.bad_value(least, message, label, "raise it");
            reader.refuse();
        }
    }
}
