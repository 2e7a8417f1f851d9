//! What a vendor keeps so that it can go on when something fails: continuity plans with their tests, certificates, insurance.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
