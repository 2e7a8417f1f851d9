//! Addresses: the archive, and the pages that withdrawn procedures keep.

use crate::kit::id::SopId;
use crate::subject::section::addresses;

addresses! {
    /// Pages of withdrawn procedures: each at the address that it had while its file was there.
    WithdrawnPage in Sops {
        All = "withdrawn",
        One(id: SopId) = "sops/{id}",
        Change(id: SopId, from: u32, to: u32) = "sops/{id}/changes/{from}-{to}",
    }
}
