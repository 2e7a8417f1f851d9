//! The rulings of one service level for one subject, shared by all days on which they stand.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use jiff::civil::Date;

use super::ruling::Ruling;
use crate::compute::rollup::Subject;
use crate::model::{ContractId, ServiceLevelId};

/// All rulings of one service level for one subject, oldest first: every window that ended by the as-of date.
#[derive(Clone, Debug)]
pub struct Judged {
    pub contract: ContractId,
    pub service_level: ServiceLevelId,
    /// `Vendor` is the contract-wide result that decides credits; `Site` is what a site's scorecard shows.
    pub subject: Subject,
    pub rulings: Rulings,
}

/// Oldest first; a clone, and what of them stood on an earlier day, share them.
#[derive(Clone)]
pub struct Rulings {
    all: Arc<[Ruling]>,
    len: usize,
}

impl Rulings {
    /// Those of windows that had ended by a day.
    pub fn until(&self, day: Date) -> Rulings {
        let len = self.partition_point(|ruling| ruling.window.last <= day);
        Rulings { all: Arc::clone(&self.all), len }
    }
}

impl From<Vec<Ruling>> for Rulings {
    fn from(rulings: Vec<Ruling>) -> Self {
        Rulings { len: rulings.len(), all: rulings.into() }
    }
}

impl Deref for Rulings {
    type Target = [Ruling];

    fn deref(&self) -> &[Ruling] {
        &self.all[..self.len]
    }
}

impl fmt::Debug for Rulings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
