//! Where each figure of a page comes from: the entries of its `evidence.json` and the panel that shows them.

mod json;

mod set_by;

pub mod written;

pub mod basis;

mod entry;

pub mod locate;

pub mod terms;

pub mod cite;

pub mod clause;
pub mod parts;

pub mod sources;

pub use entry::*;
pub use json::{exactly, ratio};
