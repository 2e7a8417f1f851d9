//! Addresses: pages of budgets.

use crate::kit::id::BudgetId;
use crate::subject::section::addresses;

addresses! {
    /// Pages of budgets.
    BudgetPage in Money {
        All = "budgets" named "Budgets",
        One(id: BudgetId) = "budgets/{id}" of "budgets",
    }
}
