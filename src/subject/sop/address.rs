//! Addresses: pages of procedures.

use crate::kit::id::SopId;
use crate::subject::section::addresses;

addresses! {
/// Pages of procedures.
SopPage in Sops {
    All = "sops",
    One(id: SopId) = "sops/{id}" of "sops",
    /// The redline between two recorded versions, by their 1-based numbers, the older one first.
    Change(id: SopId, from: u32, to: u32) = "sops/{id}/changes/{from}-{to}",
    /// From clause to action.
    Traceability = "traceability" named "From clause to action",
}
}
