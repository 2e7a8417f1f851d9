//! How long briefs of markets may still be relied on.

use std::collections::BTreeMap;

use crate::kit::calendar::days_between;
use crate::kit::id::MarketId;
use crate::subject::given::{Computed, Given};

/// What a report keeps of them: of each brief that was written by its day.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub states: BTreeMap<MarketId, MarketState>,
}

/// A brief on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarketState {
    /// Days since the last day on which it may be relied on; below 0 they lie ahead.
    pub age_days: i32,
}

impl MarketState {
    /// X74: past its last day.
    pub fn is_expired(&self) -> bool {
        self.age_days > 0
    }
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let as_of = given.register.as_of();
        let written = given.register.markets.values().filter(|market| *market.as_of <= as_of);
        let state = |age_days| MarketState { age_days };
        let states =
            written.map(|market| (market.id.clone(), state(days_between(*market.expires_on, as_of))));
        Figures { states: states.collect() }
    }

    fn of_issue(given: &Given<'_>) -> Figures {
        Figures::compute(given)
    }
}
