//! CSV as rows of cells with places.

pub mod cells;
pub mod distinct;
pub mod personal;
pub mod header;
pub mod sheet;
