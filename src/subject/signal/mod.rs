//! Early warnings that the program raises by itself, apart from people's risks; what answers each, and how good they were.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
