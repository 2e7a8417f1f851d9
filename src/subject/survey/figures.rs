//! The newest survey of each site.

use std::collections::BTreeMap;

use crate::kit::id::SiteId;
use crate::subject::given::{Computed, Given};

/// Of each site the index of the newest row whose month is over.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub newest: BTreeMap<SiteId, usize>,
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let (rows, as_of) = (&given.register.surveys, given.register.as_of());
        let mut over: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].month.last_day() <= as_of).collect();
        over.sort_by_key(|at| *rows[*at].month);
        Figures { newest: over.into_iter().map(|at| (rows[at].site.value.clone(), at)).collect() }
    }

    fn of_issue(given: &Given<'_>) -> Figures {
        Figures::compute(given)
    }
}
