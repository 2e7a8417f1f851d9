//! What a ruling is.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use num_rational::BigRational;

use crate::core::Book;
use crate::core::contract::record::{ServiceLevel, Target};
use crate::core::contract::window::WindowSpan;
use crate::core::interval::Reading;
use crate::core::rollup::Subject;
use crate::kit::diag::plural;
use crate::kit::exact::itself;
use crate::kit::id::{ContractId, ReliefId, ServiceLevelId, SiteId};
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::kit::prefix::Prefix;
use crate::kit::source::Place;

/// All rulings of one service level for one subject, oldest first: every window that was due by the as-of date.
#[derive(Clone, Debug)]
pub struct Judged {
    pub contract: ContractId,
    pub service_level: ServiceLevelId,
    /// `Vendor` is the contract-wide result that decides credits; `Site` is what a site's scorecard shows.
    pub subject: Subject,
    pub rulings: Prefix<Ruling>,
}

impl Judged {
    /// The terms by which one of its rulings was made.
    pub fn level<'b>(&self, book: &'b Book, ruling: &Ruling) -> Option<&'b ServiceLevel> {
        book.contracts.get(&self.contract)?.level(ruling.version, &self.service_level)
    }
}

#[derive(Clone, Debug)]
pub struct Ruling {
    pub window: WindowSpan,
    /// The day by which its rows were due: its last day and the `lag-days` of its metric.
    pub due_on: Date,
    pub outcome: Outcome,
    /// As compared with the target: after relief and contractual rounding, in the metric's unit; with timeslices percent of
    /// slices. `None` when there is nothing to divide.
    pub value: Option<Quotient>,
    /// The value had no relief been applied; `None` when none was.
    pub value_without_relief: Option<Quotient>,
    /// Figures that the ones beside them are only near to.
    pub beyond: Beyond,
    /// The target in force (ramp included). Where an amendment or a ramp step splits the window: the blend of the slices'
    /// targets, shown to six decimals on the side that agrees with the outcome.
    pub target: Target,
    pub target_place: Place,
    /// Sums after relief, millionths: see [`crate::core::rollup::Cell`].
    pub numerator: i128,
    pub denominator: i128,
    /// Indices into `Measurements::rows`, rising.
    pub rows: Vec<u32>,
    /// The slices (row periods) of the window, where aggregation or a straddling amendment makes them matter; else empty.
    pub slices: Vec<Slice>,
    /// Expected slices without a row.
    pub missing: Vec<Period>,
    /// Contract-wide: sites without a row in a slice that other sites reported.
    pub missing_sites: Vec<(Period, SiteId)>,
    /// Slices of which rows were withheld by their sender, all or some. Such a row is not owed, so none of them is missing for it.
    pub withheld: Vec<Period>,
    /// Contract-wide: sites whose row was withheld in a slice that other sites reported, or owe.
    pub withheld_sites: Vec<(Period, SiteId)>,
    /// Indices into `Measurements::withheld`, rising: the rows behind both.
    pub withheld_rows: Vec<u32>,
    /// Slices of the window itself that are due and not relieved, and contract-wide the sites that are due in any of them.
    pub due: (usize, usize),
    pub provisional: bool,
    pub relief: Vec<ReliefId>,
    /// Earlier windows under minimum volume that were pooled into this one.
    pub combined_with: Vec<Period>,
    /// Under `split`, where the target changes inside the window: each stretch under one target by itself. What the whole is held
    /// against is their blend, so a part that is met can make up for one that is missed.
    pub parts: Vec<SplitPart>,
    /// Days in force, of all days of the window, by which the target of a count was shortened.
    pub pro_rated: Option<(u32, u32)>,
    /// Too little was measured, and no window is to come that it could be pooled into: judged as it stands.
    pub open_pool: bool,
    /// Missed beyond the clause's `minimum`.
    pub severe: bool,
    /// Wilson 95% interval in percent and how it reads, for sampled metrics.
    pub interval: Option<(f64, f64)>,
    pub reading: Option<Reading>,
    /// 0 to 100, exact, or cut (never rounded up) to 18 decimals; `None` when not measured or not scored.
    pub score: Option<Quotient>,
    /// Service points of the band reached, before any repeat multiplier; 0 unless missed.
    pub points: Decimal,
    /// Consecutive misses up to and including this window; 0 unless missed.
    pub streak: u32,
    /// The chronic trigger of the clause holds at this window.
    pub chronic: bool,
    /// The windows that the trigger looks at; `None` for a clause without one.
    pub recent: Option<Recent>,
    /// Index of the terms in force, into `Contract::versions`.
    pub version: usize,
    /// The day whose terms those are: what `straddle` chooses, under `split` that of the last slice.
    pub terms_on: Date,
}

/// Fractions that outgrow [`Quotient`], or the six decimals of a target; `None` where the figure is exact as it is.
#[derive(Clone, Debug, Default)]
pub struct Beyond {
    pub value: Option<Arc<BigRational>>,
    pub value_without_relief: Option<Arc<BigRational>>,
    /// A blended target; of a range its lower end.
    pub target: Option<Arc<BigRational>>,
}

/// How much of a window is there, where rows are missing or withheld: slices and sites that have all their rows, each of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gaps {
    pub slices: (usize, usize),
    /// `None` where no single site is silent, or withheld.
    pub sites: Option<(usize, usize)>,
    /// Slices of which rows were withheld, and of `sites` those that withheld theirs.
    pub withheld: (usize, usize),
}

impl Ruling {
    pub fn missed(&self) -> bool {
        self.outcome == Outcome::Missed
    }

