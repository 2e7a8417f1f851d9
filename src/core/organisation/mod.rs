//! Vendors, sites, projects and queues.

pub mod record;
pub(crate) mod read;
