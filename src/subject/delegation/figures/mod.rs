//! Who stands in for whom on a day, and what was approved by whom.

pub mod approvals;
pub mod handed;
pub mod signed;

use jiff::civil::Date;

use crate::kit::id::PersonId;
use crate::subject::delegation::figures::approvals::{Approval, approvals, of_orders};
use crate::subject::delegation::record::Delegation;
use crate::subject::given::{Computed, Given};
use crate::subject::register::Register;

/// What a report keeps of them.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// What was approved or decided by the as-of date.
    pub approvals: Vec<Approval>,
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let Some((snapshot, _)) = given.recorded else { return Figures::default() };
        let mut approvals = approvals(snapshot);
        approvals.extend(of_orders(given.register));
        approvals.retain(|one| one.on <= given.register.as_of());
        Figures { approvals }
    }
}

/// The delegations by which somebody's asks go to somebody else on a day, the first to begin first: all of them, where it is not clear who is asked.
pub fn delegates_for_asks<'r>(
    register: &'r Register,
    of: &PersonId,
    day: Date,
) -> impl Iterator<Item = &'r Delegation> {
    handed::handed_away(register, of, day, true)
}
