//! What is computed of plans and of their actions.

pub mod plan;
pub mod tracker;
pub mod unplanned;

use std::collections::BTreeMap;

use crate::kit::id::PlanId;
use crate::subject::given::{Computed, Given};
use crate::subject::plan::figures::plan::{PlanState, plan_state};
use crate::subject::plan::figures::tracker::{ActionState, actions};
use crate::subject::plan::figures::unplanned::{Unplanned, unplanned};

/// What a report keeps of them.
#[derive(Debug, Default)]
pub struct Figures {
    pub states: BTreeMap<PlanId, PlanState>,
    /// Of all plans: open ones by due date, then done ones by due date.
    pub actions: Vec<ActionState>,
    /// Breaches that wait for a plan past its day.
    pub unplanned: Vec<Unplanned>,
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let Given { register, rollup, .. } = given;
        let plans = register.plans.values();
        Figures {
            states: plans.map(|plan| (plan.id.clone(), plan_state(register, rollup, plan))).collect(),
            actions: actions(register),
            unplanned: unplanned(given),
        }
    }

    fn of_issue(given: &Given<'_>) -> Figures {
        Figures::compute(given)
    }
}
