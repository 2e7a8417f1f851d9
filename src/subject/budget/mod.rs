//! Budgets, by version.

pub mod record;
pub(crate) use crate::subject::absent::{address, figures, page, rules};
