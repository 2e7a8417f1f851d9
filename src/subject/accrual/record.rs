//! Accruals as they were posted: what was delivered in a month and not yet invoiced at its end.

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::contract::record::CostCategory;
use crate::core::registered::Rowed;
use crate::core::settings::forms::Currency;
use crate::kit::declared::{Month, Reader, Row};
use crate::kit::id::ContractId;
use crate::kit::number::Money;
use crate::kit::source::{At, Place};

/// What the books of a month carry for a service that was not invoiced by its end. It is reversed in the next month by itself.
#[derive(Clone, Debug, Row)]
#[record(noun = "accrual", path = "data/accruals/<file>.csv")]
pub struct Accrual {
    /// Whose service it was.
    #[key(example = "acme-2026")]
    pub contract: At<ContractId>,
    /// The month at whose end it was posted.
    #[key(example = "2026-10")]
    pub month: At<Month>,
    /// What the cost is for.
    #[key(example = "production")]
    pub category: At<CostCategory>,
    /// Minor units of the currency.
    #[key(example = 23377872, range = 0..=1000000000000000)]
    pub amount_minor: At<Money>,
    /// ISO 4217, three capitals: the contract's.
    #[key(example = "USD")]
    pub currency: At<Currency>,
    /// The day on which it was posted.
    #[key(example = "2026-11-03")]
    pub posted_on: At<Date>,
    /// Plain text.
    #[key(example = "hours of the last week estimated")]
    pub note: Option<At<String>>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = Vec<Accrual>;

impl Rowed for Accrual {
    fn check(draft: &mut AccrualDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        if let Some(day) = &draft.posted_on
            && let Some(wrong) = known.today.future("posted_on", **day, day.place.clone())
        {
            reader.log().push(wrong);
            reader.refuse();
        }
    }
}
