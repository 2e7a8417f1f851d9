//! TOML as a tree with places, and what every format needs.

mod bare;
mod foreign;
pub mod syntax;
pub mod tree;
pub mod front;
pub mod hidden;
pub mod log;
pub(crate) mod named;
pub mod values;
