//! Addresses: pages of escalations.

use crate::kit::id::EscalationId;
use crate::subject::section::addresses;

addresses! {
    /// Pages of escalations.
    EscalationPage in Vendors {
        All = "escalations" named "Escalations",
        One(id: EscalationId) = "escalations/{id}" of "escalations",
    }
}
