//! Standard operating procedures.

pub mod address;
pub mod picture;
pub mod normative;
pub mod record;
pub mod read;
pub mod renamed;
pub mod figures;
pub(crate) mod rules;
pub mod page;
