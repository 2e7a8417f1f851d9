//! Delegations: who stands in for whom, for what, and from when to when.

pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;

pub use crate::subject::absent::address;
