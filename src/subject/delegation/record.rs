//! Delegations as they are written: whose asks and approvals go to whom, and for how long.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Listed;
use crate::kit::declared::{Reader, Record};
use crate::kit::id::{DelegationId, PersonId};
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;

closed_list! {
    /// What goes to the delegate.
    DelegatedMatter {
        Asks = "asks" "Asks",
        Approvals = "approvals" "Approvals",
        All = "all" "Asks and approvals",
    }
}

/// Somebody stands in for somebody else.
#[derive(Clone, Debug, Record)]
#[record(noun = "delegation", path = "data/delegations/<delegation>.toml")]
pub struct Delegation {
    pub id: DelegationId,
    /// Who is away.
    #[key(example = "ada-north")]
    pub from: At<PersonId>,
    /// Who stands in.
    #[key(example = "ben-field")]
    pub to: At<PersonId>,
    /// The first day.
    #[key(example = "2026-10-20")]
    pub starts_on: At<Date>,
    /// The last day; not before starts-on.
    #[key(example = "2026-10-22")]
    pub ends_on: At<Date>,
    /// What goes to them.
    #[key(name = "for", example = "asks", default = DelegatedMatter::All)]
    pub matter: At<DelegatedMatter>,
    /// Why.
    #[key(example = "Visit in Porto")]
    pub reason: Option<At<String>>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = BTreeMap<DelegationId, Delegation>;

impl Delegation {
    pub fn is_for_asks(&self) -> bool {
        *self.matter != DelegatedMatter::Approvals
    }

    pub fn is_for_approvals(&self) -> bool {
        *self.matter != DelegatedMatter::Asks
    }

    /// Of decisions on asks, or of anything else that is approved.
    pub fn covers(&self, is_of_ask: bool) -> bool {
        if is_of_ask { self.is_for_asks() } else { self.is_for_approvals() }
    }

    pub fn holds_on(&self, day: Date) -> bool {
        *self.starts_on <= day && day <= *self.ends_on
    }
}

impl Listed for Delegation {
    fn check(draft: &mut DelegationDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        reader.in_order("starts-on", "ends-on");
        if let (Some(from), Some(to)) = (&draft.from, &draft.to)
            && **from == **to
        {
            let message = format!("`{}` stands in for themselves", to.as_str());
            reader.bad_value(to, message, "this is who is away", "name somebody else");
            reader.refuse();
        }
    }
}
