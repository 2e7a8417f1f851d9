//! Procedures whose file was removed: their last text and their versions, as git recorded them.

pub mod address;
pub mod figures;
pub mod page;
pub(crate) use crate::subject::absent::{record, rules};
