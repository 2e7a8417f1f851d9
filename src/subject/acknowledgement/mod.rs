//! Who has read which text of a procedure, in counts.

pub mod record;
pub mod figures;
pub mod rules;
pub(crate) mod page;
pub(crate) use crate::subject::absent::address;
