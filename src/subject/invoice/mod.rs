//! Invoices, held against the rate card and the client's own record.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
