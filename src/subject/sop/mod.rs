//! Standard operating procedures.

pub mod record;
pub mod normative;
pub mod read;
pub mod figures;
pub(crate) mod rules;
pub mod page;
