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

/// The delegation by which somebody's asks go to somebody else on a day.
pub fn delegate_for_asks<'r>(register: &'r Register, of: &PersonId, day: Date) -> Option<&'r Delegation> {
    running(register, day).find(|one| *one.from == *of && one.is_for_asks())
}

/// Delegations that run on a day.
pub fn running(register: &Register, day: Date) -> impl Iterator<Item = &Delegation> {
    register.delegations.values().filter(move |one| one.holds_on(day))
}
