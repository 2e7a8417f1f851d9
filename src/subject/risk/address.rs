//! Addresses: pages of risks.

use crate::kit::id::RiskId;
use crate::subject::section::addresses;

addresses! {
    /// Pages of risks.
    RiskPage in Plans {
        All = "risks" named "Risks",
        One(id: RiskId) = "risks/{id}" of "risks",
    }
}
