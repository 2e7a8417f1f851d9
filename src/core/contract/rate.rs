//! `[rate.<id>]` of a contract: what the vendor is paid for, at which price, by which record of the client. Amendments change it as they
//! change a service level, so that each day has its own rate card.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::service_level::Scope;
use crate::kit::declared::Record;
use crate::kit::id::{MetricId, PartId, RateId};
use crate::kit::number::{Decimal, Money};
use crate::kit::source::{At, Place, Setting};
use crate::kit::words::closed_list;

/// The id under which invoices bill the monthly fee; no rate has it.
pub const MONTHLY_FEE: &str = "monthly-fee";

closed_list! {
    /// What one price buys.
    BillingUnit {
        FteMonth = "fte-month" "FTE-month",
        SeatMonth = "seat-month" "seat-month",
        PaidHour = "paid-hour" "paid hour",
        ProductiveHour = "productive-hour" "productive hour",
        Unit = "unit" "unit",
        Outcome = "outcome" "outcome",
    }
    /// What a cost is for; the order of every table.
    CostCategory {
        Production = "production" "Production",
        Training = "training" "Training",
        Other = "other" "Other",
    }
    /// How the rows of a price list are read.
    TierMode {
        Slab = "slab" "the whole volume at the price of the tier it reaches",
        Graduated = "graduated" "each part of the volume at the price of its tier",
    }
    /// From where on a volume outside the deadband counts.
    BandCounts {
        FromDeadband = "from-deadband" "from the end of the deadband on",
        FromBaseline = "from-baseline" "from the baseline on, once it is outside the deadband",
    }
}

impl BillingUnit {
    /// Whether a quantity is a state that lasts, such as a headcount: it is paid by the days of the month.
    pub fn is_by_days(self) -> bool {
        matches!(self, BillingUnit::FteMonth | BillingUnit::SeatMonth)
    }
}

/// What is paid for, and at which price.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(noun = "rate")]
pub struct Rate {
    pub id: RateId,
    /// What is paid for.
    #[key(example = "Labelling by the accepted unit")]
    pub name: String,
    /// What one price buys.
    #[key(example = "unit")]
    pub unit: BillingUnit,
    /// What the cost is for.
    #[key(example = "production", default = CostCategory::Production)]
    pub category: Setting<CostCategory>,
    /// Of one, in units of the contract's currency, up to six decimals; not beside tiers.
    #[key(example = 0.85, range = 0..=1_000_000_000)]
    pub price: Option<At<Decimal>>,
    /// The metric whose rows count what was delivered, as the client records it: a count, for FTE-months and seat-months a level.
    #[key(example = "accepted-units")]
    pub quantity: At<MetricId>,
    #[key(name = "")]
    pub scope: Scope,
    /// Whose work it is, spelled as an id; invoice lines name the rate, and this says what it is for.
    #[key(example = "labeller")]
    pub role: Option<PartId>,
    /// How the rows of tiers are read.
    #[key(example = "# graduated", when = "tiers")]
    pub tier_mode: Option<TierMode>,
    /// Prices by the month's volume, in rising order; the first is above 0.
    #[key(example = "# [{ above = 0, price = 0.9 }, { above = 10000, price = 0.8 }]")]
    pub tiers: Vec<Tier>,
    /// Hours or units counted apart, at the price times a factor, by what they are for: overtime, holiday, night.
    #[key(name = "premium", example = "overtime")]
    pub premiums: BTreeMap<PartId, Premium>,
    /// Paid at the price although less was delivered in the month; a partial month has it by days.
    #[key(example = "# 20000", range = 0..=1_000_000_000)]
    pub minimum_quantity: Option<At<Decimal>>,
    /// What a volume beyond the baseline costs more or less; the baseline is paid at the price, without one by the monthly fee.
    #[key(name = "volume-band")]
    pub volume_band: Option<VolumeBand>,
    /// Percent of paid hours spent in the office and not on the work; of productive hours that are counted as paid ones.
    #[key(example = "# 10.3", range = 0..=100)]
    pub in_office_shrinkage_percent: Option<At<Decimal>>,
    /// Percent of paid hours spent away: leave, sickness; likewise.
    #[key(example = "# 14", range = 0..=100)]
    pub external_shrinkage_percent: Option<At<Decimal>>,
    /// Shares of the price while work ramps up, in order of `from`; the last holds.
    #[key(example = "[{ from = 2026-01-05, percent = 50 }, { from = 2026-03-02, percent = 100 }]")]
    pub ramp: Vec<RampedPrice>,
    /// Most that is paid for each of what another metric counts, such as training hours for each new hire.
    #[key(name = "cap")]
    pub cap: Option<QuantityCap>,
    pub place: Place,
}

