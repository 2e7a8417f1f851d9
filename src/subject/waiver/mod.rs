//! Dated, approved exceptions to diagnostics.

pub mod record;
pub mod rules;
pub(crate) use crate::subject::absent::{address, figures, page};
