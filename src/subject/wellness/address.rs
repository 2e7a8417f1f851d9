//! Addresses: the page of wellness.

use crate::subject::section::addresses;

addresses! {
    /// Pages of wellness.
    WellnessPage in Sites {
        All = "wellness" named "Wellness",
    }
}
