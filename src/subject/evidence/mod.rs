//! Where each figure of a page comes from: the entries of its `evidence.json` and the panel that shows them.

mod exact;

pub mod figure;

pub mod columns;

mod set_by;

pub mod document;

pub mod written;

pub mod basis;

mod entry;

pub mod terms;

pub mod cite;

pub mod clause;
pub mod parts;

pub mod sources;

pub use document::Document;
pub use entry::*;
pub use exact::{exactly, ratio};
