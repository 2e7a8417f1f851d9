//! Addresses: the page of hazards.

use crate::subject::section::addresses;

addresses! {
    /// Pages of hazards.
    HazardPage in Sites {
        All = "hazards" named "Hazards",
    }
}
