//! Decisions that are asked for.

pub mod address;
pub mod record;
pub mod page;
pub(crate) use crate::subject::absent::{figures, rules};
