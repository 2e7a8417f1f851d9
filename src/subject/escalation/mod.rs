//! Escalations: what was raised, who had to answer by when, and what became of it.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
