//! Pulse surveys: how many of a site were asked, how many answered, and which share of their answers was favourable. Pages of wellness show them, and
//! its rules hold them: they are of no use by themselves.

pub mod record;
pub mod figures;
pub(crate) use crate::subject::absent::{address, page, rules};
