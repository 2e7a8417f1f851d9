//! What every layer stands on and nothing of the field: texts with places, diagnostics, numbers, days, TOML, CSV, prose,
//! records of git, pictures.

pub mod apart;
pub mod source;
pub mod diag;
pub(crate) mod currency;
pub mod number;
pub mod calendar;
pub mod period;
pub mod exact;
pub mod prefix;
pub mod key;
pub mod id;
pub mod words;
pub mod toml;
pub mod record;
pub mod declared;
pub mod csv;
pub mod prose;
pub mod history;
pub mod picture;
pub mod text;
pub mod page;
