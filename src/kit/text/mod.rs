//! Text as pages are made of.

pub mod piece;
