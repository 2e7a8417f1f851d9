//! Addresses: pages of markets.

use crate::kit::id::MarketId;
use crate::subject::section::addresses;

addresses! {
    /// Pages of markets.
    MarketPage in Sites {
        All = "markets" named "Markets",
        One(id: MarketId) = "markets/{id}" of "markets",
    }
}
