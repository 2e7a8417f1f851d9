//! What every layer stands on and nothing of the field: texts with places, diagnostics, numbers, days, TOML, CSV, prose,
//! records of git, pictures.
//!
//! Most of it is a crate of its own, `crates/kit`, so that a change of a subject does not compile it again. What stands here names
//! a subject still.

pub use scorebook_kit::{
    apart, beside, calendar, csv, currency, declared, diag, evidence, exact, id, isolate, key, number,
    numbered, period, picture, prefix, prose, record, source, toml, words,
};

pub mod text;
pub mod page;
