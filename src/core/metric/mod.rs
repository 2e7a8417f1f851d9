//! What is measured: the definitions.

pub mod record;
pub(crate) mod units;
