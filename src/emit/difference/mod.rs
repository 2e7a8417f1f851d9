//! A difference for a pull request and for programs.

mod share;
mod line;
mod redline;
mod section;
mod markdown;
mod json;
mod brief;

pub use brief::brief;
pub use json::{FORMAT, json};
pub use markdown::markdown;
