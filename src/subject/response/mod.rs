//! The right of reply.

pub mod record;
pub mod figures;
pub mod rules;
pub mod page;
pub(crate) use crate::subject::absent::address;
