//! Addresses: pages of gates.

use crate::kit::id::GateId;
use crate::subject::section::addresses;

addresses! {
    /// Pages of gates.
    GatePage in Projects {
        All = "gates" named "Gates",
        One(id: GateId) = "gates/{id}" of "gates",
    }
}
