//! Addresses: the page of safeguards.

use crate::subject::section::addresses;

addresses! {
    /// The page of safeguards.
    SafeguardPage in Vendors {
        All = "safeguards" named "Safeguards",
    }
}
