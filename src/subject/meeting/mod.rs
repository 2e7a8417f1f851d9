//! Meetings that are held in a cadence: with a vendor or among ourselves, kept or missed, and what each decided and set going.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
