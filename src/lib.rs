//! Vendor scorecards from a git repository: contracts, SOPs, plans and metrics in, an auditable static site out.
//!
//! The order of the `mod` lines is the architecture: a module imports only from modules above it.

pub mod kit;

pub mod core;

pub mod subject;

pub mod report;

pub mod issue;

pub mod change;

pub mod render;

pub mod pipeline;

pub mod starter;

pub mod import;

pub mod tally;

pub mod pull;

pub mod emit;

pub mod edge;

#[cfg(feature = "serve")]
pub mod serve;

pub mod cli;

#[cfg(test)]
pub(crate) mod testing;
