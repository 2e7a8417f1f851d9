//! Incidents: what happened where, how grave it is, and whether it was answered and closed in time. What befell single people is counted by month and
//! never told one by one; what happened in words stays outside of the book.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
