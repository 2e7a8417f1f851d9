//! The amounts of budgets.

use std::collections::BTreeMap;

use crate::core::contract::known::Known;
use crate::core::contract::record::CostCategory;
use crate::core::registered::Rowed;
use crate::kit::declared::{Month, Node, Reader, Row};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{BudgetId, MetricId, ProjectId, RateId, VendorId};
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
    /// The rate of the vendor's contracts that it plans; its variance is then split into price and volume.
    #[key(example = "labelling")]
    pub rate: Option<At<RateId>>,
    /// How many of the rate's unit it pays for; with a rate.
    #[key(example = 470588, range = 0..=1_000_000_000)]
    pub quantity: Option<At<Decimal>>,
    /// What they are to bring, such as accepted units for hours; the volume is then split into work and efficiency.
    #[key(example = 470588, range = 0..=1_000_000_000)]
    pub units: Option<At<Decimal>>,
    /// The metric that counts the units.
    #[key(example = "accepted-units")]
    pub units_metric: Option<At<MetricId>>,
    /// Plain text.
    #[key(example = "without the second wave")]
    pub note: Option<At<String>>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = Vec<BudgetLine>;

impl Rowed for BudgetLine {
    fn check(draft: &mut BudgetLineDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        let asks = [
            (draft.quantity.is_some(), draft.rate.is_some(), "quantity", "rate"),
            (draft.units.is_some(), draft.quantity.is_some(), "units", "quantity"),
            (draft.units.is_some(), draft.units_metric.is_some(), "units", "units_metric"),
            (draft.rate.is_some(), draft.vendor.is_some(), "rate", "vendor"),
        ];
        for (has, goes_with, what, other) in asks {
            if has && !goes_with && !reader.fields.has(other) {
                let message = format!("a row has a {what} and no {other}");
                let place = reader.fields.node.get(what).map_or_else(|| reader.place(), Node::place);
                reader.log().push(
                    Diagnostic::new(&codes::MISSING_KEY, place, message)
                        .label(format!("a {what} goes with a {other}"))
                        .help(format!("fill in {other}, or empty {what}")),
                );
                reader.refuse();
            }
        }
    }

    fn across(rows: &mut [BudgetLine], _: &Known<'_>) -> Vec<Diagnostic> {
        let mut first: BTreeMap<_, &BudgetLine> = BTreeMap::new();
        let mut found = Vec::new();
        for row in rows.iter() {
            let key = (&*row.budget, *row.version, row.key());
            let earlier = *first.entry(key).or_insert(row);
            if !std::ptr::eq(earlier, row) {
                let message = "the row's key stands here a second time";
                found.push(
                    Diagnostic::new(&codes::DUPLICATE_ROW, row.place.clone(), message)
                        .label("second row of this version, month, vendor, project, category and rate")
                        .help("keep one of the two, or add their amounts up")
                        .related(earlier.place.clone(), "first row"),
                );
            }
        }
        found
    }
}

/// What a line plans: of a later version the line with the same key stands in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineKey<'l> {
    pub month: Month,
    pub vendor: Option<&'l VendorId>,
    pub project: Option<&'l ProjectId>,
    pub category: CostCategory,
    pub rate: Option<&'l RateId>,
}

impl BudgetLine {
    pub fn key(&self) -> LineKey<'_> {
        LineKey {
            month: *self.month,
            vendor: self.vendor.as_deref(),
            project: self.project.as_deref(),
            category: *self.category,
            rate: self.rate.as_deref(),
        }
    }
}
