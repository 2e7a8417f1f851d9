//! Markets: what the team knows of a country and its languages, with dated sources and a day on which it is out of date.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
