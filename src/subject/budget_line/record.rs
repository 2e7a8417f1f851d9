//! The amounts of budgets.

use crate::core::contract::known::Known;
use crate::core::contract::record::CostCategory;
use crate::core::registered::Rowed;
use crate::kit::declared::{Month, Reader, Row};
use crate::kit::id::{BudgetId, ProjectId, VendorId};
use crate::kit::number::{Decimal, Money};
use crate::kit::source::{At, Place};

/// What a version of a budget plans for a month, in the book's currency.
#[derive(Clone, Debug, Row)]
#[record(noun = "budget line", path = "data/budget-lines/<file>.csv")]
pub struct BudgetLine {
    /// The budget of data/budgets.
    // Resolved by the checks.
    #[key(example = "budget-2026")]
    pub budget: At<BudgetId>,
    /// Number of the version.
    #[key(example = 1, range = 1..=1000)]
    pub version: At<u32>,
    /// The month.
    #[key(example = "2026-10")]
    pub month: At<Month>,
    /// Empty: not for one vendor, such as travel.
    #[key(example = "acme")]
    pub vendor: Option<At<VendorId>>,
    /// Empty: all of the vendor's.
    #[key(example = "atlas")]
    pub project: Option<At<ProjectId>>,
    /// What the cost is for.
    #[key(example = "production")]
    pub category: At<CostCategory>,
    /// Minor units of the book's currency.
    #[key(example = 40000000, range = 0..=1000000000000000)]
    pub amount_minor: At<Money>,
    /// How many units of work it pays for; with a price the variance is split into price and volume.
    #[key(example = 470588, range = 0..=1_000_000_000)]
    pub quantity: Option<At<Decimal>>,
    /// Of one, in units of the book's currency.
    #[key(example = 0.85, range = 0..=1_000_000_000)]
    pub price: Option<At<Decimal>>,
    /// Plain text.
    #[key(example = "without the second wave")]
    pub note: Option<At<String>>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = Vec<BudgetLine>;

impl Rowed for BudgetLine {
    fn check(_: &mut BudgetLineDraft, _: &Reader<'_, '_, '_>, _: &Known<'_>) {}
}
