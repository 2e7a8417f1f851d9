//! Credit notes.

pub mod record;
pub(crate) use crate::subject::absent::{address, figures, page, rules};
