//! The team's own exposure: who manages and audits sees harmful content too. Pages of wellness show it, and its rules hold it.

pub mod record;
pub(crate) use crate::subject::absent::{address, figures, page, rules};
