//! Where each figure of a page comes from: the entries of its `evidence.json` and the panel that shows them.

mod json;

mod entry;

pub mod written;

pub mod clause;

pub mod sources;

pub use entry::*;
