//! `data/book.toml`: who reports, in which calendar, by which rules.

pub mod forms;
pub mod access;
pub mod signals;
pub mod escalation;
pub mod incident;
pub mod travel;
pub mod record;
pub mod policy;
pub mod read;
pub mod host;
