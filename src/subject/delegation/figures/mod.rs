//! Who stands in for whom on a day, and what was approved by whom.

pub mod approvals;

use jiff::civil::Date;

use crate::kit::id::PersonId;
use crate::subject::delegation::record::Delegation;
use crate::subject::register::Register;

pub use crate::subject::absent::figures::Figures;

/// The delegation by which somebody's asks go to somebody else on a day.
pub fn delegate_for_asks<'r>(register: &'r Register, of: &PersonId, day: Date) -> Option<&'r Delegation> {
    running(register, day).find(|one| *one.from == *of && one.is_for_asks())
}

/// Delegations that run on a day.
pub fn running(register: &Register, day: Date) -> impl Iterator<Item = &Delegation> {
    register.delegations.values().filter(move |one| one.holds_on(day))
}
