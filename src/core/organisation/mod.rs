//! Vendors, sites, projects and queues.

mod forms;
pub mod record;
pub mod read;

pub use forms::{Country, TimeZone};
