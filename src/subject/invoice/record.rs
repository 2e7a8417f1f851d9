//! Invoices as vendors send them, line by line.

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::contract::record::CostCategory;
use crate::core::invoiced::Invoiced;
use crate::core::registered::Rowed;
use crate::core::settings::forms::Currency;
use crate::kit::declared::{Month, Reader, Row};
use crate::kit::id::{ContractId, ProjectId, RateId, SiteId};
use crate::kit::number::{Decimal, Money};
use crate::kit::source::{At, Place};

/// A line of an invoice, before tax. A line below zero takes back; one of zero is kept and changes nothing.
#[derive(Clone, Debug, Row)]
#[record(noun = "invoice line", path = "data/invoices/<file>.csv")]
pub struct InvoiceLine {
    /// The vendor's number of the invoice.
    #[key(example = "INV-2026-1017")]
    pub invoice: At<String>,
    /// The contract under which it is billed; its vendor sent it.
    #[key(example = "acme-2026")]
    pub contract: At<ContractId>,
    /// The day on the invoice.
    #[key(example = "2026-11-05")]
    pub issued_on: At<Date>,
    /// By when it is to be paid.
    #[key(example = "2026-12-05")]
    pub due_on: Option<At<Date>>,
    /// The month in which the service was delivered.
    #[key(example = "2026-10")]
    pub month: At<Month>,
    /// A rate of the contract, or `monthly-fee`; empty: the line names none.
    // Resolved by the match: a vendor may bill what the contract does not have.
    #[key(example = "labelling")]
    pub rate: Option<At<RateId>>,
    /// What the cost is for; empty: that of the rate, else other.
    #[key(example = "production")]
    pub category: Option<At<CostCategory>>,
    /// The site it is billed for; empty: all of the contract.
    #[key(example = "acme-porto")]
    pub site: Option<At<SiteId>>,
    /// The project, likewise.
    #[key(example = "atlas")]
    pub project: Option<At<ProjectId>>,
    /// How many were billed; below zero takes back.
    #[key(example = 20500, range = -1_000_000_000..=1_000_000_000)]
    pub quantity: Option<At<Decimal>>,
    /// Of one, in units of the currency.
    #[key(example = 0.85, range = -1_000_000_000..=1_000_000_000)]
    pub price: Option<At<Decimal>>,
    /// Minor units of the currency: cents, yen, fils.
    #[key(example = 1742500, range = -1000000000000000..=1000000000000000)]
    pub amount_minor: At<Money>,
    /// ISO 4217, three capitals.
    #[key(example = "USD")]
    pub currency: At<Currency>,
    /// Number of the purchase order that it draws on.
    #[key(example = "PO-2026-77")]
    pub order: Option<At<String>>,
    /// Plain text.
    #[key(example = "October, both queues")]
    pub note: Option<At<String>>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = Vec<InvoiceLine>;

impl Rowed for InvoiceLine {
    fn invoiced(&self) -> Option<Invoiced> {
        Some(Invoiced {
            contract: self.contract.value.clone(),
            month: **self.month,
            issued_on: *self.issued_on,
            amount: self.amount_minor.clone(),
            currency: self.currency.as_str().to_owned(),
            place: self.place.clone(),
        })
    }

    fn check(draft: &mut InvoiceLineDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        if let Some(day) = &draft.issued_on
            && let Some(wrong) = known.today.future("issued_on", **day, day.place.clone())
        {
            reader.log().push(wrong);
            reader.refuse();
        }
        let vendor = draft.contract.as_ref().and_then(|id| known.contracts.get(&**id)).map(|of| &of.vendor);
        if let (Some(site), Some(vendor)) = (&draft.site, vendor) {
            let vendor = At::new(vendor.clone(), site.place.clone());
            reader.site_of_vendor(Some(site), Some(&vendor));
        }
    }
}
