//! Purchase orders: what was committed to a vendor.

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::contract::record::CostCategory;
use crate::core::registered::Rowed;
use crate::core::settings::forms::Currency;
use crate::kit::declared::{Month, Reader, Row};
use crate::kit::id::{PersonId, ProjectId, VendorId};
use crate::kit::number::Money;
use crate::kit::source::{At, Place};

/// A purchase order, or a part of it for one category. Invoice lines name the order that they draw on.
#[derive(Clone, Debug, Row)]
#[record(noun = "purchase order", path = "data/orders/<file>.csv")]
pub struct Order {
    /// Its number.
    #[key(example = "PO-2026-77")]
    pub order: At<String>,
    /// To whom it was committed.
    #[key(example = "acme")]
    pub vendor: At<VendorId>,
    /// What the cost is for.
    #[key(example = "production")]
    pub category: At<CostCategory>,
    /// The project; empty: all of the vendor's.
    #[key(example = "atlas")]
    pub project: Option<At<ProjectId>>,
    /// The first month that it pays for.
    #[key(example = "2026-01")]
    pub from_month: At<Month>,
    /// The last one.
    #[key(example = "2026-12")]
    pub to_month: At<Month>,
    /// Minor units of the currency.
    #[key(example = 480000000, range = 0..=1000000000000000)]
    pub amount_minor: At<Money>,
    /// ISO 4217, three capitals.
    #[key(example = "USD")]
    pub currency: At<Currency>,
    /// Who approved it.
    #[key(example = "ben-field")]
    pub approved_by: At<PersonId>,
    /// Whom they stood in for, where they did: a delegation hands it to them on that day.
    #[key(example = "ada-north")]
    pub in_place_of: Option<At<PersonId>>,
    /// When.
    #[key(example = "2025-12-18")]
    pub approved_on: At<Date>,
    pub place: Place,
}

impl Order {
    /// How many months it pays for, the first and the last counted.
    pub fn months(&self) -> usize {
        let months = std::iter::successors(Some(**self.from_month), |month| Some(month.next()));
        months.take_while(|month| *month <= **self.to_month).count()
    }
}

/// What a register keeps of them.
pub type Records = Vec<Order>;

impl Rowed for Order {
    fn check(draft: &mut OrderDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        if let (Some(from), Some(to)) = (&draft.from_month, &draft.to_month)
            && to.value < from.value
        {
            let message = format!("`to_month` {} lies before `from_month` {}", **to, **from);
            reader.bad_value(to, message, format!("expected {} or later", **from), "correct one of the two");
            reader.refuse();
        }
    }
}
