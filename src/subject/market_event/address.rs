//! Addresses: the page of events.

use crate::subject::section::addresses;

addresses! {
    /// Pages of events.
    MarketEventPage in Sites {
        All = "events" named "Events",
    }
}
