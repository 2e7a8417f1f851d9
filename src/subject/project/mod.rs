//! Projects: units planned and delivered, and when they will be complete.

pub mod address;
pub mod figures;
pub mod page;
pub(crate) use crate::subject::absent::{record, rules};
