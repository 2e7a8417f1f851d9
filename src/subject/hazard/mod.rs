//! Psychosocial hazards of a site and the controls that answer them, after ISO 45003.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
