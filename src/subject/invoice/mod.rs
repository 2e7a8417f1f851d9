//! Invoices, held against the rate card and the client's own record.

pub mod record;
pub mod figures;
pub(crate) mod rules;
pub(crate) use crate::subject::absent::{address, page};
