//! Vendor scorecards from a git repository. The order of the `mod` lines is the architecture.
pub mod compute;
pub mod render;
