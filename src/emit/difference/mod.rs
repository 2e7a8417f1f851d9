//! A difference for a pull request and for programs.

mod redline;
mod markdown;
mod json;

pub use json::{FORMAT, json};
pub use markdown::markdown;
