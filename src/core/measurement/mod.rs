//! What was measured: rows of metric files.

pub mod record;
pub mod columns;
pub(crate) mod numbers;
pub(crate) mod row_cells;
pub(crate) mod rows;
pub(crate) mod read;
pub mod whole;
