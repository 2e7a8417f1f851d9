//! From views to bytes.

pub mod svg;
