//! Addresses: pages of improvement initiatives.

use crate::kit::id::InitiativeId;
use crate::subject::section::addresses;

addresses! {
/// Pages of improvement initiatives.
InitiativePage in Plans {
    All = "initiatives",
    One(id: InitiativeId) = "initiatives/{id}" of "initiatives",
}
}
