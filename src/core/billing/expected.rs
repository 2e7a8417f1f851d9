//! What is expected of a month, line by line.

use jiff::civil::Date;
use num_rational::BigRational;

use super::step::Step;
use crate::core::contract::record::{BillingUnit, CostCategory};
use crate::kit::id::{ContractId, MetricId, PartId, RateId, SiteId};
use crate::kit::number::Money;
use crate::kit::period::Period;
use crate::kit::source::Place;

/// What a month of a contract should cost.
#[derive(Clone, Debug)]
pub struct ExpectedMonth {
    pub contract: ContractId,
    /// A month.
    pub month: Period,
    /// Of the contract.
    pub currency: String,
    /// The fee first, then by rate; of a rate its quantity by site, then premiums, the volume band, the shortfall.
    pub lines: Vec<ExpectedLine>,
}

impl ExpectedMonth {
    /// What the lines with an amount add up to, whether or not there are others; `None` beyond what 64 bits hold.
    pub fn total(&self) -> Option<Money> {
        let costs = self.lines.iter().filter_map(|line| line.cost.as_ref().ok());
        let sum: i128 = costs.map(|cost| i128::from(cost.amount.0)).sum();
        i64::try_from(sum).ok().map(Money)
    }

    /// Whether each line has an amount.
    pub fn is_whole(&self) -> bool {
        self.lines.iter().all(|line| line.cost.is_ok())
    }
}

/// One line of what is expected.
#[derive(Clone, Debug)]
pub struct ExpectedLine {
    /// A rate of the contract, or [`MONTHLY_FEE`](crate::core::contract::record::MONTHLY_FEE).
    pub rate: RateId,
    pub kind: LineKind,
    pub category: CostCategory,
    /// `None`: of the fee.
    pub unit: Option<BillingUnit>,
    /// `None`: of the rate's whole scope.
    pub site: Option<SiteId>,
    /// The prices of the month, in order of days and tiers; known although the quantity is not.
    pub prices: Vec<PricePart>,
    pub cost: Result<Cost, Unpriced>,
}

/// What a line of a rate is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineKind {
    /// The monthly fee.
    Fee,
    /// What was delivered, at the price; of a rate with a volume band its baseline.
    Quantity,
    /// Counted apart, at the price times a factor.
    Premium(PartId),
    /// What more or less than the baseline costs: below zero it is credited, zero within the deadband.
    Band,
    /// What lacks to the minimum.
    Shortfall,
}

/// A price of one, and the days on which it holds.
#[derive(Clone, Debug)]
pub struct PricePart {
    /// Index into the contract's versions.
    pub version: usize,
    pub first: Date,
    pub last: Date,
    /// Of one, in units of the currency.
    pub price: BigRational,
    pub place: Place,
}

/// What a line costs.
#[derive(Clone, Debug)]
pub struct Cost {
    /// What the client's record counts, in the rate's unit: of productive hours after shrinkage.
    pub recorded: BigRational,
    /// What is paid for: the record, cut by a cap; of a band the volume beyond it, below zero where it is less.
    pub quantity: BigRational,
    /// What the rate's cap allows; `None`: it has none.
    pub allowed: Option<BigRational>,
    /// In minor units.
    pub exact: BigRational,
    /// The same, rounded once, half up.
    pub amount: Money,
    /// Some row is provisional.
    pub provisional: bool,
    /// Indices into `Measurements::rows`, rising.
    pub rows: Vec<u32>,
    pub steps: Vec<Step>,
}

/// Why a line has no amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unpriced {
    /// The month has not ended.
    Running,
    /// Rows that have not come, by site and period; one site or more.
    Missing { metric: MetricId, rows: Vec<(SiteId, Period)> },
    /// Rows that their sender withheld, by site and period; nothing else is missing.
    Withheld { metric: MetricId, rows: Vec<(SiteId, Period)> },
    /// No site has reported the metric in the rate's scope so far.
    NothingReported { metric: MetricId },
    /// A row of the whole stands beside rows of its parts, and the metric does not say what it is.
    Unclear { metric: MetricId, rows: Vec<(SiteId, Period)> },
    /// The metric has no definition.
    NoMetric { metric: MetricId },
    /// The amount is beyond what can be counted.
    TooLarge,
}
