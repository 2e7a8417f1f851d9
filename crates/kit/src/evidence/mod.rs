//! The file `evidence.json` beside a page as a value, which serde writes. docs/evidence.md has the format.
//!
//! It stands in this crate because a large book has millions of figures: here the code that writes them is optimised (see `Cargo.toml`).

mod exact;
pub mod figure;
mod lines;
mod set_by;
mod document;
mod question;
mod packed;

pub use document::Document;
pub use exact::{exactly, ratio};
pub use lines::by_line;
pub use set_by::commits_of;
