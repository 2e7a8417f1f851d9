//! Visits of sites: planned and held, what was looked at, what was found and what answers it, what they cost, and how much their people travel.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
