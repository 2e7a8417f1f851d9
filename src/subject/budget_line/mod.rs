//! What budgets plan, month by month.

pub mod record;
pub(crate) use crate::subject::absent::{address, figures, page, rules};
