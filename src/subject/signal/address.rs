//! Addresses: the page of signals.

use crate::subject::section::addresses;

addresses! {
    /// The page of signals.
    SignalPage in Plans {
        All = "signals" named "Signals",
    }
}
