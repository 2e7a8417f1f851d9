//! Addresses: pages of improvement initiatives.

use crate::kit::id::InitiativeId;
use crate::subject::section::addresses;

addresses! {
/// Pages of improvement initiatives.
InitiativePage in Plans {
    All = "initiatives" named "Initiatives",
    One(id: InitiativeId) = "initiatives/{id}" of "initiatives",
}
}
