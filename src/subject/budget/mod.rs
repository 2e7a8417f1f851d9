//! Budgets, by version.

pub mod record;
pub mod figures;
pub mod rules;
pub mod address;
pub(crate) mod page;
