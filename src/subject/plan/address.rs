//! Addresses: pages of plans.

use crate::kit::id::PlanId;
use crate::subject::section::addresses;

addresses! {
/// Pages of plans.
PlanPage in Plans {
    All = "plans",
    One(id: PlanId) = "plans/{id}" of "plans",
    /// Actions of all plans.
    Actions = "actions" in Actions,
}
}
