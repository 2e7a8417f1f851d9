//! The right of reply.

pub mod record;
pub(crate) mod read;
pub mod figures;
pub mod rules;
pub mod page;
