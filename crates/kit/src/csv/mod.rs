//! CSV as rows of cells with places.

pub mod cells;
pub mod distinct;
pub mod commas;
pub mod repeats;
mod header_row;
pub mod header;
pub mod sheet;
