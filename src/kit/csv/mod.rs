//! CSV as rows of cells with places.

pub(crate) mod cells;
pub(crate) mod distinct;
pub(crate) mod personal;
pub(crate) mod sheet;
