//! Invoices, held against the rate card and the client's own record.

pub mod record;
pub(crate) use crate::subject::absent::{address, figures, page, rules};
