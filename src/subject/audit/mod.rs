//! Audits of procedures.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
