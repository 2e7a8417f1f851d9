//! Text as pages are made of.

pub mod html;
pub mod piece;
