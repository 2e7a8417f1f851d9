//! Vendor scorecards from a git repository: contracts, SOPs, plans and metrics in, an auditable static site out.
//!
//! The order of the `mod` lines is the architecture: a module imports only from modules above it.

pub mod apart;

pub mod source;

pub mod diag;

pub mod model;

pub mod prose;

pub mod read;

pub mod history;

pub mod check;

pub mod compute;

pub mod picture;

pub mod page;

pub mod site;

pub mod render;

pub mod pipeline;

pub mod signing;

pub mod starter;

pub mod emit;

pub mod edge;

pub mod cli;
