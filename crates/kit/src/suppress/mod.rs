//! Small counts of people, hidden before they are written.
//!
//! A count of a few persons tells of each of them, and a sum less its other parts tells the count. [`suppress()`] hides the small counts of a table
//! and as few cells more as keep them from being worked out; [`audit()`] reads a table as it was written and finds what can be worked out all the same.
//! Nothing here reads or writes a file.

mod shape;
mod table;
mod network;
mod boxes;
mod guard;
mod search;
mod detour;
mod pattern;
mod audit;
#[cfg(test)]
mod tests;

pub use audit::{Exposed, audit};
pub use pattern::{Pattern, Unprotectable, Why, suppress};
pub use shape::{Line, Malformed, Shape};
pub use table::{Before, Table, Written};
