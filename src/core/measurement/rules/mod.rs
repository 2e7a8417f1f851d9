//! What the rows say that needs an answer.

pub(crate) mod data;
pub(crate) mod gap;
pub(crate) mod jump;
pub(crate) mod units;
