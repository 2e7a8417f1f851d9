//! Decisions that are asked for.

pub mod record;
pub mod page;
