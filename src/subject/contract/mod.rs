//! Contracts as subjects: what they leave open or say against themselves. Their records and figures stand in core.

pub(crate) mod rules;
pub(crate) use crate::subject::absent::{address, figures, page, record};
