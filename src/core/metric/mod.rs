//! What is measured: the definitions.

pub mod record;
