//! Improvement initiatives.

pub mod record;
pub(crate) mod read;
pub mod figures;
pub(crate) mod rules;
pub mod page;
