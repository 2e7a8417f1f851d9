//! Who has read which text of a procedure, in counts.

pub mod record;
pub mod read;
pub mod rules;
pub mod figures;
pub(crate) mod page;
