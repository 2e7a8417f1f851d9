//! Contracts as subjects: what they leave open or say against themselves. Their records and what they promise stand in core.

pub mod figures;
pub(crate) mod rules;
pub(crate) use crate::subject::absent::{address, page, record};
