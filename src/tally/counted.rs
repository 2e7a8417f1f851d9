//! What counting a register yields: counts by place, and what is to be done today.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::kit::id::{AccessRoleId, ProjectId, QueueId, SiteId, VendorId};
use crate::kit::words::closed_list;
use crate::subject::access::record::AccessMeasure;

closed_list! {
    /// What somebody has to do.
    Step {
        Remove = "remove" "remove the account",
        Approve = "approve" "have it approved by somebody else",
        Suspend = "suspend" "suspend the account",
        Recertify = "recertify" "recertify the account",
        Verify = "verify" "make login and permission usable",
        Revoke = "revoke" "take the permission away",
        Grant = "grant" "grant the permission",
        Renew = "renew" "renew the permission or take it away",
        Separate = "separate" "take one of the permissions away",
        Solve = "solve" "solve the issue",
    }
}

/// Where something is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    pub vendor: VendorId,
    pub site: SiteId,
    pub project: Option<ProjectId>,
    /// Of permissions and permission issues.
    pub queue: Option<QueueId>,
    /// Of permissions.
    pub role: Option<AccessRoleId>,
}

/// A line of the list for today.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ToDo {
    pub spot: Spot,
    pub step: Step,
    /// The account or the issue, as the register calls it.
    pub whom: String,
    /// The permission; empty of accounts and issues.
    pub level: String,
    pub why: String,
    /// Since when it is to be done; `None`: the register does not say.
    pub since: Option<Date>,
}

/// Counts of a register, and what is to be done.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    pub counts: BTreeMap<Spot, BTreeMap<AccessMeasure, u32>>,
    pub to_do: Vec<ToDo>,
}

impl Counted {
    /// One more of a measure at a place.
    pub fn add(&mut self, spot: &Spot, measure: AccessMeasure) {
        self.add_many(spot, measure, 1);
    }

    /// So many more; 0 says that the place was counted.
    pub fn add_many(&mut self, spot: &Spot, measure: AccessMeasure, many: u32) {
        if !self.counts.contains_key(spot) {
            self.counts.insert(spot.clone(), BTreeMap::new());
        }
        if let Some(of) = self.counts.get_mut(spot) {
            let count = of.entry(measure).or_insert(0);
            *count = count.saturating_add(many);
        }
    }
}
