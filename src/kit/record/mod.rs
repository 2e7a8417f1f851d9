//! One record from one file: which file is what, which ids there are, and a table read field by field.

pub(crate) mod layout;
pub(crate) mod lists;
pub(crate) mod catalog;
pub(crate) mod future;
pub(crate) mod table;
