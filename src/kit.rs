//! What every layer stands on and nothing of the field: texts with places, diagnostics, numbers, days, TOML, CSV, prose,
//! records of git, pictures.
//!
//! It is a crate of its own, `crates/kit`, so that a change of a subject does not compile it again.

pub use scorebook_kit::*;
