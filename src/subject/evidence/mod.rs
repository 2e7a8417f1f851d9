//! Where each figure of a page comes from: the entries of its `evidence.json` and the panel that shows them.

pub mod columns;

pub mod written;

pub mod basis;

mod entry;

mod money;

pub mod terms;

pub mod cite;

pub mod measured;

pub mod target;

pub mod clause;
pub mod parts;

mod places;

mod pulls;

pub mod sources;

pub use crate::kit::evidence::{Document, exactly, ratio};
pub use entry::*;
