//! Vendors, sites, projects and queues.

pub mod record;
pub mod read;
