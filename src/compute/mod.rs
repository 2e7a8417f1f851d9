//! Records to numbers. Each module takes the register and what modules above it computed.

#[cfg(test)]
pub(crate) mod testing;

pub mod formula;

pub mod interval;
pub mod spc;
pub mod stratified;

pub mod exact;

pub mod rollup;

pub mod terms;

pub mod window;

pub mod relief;

pub mod charted;

pub mod attainment;

pub mod scorecard;

pub mod credit;

pub mod plan;

pub mod tracker;

pub mod project;

pub mod sop;

pub mod executive;

mod report;

pub use report::Report;
