//! The one knot: who works, what is measured, what was promised, what came of it and what it costs. `kit` alone stands above.

pub mod interval;
pub mod adjusted;
pub mod stratified;
pub mod sentence;
pub mod settings;
pub mod metric;
pub mod organisation;
pub mod contract;
pub mod measurement;
pub mod kinds;
pub mod invoiced;
mod book;
pub(crate) mod closure;
pub mod kept;
pub mod reading;
pub mod registered;
pub mod spc;
pub mod trend;
pub mod formula;
pub mod rollup;
pub mod slices;
pub mod target_line;
pub mod relief;
pub mod billing;
pub mod charted;
pub mod attainment;
pub mod budget;
pub mod credit;
pub mod score;
pub mod results;
pub mod wording;
pub mod shift_share;
pub mod figures;

pub use book::Book;
pub use closure::close;
