//! Vendors, sites, projects and queues.

pub mod record;
mod rules;
