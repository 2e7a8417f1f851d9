//! Shared clauses as subjects: a page each, and what is found about them. Their records stand in core, with the contracts that fold them.

pub mod address;
pub(crate) mod rules;
pub mod page;
pub(crate) use crate::subject::absent::{figures, record};
