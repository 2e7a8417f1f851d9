//! One record from one file: which file is what, which ids there are, and a table read field by field.

pub mod layout;
pub mod lists;
mod sort;
pub mod catalog;
pub mod future;
pub mod table;
