//! Purchase orders.

pub mod record;
pub(crate) mod rules;
pub(crate) use crate::subject::absent::{address, figures, page};
