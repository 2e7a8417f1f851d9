//! Text as pages are made of.

pub mod html;
pub mod piece;
pub mod words;
pub mod label;
