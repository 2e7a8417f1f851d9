//! Measurements as subjects: what the rows say that needs an answer. Their records and figures stand in core.

pub(crate) mod rules;
pub(crate) use crate::subject::absent::{address, figures, page, record};
