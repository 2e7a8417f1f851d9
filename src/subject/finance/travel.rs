//! What visits cost the budgets that pay for them: each in the month of its last day, once that month has ended.

use crate::core::contract::record::CostCategory;
use crate::kit::declared::Month;
use crate::kit::id::{BudgetId, VisitId};
use crate::kit::period::Period;
use crate::kit::source::Place;
use crate::subject::register::Register;
use crate::subject::visit::figures::{Figures as Visits, Standing, is_invoiced};
use crate::subject::visit::record::{Visit, VisitCost};

/// A line of what a visit cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expense {
    pub visit: VisitId,
    /// Month of the visit's last day.
    pub month: Month,
    pub category: CostCategory,
    /// Minor units of the book's currency.
    pub minor: i128,
    /// Nobody has written what was paid: it is what was expected.
    pub is_accrued: bool,
    /// Of the amount.
    pub place: Place,
}

/// The visits of a budget's months that have ended.
#[derive(Clone, Debug, Default)]
pub struct Travel {
    /// Of the visits that name the budget, in order of visit, then of their lines.
    pub expenses: Vec<Expense>,
    /// They name the budget and are over by their plan, and nobody says whether they were held.
    pub unrecorded: Vec<VisitId>,
    /// Lines of the budget's visits that were held, with neither an amount paid nor one expected.
    pub unsaid: Vec<Place>,
    /// They cost something and name no budget.
    pub unbudgeted: Vec<VisitId>,
}

/// What one line of a visit comes to.
enum Worth<'c> {
    Nothing,
    Unsaid,
    Known { minor: i128, is_accrued: bool, place: &'c Place },
}

/// `closed`: the budget's months that have ended.
pub fn travel(register: &Register, visits: &Visits, budget: &BudgetId, closed: &[Month]) -> Travel {
    let mut found = Travel::default();
    for visit in register.visits.values() {
        let Some(state) = visits.visits.get(&visit.id) else { continue };
        let Some(month) = month_of(visit).filter(|month| closed.contains(month)) else { continue };
        let mut worth = visit.costs.iter().map(|cost| (cost, worth(register, visit, cost, state.standing)));
        match visit.budget.as_deref() {
            None => {
                if worth.any(|(_, worth)| matches!(worth, Worth::Known { .. })) {
                    found.unbudgeted.push(visit.id.clone());
                }
            }
            Some(own) if own == budget => {
                if matches!(state.standing, Standing::Unrecorded(_)) {
                    found.unrecorded.push(visit.id.clone());
                }
                for (cost, worth) in worth {
                    if matches!(worth, Worth::Unsaid) {
                        found.unsaid.push(cost.title.place.clone());
                    }
                    found.expenses.extend(expense(visit, month, worth));
                }
            }
            Some(_) => {}
        }
    }
    found
}

/// What every visit of some months cost, whichever budget pays for it.
pub fn expenses(register: &Register, visits: &Visits, months: &[Month]) -> Vec<Expense> {
    let of = register.visits.values().filter_map(|visit| {
        let month = month_of(visit).filter(|month| months.contains(month))?;
        let standing = visits.visits.get(&visit.id)?.standing;
        let worth = visit.costs.iter().map(move |cost| worth(register, visit, cost, standing));
        Some(worth.filter_map(move |worth| expense(visit, month, worth)))
    });
    of.flatten().collect()
}

fn expense(visit: &Visit, month: Month, worth: Worth<'_>) -> Option<Expense> {
    let Worth::Known { minor, is_accrued, place } = worth else { return None };
    let category = *visit.category;
    Some(Expense { visit: visit.id.clone(), month, category, minor, is_accrued, place: place.clone() })
}

/// The month that bears what a visit costs: of the day on which they were back, or were to be.
pub fn month_of(visit: &Visit) -> Option<Month> {
    Month::new(Period::month_of(visit.days().1))
}

/// Of a visit that was held what was paid, and where nobody says it what was expected; of one that was cancelled what was paid all the same. What a
/// vendor bills is a cost of its invoice.
fn worth<'c>(register: &Register, visit: &Visit, cost: &'c VisitCost, standing: Standing) -> Worth<'c> {
    let is_held = match standing {
        Standing::Held => true,
        Standing::Cancelled => false,
        Standing::Planned | Standing::UnderWay | Standing::Unrecorded(_) => return Worth::Nothing,
    };
    if is_invoiced(register, visit, cost) {
        return Worth::Nothing;
    }
    match (&cost.spent, cost.estimated.as_ref().filter(|_| is_held)) {
        (Some(paid), _) => Worth::Known { minor: paid.value.0.into(), is_accrued: false, place: &paid.place },
        (None, Some(expected)) => {
            Worth::Known { minor: expected.value.0.into(), is_accrued: true, place: &expected.place }
        }
        (None, None) if is_held => Worth::Unsaid,
        (None, None) => Worth::Nothing,
    }
}

#[cfg(test)]
mod tests;
