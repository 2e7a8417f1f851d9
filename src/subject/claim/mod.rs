//! Service credits from what is owed to what is received.

pub mod record;
pub(crate) use crate::subject::absent::{address, figures, page, rules};
