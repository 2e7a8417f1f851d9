//! Claims of service credits: what was asked of a vendor for a month, and what came of it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Listed;
use crate::kit::declared::{Month, Reader, Record};
use crate::kit::id::{ClaimId, ContractId, PersonId};
use crate::kit::number::Money;
use crate::kit::source::{At, Place};

/// What was asked of a vendor for the misses of a month.
#[derive(Clone, Debug, Record)]
#[record(noun = "claim", path = "data/claims/<claim>.toml")]
pub struct Claim {
    pub id: ClaimId,
    /// The contract under which the credit is owed.
    #[key(example = "acme-2026")]
    pub contract: At<ContractId>,
    /// The month whose credits are claimed.
    #[key(example = "2026-09")]
    pub month: At<Month>,
    /// When it was sent to the vendor.
    #[key(example = "2026-10-12")]
    pub claimed_on: At<Date>,
    /// What was asked for, in minor units of the contract's currency.
    #[key(name = "amount-minor", example = 1250000, range = 0..=1_000_000_000_000)]
    pub amount: At<Money>,
    /// Who answers for it.
    #[key(example = "ada-north")]
    pub owner: At<PersonId>,
    /// When the vendor disputed it.
    #[key(example = "2026-10-20")]
    pub disputed_on: Option<At<Date>>,
    /// What the vendor says against it.
    #[key(example = "The queue was down for two days", when = "disputed-on", only = "disputed-on")]
    pub dispute: Option<At<String>>,
    /// When both sides agreed on what is paid.
    #[key(example = "2026-11-02")]
    pub agreed_on: Option<At<Date>>,
    /// What they agreed on, in minor units; 0: the claim was given up.
    #[key(
        name = "agreed-minor",
        example = 1000000,
        range = 0..=1_000_000_000_000,
        when = "agreed-on",
        only = "agreed-on"
    )]
    pub agreed: Option<At<Money>>,
    /// Who agreed for the client.
    #[key(example = "ben-field", when = "agreed-on", only = "agreed-on")]
    pub agreed_by: Option<At<PersonId>>,
    /// Whom they stood in for, where they did: a delegation hands it to them on that day.
    #[key(example = "ada-north", only = "agreed-on")]
    pub in_place_of: Option<At<PersonId>>,
    /// Why it is another amount than was claimed.
    #[key(example = "Two days of the outage were the client's", only = "agreed-on")]
    pub reason: Option<At<String>>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = BTreeMap<ClaimId, Claim>;

impl Listed for Claim {
    fn check(_: &mut ClaimDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        reader.in_order("claimed-on", "disputed-on");
        reader.in_order("claimed-on", "agreed-on");
    }
}
