//! Decisions that are asked for.

pub mod record;
pub(crate) mod read;
pub mod page;
