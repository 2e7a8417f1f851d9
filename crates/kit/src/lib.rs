//! What every layer stands on and nothing of the field: texts with places, diagnostics, numbers, days, TOML, CSV, prose,
//! records of git, pictures.
//!
//! The order of the `mod` lines is the architecture: a module imports only from modules above it.

pub mod apart;
pub mod beside;
pub mod kept;
pub mod source;
pub mod diag;
pub mod currency;
pub mod country;
pub mod number;
pub mod number_form;
pub mod calendar;
pub mod period;
pub mod exact;
pub mod prefix;
pub mod key;
pub mod id;
pub mod words;
pub mod personal;
pub mod toml;
pub mod record;
pub mod declared;
pub mod csv;
pub mod prose;
pub mod numbered;
pub mod picture;
pub mod evidence;
pub mod isolate;
pub mod suppress;

/// The paths that `#[derive(Record)]` writes, for the records of the tests here.
#[cfg(test)]
mod kit {
    pub use crate::declared;
}
