//! What projects need of each language: how many people, of which level, from when on.

pub mod record;
pub(crate) use crate::subject::absent::{address, figures, page, rules};
