//! Addresses: the page of stakeholders.

use crate::subject::section::addresses;

addresses! {
    /// The page of stakeholders.
    StakeholderPage in Vendors {
        All = "stakeholders" named "Stakeholders",
    }
}
