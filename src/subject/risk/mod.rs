//! Risks: what may happen, how likely and how bad, what is done about it, and until when somebody has accepted it.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
