//! One record from one file: which file is what, which ids there are, and a table read field by field.

mod names;
mod sort;
pub mod layout;
pub mod line_ends;
mod misplaced;
mod nameless;
pub mod listing;
pub mod lists;
pub mod catalog;
pub mod future;
pub mod table;
