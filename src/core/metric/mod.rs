//! What is measured: the definitions.

pub mod record;
pub mod read;
