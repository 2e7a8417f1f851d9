//! Contracts: terms as of a day, folded from the base and its amendments, and the service levels in them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::kit::id::{
    ContractId, MetricId, PersonId, ProjectId, QueueId, ServiceLevelId, SiteId, SopId, VendorId,
};
use crate::kit::number::{Decimal, Money};
use crate::kit::source::{At, Extent, Place, Setting};
use crate::kit::words::{Direction, Family, closed_list};

closed_list! {
    /// How rows of a window become one result. The three differ on the same data.
    Aggregation {
        Occurrences = "occurrences" "sums over the window",
        Timeslices = "timeslices" "share of slices that met",
        RatioTimeslices = "ratio-timeslices" "mean of the slices",
    }
    Window {
        Week = "week" "week",
        Month = "month" "month",
        Quarter = "quarter" "quarter",
        Year = "year" "year",
        Rolling4 = "rolling-4-weeks" "rolling 4 weeks",
        Rolling13 = "rolling-13-weeks" "rolling 13 weeks",
    }
    BelowMinVolume {
        NotMeasured = "not-measured" "not measured",
        CombineNext = "combine-next" "combined with the next window",
    }
    /// What 0/0 means.
    OnZero {
        NotMeasured = "not-measured" "not measured",
        Met = "met" "met",
        Missed = "missed" "missed",
    }
    /// An amendment inside a window.
    Straddle {
        Split = "split" "each slice by the terms of its day",
        Start = "start" "terms of the first day",
        End = "end" "terms of the last day",
    }
    RoundMode {
        HalfUp = "half-up" "half up",
        Down = "down" "down",
    }
    Weights {
        Percent = "percent" "percent, adding up to 100",
        Points = "points" "points, normalised",
    }
    CreditMethod {
        Allocation = "allocation" "allocation of an at-risk amount",
        Points = "points" "points to a share of the fee",
    }
    /// What the credit of a window of several months is a share of.
    CreditBase {
        Window = "window" "the fees of its months",
        LastMonth = "last-month" "the fee of its last month",
    }
    IncidentRule {
        Sum = "sum" "sum of all misses",
        Highest = "highest" "only the highest",
    }
    EarnBackKind {
        Consecutive = "consecutive" "consecutive windows at the earn-back level",
        YearAverage = "year-average" "contract-year average",
    }
    ChangeOp {
        Add = "add" "added",
        Replace = "replace" "replaced",
        Remove = "remove" "removed",
    }
}

