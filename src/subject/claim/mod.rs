//! Service credits from what is owed to what is received.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
