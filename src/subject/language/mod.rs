//! Languages: who speaks what where, held against what projects need, and how well work in each language fares.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
