//! Vendors side by side on one metric and one and the same period: like for like, or why not.

pub mod address;
pub mod figures;
pub mod page;
pub(crate) use crate::subject::absent::{record, rules};
