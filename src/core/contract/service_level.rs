//! `[service-level.<id>]`: one promise of a contract, with every policy that judges it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::score_rule::ScoreRule;
use super::words::{
    Aggregation, BelowMinVolume, EarnBackKind, OnZero, RoundMode, Straddle, WhenMissing, Window,
};
use crate::core::metric::record::Metric;
use crate::kit::declared::{Language, Made, Record};
use crate::kit::id::{MetricId, ProjectId, QueueId, ServiceLevelId, SharedClauseId, SiteId, SopId};
use crate::kit::number::Decimal;
use crate::kit::source::{At, Place, Setting};
use crate::kit::words::{Direction, Family};

/// One promise, with every policy that judges it.
#[derive(Clone, Debug, Record)]
#[record(noun = "service level", check = ServiceLevel::check)]
pub struct ServiceLevel {
    pub id: ServiceLevelId,
    /// A clause of data/clauses that says what this table does not; what stands here wins.
    #[key(example = "# standard-accuracy")]
    pub clause: Option<At<SharedClauseId>>,
    /// What it is called.
    #[key(example = "Labelling accuracy")]
    pub name: String,
    /// Where it stands in every grid.
    #[key(example = "quality")]
    pub family: Family,
    /// What is measured.
    #[key(example = "accuracy")]
    pub metric: MetricId,
    /// The definition the paper names; another in metrics.toml is a finding.
    #[key(example = "accuracy-v2")]
    pub metric_definition: Option<At<String>>,
    /// Place in the signed paper; without it a finding.
    #[key(example = "Annex 2, 3.1")]
    pub clause_ref: Option<String>,
    /// Which way is better; `range` misses on both sides, `neutral` is shown and never judged. With timeslices this judges a slice.
    #[key(example = "at-least")]
    pub direction: Direction,
    #[key(name = "")]
    pub target: WrittenTarget,
    /// How rows of a window become one result.
    #[key(example = "occurrences")]
    pub aggregation: Aggregation,
    /// What one slice, a row's period, must meet; with no other aggregation.
    #[key(example = "# 2000", when = "aggregation = timeslices")]
    pub slice_target: Option<At<Decimal>>,
    /// What is judged as one.
    #[key(example = "month")]
    pub window: Window,
    /// A second, harder line: beyond it the miss is severe.
    #[key(example = 90)]
    pub minimum: Option<At<Decimal>>,
    /// Share of the score; 0: not scored.
    #[key(example = 60, default = Decimal::ZERO)]
    pub weight: Setting<Decimal>,
    #[key(name = "")]
    pub score: ScoreRule,
    /// One of the few that lead the page.
    #[key(example = true, default = false)]
    pub most_material: bool,
    /// When missed, the overall rating is at most requires-improvement.
    #[key(example = true, default = false)]
    pub gate: bool,
    #[key(name = "")]
    pub scope: Scope,
    /// Denominator (or samples; of a count the count itself) under which the result is not judged.
    #[key(example = 100, default = Decimal::ZERO)]
    pub min_volume: Setting<Decimal>,
    /// What becomes of a window with less.
    #[key(example = "not-measured", default = BelowMinVolume::NotMeasured)]
    pub below_min_volume: BelowMinVolume,
    /// What 0/0 means.
    #[key(name = "on-zero-denominator", example = "not-measured", default = OnZero::NotMeasured)]
    pub on_zero: OnZero,
    #[key(name = "")]
    pub on_missing: OnMissing,
    /// Days of a window that must lie in force to be judged.
    #[key(example = 15, default = 1_u32, range = 1..=366)]
    pub min_days: Setting<u32>,
    /// Of a count alone: in a window that is only partly in force its target is shortened by days; without it such a window is not measured.
    #[key(example = "# true", default = false)]
    pub pro_rate: bool,
    /// Whose terms judge a window with an amendment or a ramp step inside.
    #[key(example = "split", default = Straddle::Split)]
    pub straddle: Straddle,
    #[key(name = "")]
    pub rounding: Rounding,
    /// Judged from here; without it from the contract's first day.
    #[key(example = "2026-01-05")]
    pub measured_from: Option<Date>,
    /// Money from here, by the day; without it from measured-from.
    #[key(example = "2026-03-01")]
    pub credits_from: Option<Date>,
    /// Targets while ramping, in order of `from`; the last holds.
    #[key(example = "[{ from = 2026-01-05, target = 90 }, { from = 2026-03-02, target = 95 }]")]
    pub ramp: Vec<RampStep>,
    /// Relief events may be applied.
    #[key(example = true, default = true)]
    pub relief: bool,
    /// Which of credits.pools; without it the whole at-risk amount.
    #[key(example = "quality")]
    pub pool: Option<String>,
    /// Share of the pool lost by one miss; credit-bearing service levels need window month, quarter or year.
    #[key(name = "allocation-percent", example = 60, range = 0..=1000)]
    pub allocation: Option<At<Decimal>>,
    /// Of a second and any later consecutive miss.
    #[key(example = 2, default = Decimal::from_int(1), range = 1..=100)]
    pub repeat_multiplier: Setting<Decimal>,
    /// So many misses in so many windows is chronic.
    #[key(example = "{ misses = 4, windows = 12 }")]
    pub chronic: Option<Chronic>,
    /// What returns a credit.
    #[key(example = "{ kind = \"consecutive\", level = 97, windows = 3, max-wait = 6 }")]
    pub earn_back: Option<EarnBack>,
    /// SOPs that this clause relies on.
    #[key(example = "label-guidelines")]
    pub sops: Vec<At<SopId>>,
    pub place: Place,
}

