//! Dated exchange rates.

pub mod record;
pub(crate) use crate::subject::absent::{address, figures, page, rules};
