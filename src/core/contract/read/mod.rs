//! Contracts as files: terms, amendments, shared clauses and relief.

pub(crate) mod amendments;
pub(crate) mod shelf;
pub(crate) mod apply;
pub(crate) mod ground;
pub(crate) mod fold;
mod rates;
pub(crate) mod score;
pub(crate) mod shape;
pub(crate) mod clause_rows;
pub(crate) mod service_level;
pub(crate) mod terms;
pub(crate) mod blame;
pub(crate) mod clauses;
pub(crate) mod contracts;
pub(crate) mod overlap;
pub(crate) mod relief;