    /// The value itself.
    pub fn exact_value(&self) -> Option<BigRational> {
        self.value.map(|near| itself(near, self.beyond.value.as_ref()))
    }

    /// `None` where every row is there.
    pub fn gaps(&self) -> Option<Gaps> {
        let silent = self.missing_sites.iter().map(|(period, _)| period);
        let torn: BTreeSet<&Period> = self.missing.iter().chain(silent).chain(&self.withheld).collect();
        let withheld: BTreeSet<&SiteId> = self.withheld_sites.iter().map(|(_, site)| site).collect();
        let silent = self.missing_sites.iter().map(|(_, site)| site);
        let sites: BTreeSet<&SiteId> = silent.chain(withheld.iter().copied()).collect();
        let whole = |due: usize, torn: usize| (due.saturating_sub(torn), due);
        (!torn.is_empty()).then(|| Gaps {
            slices: whole(self.due.0, torn.len()),
            sites: (!sites.is_empty()).then(|| whole(self.due.1, sites.len())),
            withheld: (self.withheld.len(), withheld.len()),
        })
    }

    /// Whether a row that is owed has not come. A withheld one is not owed.
    pub fn is_owed(&self) -> bool {
        !self.missing.is_empty() || !self.missing_sites.is_empty()
    }

    /// Whether some row came, with a figure or withheld.
    pub fn has_come(&self) -> bool {
        !self.rows.is_empty() || !self.withheld_rows.is_empty()
    }

    /// Due, and nothing has come.
    pub fn is_late(&self) -> bool {
        self.outcome == Outcome::NotMeasured(WhyNot::Late)
    }
}

/// The last windows of a service level, this one included, as many as its chronic trigger looks at or as there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recent {
    pub missed: u32,
    pub windows: u32,
}

#[derive(Clone, Debug)]
pub struct Slice {
    pub period: Period,
    /// The day whose target it is compared with.
    pub day: Date,
    /// After relief; with timeslices also after contractual rounding.
    pub value: Option<Quotient>,
    /// Against the slice target, or the target in force that day; `None` when the slice has no value, or cannot be judged
    /// alone (a count against the target of a whole window).
    pub met: Option<bool>,
    /// What it is compared with: the slice target, or the target in force that day.
    pub target: Target,
    /// Index into `Contract::versions`: the terms that judge the slice.
    pub version: usize,
}

/// Slices of a window under one target.
#[derive(Clone, Debug)]
pub struct SplitPart {
    pub first: Period,
    pub last: Period,
    /// A day on which the target holds, and the version then in force.
    pub day: Date,
    pub version: usize,
    pub target: Target,
    /// After relief and contractual rounding, as the whole window's.
    pub value: Option<Quotient>,
    /// The value itself, where `value` is only near to it.
    pub beyond: Option<Arc<BigRational>>,
    pub numerator: i128,
    pub denominator: i128,
    /// Indices into `Measurements::rows`.
    pub rows: Vec<u32>,
    /// `None` without a value, and for a count, whose target speaks of the whole window.
    pub met: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Met,
    Missed,
    NotMeasured(WhyNot),
    /// A neutral service level: shown, never judged.
    Shown,
}

/// Why there is no ruling. Missing is not zero and not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// Due, and no row has come; of a clause whose `on-missing` is `flag` it stays so.
    Late,
    /// Every row that is due was kept back by its sender: none is there, and none is owed.
    Withheld,
    ZeroDenominator,
    /// Under the clause's minimum volume, in the unit of the denominator.
    BelowMinVolume {
        volume: Decimal,
        minimum: Decimal,
    },
    /// Pooled into a later window, which reports it.
    CombinedInto(Period),
    /// Fewer days in force than the clause wants.
    PartialPeriod {
        days: u32,
        minimum: u32,
    },
    /// A count over a window that lies in force only in part, in a clause without `pro-rate`.
    PartialCount {
        days: u32,
        of: u32,
    },
    /// In this window nothing of the clause is due from the subject: the work has not begun, or is over.
    NotInForce,
    /// Percentiles of several slices cannot be rolled up.
    NotAggregable,
    /// Rows of the whole stand beside rows of its parts, and the metric does not say how they add up.
    WholeBesideParts,
    /// Relief took everything.
    AllRelieved,
    /// Rows are coarser than the window: a monthly metric cannot be judged by the week.
    CoarserThanWindow,
}

impl WhyNot {
    /// Words for pages, lower case.
    pub fn text(&self) -> String {
        match self {
            WhyNot::Late => "late: no rows for this window".to_owned(),
            WhyNot::Withheld => "withheld by its sender".to_owned(),
            WhyNot::ZeroDenominator => "nothing to measure (denominator 0)".to_owned(),
            WhyNot::BelowMinVolume { volume, minimum } => {
                format!("volume {} under the minimum of {}", volume.show(0), minimum.show(0))
            }
            WhyNot::CombinedInto(period) => format!("low volume, reported with {}", period.label()),
            WhyNot::PartialPeriod { days, minimum } => {
                format!("{} in force, {minimum} needed", plural(*days as usize, "day"))
            }
            WhyNot::PartialCount { days, of } => {
                format!("{days} of {} in force, and the target counts them all", plural(*of as usize, "day"))
            }
            WhyNot::NotInForce => "nothing of this clause is due in this window".to_owned(),
            WhyNot::NotAggregable => "percentiles cannot be rolled up".to_owned(),
            WhyNot::WholeBesideParts => "rows of the whole beside rows of its parts".to_owned(),
            WhyNot::CoarserThanWindow => "rows are coarser than the window".to_owned(),
            WhyNot::AllRelieved => "relief covers the whole window".to_owned(),
        }
    }
}
