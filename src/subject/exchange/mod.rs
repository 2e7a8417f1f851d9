//! Dated exchange rates, and what amounts are worth by them.

pub mod record;
pub mod figures;
pub(crate) mod rules;
pub(crate) use crate::subject::absent::{address, page};
