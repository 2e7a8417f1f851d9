//! What was recorded and is another now.

pub mod address;
pub mod figures;
pub(crate) mod rules;
pub mod page;
pub(crate) use crate::subject::absent::record;
