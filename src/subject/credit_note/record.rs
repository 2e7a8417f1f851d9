//! Credit notes as vendors send them: what was given back for a month's misses.

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Rowed;
use crate::core::settings::forms::Currency;
use crate::kit::declared::{Month, Reader, Row};
use crate::kit::id::ContractId;
use crate::kit::number::Money;
use crate::kit::source::{At, Place};

/// A credit note: money that a vendor gave back for the service levels of a month.
#[derive(Clone, Debug, Row)]
#[record(noun = "credit note", path = "data/credit-notes/<file>.csv")]
pub struct CreditNote {
    /// The vendor's number of it.
    #[key(example = "CN-2026-044")]
    pub credit_note: At<String>,
    /// The contract under which it was owed.
    #[key(example = "acme-2026")]
    pub contract: At<ContractId>,
    /// The month whose credits it settles.
    #[key(example = "2026-09")]
    pub month: At<Month>,
    /// The day on the note.
    #[key(example = "2026-10-21")]
    pub issued_on: At<Date>,
    /// Minor units of the currency, in the client's favour; below zero it takes back an earlier note.
    #[key(example = 1250000, range = -1000000000000000..=1000000000000000)]
    pub amount_minor: At<Money>,
    /// ISO 4217, three capitals: the contract's.
    #[key(example = "USD")]
    pub currency: At<Currency>,
    /// The invoice on which it was netted; empty: it was paid or is still open.
    #[key(example = "INV-2026-1017")]
    pub invoice: Option<At<String>>,
    /// Plain text.
    #[key(example = "September, accuracy")]
    pub note: Option<At<String>>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = Vec<CreditNote>;

impl Rowed for CreditNote {
    fn check(draft: &mut CreditNoteDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        if let Some(day) = &draft.issued_on
            && let Some(wrong) = known.today.future("issued_on", **day, day.place.clone())
        {
            reader.log().push(wrong);
            reader.refuse();
        }
    }
}
