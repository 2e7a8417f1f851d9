//! Addresses: pages of credits and claims.

use crate::kit::id::ClaimId;
use crate::subject::section::addresses;

addresses! {
    /// Pages of what is owed, claimed and received.
    ClaimPage in Money {
        All = "claims" named "Credits and claims",
        One(id: ClaimId) = "claims/{id}" of "claims",
    }
}