impl ServiceLevel {
    /// The definition that the paper names, where the metric is measured by another or names none.
    pub fn other_definition(&self, metric: &Metric) -> Option<&At<String>> {
        self.metric_definition.as_ref().filter(|named| metric.definition.as_ref() != Some(named))
    }

    pub fn target(&self) -> Target {
        self.target.of()
    }

    /// Of the line, or of a range's lower bound.
    pub fn target_place(&self) -> &Place {
        let written = self.target.line.as_ref().or(self.target.low.as_ref());
        written.map_or(&self.place, |written| &written.place)
    }

    /// Of a range's upper bound.
    pub fn target_high_place(&self) -> Option<&Place> {
        self.target.high.as_ref().map(|written| &written.place)
    }
}

/// In the metric's unit (percent for ratios shown in percent); with timeslices a percentage of slices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Line(Decimal),
    Range {
        low: Decimal,
        high: Decimal,
    },
    /// Neutral service levels are shown and never judged.
    None,
}

/// A target as it is written: a line, two bounds, or nothing.
#[derive(Clone, Debug, Default, Record)]
#[record(noun = "target")]
pub struct WrittenTarget {
    /// In the metric's unit; with timeslices the least percentage of slices that must meet slice-target.
    #[key(name = "target", example = 95, when = "direction = at-least | at-most")]
    pub line: Option<At<Decimal>>,
    /// The lower bound of a range; both bounds are met.
    #[key(name = "target-low", example = "# 7000", when = "direction = range")]
    pub low: Option<At<Decimal>>,
    /// The upper; above target-low.
    #[key(name = "target-high", example = "# 9000", when = "direction = range")]
    pub high: Option<At<Decimal>>,
}

impl WrittenTarget {
    fn of(&self) -> Target {
        match (&self.line, &self.low, &self.high) {
            (Some(line), ..) => Target::Line(**line),
            (None, Some(low), Some(high)) => Target::Range { low: **low, high: **high },
            _ => Target::None,
        }
    }
}

/// Which rows a service level speaks of; an empty set is all.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Record)]
#[record(noun = "scope")]
pub struct Scope {
    /// Scope; empty or absent is all of the vendor's.
    #[key(example = "acme-porto")]
    pub sites: BTreeSet<SiteId>,
    /// Likewise.
    #[key(example = "atlas")]
    pub projects: BTreeSet<ProjectId>,
    /// Likewise.
    #[key(example = "atlas-pt")]
    pub queues: BTreeSet<QueueId>,
    /// Likewise.
    #[key(example = "pt-PT")]
    pub languages: BTreeSet<Language>,
}

/// What a window without all its rows means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnMissing {
    /// Judged on the rows there are; the gap is shown.
    Flag,
    /// Missed, once so many days have passed after the window's end.
    MissedAfter { days: u32 },
}

/// The same as it is written.
#[derive(Debug, Record)]
#[record(noun = "on-missing")]
pub struct WrittenOnMissing {
    /// What a window without all its rows means.
    #[key(name = "on-missing", example = "missed", default = WhenMissing::Flag)]
    pub word: WhenMissing,
    /// Only with on-missing = "missed": days after the figures were due; without it 0.
    #[key(name = "missed-after-days", example = 10, range = 0..=3660)]
    pub days: Option<u32>,
}

impl Made for OnMissing {
    type Keys = WrittenOnMissing;

    fn of(written: WrittenOnMissing) -> Self {
        match written.word {
            WhenMissing::Flag => OnMissing::Flag,
            WhenMissing::Missed => OnMissing::MissedAfter { days: written.days.unwrap_or(0) },
        }
    }
}

/// How the result that is compared is rounded, never a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Record)]
#[record(noun = "rounding")]
pub struct Rounding {
    /// Some contracts round the result before they compare it, never a slice; without it it is compared exactly.
    #[key(name = "round-decimals", example = 2, range = 0..=6)]
    pub decimals: Option<u8>,
    /// With round-decimals.
    #[key(name = "round-mode", example = "half-up", default = RoundMode::HalfUp)]
    pub mode: RoundMode,
}

impl Rounding {
    /// Compared exactly.
    pub const NONE: Rounding = Rounding { decimals: None, mode: RoundMode::HalfUp };
}

/// A target that holds from a day until the next one's.
#[derive(Clone, Debug, Record)]
#[record(noun = "ramp step")]
pub struct RampStep {
    /// Its first day.
    #[key(example = "2026-01-05")]
    pub from: At<Date>,
    /// In the unit of the target.
    #[key(example = 90)]
    pub target: At<Decimal>,
    pub place: Place,
}

/// When misses are chronic.
#[derive(Clone, Debug, Record)]
#[record(noun = "chronic", check = Chronic::check)]
pub struct Chronic {
    /// So many misses, 1 or more.
    #[key(example = 4, range = 1..=1000)]
    pub misses: u32,
    /// In so many windows.
    #[key(example = 12, range = 1..=1000)]
    pub windows: u32,
    pub place: Place,
}

/// What returns a credit.
#[derive(Clone, Debug, Record)]
#[record(noun = "earn-back", check = EarnBack::check)]
pub struct EarnBack {
    /// By a run of windows, or by the mean of the contract year.
    #[key(example = "consecutive")]
    pub kind: EarnBackKind,
    /// In the unit of the target, on its better side or on it.
    #[key(example = 97)]
    pub level: At<Decimal>,
    /// Consecutive windows at or beyond the level.
    #[key(example = 3, default = 1_u32, when = "kind = consecutive", range = 1..=1000)]
    pub windows: u32,
    /// Windows after the miss within which the run must be complete; 0 = no limit.
    #[key(example = 6, default = 0_u32, range = 0..=1000)]
    pub max_wait: u32,
    pub place: Place,
}
