//! Stakeholders by role: what they want, how much they can do, and who meets them how often.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
