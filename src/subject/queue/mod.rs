//! Queues: what is measured of each over a year, by site, vendor and language, with what rules it.

pub mod address;
pub mod figures;
pub mod page;
pub(crate) use crate::subject::absent::{record, rules};
