//! What every layer stands on and nothing of the field: texts with places, diagnostics, numbers, days, TOML, CSV, prose,
//! records of git, pictures.

pub mod source;
pub mod diag;
pub(crate) mod currency;
pub mod number;
pub mod calendar;
pub mod period;
pub mod record;
pub mod declared;
pub mod id;
pub mod toml;
pub mod words;
pub mod picture;
pub mod text;
pub mod page;
pub mod apart;
pub mod csv;
pub mod exact;
pub mod history;
pub mod key;
pub mod prefix;
pub mod prose;
