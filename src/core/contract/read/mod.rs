//! Contracts as files: terms, amendments and relief.

pub(crate) mod amendments;
pub(crate) mod score;
pub(crate) mod shape;
pub(crate) mod clause_rows;
pub(crate) mod fold;
pub(crate) mod service_level;
pub(crate) mod terms;
pub(crate) mod contracts;
pub(crate) mod overlap;
pub(crate) mod relief;
