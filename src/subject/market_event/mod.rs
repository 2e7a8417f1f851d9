//! What happens in markets that work feels: holidays, elections, peaks. Forecasts and relief are read beside it.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
