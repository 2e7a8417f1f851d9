//! The right of reply.

pub mod record;
pub mod figures;
pub mod rules;
pub mod page;