/// A price from a volume on.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(noun = "tier")]
pub struct Tier {
    /// More than so many, 0 in the first row.
    #[key(example = 10000, range = 0..=1_000_000_000)]
    pub above: At<Decimal>,
    /// Of one.
    #[key(example = 0.8, range = 0..=1_000_000_000)]
    pub price: At<Decimal>,
    pub place: Place,
}

/// What is counted apart and costs more.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(noun = "premium")]
pub struct Premium {
    pub id: PartId,
    /// The metric that counts it; what it counts is not in the rate's own quantity.
    #[key(example = "overtime-hours")]
    pub quantity: At<MetricId>,
    /// The price is multiplied by it.
    #[key(example = 1.5, range = 0..=100)]
    pub factor: At<Decimal>,
    pub place: Place,
}

/// A volume that is paid for whatever is delivered, and what more or less of it costs (clauses on additional and reduced resource credits, ARC and RRC).
#[derive(Clone, Debug, PartialEq, Record)]
#[record(noun = "volume band")]
pub struct VolumeBand {
    /// What is paid for in a whole month; a partial month has it by days.
    #[key(example = 10000, range = 0..=1_000_000_000)]
    pub baseline: At<Decimal>,
    /// More or less by so many changes nothing; a partial month has it by days.
    #[key(example = 1000, default = Decimal::ZERO, range = 0..=1_000_000_000)]
    pub deadband: Setting<Decimal>,
    /// From where on a volume outside the deadband counts.
    #[key(example = "from-deadband", default = BandCounts::FromDeadband)]
    pub counts: Setting<BandCounts>,
    /// Charged for each one more.
    #[key(example = 0.15, range = 0..=1_000_000_000)]
    pub additional_price: At<Decimal>,
    /// Credited for each one less.
    #[key(example = 0.12, range = 0..=1_000_000_000)]
    pub reduced_price: At<Decimal>,
    pub place: Place,
}

/// A share of the price that holds from a day until the next one's.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(noun = "ramped price")]
pub struct RampedPrice {
    /// Its first day.
    #[key(example = "2026-01-05")]
    pub from: At<Date>,
    /// Of the price.
    #[key(example = 50, range = 0..=1000)]
    pub percent: At<Decimal>,
    pub place: Place,
}

/// Most that is paid for.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(noun = "cap")]
pub struct QuantityCap {
    /// So many of the rate's unit.
    #[key(example = 80, range = 0..=1_000_000)]
    pub each: At<Decimal>,
    /// For each of what this metric counts in the month.
    #[key(example = "new-hires")]
    pub of: At<MetricId>,
    pub place: Place,
}

/// By how much an invoice line may be over what was agreed; it passes where it is within the percentage and within the amount.
#[derive(Clone, Debug, Record)]
#[record(noun = "[invoice-tolerance]")]
pub struct InvoiceTolerance {
    /// Of the price.
    #[key(example = 0.5, default = Decimal::ZERO, range = 0..=100)]
    pub price_percent: Setting<Decimal>,
    /// Of the quantity.
    #[key(example = 0, default = Decimal::ZERO, range = 0..=100)]
    pub quantity_percent: Setting<Decimal>,
    /// Minor units of the currency by which a line may be over.
    #[key(name = "most-minor", example = 5000, default = Money(0), range = 0..=1_000_000_000_000)]
    pub most: Setting<Money>,
    pub place: Place,
}