impl Window {
    /// Of how many calendar months a window is made; `None` of one that is made of weeks.
    pub fn months(self) -> Option<u8> {
        match self {
            Window::Month => Some(1),
            Window::Quarter => Some(3),
            Window::Year => Some(12),
            Window::Week | Window::Rolling4 | Window::Rolling13 => None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Contract {
    pub id: ContractId,
    pub vendor: VendorId,
    pub title: String,
    pub document_ref: String,
    pub signed_on: Date,
    pub effective_on: Date,
    /// Of the terms in force last; `versions` may extend it.
    pub ends_on: Date,
    /// In order of effective date; the first is the base and starts at `effective_on`. Never empty.
    pub versions: Vec<TermsVersion>,
    /// In order of number.
    pub amendments: Vec<AmendmentRecord>,
    /// What the contract as signed says, by its path: single keys, its credits and its service levels.
    pub signed: BTreeMap<String, Extent>,
    pub place: Place,
}

impl Contract {
    /// Terms in force on `day`; `None` outside the contract's dates.
    pub fn terms_on(&self, day: Date) -> Option<&Terms> {
        let version = self.versions.iter().rev().find(|version| version.from <= day)?;
        (day <= *version.terms.ends_on).then_some(&version.terms)
    }

    /// Every service level that any version has.
    pub fn service_level_ids(&self) -> BTreeSet<&ServiceLevelId> {
        self.versions.iter().flat_map(|version| version.terms.service_levels.keys()).collect()
    }
}

/// What holds from a day until the next version.
#[derive(Clone, Debug)]
pub struct TermsVersion {
    pub from: Date,
    /// Numbers of the amendments that took effect on `from`; empty for the base.
    pub amendments: Vec<u32>,
    /// Every value of the contract as it then is, by its path, each in one spelling; sorted. What a sign-off covers.
    pub written: Vec<(String, String)>,
    pub terms: Terms,
}

#[derive(Clone, Debug)]
pub struct Terms {
    pub currency: String,
    pub ends_on: At<Date>,
    pub notice_days: Setting<u32>,
    pub fee_basis: Option<String>,
    pub monthly_fee: Option<At<Money>>,
    pub weights: Weights,
    pub credits: Option<Credits>,
    pub service_levels: BTreeMap<ServiceLevelId, ServiceLevel>,
}

#[derive(Clone, Debug)]
pub struct Credits {
    pub at_risk_percent: Decimal,
    pub at_risk_place: Place,
    /// Share of a month's fee that credits never pass.
    pub cap_percent: Decimal,
    pub cap_place: Option<Place>,
    pub method: CreditMethod,
    /// `None`: no window that bears credits is longer than a month.
    pub base: Option<CreditBase>,
    pub incident_rule: IncidentRule,
    pub claim_within_days: Option<u32>,
    /// In rising order of `at_least`; floor row.
    pub points: Vec<PointsRow>,
    /// Named shares of the at-risk amount, in percent: the most that the misses of a pool cost together.
    pub pools: BTreeMap<String, (Decimal, Place)>,
    /// Percent that the allocations of one pool may add up to; `None`: 100.
    pub allocatable_percent: Option<Decimal>,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct PointsRow {
    pub at_least: Decimal,
    pub percent: Decimal,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct ServiceLevel {
    pub id: ServiceLevelId,
    pub name: String,
    pub family: Family,
    pub metric: MetricId,
    pub metric_definition: Option<(String, Place)>,
    pub clause_ref: Option<String>,
    /// `Range` and `Neutral` too. With timeslices this judges a slice.
    pub direction: Direction,
    pub target: Target,
    /// Of the line, or of a range's lower bound.
    pub target_place: Place,
    /// Of a range's upper bound.
    pub target_high_place: Option<Place>,
    /// A harder line; beyond it the miss is severe.
    pub minimum: Option<(Decimal, Place)>,
    pub aggregation: Aggregation,
    /// With timeslices: what one slice must meet.
    pub slice_target: Option<(Decimal, Place)>,
    pub window: Window,
    /// 0 or more: share of the score.
    pub weight: Decimal,
    pub weight_place: Option<Place>,
    pub score: ScoreRule,
    pub most_material: bool,
    pub gate: bool,
    pub scope: Scope,
    pub min_volume: Decimal,
    pub min_volume_place: Option<Place>,
    pub below_min_volume: BelowMinVolume,
    pub on_zero: OnZero,
    pub on_missing: OnMissing,
    /// Days of a window that must lie in force to be judged, 1 or more.
    pub min_days: u32,
    pub min_days_place: Option<Place>,
    /// The target of a count is shortened by days where only part of its window lies in force; else such a window is not measured.
    pub pro_rate: bool,
    pub straddle: Straddle,
    pub rounding: Option<Rounding>,
    pub measured_from: Option<Date>,
    pub credits_from: Option<Date>,
    /// In order of `from`; the last step holds.
    pub ramp: Vec<RampStep>,
    pub relief: bool,
    pub pool: Option<String>,
    pub allocation: Option<(Decimal, Place)>,
    pub repeat_multiplier: Decimal,
    pub repeat_multiplier_place: Option<Place>,
    pub chronic: Option<Chronic>,
    pub earn_back: Option<EarnBack>,
    pub sops: Vec<(SopId, Place)>,
    pub place: Place,
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

/// Which rows a service level speaks of; an empty set is all.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    pub sites: BTreeSet<SiteId>,
    pub projects: BTreeSet<ProjectId>,
    pub queues: BTreeSet<QueueId>,
    pub languages: BTreeSet<String>,
}

/// How a result becomes a score of 0 to 100.
#[derive(Clone, Debug)]
pub enum ScoreRule {
    /// 100 met, 0 missed.
    MetOrNot,
    /// 0 at the floor, 100 at the target, straight between.
    Linear { floor: Decimal, floor_place: Place },
    /// Half-open bands, best first; the last is `otherwise`.
    Bands(Vec<ScoreBand>),
}

#[derive(Clone, Debug)]
pub struct ScoreBand {
    /// Inclusive bound in the service level's direction; `None` for the last, `otherwise`.
    pub bound: Option<Decimal>,
    /// 0 to 100.
    pub score: Decimal,
    /// Service points of a miss in this band (credit method `points`).
    pub points: Decimal,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct RampStep {
    pub from: Date,
    pub target: Decimal,
    pub place: Place,
}

/// What a window without all its rows means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnMissing {
    /// Judged on the rows there are; the gap is shown.
    Flag,
    /// Missed, once so many days have passed after the window's end.
    MissedAfter { days: u32 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    pub decimals: u8,
    pub mode: RoundMode,
}

#[derive(Clone, Debug)]
pub struct Chronic {
    pub misses: u32,
    pub windows: u32,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct EarnBack {
    pub kind: EarnBackKind,
    pub level: Decimal,
    /// Consecutive windows at or beyond the level.
    pub windows: u32,
    /// Windows after the miss within which the run must be complete; 0 = no limit.
    pub max_wait: u32,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct AmendmentRecord {
    pub number: u32,
    pub signed_on: At<Date>,
    pub effective_on: At<Date>,
    pub reason: String,
    pub approved_by: PersonId,
    pub changes: Vec<Change>,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct Change {
    pub path: String,
    pub op: ChangeOp,
    /// The value as written before this amendment, in fold order; `None` when added.
    pub before: Option<String>,
    /// The value as the amendment writes it; `None` when removed.
    pub after: Option<At<String>>,
    /// Of the path.
    pub place: Place,
    /// Its table `[[change]]`.
    pub table: Extent,
}
