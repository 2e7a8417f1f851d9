//! Vendors, sites, projects and queues.

mod forms;
pub mod record;
mod rules;

pub use forms::{Country, TimeZone};
